"""DOOR-01, DOOR-02, DOOR-03: waiting after failures, login names."""

from datetime import timedelta

import pytest

from parta.accounts.devices import Device, _mark
from parta.accounts.limits import CODES_OF_SITE, ONE_DEVICE, sign_in
from parta.accounts.rules.logins import fault, suggestion, transliterated
from parta.accounts.rules.waiting import Limit

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("limit", "failures", "seconds"),
    [
        (ONE_DEVICE, 1, 0),
        (ONE_DEVICE, 4, 0),
        (ONE_DEVICE, 5, 1),  # the fifth still comes at once, after it the waiting begins
        (ONE_DEVICE, 6, 2),
        (ONE_DEVICE, 7, 4),
        (ONE_DEVICE, 10, 32),
        (ONE_DEVICE, 11, 60),
        (ONE_DEVICE, 10_000, 60),  # never for good
        (CODES_OF_SITE, 100_000, 2),  # the whole school waits seconds at worst
        (Limit(free=0, window=HOUR), 1, 2),
    ],
)
def test_the_wait_doubles_up_to_its_longest(limit: Limit, failures: int, seconds: int):
    assert limit.wait_after(failures) == timedelta(seconds=seconds)


def test_a_known_device_counts_only_its_own_failures():
    strange, known = Device("a"), Device("a", (_mark("olga"),))
    assert [counter.what[0] for counter in sign_in("olga", known, "10.0.0.1")] == ["device"]
    assert [counter.what[0] for counter in sign_in("olga", strange, "10.0.0.1")] == [
        "login at network",
        "login",
        "network",
    ]
    # Known for one login is strange for another.
    assert len(sign_in("irina", known, "10.0.0.1")) == 3


@pytest.mark.parametrize("login", ["abc", "zaitseva.op", "a-b_c.9", "a" * 40])
def test_allowed_login_names(login: str):
    assert fault(login) == ""


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ("ab", "от 3 до 40 знаков"),
        ("a" * 41, "от 3 до 40 знаков"),
        ("зайцева", "латинскими буквами"),
        ("9abc", "первая — буква"),
        ("a b c", "латинскими буквами"),
        ("<script>", "латинскими буквами"),
    ],
)
def test_refused_login_names(login: str, words: str):
    assert words in fault(login)


@pytest.mark.parametrize(
    ("name", "login"),
    [
        (("Зайцева", "Ольга", "Петровна"), "zaitseva.op"),
        (("Щёголева", "Юлия", ""), "shchegoleva.y"),
        (("Ёлкин", "Павел", "Юрьевич"), "elkin.py"),
        (("Салтыков-Щедрин", "Михаил", "Евграфович"), "saltykov-shchedrin.me"),
        (("Ли", "", ""), "user"),  # two letters are no login name
        (("Нгуен", "Ван", ""), "nguen.v"),
        (("王", "小", ""), "user"),
        (("Ь", "Ъ", ""), "user"),
    ],
)
def test_a_suggested_login_name_is_an_allowed_one(name: tuple[str, str, str], login: str):
    assert suggestion(*name) == login
    assert fault(login) == ""


def test_a_long_surname_leaves_room_for_initials():
    login = suggestion("Ж" * 60, "Ольга", "Петровна")
    assert login.endswith(".op")
    assert fault(login + "12") == ""


def test_letters_without_a_latin_spelling_fall_out():
    assert transliterated("О’Коннор 3") == "okonnor3"
