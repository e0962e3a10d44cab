"""Attendance of a class between two days as it is stored: whose lessons they were, and what stands in the cells."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from parta.core.actor import Actor
from parta.journal.attendance import access
from parta.journal.models import Cell
from parta.journal.rules.attendance import Totals, totals
from parta.journal.rules.entries import EXEMPT
from parta.journal.rules.visibility import shown_absence
from parta.people.models import ClassMember, valid_within
from parta.school.models import SchoolClass
from parta.teaching.models import CourseMember, Exemption, Lesson, LessonState

Spans = tuple[tuple[date, date | None], ...]


@dataclass(frozen=True)
class Member:
    """A pupil of the class with the days of belonging to it."""

    pk: int
    name: str
    now: bool  # in the class today: only then the class teacher writes
    health: bool
    spans: Spans


@dataclass(frozen=True)
class Seat:
    """One held lesson of one pupil. `code`: as the reader may see it, "" = was there."""

    lesson_id: int
    date: date
    number: int
    title: str  # of the journal
    code: str = ""
    minutes: int | None = None
    version: int = 0


@dataclass(frozen=True)
class Attendance:
    members: tuple[Member, ...]
    seats: Mapping[int, tuple[Seat, ...]]  # by pupil, in the order of lessons

    def totals(self, pupil_id: int) -> Totals:
        return totals_of(self.seats[pupil_id])


def totals_of(seats: Iterable[Seat]) -> Totals:
    return totals([seat.code for seat in day] for _, day in groupby(seats, key=lambda seat: seat.date))


def load(actor: Actor, school_class: SchoolClass, start: date, end: date) -> Attendance:
    """Lessons of the pupils of the class in all their journals, but cancelled ones. Five queries, whatever the size."""
    rows = access.members(actor, school_class, start, end)
    members = load_members(rows)
    pupils = rows.values("pupil")
    joined = meeting(CourseMember.objects.filter(pupil__in=pupils), start, end)
    lessons = _lessons(joined, start, end)
    cells = _cells(pupils, start, end)
    exempt = meeting(Exemption.objects.filter(pupil__in=pupils), start, end)
    free = list(exempt.values_list("pupil_id", "course_id", "starts_on", "ends_on"))
    in_courses: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
    for pupil_id, *place in joined.values_list("pupil_id", "course_id", "starts_on", "ends_on"):
        in_courses[pupil_id].append(tuple(place))
    seats = {one.pk: _seats(one, in_courses[one.pk], lessons, cells, free) for one in members}
    return Attendance(tuple(members), seats)


def meeting(rows: QuerySet[Any], start: date, end: date) -> QuerySet[Any]:
    """Dated rows that share a day with the dates."""
    return rows.filter(valid_within(start, end))


def load_members(rows: QuerySet[ClassMember]) -> list[Member]:
    """Pupils in Russian order. One query; `rows` come from access.members()."""
    found: Any = rows.order_by("pupil__person__sort_key", "pupil_id", "starts_on").values_list(  # type: ignore[misc]
        "pupil_id", "pupil__person__last_name", "pupil__person__first_name", "now", "health", "starts_on", "ends_on"
    )
    members = []
    for (pk, last, first, now, health), group in groupby(found, key=lambda row: row[:5]):
        spans = tuple((row[5], row[6]) for row in group)
        members.append(Member(pk, f"{last} {first}".strip(), bool(now), bool(health), spans))
    return members


LessonOf = tuple[int, date, int, str]  # pk, date, number, title of the journal


def _lessons(joined: QuerySet[CourseMember], start: date, end: date) -> dict[int, list[LessonOf]]:
    """Lessons by journal."""
    rows = Lesson.objects.filter(course__in=joined.values("course"), date__range=(start, end))
    rows = rows.filter(state=LessonState.REGULAR).order_by("date", "number", "pk")
    found: dict[int, list[LessonOf]] = defaultdict(list)
    for pk, day, number, course_id, own_title, subject, label in rows.values_list(
        "pk", "date", "number", "course_id", "course__own_title", "course__subject__name", "course__label"
    ):
        title = ", ".join(filter(None, [own_title or subject, label]))
        found[course_id].append((pk, day, number, title))
    return found


def _cells(pupils: QuerySet[Any], start: date, end: date) -> dict[tuple[int, int], tuple[str, int | None, int]]:
    """(absence, minutes, version) by lesson and pupil."""
    rows = Cell.objects.filter(pupil__in=pupils, lesson__date__range=(start, end)).exclude(absence="")
    return {
        (lesson_id, pupil_id): (absence, minutes, version)
        for lesson_id, pupil_id, absence, minutes, version in rows.values_list(
            "lesson_id", "pupil_id", "absence", "late_minutes", "version"
        )
    }


def _seats(
    member: Member,
    courses: Iterable[tuple[int, date, date | None]],
    lessons: Mapping[int, list[LessonOf]],
    cells: Mapping[tuple[int, int], tuple[str, int | None, int]],
    free: Iterable[tuple[int, int, date, date | None]],
) -> tuple[Seat, ...]:
    exempt: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for pupil_id, course_id, start, end in free:
        if pupil_id == member.pk:
            exempt[course_id].append((start, end))
    seats = {}
    for course_id, start, end in courses:
        for pk, day, number, title in lessons.get(course_id, ()):
            if not (within(((start, end),), day) and within(member.spans, day)):
                continue
            absence, minutes, version = cells.get((pk, member.pk), ("", None, 0))
            if not absence and within(exempt[course_id], day):
                absence = EXEMPT
            code = shown_absence(absence, member.health)
            seats[pk] = Seat(pk, day, number, title, code, minutes, version)
    return tuple(sorted(seats.values(), key=lambda seat: (seat.date, seat.number, seat.lesson_id)))


def within(spans: Iterable[tuple[date, date | None]], day: date) -> bool:
    return any(start <= day and (end is None or day <= end) for start, end in spans)
