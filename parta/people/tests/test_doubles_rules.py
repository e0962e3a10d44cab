"""TWIN-01: who looks like whom."""

from dataclasses import replace
from datetime import date

import pytest

from parta.people.rules.doubles import Face, digits, pairs

PETYA = Face(1, 11, "Ёжиков", "Пётр", "Олегович", date(2012, 3, 5))
ANNA = Face(1, 11, "Ёжикова", "Анна", "Сергеевна", None, "+7 900 111-22-33", "anna@example.org")


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, True),
        ({"last": "ЕЖИКОВ", "first": "петр"}, True),
        ({"last": "Пётр", "first": "Ёжиков"}, True),
        ({"patronymic": ""}, True),
        ({"born": None}, True),
        ({"born": None, "patronymic": ""}, False),
        ({"born": date(2012, 5, 3)}, False),
        ({"patronymic": "Ильич"}, False),
        ({"first": "Павел"}, False),
    ],
)
def test_pupils(other: dict[str, str], *, expected: bool):
    found = pairs([PETYA, replace(PETYA, id=2, person_id=12, **other)], guardians=False)
    assert [[face.id for face in pair] for pair in found] == ([[1, 2]] if expected else [])


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, True),
        ({"phone": "8(900)1112233", "email": ""}, True),
        ({"phone": "", "email": "ANNA@example.org "}, True),
        ({"phone": "", "email": ""}, False),
        ({"phone": "+7 900 000-00-00", "email": ""}, False),
        ({"patronymic": ""}, True),
        ({"patronymic": "Ильинична"}, False),
        ({"last": "Ежикова"}, True),
        ({"last": "Волкова"}, False),
    ],
)
def test_guardians(other: dict[str, str], *, expected: bool):
    assert bool(pairs([ANNA, replace(ANNA, id=2, person_id=12, **other)], guardians=True)) is expected


def test_three_of_a_kind_are_three_pairs():
    found = pairs([replace(PETYA, id=number) for number in (3, 1, 2)], guardians=False)
    assert [[face.id for face in pair] for pair in found] == [[1, 2], [1, 3], [2, 3]]


@pytest.mark.parametrize("phone", ["+7 900 111-22-33", "8 (900) 111 22 33", "9001112233", "79001112233"])
def test_one_number_however_written(phone: str):
    assert digits(phone) == "9001112233"
