"""What a plan is made of: items to show, writes to do. Plain data, no Django."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from parta.ops.roster.rows import Place, Problem

Row = dict[str, Any]  # one row of a table by column names, foreign keys as «person_id»


class Action(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"
    LEFT = "left"  # known from an earlier file of the source, not in this one: nothing is done


# Kinds of rows in the order they are shown; also the kinds of `ExternalId`.
KINDS = {
    "staff": "Сотрудники",
    "class": "Классы",
    "pupil": "Обучающиеся",
    "guardian": "Родители",
    "subject": "Предметы",
    "room": "Кабинеты",
    "bell": "Звонки",
    "course": "Журналы",
    "slot": "Уроки в расписании",
    "mark": "Текущие отметки",
    "final": "Итоговые отметки",
    "row": "Строки, которые не прочитаны",
}
PERSONAL = frozenset({"staff", "pupil", "guardian", "mark", "final"})  # kinds whose titles are names


@dataclass(frozen=True)
class New:
    """An object that the plan creates, wherever a number of an existing one may stand."""

    number: int

    def __str__(self) -> str:
        return f"#{self.number}"


Ref = int | New
YEAR = New(0)  # the academic year, when the plan needs one


@dataclass(frozen=True)
class Create:
    model: str  # "people.Pupil"
    ref: New
    values: Row


@dataclass(frozen=True)
class Update:
    model: str
    pk: int
    before: Row
    after: Row


@dataclass(frozen=True)
class Delete:
    """Only dated rows that have never been in force."""

    model: str
    pk: int
    before: Row


Write = Create | Update | Delete


@dataclass(frozen=True)
class External:
    kind: str
    key: str
    ref: Ref


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Item:
    """One row of the file and what becomes of it. `text`: why it is refused or left."""

    kind: str
    action: Action
    place: Place
    title: str = ""
    changes: tuple[FieldChange, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Name:
    """A name of the file. `answer`: a value of `options`, empty while nobody knows; `suggested`: what it may be."""

    kind: str
    key: str
    place: Place
    title: str
    options: tuple[tuple[str, str], ...] = ()  # (value, what it is), the likeliest first
    suggested: str = ""
    answer: str = ""
    chosen: bool = False  # by the operator, now or at an earlier file; else only suggested

    @property
    def id(self) -> str:
        return f"{self.kind}:{self.key}"


class RowRefused(Exception):
    """The row can't be imported; `str()` is the Russian sentence."""

    def __init__(self, text: str, column: str = ""):
        super().__init__(text)
        self.column = column


@dataclass(frozen=True)
class Plan:
    """What applying would do. `year`: first and last day of an academic year to be made first."""

    source: str
    items: tuple[Item, ...] = ()
    notes: tuple[Problem, ...] = ()
    writes: tuple[Write, ...] = ()
    external: tuple[External, ...] = ()
    year: tuple[date, date] | None = None
    lessons_of: tuple[Ref, ...] = ()  # courses whose timetable changes
    lessons_from: date | None = None
    names: tuple[Name, ...] = ()  # of a timetable's file, with what each is taken for
    unplaced: tuple[Problem, ...] = ()  # what of a timetable can't stand, each with its reason

    @property
    def is_empty(self) -> bool:
        return not (self.writes or self.external)

    @cached_property
    def counts(self) -> dict[str, dict[str, int]]:
        """Action → kind → number of rows."""
        found = Counter((item.action, item.kind) for item in self.items)
        return {action.value: {kind: found[action, kind] for kind in KINDS if found[action, kind]} for action in Action}

    def total(self, action: Action) -> int:
        return sum(self.counts[action].values())

    def of(self, action: Action) -> list[Item]:
        return [item for item in self.items if item.action is action]

    @cached_property
    def fingerprint(self) -> str:
        """The same for two plans that would write the same and refuse as many rows."""
        parts = [self.year, self.writes, self.external, self.lessons_of, self.lessons_from, self.total(Action.REFUSED)]
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def creates_of(writes: Iterable[Write], model: str) -> list[Create]:
    """The new rows of one table."""
    return [write for write in writes if isinstance(write, Create) and write.model == model]
