"""Bringing dated rows (roles, members, teachers, lessons of the timetable) in line with the file.

An import ends only what it may (`may_end`) and never revives what somebody ended by hand.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from parta.ops.importing.draft import Draft, Entry
from parta.ops.importing.parts import Row

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wanted:
    """What the file says is in force; no dates = now."""

    identity: Any  # the other side: a pupil, a teacher, a role
    starts_on: date | None = None
    ends_on: date | None = None
    values: Row = field(default_factory=dict)


@dataclass(frozen=True)
class Terms:
    """`first_day`: of a tie that never was; `change_day`: from when a change holds; `by`: column of the other side."""

    by: str
    first_day: date
    change_day: date
    may_end: Callable[[Row], bool]
    exclusive: bool = False  # a new row ends every other one


@dataclass
class Settled:
    created: list[tuple[Any, date]] = field(default_factory=list)  # (other side, first day)
    ended: list[tuple[Row, date]] = field(default_factory=list)  # (row, last day)
    kept: list[Any] = field(default_factory=list)  # ended by hand, so the file doesn't count

    def __bool__(self) -> bool:
        return bool(self.created or self.ended)


def is_live(draft: Draft, model: str, row: Row) -> bool:
    """In force today or later, and not ended by this plan."""
    return (row["ends_on"] is None or row["ends_on"] >= draft.state.on) and (model, row["id"]) not in draft.gone


def made_by_import(draft: Draft, model: str, row: Row) -> bool:
    return (model, row["id"]) in draft.state.made


def settle(
    entry: Entry, model: str, owner: Row, rows: Iterable[Row], wanted: Iterable[Wanted], terms: Terms
) -> Settled:
    """Create, change and end rows of `model` that belong to `owner` (its columns)."""
    draft, present, done, used = entry.draft, list(rows), Settled(), set()
    for want in wanted:
        row, kept = _standing(draft, model, present, want, terms.by)
        if row is not None:
            used.add(row["id"])
            ends_on = want.ends_on if made_by_import(draft, model, row) else None
            entry.change(model, row["id"], **want.values, ends_on=ends_on)
        elif kept:
            done.kept.append(want.identity)
        else:
            again = any(one[terms.by] == want.identity for one in present)
            starts_on = terms.change_day if again and _is_open(draft, want) else want.starts_on or terms.first_day
            values = owner | {terms.by: want.identity, "starts_on": starts_on, "ends_on": want.ends_on} | want.values
            entry.create(model, **values)
            done.created.append((want.identity, starts_on))
    for row in present:
        if row["id"] in used or not is_live(draft, model, row):
            continue
        if (terms.exclusive and done.created) or terms.may_end(row):
            last_day = (min(day for _, day in done.created) if done.created else terms.change_day) - DAY
            entry.end(model, row, last_day)
            done.ended.append((row, last_day))
    return done


def _standing(draft: Draft, model: str, rows: list[Row], want: Wanted, by: str) -> tuple[Row | None, bool]:
    """The row that is what the file wants, or whether somebody ended it by hand."""
    mine = [row for row in rows if row[by] == want.identity and (model, row["id"]) not in draft.gone]
    fitting = [row for row in mine if _overlaps(row, want)]
    live = [row for row in fitting if is_live(draft, model, row)]
    if live:
        return live[-1], False
    if fitting and not _is_open(draft, want):
        return fitting[-1], False
    by_hand = [row for row in fitting if (model, row["id"]) not in draft.state.touched]
    return None, bool(by_hand)


def _is_open(draft: Draft, want: Wanted) -> bool:
    return want.ends_on is None or want.ends_on >= draft.state.on


def _overlaps(row: Row, want: Wanted) -> bool:
    return (want.ends_on is None or row["starts_on"] <= want.ends_on) and (
        want.starts_on is None or row["ends_on"] is None or want.starts_on <= row["ends_on"]
    )
