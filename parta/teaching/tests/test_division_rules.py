from datetime import date

import pytest

from parta.teaching.rules.divisions import Place, changed_groups, deputy_decides_from, forgotten, holds_from

NAMES = {1: "Ёжикова Мария", 2: "Зайцев Пётр"}


@pytest.mark.parametrize(
    ("places", "names"),
    [
        ({1: Place(7), 2: Place(8)}, []),
        ({1: Place(7), 2: Place(None, "надомное обучение")}, []),
        ({1: Place(7), 2: Place(None)}, ["Зайцев Пётр"]),
        ({2: Place(7)}, ["Ёжикова Мария"]),
        ({}, ["Ёжикова Мария", "Зайцев Пётр"]),
    ],
)
def test_nobody_is_forgotten(places: dict[int, Place], names: list[str]):
    """DIV-01."""
    assert forgotten(NAMES, places) == names


@pytest.mark.parametrize(
    ("before", "after", "groups"),
    [
        ({1: Place(7)}, {1: Place(7)}, set()),
        ({1: Place(7)}, {1: Place(8)}, {7, 8}),
        ({1: Place(7)}, {1: Place(None, "болен")}, {7}),
        ({}, {1: Place(8)}, {8}),
        ({1: Place(8)}, {}, {8}),
        ({1: Place(None, "а")}, {1: Place(None, "б")}, set()),
    ],
)
def test_whose_list_changed(before: dict[int, Place], after: dict[int, Place], groups: set[int]):
    """DIV-02."""
    assert changed_groups(before, after) == groups


def test_the_deputy_waits_three_days():
    """DIV-03."""
    assert deputy_decides_from(date(2026, 11, 24)) == date(2026, 11, 27)


def test_from_when_a_division_holds():
    """DIV-04."""
    assert holds_from(date(2026, 12, 1), date(2026, 11, 24)) == date(2026, 12, 1)
    assert holds_from(date(2026, 9, 1), date(2026, 11, 24)) == date(2026, 11, 24)
