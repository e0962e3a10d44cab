"""The lesson panel beside the grid: topic, homework, works, who is absent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from django.db.models import BigIntegerField, IntegerField, Subquery
from django.db.models.functions import Coalesce

from parta.core import dates
from parta.core.actor import Actor
from parta.core.prepared import prepared
from parta.journal import content, details, grid
from parta.journal.content import LessonRow, Stored
from parta.journal.defaults import DEFAULT_KIND
from parta.journal.details import Details, Kind, Later, Task
from parta.journal.models import Cell
from parta.journal.rules import language, timeliness
from parta.journal.rules.courses import CourseFacts
from parta.journal.rules.entries import MOST_WORKS, OWED
from parta.journal.rules.homework import Load
from parta.journal.rules.visibility import shown_absence
from parta.journal.timing import Timing
from parta.school.bells import bells_for
from parta.school.models import SchoolClass
from parta.teaching.models import Course, Lesson


@dataclass(frozen=True)
class PanelWork:
    """`pk` is None for the work the first mark will make."""

    pk: int | None
    kind_id: int
    weight: int
    note: str  # why it isn't counted, for weight 0
    removable: bool


@dataclass(frozen=True)
class Panel:
    lesson: LessonRow
    facts: CourseFacts
    writable: bool
    details: Details
    works: tuple[PanelWork, ...]
    starts_at: time | None
    ends_at: time | None
    absent: tuple[tuple[str, str], ...]  # («Зайцева Мария», «н»)
    marked: int  # pupils with a mark
    there: tuple[grid.PupilRow, ...]  # pupils of the journal on the lesson's day
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
    def kinds(self) -> tuple[Kind, ...]:
        return self.details.kinds

    @property
    def due(self) -> Later | None:
        """The lesson the homework is for."""
        return self.details.due(self.lesson)

    @property
    def load(self) -> Load | None:
        """What the class has to do at home for the day of the homework."""
        return self.details.load(self.lesson, self.facts.grade_level)

    @property
    def homework_label(self) -> str:
        """«Домашнее задание на среду, 20 мая»"""
        if self.due is None:
            return "Домашнее задание"
        day = self.due.date
        return f"Домашнее задание на {dates.WEEKDAYS_ON[day.weekday()]}, {dates.day_month(day)}"

    @property
    def tasks(self) -> list[tuple[grid.PupilRow, Task]]:
        """Personal tasks with their pupils, in the order of the list."""
        by_pupil = {task.pupil_id: task for task in self.details.tasks}
        return [(pupil, by_pupil[pupil.pk]) for pupil in self.there if pupil.pk in by_pupil]

    @property
    def without_task(self) -> list[grid.PupilRow]:
        busy = {task.pupil_id for task in self.details.tasks}
        return [pupil for pupil in self.there if pupil.pk not in busy]

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
    starts_at, ends_at = bell(lesson)
    found = details.find(lesson)
    marked_works = {mark.work_id for _, cell in cells for mark in cell.marks}
    return Panel(
        lesson=lesson,
        facts=facts,
        writable=writable and not lesson.cancelled,
        details=found,
        works=_works(lesson, found.kinds, marked_works),
        starts_at=starts_at,
        ends_at=ends_at,
        absent=tuple((p.name, shown_absence(cell.absence, p.health)) for p, cell in cells if cell.absence),
        marked=sum(any(mark.mark != OWED for mark in cell.marks) for _, cell in cells),
        there=tuple(there),
        question=timing.windows.question(lesson.date, timing.day(timing.at), written=False),
    )


def _works(lesson: LessonRow, kinds: tuple[Kind, ...], marked: set[int]) -> tuple[PanelWork, ...]:
    if not lesson.works:
        chosen = [kind for kind in kinds if kind.pk == default_kind(kinds)] if kinds else []
        return tuple(PanelWork(None, kind.pk, kind.weight, "", False) for kind in chosen)
    return tuple(
        PanelWork(work.pk, work.kind_id, work.weight, work.note, work.pk not in marked) for work in lesson.works
    )


def default_kind(kinds: Iterable[Kind]) -> int:
    """The kind of a work nobody has chosen a kind for; as state.default_kinds() says it to the database."""
    ordered = list(kinds)
    return next((kind.pk for kind in ordered if kind.code == DEFAULT_KIND), ordered[0].pk)


def bell(lesson: LessonRow) -> tuple[time | None, time | None]:
    """Start and end of the lesson by the bells of its classes. One query."""
    return next(iter(_bell(lesson_id=lesson.pk, number=lesson.number)), (None, None))


@prepared(lesson_id=BigIntegerField(), number=IntegerField())
def _bell(lesson_id: Any, number: Any) -> Any:
    first = SchoolClass.objects.filter(courses__lessons=lesson_id).order_by("sort_key")
    shift, grade_level = (Subquery(first.values(name)[:1]) for name in ("shift", "grade_level"))
    found = bells_for(Coalesce(shift, 1), Coalesce(grade_level, 0)).filter(number=number)
    return found.order_by("pk").values_list("starts_at", "ends_at")[:1]
