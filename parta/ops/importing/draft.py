"""A plan in the making: rows are taken one by one, a refused one leaves nothing behind."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from parta.core.roles import Role
from parta.ops.importing.parts import (
    Action,
    Create,
    Delete,
    External,
    FieldChange,
    Item,
    New,
    Ref,
    Row,
    RowRefused,
    Update,
    Write,
)
from parta.ops.importing.state import State
from parta.ops.roster.rows import Place, Problem, Roster, Severity

FIELD_TITLES = {
    "last_name": "фамилия",
    "first_name": "имя",
    "patronymic": "отчество",
    "birth_date": "дата рождения",
    "sex": "пол",
    "email": "e-mail",
    "phone": "телефон",
    "position": "должность",
    "ends_on": "по",
    "name": "название",
    "short": "кратко",
    "grade_level": "параллель",
    "letter": "буква",
    "own_title": "название",
    "label": "подгруппа",
    "hours_per_week": "часов в неделю",
    "class_names": "классы",
    "relation": "кем приходится",
    "room": "кабинет",
    "subject_id": "предмет",
}


class SourceRow(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def place(self) -> Place: ...


@dataclass(frozen=True)
class Rights:
    """What the importing person may give by a file: no one makes themselves or others more than they may."""

    roles: frozenset[Role] = frozenset(Role)
    own_staff_id: int | None = None  # whose own roles, homerooms, journals and children the file may not touch
    own_work: bool = False  # may give the own homerooms, journals and children all the same, as by hand
    closed_periods: bool = True  # may write marks into periods that are closed (FMR-04)
    timetable_from: date | None = None  # None = see `slots`


class Draft:
    def __init__(self, roster: Roster, state: State, rights: Rights):
        self.roster, self.state, self.rights = roster, state, rights
        self.items: list[Item] = []
        self.notes: list[Problem] = []
        self.writes: list[Write] = []
        self.external: list[External] = []
        self.refs: dict[tuple[str, str], Ref] = {}  # accepted rows: (kind, key) → object
        self.accepted: dict[str, set[Ref]] = defaultdict(set)  # kind → objects of accepted rows
        self.rows: dict[tuple[str, Ref], Row] = {}  # created and changed rows as they will be
        self.gone: set[tuple[str, int]] = set()  # dated rows that the plan ends or deletes
        self.seen: set[tuple[str, str]] = set()  # all rows of the file, accepted or not
        self.lessons_of: dict[Ref, date] = {}  # journals whose timetable changes → from when
        self.numbers = 0
        self.old_set = _is_old(roster, state)

    @contextmanager
    def row(self, kind: str, source: SourceRow, title: str) -> Iterator["Entry"]:
        """Take one row. A `RowRefused` inside refuses it whole."""
        entry = Entry(self, kind, source.place, title)
        self.seen.add((kind, source.key))
        try:
            yield entry
        except RowRefused as refusal:
            place = replace(source.place, column=refusal.column or source.place.column)
            self.items.append(Item(kind, Action.REFUSED, place, title, text=str(refusal)))
            return
        self._accept(entry, source.key)

    def _accept(self, entry: "Entry", key: str) -> None:
        if entry.ref is not None:
            self.refs[entry.kind, key] = entry.ref
            self.accepted[entry.kind].add(entry.ref)
            if self.state.external.get((entry.kind, key)) != entry.ref:
                self.external.append(External(entry.kind, key, entry.ref))
        self.take(entry)
        if entry.is_new or entry.action is Action.CREATED:
            action = Action.CREATED
        else:
            action = Action.CHANGED if entry.writes else Action.SAME
        changes = tuple(entry.changes) if action is Action.CHANGED else ()
        self.items.append(Item(entry.kind, action, entry.place, entry.title, changes))

    def withdraw(self, kind: str, source: SourceRow, text: str) -> None:
        """Refuse a new object's row after all: what it was for has not been accepted."""
        ref = self.refs.pop((kind, source.key))
        self.accepted[kind].discard(ref)
        self.writes = [write for write in self.writes if not (isinstance(write, Create) and write.ref == ref)]
        self.external = [one for one in self.external if one.ref != ref]
        self.items = [
            replace(item, action=Action.REFUSED, text=text) if (item.kind, item.place) == (kind, source.place) else item
            for item in self.items
        ]

    def take(self, entry: "Entry") -> None:
        self.writes += entry.writes
        self.notes += entry.notes
        self.gone |= entry.gone
        for write in entry.writes:
            self._follow(write)

    def write(self, write: Write) -> None:
        """A write that follows from accepted rows and is no row of its own."""
        self.writes.append(write)
        self._follow(write)

    def _follow(self, write: Write) -> None:
        if isinstance(write, Create):
            self.rows[write.model, write.ref] = write.values
        elif isinstance(write, Update):
            self.rows[write.model, write.pk] = self.value(write.model, write.pk) | write.after

    def value(self, model: str, ref: Ref) -> Row:
        """The row as it will be when the plan so far is carried out."""
        if (model, ref) in self.rows:
            return self.rows[model, ref]
        if isinstance(ref, New):
            raise KeyError(model, ref)
        return self.state.tables[model][ref]

    def is_own(self, staff: Ref) -> bool:
        """The importing person, who may not give themselves work by a file."""
        return staff == self.rights.own_staff_id and not self.rights.own_work

    def number(self) -> New:
        self.numbers += 1
        return New(self.numbers)

    def stay(self, starts_on: date | None, ends_on: date | None) -> tuple[date | None, date | None] | None:
        """Dates of the file within the year (None = the year's own); no dates at all in a set of a past year.

        The answer None means: the stay lies outside the year.
        """
        if self.old_set:
            return None, None
        first, last = self.state.year_starts_on, self.state.year_ends_on
        if (ends_on and ends_on < first) or (starts_on and starts_on > last):
            return None
        return starts_on if starts_on and starts_on > first else None, ends_on if ends_on and ends_on < last else None


def _is_old(roster: Roster, state: State) -> bool:
    """Every session of the set ended before the school's year began: its dates say nothing about this year."""
    return bool(roster.sessions) and all(one.ends_on < state.year_starts_on for one in roster.sessions)


class Entry:
    """One row being planned: its writes and what is told about them."""

    def __init__(self, draft: Draft, kind: str, place: Place, title: str):
        self.draft, self.kind, self.place, self.title = draft, kind, place, title
        self.ref: Ref | None = None
        self.action: Action | None = None  # of rows that aren't known by the source's key: lessons of the timetable
        self.writes: list[Write] = []
        self.changes: list[FieldChange] = []
        self.notes: list[Problem] = []
        self.gone: set[tuple[str, int]] = set()

    @property
    def is_new(self) -> bool:
        return isinstance(self.ref, New)

    def create(self, model: str, **values: Any) -> New:
        self._check_lengths(model, values)
        ref = self.draft.number()
        self.writes.append(Create(model, ref, values))
        return ref

    def change(self, model: str, pk: int, **values: Any) -> None:
        """Set the columns that differ. What the file leaves empty is not the file's to say."""
        present = self.draft.value(model, pk)
        after = {name: value for name, value in values.items() if value not in (None, "") and present[name] != value}
        if not after:
            return
        self._check_lengths(model, after)
        self.writes.append(Update(model, pk, {name: present[name] for name in after}, after))
        for name, value in after.items():
            if name in FIELD_TITLES and not name.endswith("_id"):
                self.say(FIELD_TITLES[name], shown(present[name]), shown(value))

    def end(self, model: str, row: Row, last_day: date) -> None:
        """End a dated row; one that would end before it began goes."""
        if last_day < row["starts_on"]:
            self.writes.append(Delete(model, row["id"], row))
        else:
            self.writes.append(Update(model, row["id"], {"ends_on": row["ends_on"]}, {"ends_on": last_day}))
        self.gone.add((model, row["id"]))

    def say(self, label: str, before: str = "", after: str = "") -> None:
        self.changes.append(FieldChange(label, before, after))

    def note(self, text: str, plain: str = "") -> None:
        self.notes.append(Problem(self.place, text, Severity.NOTE, plain))

    def _check_lengths(self, model: str, values: Row) -> None:
        for name, value in values.items():
            limit = self.draft.state.lengths.get((model, name))
            if limit and isinstance(value, str) and len(value) > limit:
                title = FIELD_TITLES.get(name, name)
                raise RowRefused(f"Слишком длинно ({title}): {len(value)} знаков. Оставьте не больше {limit}.")


def shown(value: Any) -> str:
    """A value in the words of the page."""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return {"m": "мужской", "f": "женский"}.get(value, str(value)) if value is not None else ""
