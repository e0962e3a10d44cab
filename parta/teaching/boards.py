"""Boards of the timetable: rows of days or classes, columns of lesson numbers in the order of the clock."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from parta.core import dates
from parta.school.rules.bells import ALL_GRADES, Bells
from parta.teaching.placed import Placed, span_words
from parta.teaching.rules.windows import Span, windows


@dataclass(frozen=True)
class Head:
    shift: int
    number: int
    span: Span | None

    @property
    def time(self) -> str:
        return span_words(*self.span) if self.span else ""


@dataclass(frozen=True)
class Cell:
    lessons: tuple[Placed, ...] = ()
    window: bool = False  # a teacher's free lesson between two own ones


@dataclass(frozen=True)
class Row:
    title: str
    cells: tuple[Cell, ...]
    day: date | None = None
    class_id: int | None = None
    note: str = ""  # «Осенние каникулы»
    warning: str = ""  # «нет уроков»
    here: bool = False  # today, or the own class

    @property
    def filled(self) -> bool:
        return any(cell.lessons for cell in self.cells)

    @property
    def windows(self) -> int:
        return sum(cell.window for cell in self.cells)


@dataclass(frozen=True)
class Board:
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]

    @property
    def shifts(self) -> bool:
        """Whether numbers alone don't tell the columns apart."""
        return len({head.shift for head in self.heads}) > 1


def heads_of(lessons: Iterable[Placed], bells: Bells, grade_level: int = ALL_GRADES) -> tuple[Head, ...]:
    """Numbers up to the last one used, of each shift, by the clock."""
    used: dict[int, set[int]] = defaultdict(set)
    for one in lessons:
        used[one.entry.shift].add(one.entry.number)
    heads = []
    for shift, numbers in used.items():
        known = bells.of(shift, grade_level)
        heads += [Head(shift, n, known.get(n)) for n in range(min(1, *numbers, 1), max(numbers) + 1)]
    return tuple(sorted(heads, key=lambda head: (head.span[0] if head.span else time.max, head.shift, head.number)))


def cells_of(heads: Sequence[Head], lessons: Iterable[Placed], free: Collection[Span] = ()) -> tuple[Cell, ...]:
    found: dict[tuple[int, int], list[Placed]] = defaultdict(list)
    for one in lessons:
        found[(one.entry.shift, one.entry.number)].append(one)
    return tuple(Cell(tuple(found[(head.shift, head.number)]), head.span in free) for head in heads)


def days_of(days: Sequence[date], heads: Sequence[Head], lessons: Iterable[Placed], on: date) -> list[Row]:
    """A row a day of one week."""
    by_weekday: dict[int, list[Placed]] = defaultdict(list)
    for one in lessons:
        by_weekday[one.entry.weekday].append(one)
    return [
        Row(
            title=f"{dates.WEEKDAYS[day.weekday()].capitalize()}, {dates.day_month(day)}",
            cells=cells_of(heads, by_weekday[day.weekday()]),
            day=day,
            here=day == on,
        )
        for day in days
    ]


def with_windows(row: Row, heads: Sequence[Head], staff_id: int) -> Row:
    """The teacher's day with the windows in it."""
    own = [one.entry for cell in row.cells for one in cell.lessons if not one.gone and staff_id in one.entry.teachers]
    given = [(one.starts_at, one.ends_at) for one in own if one.starts_at and one.ends_at]
    shifts = {one.shift for one in own}
    free = windows(given, [head.span for head in heads if head.span and head.shift in shifts])
    cells = tuple(
        replace(cell, window=head.span in free and not cell.lessons)
        for head, cell in zip(heads, row.cells, strict=True)
    )
    return replace(row, cells=cells)
