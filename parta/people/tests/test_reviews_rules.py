"""REV-01 to REV-04: months, debts and reminders."""

from datetime import date

import pytest

from parta.people.rules.reviews import current_month, last_of, months_of, owed, reminds

YEAR = (date(2026, 9, 1), date(2027, 5, 26))
SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER, MAY = (
    date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1), date(2027, 5, 1),
)  # fmt: skip
TODAY = date(2026, 11, 24)


def test_months_of_a_year():
    """REV-01."""
    assert [month.month for month in months_of(*YEAR)] == [9, 10, 11, 12, 1, 2, 3, 4, 5]
    assert months_of(date(2026, 8, 31), date(2026, 9, 1)) == [date(2026, 8, 1), SEPTEMBER]
    assert (last_of(NOVEMBER, YEAR[1]), last_of(MAY, YEAR[1])) == (date(2026, 11, 30), date(2027, 5, 26))
    assert last_of(date(2028, 2, 1), date(2028, 5, 26)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2026-08-31", None), ("2026-09-01", SEPTEMBER), ("2026-11-24", NOVEMBER), ("2027-05-26", MAY),
     ("2027-05-27", None)],
)  # fmt: skip
def test_the_month_reviewed_now(on: str, expected: date | None):
    assert current_month(*YEAR, date.fromisoformat(on)) == expected


@pytest.mark.parametrize(
    ("joined", "reviewed", "on", "expected"),
    [
        (YEAR[0], None, TODAY, [SEPTEMBER, OCTOBER]),
        (YEAR[0], SEPTEMBER, TODAY, [OCTOBER]),
        (YEAR[0], OCTOBER, TODAY, []),
        (YEAR[0], NOVEMBER, TODAY, []),
        (date(2026, 10, 12), None, TODAY, [OCTOBER]),
        (TODAY, None, TODAY, []),
        (YEAR[0], OCTOBER, date(2026, 11, 30), []),
        (YEAR[0], OCTOBER, DECEMBER, [NOVEMBER]),
        (YEAR[0], date(2027, 4, 1), date(2027, 6, 10), [MAY]),
        (YEAR[0], MAY, date(2027, 6, 10), []),
    ],
)
def test_what_is_owed(joined: date, reviewed: date | None, on: date, expected: list[date]):
    """REV-03."""
    assert owed(YEAR, joined, reviewed, on) == expected


@pytest.mark.parametrize(
    ("month", "on", "expected"),
    [
        (NOVEMBER, "2026-11-23", False),
        (NOVEMBER, "2026-11-24", True),
        (NOVEMBER, "2026-11-30", True),
        (NOVEMBER, "2026-12-01", False),
        (MAY, "2027-05-19", False),
        (MAY, "2027-05-20", True),
    ],
)
def test_the_last_week(month: date, on: str, *, expected: bool):
    """REV-04."""
    assert reminds(month, YEAR[1], date.fromisoformat(on)) is expected
