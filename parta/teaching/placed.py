"""Lessons of some days as the boards of the timetable show them: who gives each, where, what became of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from django.db.models import Prefetch, Q

from parta.people.models import StaffMember, valid_within
from parta.school.rules.bells import Bells
from parta.teaching.models import (
    Course,
    CourseKind,
    CourseTeacher,
    Lesson,
    LessonState,
    Substitution,
    SubstitutionKind,
    TeacherAbsence,
)
from parta.teaching.rooms import shared_rooms
from parta.teaching.rules.places import came_words, gone_words
from parta.teaching.rules.timetable import Conflict, Entry, conflicts, without_bell

Dates = tuple[date, date | None]


@dataclass(frozen=True)
class Placed:
    """A lesson at its place; of the permanent timetable when there is no `day`."""

    entry: Entry  # its `teachers` are those who give it
    title: str  # «Алгебра, 1-я гр.»
    class_names: str
    course_id: int
    day: date | None = None
    led_by: frozenset[int] = frozenset()  # the journal's own teachers of the day
    instead_of: str = ""  # «Соколова О. В.»
    merged: bool = False  # given together with another group: that lesson's teacher and room are this one's too
    gone: str = ""  # «снят: мороз», «перенесён на 3 декабря, 2-й урок»
    came: str = ""
    uncovered: bool = False  # its teachers are away and nobody gives it
    warnings: tuple[str, ...] = ()

    @property
    def room(self) -> str:
        return self.entry.room

    @property
    def teachers(self) -> list[tuple[int, str]]:
        return list(self.entry.teachers.items())

    def meets(self, span: tuple[time, time]) -> bool:
        """Whether it is given, in part at least, between the two moments of its day."""
        starts_at, ends_at = self.entry.starts_at, self.entry.ends_at
        return bool(starts_at and ends_at and starts_at < span[1] and span[0] < ends_at)

    @property
    def time(self) -> str:
        return span_words(self.entry.starts_at, self.entry.ends_at)


def span_words(starts_at: time | None, ends_at: time | None) -> str:
    """«08:30–09:15», empty without a bell."""
    return f"{starts_at:%H:%M}–{ends_at:%H:%M}" if starts_at and ends_at else ""


def given_by(staff: Sequence[int], start: date, end: date) -> Q:
    """Lessons of journals these led in the days, and those they give for others."""
    led = CourseTeacher.objects.filter(valid_within(start, end), staff__in=staff).values("course")
    return Q(course__in=led) | Q(substitution__staff__in=staff)


def of_classes(class_ids: Iterable[int]) -> Q:
    ties = Course.classes.through.objects.filter(schoolclass_id__in=list(class_ids))
    return Q(course__in=ties.values("course_id"))


def lessons_between(start: date, end: date, where: Q, bells: Bells) -> list[Placed]:
    """The chosen lessons of the days, in order. Four queries."""
    led = CourseTeacher.objects.filter(valid_within(start, end)).select_related("staff__person")
    rows = (
        Lesson.objects.filter(where, date__range=(start, end))
        .select_related("course__subject", "moved_to", "moved_from", "substitution__staff__person")
        .select_related("substitution__absent__person")
        .prefetch_related(
            "course__classes", Prefetch("course__teachers", led.order_by("staff__person__sort_key"), to_attr="led")
        )
        .order_by("date", "number", "course__sort_key", "course__label", "pk")
    )
    found = list(rows)
    away: dict[int, list[Dates]] = defaultdict(list)
    absences = TeacherAbsence.objects.filter(valid_within(start, end))
    for staff_id, starts_on, ends_on in absences.values_list("staff_id", "starts_on", "ends_on"):
        away[staff_id].append((starts_on, ends_on))
    return [_placed(row, bells, away) for row in found]


def _placed(row: Any, bells: Bells, away: dict[int, list[Dates]]) -> Placed:
    given: Substitution | None = getattr(row, "substitution", None)
    led = {one.staff_id: one.staff for one in row.course.led if _on(one, row.date) and _on(one.staff, row.date)}
    there = {id: staff for id, staff in led.items() if not any(_covers(dates, row.date) for dates in away[id])}
    staff = {given.staff_id: given.staff} if given else there or led
    came: Lesson | None = getattr(row, "moved_from", None)
    gone = gone_words(row.state, row.note, (row.moved_to.date, row.moved_to.number) if row.moved_to else None)
    return Placed(
        entry=_entry(row, bells, staff),
        title=row.course.title,
        class_names=row.course.class_names,
        course_id=row.course_id,
        day=row.date,
        led_by=frozenset(led),
        instead_of=given.absent.person.short_name if given else "",
        merged=given is not None and given.kind == SubstitutionKind.MERGE,
        gone=gone,
        came=came_words((came.date, came.number) if came else None),
        uncovered=row.state == LessonState.REGULAR and not given and bool(led) and not there,
    )


def _entry(row: Lesson, bells: Bells, staff: dict[int, StaffMember]) -> Entry:
    classes = list(row.course.classes.all())
    shift, grade_level = (classes[0].shift, classes[0].grade_level) if classes else (1, 0)
    starts_at, ends_at = bells.at(shift, grade_level, row.number)
    return Entry(
        course_id=row.course_id,
        title=row.course.full_title,
        weekday=row.date.weekday(),
        number=row.number,
        shift=shift,
        room=row.room,
        teachers={id: one.person.short_name for id, one in staff.items()},
        class_ids=frozenset(one.pk for one in classes),
        subgroup=bool(row.course.label),
        individual=row.course.kind == CourseKind.INDIVIDUAL,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def standing(entries: Iterable[Entry]) -> list[Placed]:
    """Places of the permanent timetable."""
    return [
        Placed(entry, entry.title.split(" · ")[-1], " · ".join(entry.title.split(" · ")[:-1]), entry.course_id)
        for entry in entries
    ]


def _on(row: Any, day: date) -> bool:
    return _covers((row.starts_on, row.ends_on), day)


def _covers(dates: Dates, day: date) -> bool:
    return dates[0] <= day and (dates[1] is None or day <= dates[1])


# --- what clashes ------------------------------------------------------------------------------------------------


def around(mine: Sequence[Placed], start: date, end: date, bells: Bells) -> list[Placed]:
    """Lessons of the days that share a teacher, a room or a class with one of these. Four queries."""
    staff = sorted({id for one in mine for id in one.entry.teachers})
    rooms = sorted({one.room for one in mine} - {""})
    classes = {id for one in mine for id in one.entry.class_ids}
    where = given_by(staff, start, end) | Q(room__in=rooms) | of_classes(classes)
    return lessons_between(start, end, where, bells)


def clashes(lessons: Iterable[Placed]) -> list[Conflict]:
    """TT-01 … TT-04 among the lessons of one week. One query."""
    shared = shared_rooms()
    entries = [_claims(one, shared) for one in lessons if not one.gone]
    return [*conflicts(entries), *without_bell(entries)]


def _claims(one: Placed, shared: set[str]) -> Entry:
    """What the lesson claims for itself alone."""
    if one.merged:
        return replace(one.entry, teachers={}, room="")
    return replace(one.entry, shared=one.room in shared)


def warned(mine: Iterable[Placed], found: Iterable[Conflict]) -> list[Placed]:
    """The lessons with the clashes they take part in."""
    texts: dict[tuple[int, int, int], list[str]] = defaultdict(list)
    for conflict in found:
        for course_id in conflict.course_ids:
            texts[(course_id, conflict.weekday, conflict.number)].append(conflict.text)
    return [replace(one, warnings=tuple(dict.fromkeys(texts[_place(one)]))) if not one.gone else one for one in mine]


def _place(one: Placed) -> tuple[int, int, int]:
    return one.course_id, one.entry.weekday, one.entry.number
