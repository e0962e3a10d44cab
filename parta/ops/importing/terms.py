"""Accounting periods of a set, for the year that an import makes."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import pairwise

from parta.core.actor import Actor
from parta.ops.importing.parts import YEAR
from parta.ops.importing.state import State
from parta.ops.roster.rows import Problem, SessionRow, Severity
from parta.school.changes import change
from parta.school.models import AcademicYear, PeriodKind

# What a session of OneRoster is here, and how many of them make a year.
_KINDS = {PeriodKind.TRIMESTER: ("term", 3), PeriodKind.HALF_YEAR: ("semester", 2)}
Spans = list[tuple[date, date]]
_WHERE = "Если верны они, исправьте их в разделе «Школа»."


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


def other_calendar(sessions: Iterable[SessionRow], state: State) -> Iterator[Problem]:
    """A note when the school keeps a year whose dates or periods are not those of a set of this year."""
    sessions = list(sessions)
    years = [one for one in sessions if one.kind == "schoolYear" and one.starts_on <= state.on <= one.ends_on]
    if state.year == YEAR or not years:
        return
    told = [(one.starts_on, one.ends_on) for one in years if one.starts_on != state.year_starts_on]
    told += [(one.starts_on, one.ends_on) for one in years if not told and one.ends_on != state.year_ends_on]
    for kind, spans in periods_of(sessions, state.year_starts_on, state.year_ends_on).items():
        told += [span for span in spans if (kind.value, *span) not in state.periods]
    if told:
        dates = ", ".join(f"{first:%d.%m.%Y}–{last:%d.%m.%Y}" for first, last in told)
        text = f"Учебный год и периоды в Парте уже есть и не меняются, а в наборе другие даты: {dates}. {_WHERE}"
        yield Problem(years[0].place, text, Severity.NOTE)


def set_periods(year: AcademicYear, sessions: Iterable[SessionRow], *, by: Actor | None, at: datetime) -> None:
    """The usual periods of a new year give way to those of the set."""
    wanted = periods_of(sessions, year.starts_on, year.ends_on)
    for period in year.periods.all():
        spans = wanted.get(PeriodKind(period.kind), [])
        if period.number <= len(spans):
            starts_on, ends_on = spans[period.number - 1]
            change(period, {"starts_on": starts_on, "ends_on": ends_on}, "ops.import", by=by, at=at)
