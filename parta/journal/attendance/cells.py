"""Cells as the class teacher's actions meet them: read with what closes them, written only when nobody has since."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from parta.audit.chain import Event
from parta.core import dates
from parta.core.actor import Actor
from parta.journal.actions.operations import ATTEMPTS, Busy, Outrun
from parta.journal.models import Cell, Mark
from parta.journal.rules.timeliness import Windows
from parta.journal.timing import Timing, Writing
from parta.school import calendar
from parta.school.models import SchoolClass
from parta.teaching.models import Lesson, LessonState

T = TypeVar("T")
MOST_TOLD = 8


@dataclass(frozen=True)
class Stored:
    """A cell, or the place of one nobody has written in yet (`pk` None, version 0)."""

    pk: int | None
    lesson_id: int
    pupil_id: int
    when: str  # «24 ноября, 2-й урок, алгебра»
    absence: str
    version: int
    marked: bool
    closed: bool  # its period is closed [5.1]


@dataclass(frozen=True)
class Written:
    """A cell as an action left it."""

    cell: Cell
    before: str

    def event(self, reason: str = "") -> Event:
        first = {"absence": self.before} if self.cell.version > 1 else None
        return Event("journal.put_cell", self.cell, first, {"absence": self.cell.absence}, reason)


def retry(school_class: SchoolClass, write: Callable[[], T]) -> T:
    """One transaction; whoever loses a race judges anew what stands then."""
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                list(SchoolClass.objects.filter(pk=school_class.pk).values_list(Writing()))
                return write()
        except (IntegrityError, Outrun):
            continue
        except OperationalError as error:  # a lock waited for too long
            raise Busy from error
    raise Busy


def load(cells: QuerySet[Cell], school_class: SchoolClass, *, by: Actor, at: datetime) -> list[Stored]:
    """Cells of held lessons, in the order of lessons. Two queries."""
    rows = cells.filter(lesson__state=LessonState.REGULAR).order_by("lesson__date", "lesson__number", "pk")
    rows = rows.annotate(
        marked=Exists(Mark.objects.filter(cell=OuterRef("pk"))),
        closed=Exists(_closed(school_class, by=by, at=at).filter(pk=OuterRef("lesson"))),
    )
    return [
        Stored(pk, lesson_id, pupil_id, _when(day, number, subject), absence, version, marked, closed)
        for pk, lesson_id, pupil_id, day, number, subject, absence, version, marked, closed in rows.values_list(
            "pk", "lesson_id", "pupil_id", "lesson__date", "lesson__number", "lesson__course__subject__name",
            "absence", "version", "marked", "closed",
        )
    ]  # fmt: skip


def load_places(
    lessons: QuerySet[Lesson], pupil_id: int, school_class: SchoolClass, *, by: Actor, at: datetime
) -> list[Stored]:
    """The pupil's places in lessons, written in or not. Four queries."""
    there = {
        one.lesson_id: one
        for one in load(Cell.objects.filter(lesson__in=lessons, pupil=pupil_id), school_class, by=by, at=at)
    }
    rows = lessons.filter(state=LessonState.REGULAR).order_by("date", "number", "pk")
    rows = rows.annotate(closed=Exists(_closed(school_class, by=by, at=at).filter(pk=OuterRef("pk"))))
    return [
        there.get(pk) or Stored(None, pk, pupil_id, _when(day, number, subject), "", 0, False, closed)
        for pk, day, number, subject, closed in rows.values_list(
            "pk", "date", "number", "course__subject__name", "closed"
        )
    ]


def put(wanted: Sequence[tuple[Stored, str]], *, by: Actor, at: datetime) -> list[Written]:
    """Give each cell its new absence; Outrun when somebody has written in one of them meanwhile."""
    stamp = {"updated_by": by.user_id, "updated_at": at}
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    written = []
    for one, code in wanted:
        cell = Cell(
            pk=one.pk, lesson_id=one.lesson_id, pupil_id=one.pupil_id, absence=code, version=one.version + 1, **stamp
        )
        written.append(Written(cell, one.absence))
        if one.pk is not None:
            groups[one.version, code].append(one.pk)
    for (version, code), keys in groups.items():
        same = Cell.objects.filter(pk__in=keys, version=version)
        if same.update(version=F("version") + 1, absence=code, late_minutes=None, **stamp) != len(keys):
            raise Outrun
    Cell.objects.bulk_create([one.cell for one in written if one.cell.pk is None])
    return written


def _when(day: date, number: int, subject: str) -> str:
    return f"{dates.day_month(day)}, {number}-й урок, {subject[:1].lower()}{subject[1:]}"


def _closed(school_class: SchoolClass, *, by: Actor, at: datetime) -> QuerySet[Lesson]:
    """Lessons in which nothing is written: their period is closed, and their journal isn't opened in it (LOCK-01)."""
    kind = calendar.period_kind(school_class.grade_level, calendar.policy_on(by.on))
    columns = Timing(kind, Windows(), at, by.zone).lock_columns()
    return Lesson.objects.annotate(closed_at=columns["closed_at"]).filter(closed_at__isnull=False)


def told(ones: Iterable[Stored]) -> str:
    """«24 ноября, 2-й урок, алгебра; …»"""
    found = [one.when for one in ones]
    more = f" и ещё {len(found) - MOST_TOLD}" if len(found) > MOST_TOLD else ""
    return "; ".join(found[:MOST_TOLD]) + more
