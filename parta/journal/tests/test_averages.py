"""Weighted averages are exact and shown half up."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parta.journal.rules.averages import shown, weighted_average

MARKS = st.lists(st.tuples(st.integers(2, 5), st.integers(0, 5)), max_size=40)


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], "—"),
        ([(5, 0)], "—"),
        ([(5, 1)], "5,00"),
        ([(5, 1), (4, 1)], "4,50"),
        ([(5, 3), (2, 1)], "4,25"),
        ([(2, 1), (5, 0)], "2,00"),
        ([(5, 1), (4, 1), (4, 1)], "4,33"),
        ([(5, 2), (4, 1)], "4,67"),
        ([(4, 15), (5, 3), (3, 1)], "4,11"),
    ],
)
def test_average_of_marks(marks: list[tuple[int, int]], expected: str) -> None:
    assert shown(weighted_average(marks)) == expected


@pytest.mark.parametrize(
    ("average", "expected"),
    [
        (Fraction(4185, 1000), "4,19"),  # a float would show 4,18
        (Fraction(2675, 1000), "2,68"),
        (Fraction(4184999, 1000000), "4,18"),
        (Fraction(4995, 1000), "5,00"),
        (Fraction(3), "3,00"),
    ],
)
def test_half_is_shown_upwards(average: Fraction, expected: str) -> None:
    assert shown(average) == expected


@given(MARKS)
def test_average_stays_between_the_marks_that_count(marks: list[tuple[int, int]]) -> None:
    counted = [value for value, weight in marks if weight]
    average = weighted_average(marks)
    assert average is None if not counted else min(counted) <= average <= max(counted)


@given(MARKS, st.integers(1, 7))
def test_scaling_all_weights_moves_nothing(marks: list[tuple[int, int]], factor: int) -> None:
    assert weighted_average(marks) == weighted_average([(value, weight * factor) for value, weight in marks])


@given(MARKS)
def test_shown_is_within_half_a_hundredth(marks: list[tuple[int, int]]) -> None:
    average = weighted_average(marks)
    if average is not None:
        assert abs(Fraction(shown(average).replace(",", ".")) - average) <= Fraction(1, 200)
