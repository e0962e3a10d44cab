"""The timetable of a class as its page shows it, with what contradicts itself."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch

from parta.people.models import valid_on
from parta.school.bells import all_bells
from parta.school.calendar import policy_on
from parta.school.models import Room, SchoolClass
from parta.school.rules.bells import Bells
from parta.teaching.actions.timetable import Place
from parta.teaching.models import Course, CourseKind, CourseMember, Slot
from parta.teaching.queries import teachers_on
from parta.teaching.rules.timetable import Conflict, Entry, beyond_cycle, conflicts, too_small, without_bell

LAST_SHOWN = 8


@dataclass(frozen=True)
class GridCell:
    entries: list[Entry]
    warnings: list[str]


@dataclass(frozen=True)
class GridRow:
    number: int
    time: str  # «8:30–9:15», empty without a bell
    cells: list[GridCell]


@dataclass(frozen=True)
class TimetablePage:
    weekdays: list[int]
    rows: list[GridRow]
    warnings: list[Conflict]


def timetable_page(school_class: SchoolClass, on: date) -> TimetablePage:
    """The week of a class by the timetable of `on`. Eight queries, whatever the size of the school."""
    bells = all_bells()
    entries = entries_on(on, bells)
    mine = [entry for entry in entries if school_class.pk in entry.class_ids]
    ids = {entry.course_id for entry in mine}
    warnings = [one for one in conflicts(entries) if one.course_ids & ids and _here(one, mine)]
    warnings += [*without_bell(mine), *beyond_cycle(mine, school_class.year.cycle_weeks)]
    warnings += too_small(mine, dict(Room.objects.values_list("name", "capacity")), _pupils(ids, on))
    week_days = school_class.week_days or policy_on(on).week_days
    weekdays = list(range(max([week_days, *(entry.weekday + 1 for entry in mine)])))
    rows = []
    own = bells.of(school_class.shift, school_class.grade_level)
    for number in sorted({*own, *(entry.number for entry in mine)}) or range(1, LAST_SHOWN + 1):
        time = "{:%H:%M}–{:%H:%M}".format(*own[number]) if number in own else ""
        rows.append(GridRow(number, time, [_cell(weekday, number, mine, warnings) for weekday in weekdays]))
    return TimetablePage(weekdays, rows, warnings)


def _pupils(course_ids: set[int], on: date) -> dict[int, int]:
    """How many pupils each journal has."""
    rows = CourseMember.objects.filter(valid_on(on), course_id__in=course_ids).order_by().values_list("course_id")
    return dict(rows.annotate(n=Count("pupil", distinct=True)))


def _here(conflict: Conflict, mine: list[Entry]) -> bool:
    return any(
        entry.course_id in conflict.course_ids and (entry.weekday, entry.number) == (conflict.weekday, conflict.number)
        for entry in mine
    )


def _cell(weekday: int, number: int, mine: list[Entry], warnings: list[Conflict]) -> GridCell:
    place = (weekday, number)
    return GridCell(
        [entry for entry in mine if (entry.weekday, entry.number) == place],
        [one.text for one in warnings if (one.weekday, one.number) == place],
    )


def entries_on(on: date, bells: Bells) -> list[Entry]:
    """The timetable of the whole school on a day. Four queries."""
    teachers = teachers_on(on)
    courses = {
        course.pk: course
        for course in Course.objects.filter(year__starts_on__lte=on, year__ends_on__gte=on)
        .select_related("subject")
        .prefetch_related("classes", Prefetch("teachers", teachers, to_attr="now_teachers"))
    }
    slots = Slot.objects.filter(valid_on(on)).order_by("weekday", "number", "course__sort_key", "course__label")
    shared = Exists(Room.objects.filter(name=OuterRef("room"), shared=True))
    rows = slots.values_list("course_id", "weekday", "number", "room", "week", shared)
    return [_entry(courses[row[0]], row, bells) for row in rows if row[0] in courses]


def _entry(course: Course, slot: tuple[Any, ...], bells: Bells) -> Entry:
    _, weekday, number, room, week, shared = slot
    classes = list(course.classes.all())
    shift, grade_level = (classes[0].shift, classes[0].grade_level) if classes else (1, 0)
    starts_at, ends_at = bells.at(shift, grade_level, number)
    return Entry(
        course_id=course.pk,
        title=course.full_title,
        weekday=weekday,
        number=number,
        shift=shift,
        room=room,
        teachers={row.staff_id: row.staff.person.short_name for row in course.now_teachers},  # type: ignore[attr-defined]
        class_ids=frozenset(one.pk for one in classes),
        subgroup=bool(course.label),
        individual=course.kind == CourseKind.INDIVIDUAL,
        shared=shared,
        week=week,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def day_of(school_class: SchoolClass, weekday: int, on: date) -> list[Place]:
    """What stands on a weekday as the timetable of `on` has it."""
    slots = Slot.objects.filter(valid_on(on), course__classes=school_class, weekday=weekday)
    ordered = slots.order_by("number", "week", "course__sort_key", "course__label", "pk").distinct()
    return [Place(slot.course_id, slot.number, slot.room, slot.week) for slot in ordered]


def changes_after(school_class: SchoolClass, weekday: int, on: date) -> list[date]:
    """Days after `on` from which another timetable of the weekday is already written."""
    slots = Slot.objects.filter(course__classes=school_class, weekday=weekday, starts_on__gt=on)
    return sorted(set(slots.values_list("starts_on", flat=True)))


def courses_of(school_class: SchoolClass) -> list[tuple[int, str]]:
    return [(one.pk, one.title) for one in school_class.courses.select_related("subject").order_by("sort_key", "label")]
