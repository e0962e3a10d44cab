"""«Суббота по расписанию понедельника»: whom the day brings lessons, told before they are made."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from parta.people.models import valid_within
from parta.school.models import SchoolClass, WorkingDay
from parta.teaching.models import Slot


@dataclass(frozen=True)
class WorkingLine:
    day: date
    weekday: int  # whose timetable it follows
    without: tuple[str, ...]  # classes that have no lessons by that timetable
    nobody: bool  # no class has any


def working_lines(start: date, end: date) -> list[WorkingLine]:
    """One query, three when there are such days."""
    days = dict(WorkingDay.objects.filter(date__range=(start, end)).values_list("date", "as_weekday"))
    if not days:
        return []
    slots = Slot.objects.filter(valid_within(start, end), weekday__in=days.values())
    by_weekday: dict[int, list[tuple[date, date | None, int]]] = defaultdict(list)
    for weekday, first, last, class_id in slots.values_list("weekday", "starts_on", "ends_on", "course__classes"):
        by_weekday[weekday].append((first, last, class_id))
    year = SchoolClass.objects.filter(unassigned=False, year__starts_on__lte=end, year__ends_on__gte=start)
    classes = [(one.pk, one.title) for one in year]
    found = []
    for day, weekday in days.items():
        busy = {pk for first, last, pk in by_weekday[weekday] if first <= day and (last is None or day <= last)}
        without = tuple(title for pk, title in classes if pk not in busy)
        found.append(WorkingLine(day, weekday, without, len(without) == len(classes)))
    return found
