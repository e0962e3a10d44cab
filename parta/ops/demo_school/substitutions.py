"""Teachers of the demo who were away: one this week, with a lesson nobody gives yet, one last month. Through the
product's own actions, as the deputy does it."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from parta.core.actor import Actor
from parta.core.dates import monday_of
from parta.ops.demo_school.filling import ZONE
from parta.ops.demo_school.people import People
from parta.teaching.absences import absence_page, missed_lessons, unattended
from parta.teaching.actions.absences import note_absence
from parta.teaching.actions.substitutions import Wish, set_substitutes
from parta.teaching.models import AbsenceCause, Lesson, Substitution, TeacherAbsence

_DEPUTY = "ermakova"
_NOW, _BEFORE = "petrova", "belova"
_WEEKEND = timedelta(days=2)  # on a Saturday the week to come is shown
_LAST_MONTH = timedelta(days=24)
_DAYS = 3
MISSED = ""  # in place of a teacher's key: nobody gives the lesson


def make_substitutions(people: People, *, at: datetime) -> None:
    today = at.astimezone(ZONE).date()
    monday = monday_of(today + _WEEKEND)
    row = TeacherAbsence(staff=people.staff[_NOW], starts_on=monday, ends_on=monday + timedelta(days=4))
    _absent(row, {"cause": AbsenceCause.SICK_LEAVE, "order_number": "62-к"}, people, at=at, open_lessons=1)
    before = Lesson.objects.filter(course__teachers__staff=people.staff[_BEFORE], date__lte=today - _LAST_MONTH)
    days = sorted(set(before.values_list("date", flat=True)))[-_DAYS:]
    if len(days) == _DAYS:
        row = TeacherAbsence(staff=people.staff[_BEFORE], starts_on=days[0], ends_on=days[-1])
        _absent(row, {"cause": AbsenceCause.COURSES, "order_number": "47-к"}, people, at=at)


def _absent(
    row: TeacherAbsence, values: Mapping[str, str], people: People, *, at: datetime, open_lessons: int = 0
) -> None:
    """Note it in the morning of its first day and give the lessons as the page proposes, but for the last ones."""
    at = min(at, datetime.combine(row.starts_on, time(7, 40), ZONE))
    by = Actor(on=row.starts_on, user_id=people.staff[_DEPUTY].person.user_id, zone=ZONE.key)
    note_absence(row, values, by=by, at=at)
    wishes = []
    for week in sorted({monday_of(row.starts_on), monday_of(row.ends_on or row.starts_on)}):
        page = absence_page(row, week, fill=True)
        wishes += [Wish(line.pk, line.stored, line.chosen) for line in page.lines]
    set_substitutes(row, wishes[: len(wishes) - open_lessons], by=by, at=at)


def given_by(staff: Mapping[str, int]) -> dict[int, str]:
    """Lesson → Staff.key of who gives it for another; MISSED where nobody does. `staff`: Staff.key → pk."""
    keys = {pk: key for key, pk in staff.items()}
    missed = missed_lessons(substitution=None).filter(unattended()).values_list("pk", flat=True)
    given = Substitution.objects.filter(staff__in=keys).values_list("lesson_id", "staff_id")
    return dict.fromkeys(missed, MISSED) | {lesson: keys[pk] for lesson, pk in given}
