"""Cells and lessons as they are stored, and how a cell looks to a reader. The grid and the protocol share it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import chain, groupby
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from parta.core import dates
from parta.journal.elsewhere import NOTHING, Elsewhere
from parta.journal.models import Cell
from parta.journal.rules import entries
from parta.journal.rules.averages import counts, shown, weighted_average
from parta.journal.rules.entries import Entry, Value
from parta.journal.rules.norms import few, on_border
from parta.journal.rules.visibility import shown_absence
from parta.journal.timing import Timing
from parta.people.models import Person
from parta.teaching.models import Lesson, LessonState, SubstitutionKind
from parta.teaching.rules.places import came_words, gone_words

NAMES = ("last_name", "first_name", "patronymic")

Day = date  # inside LessonRow the name stands for its field


@dataclass(frozen=True)
class WorkRow:
    pk: int
    position: int
    kind_id: int
    code: str  # «СР»
    name: str  # «самостоятельная работа»
    weight: int
    note: str = ""  # why it doesn't count: the reason of weight 0
    written: bool = False


@dataclass(frozen=True)
class LessonRow:
    pk: int
    date: date
    number: int
    room: str
    cancelled: bool
    topic: str
    homework: str
    version: int
    updated_by: int | None
    updated_at: datetime | None
    roll_at: datetime | None  # when its roll-call was held
    works: tuple[WorkRow, ...]
    minutes: int | None = None  # the homework should take
    due_id: int | None = None  # the lesson the homework is for; None = the next one
    due_on: Day | None = None  # its date
    briefing: bool = False
    filled_on: Day | None = None
    before: tuple[str, ...] = ()  # topics of the two lessons before it
    lock: str = ""  # why nothing can be written in it: its period is closed
    given_by: str = ""  # «замена: Орлова И. П.»; empty without a substitute
    note: str = ""  # why it is cancelled
    came: str = ""  # «перенесён с 1 декабря, 3-й урок»

    @property
    def gone(self) -> str:
        """«Снят: мороз»; empty when it is given."""
        words = gone_words("cancelled", self.note, None) if self.cancelled else ""
        return words[:1].upper() + words[1:]

    @property
    def written(self) -> bool:
        return any(work.written for work in self.works)


@dataclass(frozen=True)
class Given:
    """One mark of a cell."""

    pk: int
    work_id: int
    value: int | None
    sign: str
    weight: int
    uncounted: str  # why it doesn't count
    given_on: date | None

    @property
    def mark(self) -> Value:
        return self.sign if self.value is None else self.value

    @property
    def counts(self) -> bool:
        return self.mark != entries.OWED and counts(self.weight, self.uncounted)


@dataclass(frozen=True)
class Stored:
    """A cell as it is in the database."""

    pk: int
    lesson_id: int
    pupil_id: int
    held: bool  # the lesson wasn't cancelled
    absence: str
    late_minutes: int | None
    comment: str
    version: int
    updated_by: int | None
    updated_at: datetime
    marks: tuple[Given, ...]

    @property
    def uncounted(self) -> str:
        """Why the cell's marks don't count: one reason for all of them."""
        return next((mark.uncounted for mark in self.marks if mark.uncounted), "")


Key = tuple[int, int]  # lesson, pupil


@dataclass(frozen=True)
class CellView:
    """A cell for one reader. `value` parses back (rules.entries), `text` is for the eyes, `spoken` for the ears."""

    value: str = ""
    text: str = ""
    classes: str = ""
    spoken: str = ""
    comment: str = ""
    uncounted: str = ""
    minutes: int | None = None
    version: int = 0


EMPTY = CellView()


@dataclass(frozen=True)
class Summary:
    """A pupil's row at the right of the grid."""

    average: str
    count: int
    missed: int
    norm: int  # of marks; 0 = none
    owed: int  # works not handed in
    border: bool  # the average lies on the border of two marks

    @property
    def few(self) -> bool:
        return few(self.count, self.norm)


_SUBSTITUTE = tuple(f"substitution__staff__person__{name}" for name in NAMES)


def load_lessons(lessons: QuerySet[Lesson], timing: Timing) -> list[LessonRow]:
    """Lessons with works and homework, in their order. One query, a second one when some lie in a closed period."""
    return lessons_of(lesson_rows(lessons, timing), timing)


def lesson_rows(lessons: QuerySet[Lesson], timing: Timing) -> Any:
    """What `lessons_of` makes lessons of; only the kind of periods and the instant of `timing` are asked."""
    before = _before().values("topic")
    columns = {"before_1": Subquery(before[:1]), "before_2": Subquery(before[1:2]), **timing.lock_columns()}
    there = lessons.exclude(state=LessonState.MOVED)  # only an empty place is left of those
    return there.annotate(**columns).order_by("date", "number", "pk", "works__position").values_list(
        "pk", "date", "number", "room", "state", "topic", "homework__text", "version", "updated_by", "updated_at",
        "roll_call__taken_at", "homework__minutes", "homework__due_id", "homework__due__date",
        "works__pk", "works__position", "works__kind_id", "works__kind__code", "works__kind__name", "works__weight",
        "works__note", "works__kind__written",
        "briefing", "filled_at", "before_1", "before_2",
        "note", "moved_from__date", "moved_from__number", "substitution__kind", *_SUBSTITUTE, "closed_at", "closed_by",
        named=True,
    )  # fmt: skip


def lessons_of(rows: Iterable[Any], timing: Timing) -> list[LessonRow]:
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row[0])]
    locks = timing.lock_words(group[0][-2:] for group in groups if group[0][-2])
    return [_lesson(group, timing, locks.get(group[0][-2:], "")) for group in groups]


def _before() -> QuerySet[Lesson]:
    """Lessons of a lesson's journal before it, the latest first."""
    earlier = Q(date__lt=OuterRef("date")) | Q(number__lt=OuterRef("number"))
    found = Lesson.objects.filter(earlier, course=OuterRef("course"), date__lte=OuterRef("date"))
    return found.filter(state=LessonState.REGULAR).order_by("-date", "-number")


def _lesson(rows: list[Any], timing: Timing, lock: str) -> LessonRow:
    row = rows[0]
    return LessonRow(
        pk=row.pk,
        date=row.date,
        number=row.number,
        room=row.room,
        cancelled=row.state == LessonState.CANCELLED,
        topic=row.topic,
        homework=row.homework__text or "",
        version=row.version,
        updated_by=row.updated_by,
        updated_at=row.updated_at,
        roll_at=row.roll_call__taken_at,
        works=tuple(_work(one) for one in rows if one.works__pk is not None),
        minutes=row.homework__minutes,
        due_id=row.homework__due_id,
        due_on=row.homework__due__date,
        briefing=row.briefing,
        filled_on=timing.day(row.filled_at) if row.filled_at else None,
        before=(row.before_1 or "", row.before_2 or ""),
        lock=lock,
        note=row.note,
        came=came_words((row.moved_from__date, row.moved_from__number) if row.moved_from__date else None),
        given_by=_given_by(row.substitution__kind, *(getattr(row, name) for name in _SUBSTITUTE)),
    )


def _work(row: Any) -> WorkRow:
    return WorkRow(
        row.works__pk, row.works__position, row.works__kind_id, row.works__kind__code, row.works__kind__name,
        row.works__weight, row.works__note, row.works__kind__written,
    )  # fmt: skip


def _given_by(kind: str | None, *names: str) -> str:
    if kind is None:
        return ""
    word = "замена" if kind == SubstitutionKind.REPLACE else "объединение групп"
    return f"{word}: {Person(**dict(zip(NAMES, names, strict=True))).short_name}"


def load_cells(cells: QuerySet[Cell]) -> dict[Key, Stored]:
    """Cells with their marks. One query.

    To be read before the lessons: each statement sees its own instant on PostgreSQL, and a mark whose work isn't among
    the lesson's works would not be shown. The other way round a work without its mark is only old, and a stale version.
    """
    return cells_of(cell_rows(cells))


def cell_rows(cells: QuerySet[Cell]) -> Any:
    return cells.order_by("lesson_id", "pupil_id", "marks__work__position").values_list(
        "pk", "lesson_id", "pupil_id", "lesson__state", "absence", "late_minutes", "comment", "version", "updated_by",
        "updated_at", "marks__pk", "marks__work_id", "marks__value", "marks__sign", "marks__work__weight",
        "marks__uncounted", "marks__given_on",
    )  # fmt: skip


def cells_of(rows: Iterable[tuple[Any, ...]]) -> dict[Key, Stored]:
    found = [_cell(list(group)) for _, group in groupby(rows, key=lambda row: row[0])]
    return {(one.lesson_id, one.pupil_id): one for one in found}


def _cell(rows: list[tuple[Any, ...]]) -> Stored:
    pk, lesson_id, pupil_id, state = rows[0][:4]
    absence, late_minutes, comment, version, updated_by, updated_at = rows[0][4:10]
    marks = tuple(Given(*row[10:17]) for row in rows if row[10] is not None)
    return Stored(
        pk, lesson_id, pupil_id, state != LessonState.CANCELLED, absence, late_minutes, comment, version, updated_by,
        updated_at, marks,
    )  # fmt: skip


def entry_of(stored: Stored | None, works: Sequence[WorkRow], health: bool) -> Entry:
    """What the reader sees in the cell, in the order of the lesson's works."""
    if stored is None:
        return Entry()
    by_work = {mark.work_id: mark.mark for mark in stored.marks}
    marks = [by_work.get(work.pk) for work in works]
    while marks and marks[-1] is None:
        marks.pop()
    return Entry(tuple(marks), shown_absence(stored.absence, health))


def view_of(stored: Stored | None, works: Sequence[WorkRow], health: bool) -> CellView:
    if stored is None:
        return EMPTY
    entry = entry_of(stored, works, health)
    return CellView(
        value=entries.write(entry),
        text=entries.shown(entry),
        classes=_classes(entry, stored),
        spoken=_spoken(entry, stored),
        comment=stored.comment,
        uncounted=stored.uncounted,
        minutes=stored.late_minutes,
        version=stored.version,
    )


_ABSENCE_CLASSES = {"н": "away", "у": "away", "нп": "away", "б": "ill", "оп": "late", "осв": "away"}


def _classes(entry: Entry, stored: Stored) -> str:
    names = []
    if entry.absence:
        names.append(_ABSENCE_CLASSES[entry.absence])
    elif len(entry.values) > 1:
        names.append("pair")
    elif entry.values and entry.values[0] in (2, entries.FAILED):
        names.append("two")
    elif stored.marks and stored.marks[0].weight > 1:
        names.append("main")
    if {entries.PASSED, entries.FAILED} & set(entry.values):
        names.append("sign")
    if entries.OWED in entry.values:
        names.append("owed")
    elif stored.marks and not any(mark.counts for mark in stored.marks):
        names.append("uncounted")
    if stored.comment:
        names.append("noted")
    return " ".join(names)


def _spoken(entry: Entry, stored: Stored) -> str:
    parts = []
    if entry.absence == entries.LATE and stored.late_minutes:
        parts.append(f"опоздал на {stored.late_minutes} мин")
    if entries.OWED in entry.values:
        parts.append("работа не сдана")
    if days := sorted({mark.given_on for mark in stored.marks if mark.given_on}):
        parts.append(f"сдано {', '.join(map(dates.day_month, days))}")
    if stored.uncounted:
        parts.append(f"не учитывается: {stored.uncounted}")
    if stored.comment:
        parts.append("есть комментарий")
    return ", ".join(parts)


def average_of(cells: Iterable[Stored], elsewhere: Elsewhere = NOTHING) -> Fraction | None:
    """The weighted average of the figures that count, those outside the journal too; cancelled lessons don't."""
    own = (
        (mark.value, mark.weight)
        for cell in cells
        if cell.held
        for mark in cell.marks
        if mark.counts and mark.value is not None
    )
    return weighted_average(chain(own, elsewhere.figures))


def summary_of(cells: Sequence[Stored], norm: int, elsewhere: Elsewhere = NOTHING) -> Summary:
    """The row of one pupil over the cells of a period and what of the subject stands outside the journal (AVG-05)."""
    held = [cell for cell in cells if cell.held]
    average = average_of(held, elsewhere)
    return Summary(
        average=shown(average),
        count=sum(mark.counts for cell in held for mark in cell.marks) + elsewhere.count,
        missed=sum(cell.absence in entries.MISSED for cell in held) + elsewhere.missed,
        norm=norm,
        owed=sum(mark.mark == entries.OWED for cell in held for mark in cell.marks),
        border=on_border(average),
    )


def column_average(cells: Iterable[Stored]) -> str:
    """«3,8» under a lesson: of its figures that count, whatever their weight; empty without them."""
    figures = (mark.value for cell in cells if cell.held for mark in cell.marks if mark.counts)
    average = weighted_average((value, 1) for value in figures if value is not None)
    return "" if average is None else shown(average, digits=1)
