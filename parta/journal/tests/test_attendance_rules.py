"""What counts as a missed day, as systematic absence, and which cells a reason changes."""

from datetime import date

import pytest

from parta.journal.rules.attendance import (
    Totals,
    choices,
    health_refusal,
    ill_day,
    in_a_row,
    missed_day,
    notice_code,
    reasoned,
    systematic,
    totals,
)


@pytest.mark.parametrize(
    ("codes", "missed", "ill"),
    [
        ([], False, False),
        ([""], False, False),
        (["н"], True, False),
        (["н", "у", "нп", "б"], True, False),
        (["б", "б"], True, True),
        (["б", "б", "у"], True, False),
        (["б", "б", ""], False, False),
        (["б", "оп"], False, False),  # late is there
        (["б", "осв"], True, True),  # not expected at the other one
        (["осв", "осв"], False, False),
        (["осв", ""], False, False),
    ],
)
def test_full_day(codes, missed, ill):
    assert (missed_day(codes), ill_day(codes)) == (missed, ill)


def test_totals():
    days = [["б", "б"], ["н", "", "оп"], ["у", "осв"], ["нп", ""], []]
    found = totals(days)
    assert found == Totals(
        held=8, missed=5, ill=2, excused=1, unexcused=1, unknown=1, late=1, days=2, ill_days=1
    )  # fmt: skip
    assert found + Totals(held=1, late=2) == Totals(9, 5, 2, 1, 1, 1, 3, 2, 1)


@pytest.mark.parametrize(
    ("missed", "lessons", "found"),
    [(0, 0, False), (0, 10, False), (2, 10, False), (3, 10, True), (29, 97, False), (30, 100, True), (39, 131, False)],
)
def test_systematic_is_exact(missed, lessons, found):
    assert systematic(missed, lessons) is found


@pytest.mark.parametrize(
    ("before", "day", "found"),
    [("24", "24", True), ("24", "25", True), ("24", "26", False), ("20", "23", True), ("20", "24", False)],
)  # November 2026: the 20th is a Friday
def test_days_in_a_row(before, day, found):
    assert in_a_row(date.fromisoformat(f"2026-11-{before}"), date.fromisoformat(f"2026-11-{day}")) is found


@pytest.mark.parametrize(("code", "health", "refused"), [("б", True, False), ("б", False, True), ("у", False, False)])
def test_illness_needs_the_consent(code, health, refused):
    assert bool(health_refusal(code, health=health)) is refused


@pytest.mark.parametrize(("ill", "health", "code"), [(True, True, "б"), (True, False, "у"), (False, True, "у")])
def test_a_notice_becomes_a_code(ill, health, code):
    assert notice_code(ill=ill, health=health) == code


@pytest.mark.parametrize(
    ("absence", "code", "marked", "changes"),
    [
        ("н", "б", False, True),
        ("нп", "у", False, True),
        ("б", "б", False, False),
        ("", "б", False, False),  # was there
        ("", "б", True, False),
        ("оп", "у", False, False),
        ("н", "б", True, True),  # the mark was handed in later: «н/4»
        ("осв", "б", False, False),
        ("", "осв", False, True),
        ("н", "осв", False, True),
        ("оп", "осв", False, False),
        ("", "осв", True, False),
        ("осв", "осв", False, False),
    ],
)
def test_what_a_reason_changes(absence, code, marked, changes):
    assert reasoned(absence, code, marked=marked) is changes


@pytest.mark.parametrize(
    ("absence", "marked", "found"),
    [
        ("н", False, ("у", "нп", "б", "осв")),
        ("н", True, ("у", "нп", "б")),
        ("б", False, ("н", "у", "нп", "осв")),
        ("осв", False, ("н", "у", "нп", "б", "")),
        ("", False, ("осв",)),
        ("", True, ()),
        ("оп", False, ()),
    ],
)
def test_choices_of_the_class_teacher(absence, marked, found):
    assert choices(absence, marked=marked) == found
