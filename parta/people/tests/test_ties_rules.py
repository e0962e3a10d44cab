"""TIE-01, TIE-02: what a parent's tie opens."""

from datetime import date

import pytest

from parta.people.rules.ties import Opens, closes_on, grown_up_on, last_birth_date_closed, opens


@pytest.mark.parametrize(
    ("born", "grown_up", "closes"),
    [
        ("2008-11-24", "2026-11-24", "2026-12-08"),
        ("2008-02-29", "2026-03-01", "2026-03-15"),
        ("2008-02-28", "2026-02-28", "2026-03-14"),
        ("2008-12-25", "2026-12-25", "2027-01-08"),
        ("2010-02-15", "2028-02-15", "2028-02-29"),
    ],
)
def test_the_day_of_age(born: str, grown_up: str, closes: str):
    assert grown_up_on(date.fromisoformat(born)) == date.fromisoformat(grown_up)
    assert closes_on(date.fromisoformat(born)) == date.fromisoformat(closes)


def test_a_query_asks_the_same_as_the_rule():
    for ordinal in range(date(2006, 1, 1).toordinal(), date(2012, 1, 1).toordinal()):
        born = date.fromordinal(ordinal)
        closes = closes_on(born)
        assert born <= last_birth_date_closed(closes)
        assert born > last_birth_date_closed(date.fromordinal(closes.toordinal() - 1))


BORN = date(2008, 11, 24)


@pytest.mark.parametrize(
    ("on", "said", "expected"),
    [
        ("2026-11-23", {}, Opens.READS),
        ("2026-11-24", {}, Opens.WAITS),
        ("2026-12-07", {}, Opens.WAITS),
        ("2026-12-08", {}, Opens.CLOSED),
        ("2026-11-24", {"allowed": True}, Opens.ALLOWED),
        ("2026-12-08", {"allowed": True}, Opens.ALLOWED),
        ("2026-11-24", {"refused": True}, Opens.REFUSED),
        ("2026-11-23", {"limited": True}, Opens.LIMITED),
        ("2027-11-23", {"limited": True, "allowed": True}, Opens.LIMITED),
    ],
)
def test_what_a_tie_opens(on: str, said: dict[str, bool], expected: Opens):
    facts = {"limited": False, "allowed": False, "refused": False} | said
    assert opens(date.fromisoformat(on), BORN, **facts) is expected


def test_nobody_comes_of_age_without_a_birth_date():
    assert opens(date(2040, 1, 1), None, limited=False, allowed=False, refused=False) is Opens.READS
