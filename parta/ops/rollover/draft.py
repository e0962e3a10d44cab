"""The plan of a rollover in the making, and the classes of the new year."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from parta.ops.importing.parts import Create, New, Ref, Row, Update, Write
from parta.ops.rollover.choices import Choices
from parta.ops.rollover.state import State
from parta.school.classes import class_sort_key
from parta.school.models import SchoolClass

DAY = timedelta(days=1)


@dataclass
class Target:
    """A class of the new year. `follows`: the class of the old year that becomes it."""

    name: str  # «9Б», «9 без класса»
    grade_level: int
    letter: str
    unassigned: bool = False
    ref: Ref = 0
    there: bool = False
    follows: Row | None = None
    pupils: list[int] = field(default_factory=list)  # who comes in
    teacher: int = 0  # class teacher

    @property
    def as_class(self) -> SchoolClass:
        """With the columns that its journals are named and sorted by."""
        key = class_sort_key(self.grade_level, self.letter)
        return SchoolClass(grade_level=self.grade_level, letter=self.letter, unassigned=self.unassigned, sort_key=key)

    @property
    def title(self) -> str:
        return self.as_class.title


class Draft:
    """The plan in the making."""

    def __init__(self, state: State, choices: Choices):
        self.state, self.choices = state, choices
        self.starts_on = state.new_starts_on or choices.starts_on
        self.end_day = self.starts_on - DAY
        self.writes: list[Write] = []
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        self.exceptions: list[str] = []
        self.numbers = 0
        self.targets: dict[str, Target] = {}
        self.way: dict[int, str] = {}  # old class → name of the new one, OUT or ""
        self.fates: dict[int, str] = {}  # pupil → the same or LEFT
        self.in_class: dict[int, int] = {}  # pupil → the old class

    def create(self, model: str, **values: Any) -> New:
        self.numbers += 1
        ref = New(self.numbers)
        self.writes.append(Create(model, ref, values))
        return ref

    def update(self, model: str, row: Row, **after: Any) -> None:
        self.writes.append(Update(model, row["id"], {name: row[name] for name in after}, after))

    def end(self, model: str, row: Row, last_day: date) -> None:
        """End a dated row that would go on into the new year; one that has not begun is nobody's of the old year."""
        if row["starts_on"] <= last_day and (row["ends_on"] is None or row["ends_on"] > last_day):
            self.update(model, row, ends_on=last_day)

    def title_of(self, class_id: int) -> str:
        row = self.state.old["school.SchoolClass"][class_id]
        return SchoolClass(**{name: row[name] for name in ("grade_level", "letter", "unassigned")}).title


def to_the_end(draft: Draft, row: Row) -> bool:
    """Whether a dated row of the old year was in force on its last day."""
    return row["ends_on"] is None or row["ends_on"] >= draft.state.year.ends_on
