"""Which notice of an absence is accepted."""

from datetime import date, timedelta

import pytest

from parta.journal.rules import notices as rules
from tests.cast import TODAY


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [(0, 0, False), (1, 14, False), (60, 60, False), (-1, 0, True), (1, 0, True), (1, 15, True), (61, 61, True)],
)
def test_rule_of_dates(start: int, end: int, refused: bool) -> None:
    days = (TODAY + timedelta(days=start), TODAY + timedelta(days=end))
    assert bool(rules.dates_refusal(*days, TODAY)) == refused


@pytest.mark.parametrize(
    ("start", "end", "refused"), [(24, 24, True), (20, 23, False), (26, 28, False), (22, 30, True)]
)
def test_rule_of_overlap(start: int, end: int, refused: bool) -> None:
    standing = [(date(2026, 11, 24), date(2026, 11, 25))]
    assert bool(rules.overlap_refusal(date(2026, 11, start), date(2026, 11, end), standing)) == refused


@pytest.mark.parametrize(
    ("ill", "consent", "refused"), [(True, True, False), (True, False, True), (False, False, False)]
)
def test_rule_of_illness(ill: bool, consent: bool, refused: bool) -> None:
    assert bool(rules.ill_refusal(ill, health_consent=consent)) == refused
