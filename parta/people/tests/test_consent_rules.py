"""CONS-02, CONS-04, CONS-05: tables of the pure rules."""

from datetime import date

import pytest

from parta.people.rules.consents import paragraphs, signing_fault, text_fault, withdrawal_fault

ON = date(2026, 11, 24)
GOOD = "{за ребёнка} Даю {школа}, {адрес}, согласие.\n{за себя} Я даю {школа}, {адрес}, согласие.\nСрок: {город}."


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (GOOD, ""),
        ("Даю {школа}, {адрес}.", ""),
        (GOOD + "{пароль}", "Поля {пароль} нет. Есть: {школа}"),
        (GOOD + "{}", "Поля {} нет"),
        (GOOD + "{школа", "скобка без пары"),
        (GOOD + "школа}", "скобка без пары"),
        ("Даю {школа}.", "не будет поля {адрес}"),
        ("{за ребёнка} {школа} {адрес}\n{за себя} Я {школа}", "На бланке родителя на его данные не будет поля {адрес}"),
        ("Даю {школа}, {адрес}. {за себя} И своё.", "{за себя} ставят только в начале абзаца"),
    ],
)
def test_what_is_wrong_with_a_text(body: str, said: str):
    assert said in text_fault(body, both=True)
    assert bool(text_fault(body, both=True)) == bool(said)


def test_a_text_of_one_form_only():
    assert text_fault("{за ребёнка} {школа} {адрес}", both=False) == ""
    assert "родителя" in text_fault("{за ребёнка} {школа} {адрес}", both=True)


def test_a_text_is_filled_in_for_each_form():
    values = {"школа": "Школе № 14", "адрес": ""}
    child, own = (paragraphs(GOOD, values, own=one) for one in (False, True))
    assert child == ["Даю Школе № 14, " + "_" * 30 + ", согласие.", "Срок: " + "_" * 30 + "."]
    assert own[0].startswith("Я даю Школе № 14")
    assert len(own) == 2


@pytest.mark.parametrize(
    ("given_on", "until", "withdrawn_on", "field"),
    [
        (ON, None, None, ""),
        (ON, ON, ON, ""),
        (date(2026, 11, 25), None, None, "given_on"),
        (date(2026, 9, 1), date(2026, 11, 23), None, "valid_until"),
        (date(2026, 9, 1), None, date(2026, 9, 2), "given_on"),
    ],
)
def test_when_a_consent_is_signed(given_on: date, until: date | None, withdrawn_on: date | None, field: str):
    assert signing_fault(given_on, until, withdrawn_on, ON)[0] == field


@pytest.mark.parametrize(
    ("day", "said"), [(ON, ""), (date(2026, 9, 1), ""), (date(2026, 8, 31), "раньше"), (date(2026, 11, 25), "завтра")]
)
def test_when_a_consent_is_taken_back(day: date, said: str):
    assert said in withdrawal_fault(date(2026, 9, 1), day, ON)
    assert bool(withdrawal_fault(date(2026, 9, 1), day, ON)) == bool(said)
