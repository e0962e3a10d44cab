"""The roll-call page as data: who is in the journal on the lesson's day, and what is known of each already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max

from parta.core import dates
from parta.core.actor import Actor
from parta.journal import access, content, grid
from parta.journal.content import LessonRow
from parta.journal.models import Cell, RollCall
from parta.journal.notices import announced
from parta.journal.panel import bell
from parta.journal.protocol import RollRow
from parta.journal.rules import entries, rollcall
from parta.journal.rules.visibility import shown_absence
from parta.journal.timing import Timing, timing_of
from parta.people.models import Person, Sex, valid_on
from parta.teaching.models import Course, CourseMember, Lesson, LessonState

ANNOUNCED = "родители предупредили"
EXCUSED = "у"


@dataclass(frozen=True)
class RollPupil:
    pk: int
    name: str
    absence: str  # as the reader may see it; empty = here
    minutes: int
    version: int
    hints: tuple[str, ...]  # «не был на 4-м уроке», «родители предупредили»
    suggested: str  # the reason a tap on the row chooses
    choices: tuple[tuple[str, str], ...]
    problem: str = ""  # why the roll-call wasn't written

    @property
    def away(self) -> bool:
        return bool(self.absence) and not self.late

    @property
    def late(self) -> bool:
        return self.absence == entries.LATE

    @property
    def why(self) -> str:
        """The chosen reason; the suggested one while the pupil is here."""
        return self.absence if self.away else self.suggested


@dataclass(frozen=True)
class Held:
    """A roll-call that was held."""

    by: str
    clock: str  # «12:33», «18 мая, 12:33» on another day


@dataclass(frozen=True)
class RollPage:
    course: Course
    lesson: LessonRow
    starts_at: time | None
    closed: str  # why there is no roll-call
    question: str  # why it comes so late is asked
    held: Held | None
    pupils: tuple[RollPupil, ...]

    @property
    def place(self) -> str:
        """«5-й урок, 12:30, 18 мая»"""
        clock = f"{self.starts_at:%-H:%M}" if self.starts_at else ""
        return ", ".join(filter(None, [f"{self.lesson.number}-й урок", clock, dates.day_month(self.lesson.date)]))

    @property
    def away(self) -> int:
        return sum(pupil.away for pupil in self.pupils)

    @property
    def late(self) -> int:
        return sum(pupil.late for pupil in self.pupils)


def find(actor: Actor, course: Course, lesson_id: int, at: datetime) -> RollPage | None:
    """The page of a lesson of the journal; None when there is no such lesson. At most eight queries."""
    timing = timing_of(course, by=actor, at=at)
    asked = Lesson.objects.filter(course_id=course.pk, pk=lesson_id)
    stored = content.load_cells(Cell.objects.filter(lesson__in=asked))
    lesson = next(iter(content.load_lessons(asked, timing)), None)
    if lesson is None:
        return None
    there = grid.load_pupils(grid.members_between(actor, course.pk, lesson.date, lesson.date))
    known = _hints(lesson, [pupil.pk for pupil in there])
    cells = {pupil_id: cell for (_, pupil_id), cell in stored.items()}
    return RollPage(
        course=course,
        lesson=lesson,
        starts_at=bell(lesson)[0],
        closed=closed(lesson, actor, course.pk),
        question=question(lesson, actor, timing),
        held=held(lesson, actor, at),
        pupils=tuple(_pupil(one, cells.get(one.pk), known.get(one.pk, ())) for one in there),
    )


def closed(lesson: LessonRow, actor: Actor, course_id: int) -> str:
    """Why the caller can't call the roll of this lesson; empty when they can."""
    refusal = access.lesson_refusal(actor, course_id, lesson.pk)
    return (
        rollcall.closed(lesson.date, actor.on, cancelled=lesson.cancelled)
        or refusal[:1].upper() + refusal[1:]
        or lesson.lock
    )


def question(lesson: LessonRow, actor: Actor, timing: Timing) -> str:
    """What is asked before the roll-call of a lesson long past, as before any change of it; empty while it is free."""
    return timing.windows.question(lesson.date, actor.on, written=lesson.written)


def _pupil(pupil: grid.PupilRow, cell: content.Stored | None, hints: tuple[str, ...]) -> RollPupil:
    shown = shown_absence(cell.absence, pupil.health) if cell else ""
    return RollPupil(
        pk=pupil.pk,
        name=pupil.name,
        absence=shown,
        minutes=(cell.late_minutes or 0) if cell else 0,
        version=cell.version if cell else 0,
        hints=hints,
        suggested=EXCUSED if ANNOUNCED in hints else rollcall.CHOICES[0][0],
        choices=rollcall.choices(shown),
    )


def _hints(lesson: LessonRow, pupil_ids: list[int]) -> dict[int, tuple[str, ...]]:
    told = announced(lesson.date, pupil_ids)
    missed = _missed_before(lesson, pupil_ids)
    return {pk: (*missed.get(pk, ()), *((ANNOUNCED,) if pk in told else ())) for pk in pupil_ids}


def _missed_before(lesson: LessonRow, pupil_ids: list[int]) -> dict[int, tuple[str, ...]]:
    """Who missed the lesson they had just before this one, in whatever journal. Two queries at most."""
    earlier = Cell.objects.filter(
        lesson__date=lesson.date, lesson__number__lt=lesson.number, pupil_id__in=pupil_ids, absence__in=entries.MISSED
    ).filter(lesson__state=LessonState.REGULAR)
    rows = earlier.order_by("lesson__number").values_list("pupil_id", "lesson__number", "pupil__person__sex")
    last = {pupil_id: (number, sex) for pupil_id, number, sex in rows}
    if not last:
        return {}
    had = _last_lessons(lesson, list(last))
    words = {Sex.MALE.value: "не был", Sex.FEMALE.value: "не была"}
    return {
        pupil_id: (f"{words.get(sex, 'пропуск')} на {number}-м уроке",)
        for pupil_id, (number, sex) in last.items()
        if had.get(pupil_id) == number
    }


def _last_lessons(lesson: LessonRow, pupil_ids: list[int]) -> dict[int, int]:
    """Number of the last lesson each pupil had that day before this one."""
    rows: Any = (
        CourseMember.objects.filter(
            valid_on(lesson.date),
            pupil_id__in=pupil_ids,
            course__lessons__date=lesson.date,
            course__lessons__number__lt=lesson.number,
            course__lessons__state=LessonState.REGULAR,
        )
        .order_by()
        .values_list("pupil_id")
        .annotate(last=Max("course__lessons__number"))
    )
    return dict(rows)


def held(lesson: LessonRow, actor: Actor, at: datetime) -> Held | None:
    """Who held the roll-call of the lesson and when. No query when nobody did."""
    if lesson.roll_at is None:
        return None
    taken = RollCall.objects.filter(lesson_id=lesson.pk).values_list("taken_by", flat=True).first()
    person = Person.objects.filter(user_id=taken).first() if taken else None
    return Held(person.short_name if person else "", clock(lesson.roll_at, actor, at))


def clock(then: datetime, actor: Actor, at: datetime) -> str:
    """«12:33» on the school's clock, «18 мая, 12:33» on another day."""
    zone = ZoneInfo(actor.zone)
    local = then.astimezone(zone)
    time_of_day = f"{local:%-H:%M}"
    same = local.date() == at.astimezone(zone).date()
    return time_of_day if same else f"{dates.day_month(local.date())}, {time_of_day}"


def with_answers(page: RollPage, rows: Iterable[RollRow], problems: Mapping[str, Mapping[str, Any]]) -> RollPage:
    """The page as it was sent but not written: what was tapped stays, and what is in the way stands by the names."""
    sent = {row.pupil: row for row in rows}
    return replace(page, pupils=tuple(_answered(one, sent.get(one.pk), problems) for one in page.pupils))


def _answered(pupil: RollPupil, row: RollRow | None, problems: Mapping[str, Mapping[str, Any]]) -> RollPupil:
    if row is None:
        return pupil
    problem = problems.get(str(pupil.pk), {}).get("text", "")
    known = {code for code, _ in pupil.choices} | {"", entries.LATE}
    absence = row.absence if row.absence in known else pupil.absence
    return replace(pupil, absence=absence, minutes=row.late_minutes, problem=problem)


def all_here(page: RollPage) -> tuple[RollRow, ...]:
    return tuple(RollRow(one.pk, "", 0, one.version) for one in page.pupils)
