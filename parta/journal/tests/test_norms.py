"""The norm of marks and the border of marks."""

from fractions import Fraction

import pytest

from parta.journal.rules.norms import Norms, few, norm, on_border, own_norm


@pytest.mark.parametrize(
    ("hours", "half_year", "expected"),
    [
        (0, False, 0),
        (1, False, 3),
        (2, False, 5),
        (3, False, 7),
        (4, False, 9),
        (6, False, 9),
        (0, True, 0),
        (1, True, 5),
        (2, True, 5),
        (3, True, 7),
    ],
)
def test_norm_by_hours(hours: int, half_year: bool, expected: int) -> None:
    assert norm(hours, half_year=half_year, norms=Norms()) == expected


def test_norm_of_another_act() -> None:
    act = Norms((2, 4, 6, 8), half_year=3)
    assert (norm(1, half_year=False, norms=act), norm(1, half_year=True, norms=act)) == (2, 3)


@pytest.mark.parametrize(
    ("whole", "days", "of_days", "expected"),
    [(5, 90, 90, 5), (5, 89, 90, 5), (5, 45, 90, 3), (5, 18, 90, 1), (5, 0, 90, 0), (0, 45, 90, 0), (9, 61, 90, 7)],
)
def test_norm_of_who_came_later(whole: int, days: int, of_days: int, expected: int) -> None:
    assert own_norm(whole, days, of_days) == expected


@pytest.mark.parametrize(("count", "whole", "expected"), [(4, 5, True), (5, 5, False), (0, 0, False), (0, 3, True)])
def test_few(count: int, whole: int, expected: bool) -> None:
    assert few(count, whole) is expected


@pytest.mark.parametrize(
    ("average", "expected"),
    [
        (None, False),
        (Fraction(5), False),
        (Fraction(18, 5), True),  # 3,6 exactly
        (Fraction(3601, 1000), False),  # shown as 3,60
        (Fraction(3399, 1000), False),  # shown as 3,40
        (Fraction(17, 5), True),
        (Fraction(5, 2), True),
        (Fraction(23, 5), True),
        (Fraction(4), False),
    ],
)
def test_border_compares_the_fraction(average: Fraction | None, expected: bool) -> None:
    assert on_border(average) is expected
