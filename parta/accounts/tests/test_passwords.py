"""DOOR-06: passwords that a neighbour, a list or a keyboard gives away, and those that are fine."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from parta.accounts.models import User
from parta.accounts.passwords import SchoolPasswordValidator
from parta.accounts.rules.guessable import is_made_of, is_numbers, is_walk
from parta.people.models import Person
from tests.cast import Cast


@pytest.mark.parametrize(
    "text",
    [
        "qwertyuiop",
        "1qaz2wsx3edc",
        "qazwsxedcrfv",
        "йцукенгшщз",
        "фывапролдж",
        "zxcvbnm,./",
        "1q2w3e4r5t6y",
        "абвгдежзик",
    ],
)
def test_walks_over_the_keyboard(text: str):
    assert is_walk(text)


@pytest.mark.parametrize(
    "text",
    ["четыре слова подряд", "синий кит у окна", "correct horse battery", "переполох на кухне", "Tr0ub4dor&3x"],
)
def test_phrases_are_fine(text: str):
    assert not is_walk(text)
    assert not is_numbers(text)
    assert not is_made_of(text, ["Иванова", "школа", "Заречный"])


@pytest.mark.parametrize("text", ["15.03.2012", "+7 (912) 345-67-89", "2012-03-15 2012"])
def test_dates_and_telephones(text: str):
    assert is_numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        "Иванова2012",
        "bdfyjdf-2012",
        "ivanova.ivan!",
        "Школа№14Заречный",
        "Иванова.Иван.150312",
        "ИвановаИванова",
    ],
)
def test_names_and_the_school_in_any_spelling(text: str):
    assert is_made_of(text, ["Иванова", "Иван", "Школа", "Заречный"])


def refused(password: str, user: User | None) -> str:
    try:
        SchoolPasswordValidator().validate(password, user)
    except ValidationError as error:
        return error.messages[0]
    return ""


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Зайцева1985", "легко угадать"),
        ("zajtseva1985", ""),  # another transliteration than ours: a neighbour may know it, a list doesn't
        ("zaitseva-1985", "легко угадать"),
        ("pfqwtdf1985", "легко угадать"),
        ("ПётрЗайцев2012", "легко угадать"),  # her child
        ("школа14заречный", "легко угадать"),
        ("МойДневник2026", "легко угадать"),
        ("КлассДневник", "легко угадать"),
        ("15.03.1985", "одни цифры"),
        ("qwerty12345", "одним из первых"),
        ("3edc4rfv5tgb", "соседние клавиши"),
        ("!!!!!!!!!!!!", "одни и те же знаки"),
        ("зайцева купила слона", ""),
        ("заречный под дождём", ""),
        ("a" * 60 + "bcd" + "я" * 66, "длиннее 128"),
        ("кот" * 42 + "да", ""),  # 128 signs, spaces and letters of any kind
        ("🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵", ""),
    ],
)
def test_what_its_owner_is_told(cast: Cast, password: str, words: str):
    anna = cast.users["anna"]
    Person.objects.filter(user=anna).update(birth_date=date(1985, 3, 15))
    assert words in refused(password, anna)
    assert words or refused(password, anna) == ""
