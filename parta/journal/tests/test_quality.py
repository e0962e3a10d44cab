from fractions import Fraction

import pytest

from parta.journal.rules.averages import shown
from parta.journal.rules.quality import category, percent, quality

VECTOR = ["5"] * 4 + ["4"] * 10 + ["3"] * 9 + ["2"] + ["н/а"] + ["осв"] * 2 + [""] * 3


def test_the_vector_of_the_field():
    found = quality(VECTOR)
    assert found.rated == 25
    assert (percent(found.success, 2), percent(found.quality, 2)) == ("92,00\u00a0%", "56,00\u00a0%")
    assert (shown(found.sou), shown(found.average)) == ("55,48", "3,71")


@pytest.mark.parametrize("marks", [[], ["осв", "осв"], [""]])
def test_nothing_to_count_is_a_dash(marks: list[str]):
    found = quality(marks)
    assert [found.success, found.quality, found.sou, found.average] == [None] * 4
    assert percent(found.success) == "—"


def test_a_pass_is_success_and_no_quality():
    found = quality(["зач", "зач", "незач"])
    assert (found.success, found.quality, found.sou) == (Fraction(2, 3), None, None)
    assert percent(found.success) == "67\u00a0%"


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ("5 5 5", "отличник"),
        ("5 5 осв зач", "отличник"),
        ("5 4 5", "с одной 4"),
        ("5 4 4", "хорошист"),
        ("5 4 3", "с одной 3"),
        ("3 3 5", "успевающий"),
        ("5 5 2", "неуспевающий"),
        ("5 незач", "неуспевающий"),
        ("5 2 н/а", "не аттестован"),
        ("осв", ""),
        ("зач", ""),
    ],
)
def test_categories(marks: str, expected: str):
    assert category(marks.split()) == expected
