"""The lesson panel beside the grid: topic, homework, works, who is absent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from django.db.models import Min, OuterRef, Q, Subquery

from parta.core import dates
from parta.core.actor import Actor
from parta.journal import content, grid
from parta.journal.content import LessonRow, Stored
from parta.journal.defaults import DEFAULT_KIND
from parta.journal.models import Cell, WorkKind
from parta.journal.rules import language, timeliness
from parta.journal.rules.courses import CourseFacts
from parta.journal.rules.entries import MOST_WORKS, OWED
from parta.journal.rules.visibility import shown_absence
from parta.journal.timing import Timing
from parta.school.models import Bell, SchoolClass
from parta.teaching.models import Course, Lesson, LessonState


@dataclass(frozen=True)
class Kind:
    pk: int
    code: str
    name: str
    weight: int

    @property
    def title(self) -> str:
        """«Самостоятельная работа, вес 2»"""
        return f"{self.name[:1].upper()}{self.name[1:]}, вес {self.weight}"


@dataclass(frozen=True)
class PanelWork:
    """`pk` is None for the work the first mark will make."""

    pk: int | None
    kind_id: int
    removable: bool


@dataclass(frozen=True)
class Panel:
    lesson: LessonRow
    facts: CourseFacts
    writable: bool
    kinds: tuple[Kind, ...]
    works: tuple[PanelWork, ...]
    starts_at: time | None
    ends_at: time | None
    next_date: date | None  # of the journal's next lesson
    absent: tuple[tuple[str, str], ...]  # («Зайцева Мария», «н»)
    marked: int  # pupils with a mark
    pupils: int
    question: str  # asked before a change: the edit window is over

    @property
    def stamp(self) -> str:
        """«Заполнен позже: 27 ноября»"""
        return timeliness.stamp(self.lesson.date, self.lesson.filled_on)

    @property
    def late(self) -> bool:
        return timeliness.is_late(self.lesson.date, self.lesson.filled_on)

    @property
    def warnings(self) -> list[str]:
        """What the rules of language point out in the texts."""
        lesson = self.lesson
        texts = {"Тема": language.warning(lesson.topic), "Задание": language.warning(lesson.homework)}
        titled = [f"{title}: {text[:1].lower()}{text[1:]}" for title, text in texts.items() if text]
        repeated = language.repeated_topic(lesson.topic, lesson.before)
        return [*titled, *([f"{repeated}."] if repeated else [])]

    @property
    def title(self) -> str:
        """«Понедельник, 18 мая»"""
        return f"{dates.WEEKDAYS[self.lesson.date.weekday()].capitalize()}, {dates.day_month(self.lesson.date)}"

    @property
    def place(self) -> str:
        """«4-й урок, 11:35–12:20, кабинет 214»"""
        parts = [f"{self.lesson.number}-й урок"]
        if self.starts_at and self.ends_at:
            parts.append(f"{self.starts_at:%-H:%M}–{self.ends_at:%-H:%M}")
        if self.lesson.room:
            parts.append(f"кабинет {self.lesson.room}")
        return ", ".join(parts)

    @property
    def homework_label(self) -> str:
        """«Домашнее задание на среду, 20 мая»"""
        if self.next_date is None:
            return "Домашнее задание"
        weekday = dates.WEEKDAYS_ON[self.next_date.weekday()]
        return f"Домашнее задание на {weekday}, {dates.day_month(self.next_date)}"

    @property
    def may_add_work(self) -> bool:
        return bool(self.kinds) and 0 < len(self.lesson.works) < MOST_WORKS


def of_grid(shown: grid.Grid, timing: Timing, lesson_id: int | None) -> Panel | None:
    """The panel of a lesson of the grid, of the one it begins with by default. Two queries."""
    index = next((i for i, one in enumerate(shown.columns) if one.lesson.pk == lesson_id), shown.chosen)
    if index < 0:
        return None
    pupils = [row.pupil for row in shown.rows]
    column = shown.columns[index]
    writable = shown.writable and not column.closed
    return _panel(column.lesson, pupils, shown.stored, shown.facts, timing, writable=writable)


def find(actor: Actor, course: Course, timing: Timing, lesson_id: int) -> Panel | None:
    """The panel of a lesson of the journal; None when there is no such lesson. Five queries."""
    asked = Lesson.objects.filter(course_id=course.pk, pk=lesson_id)
    stored = content.load_cells(Cell.objects.filter(lesson__in=asked))
    found = content.load_lessons(asked, timing)
    if not found:
        return None
    lesson = found[0]
    pupils = grid.load_pupils(grid.members_between(actor, course.pk, lesson.date, lesson.date))
    writable = grid.access.may_write_lesson(actor, course.pk, lesson.pk) and not lesson.lock
    return _panel(lesson, pupils, stored, grid.facts_of(course), timing, writable=writable)


def with_texts(panel: Panel, topic: str | None, homework: str | None) -> Panel:
    """The panel with texts that were typed but not saved; None = as stored."""
    lesson = panel.lesson
    topic = lesson.topic if topic is None else topic
    homework = lesson.homework if homework is None else homework
    return replace(panel, lesson=replace(lesson, topic=topic, homework=homework))


def _panel(
    lesson: LessonRow,
    pupils: Iterable[grid.PupilRow],
    stored: Mapping[content.Key, Stored],
    facts: CourseFacts,
    timing: Timing,
    *,
    writable: bool,
) -> Panel:
    there = [pupil for pupil in pupils if not pupil.shut(lesson.date)]
    cells = [(pupil, stored[lesson.pk, pupil.pk]) for pupil in there if (lesson.pk, pupil.pk) in stored]
    starts_at, ends_at, next_date = around(lesson)
    kinds = tuple(Kind(*row) for row in WorkKind.objects.values_list("pk", "code", "name", "weight"))
    marked_works = {mark.work_id for _, cell in cells for mark in cell.marks}
    return Panel(
        lesson=lesson,
        facts=facts,
        writable=writable and not lesson.cancelled,
        kinds=kinds,
        works=_works(lesson, kinds, marked_works),
        starts_at=starts_at,
        ends_at=ends_at,
        next_date=next_date,
        absent=tuple((p.name, shown_absence(cell.absence, p.health)) for p, cell in cells if cell.absence),
        marked=sum(any(mark.mark != OWED for mark in cell.marks) for _, cell in cells),
        pupils=len(there),
        question=timing.windows.question(lesson.date, timing.day(timing.at), written=False),
    )


def _works(lesson: LessonRow, kinds: tuple[Kind, ...], marked: set[int]) -> tuple[PanelWork, ...]:
    if not lesson.works:
        return (PanelWork(None, default_kind(kinds), False),) if kinds else ()
    return tuple(PanelWork(work.pk, work.kind_id, work.pk not in marked) for work in lesson.works)


def default_kind(kinds: Iterable[Kind]) -> int:
    """The kind of a work nobody has chosen a kind for; as state.default_kinds() says it to the database."""
    ordered = list(kinds)
    return next((kind.pk for kind in ordered if kind.code == DEFAULT_KIND), ordered[0].pk)


def around(lesson: LessonRow) -> tuple[time | None, time | None, date | None]:
    """Start, end and the date of the journal's next lesson. One query."""
    shift = (
        SchoolClass.objects.filter(courses__lessons=OuterRef(OuterRef("pk")))
        .order_by()
        .values("courses__lessons")
        .annotate(shift=Min("shift"))
        .values("shift")
    )
    bells = Bell.objects.filter(number=OuterRef("number"), shift=Subquery(shift))
    later = Q(date__gt=lesson.date) | Q(date=lesson.date, number__gt=lesson.number)
    following = (
        Lesson.objects.filter(later, course=OuterRef("course"))
        .exclude(state=LessonState.CANCELLED)
        .order_by("date", "number")
    )
    row = Lesson.objects.filter(pk=lesson.pk).values_list(
        Subquery(bells.values("starts_at")[:1]),
        Subquery(bells.values("ends_at")[:1]),
        Subquery(following.values("date")[:1]),
    )
    return row[0]
