"""Numbers and dates as addresses and forms give them: text that anybody may have typed."""

from datetime import date

YEARS = range(2000, 2100)  # far outside of them sums of dates overflow


def line_of(given: str, longest: int) -> str:
    """One line of words; PostgreSQL keeps no NUL."""
    return " ".join(given.replace("\x00", "").split())[:longest]


def number_of(given: str) -> int | None:
    """A primary key, a count or the like; None when it is none."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 18 else None


def date_of(given: str) -> date | None:
    """«2026-11-24»; None when there is no such date in our century."""
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return None
    return day if day.year in YEARS else None
