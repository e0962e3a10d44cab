"""PROP-02: what a parent may send, and when the card has moved on meanwhile."""

import pytest

from parta.people.rules.proposals import changed_meanwhile, wrong


@pytest.mark.parametrize(
    ("field", "value", "now", "said"),
    [
        ("phone", "+7 1", "+7 2", ""),
        ("phone", "", "+7 2", ""),
        ("phone", "+7 2", "+7 2", "Так и записано"),
        ("phone", "", "", "Так и записано"),
        ("last_name", "", "Зайцева", "не бывает пустым"),
        ("other", "", "", "Напишите, что изменилось"),
    ],
)
def test_what_can_be_sent(field: str, value: str, now: str, said: str):
    assert wrong(field, value, now).startswith(said) if not said else said in wrong(field, value, now)


@pytest.mark.parametrize(
    ("was", "now", "value", "expected"),
    [("1", "1", "2", False), ("1", "3", "2", True), ("1", "2", "2", False), ("", "", "2", False), ("1", "", "2", True)],
)
def test_a_card_that_has_moved_on(was: str, now: str, value: str, *, expected: bool):
    assert changed_meanwhile(was, now, value) is expected
