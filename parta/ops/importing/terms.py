"""Accounting periods of a set, for the year that an import makes."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import pairwise

from parta.core.actor import Actor
from parta.ops.roster.rows import SessionRow
from parta.school.changes import change
from parta.school.models import AcademicYear, PeriodKind

# What a session of OneRoster is here, and how many of them make a year.
_KINDS = {PeriodKind.TRIMESTER: ("term", 3), PeriodKind.HALF_YEAR: ("semester", 2)}
Spans = list[tuple[date, date]]


def periods_of(sessions: Iterable[SessionRow], starts_on: date, ends_on: date) -> dict[PeriodKind, Spans]:
    """Kinds that the set names whole: all of them within the year, one after another (CAL-05)."""
    sessions = list(sessions)
    found = {}
    for kind, (word, count) in _KINDS.items():
        spans = sorted(
            (one.starts_on, one.ends_on)
            for one in sessions
            if one.kind == word and starts_on <= one.starts_on < one.ends_on <= ends_on
        )
        apart = all(first[1] < second[0] for first, second in pairwise(spans))
        if len(spans) == count and apart:
            found[kind] = spans
    return found


def set_periods(year: AcademicYear, sessions: Iterable[SessionRow], *, by: Actor | None, at: datetime) -> None:
    """The usual periods of a new year give way to those of the set."""
    wanted = periods_of(sessions, year.starts_on, year.ends_on)
    for period in year.periods.all():
        spans = wanted.get(PeriodKind(period.kind), [])
        if period.number <= len(spans):
            starts_on, ends_on = spans[period.number - 1]
            change(period, {"starts_on": starts_on, "ends_on": ends_on}, "ops.import", by=by, at=at)
