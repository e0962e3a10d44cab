"""«Наши данные»: what a family sees of its card, and a parent's «у нас изменилось» till it is decided [4.1]."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from parta.audit.chain import verify
from parta.audit.models import Change
from parta.people.models import CardProposal, Guardianship, Person
from tests.cast import TODAY, Cast, canary, make_guardian
from tests.pages import refused, said, saved
from tests.races import at_once

As = Callable[[str], Client]


def page(cast: Cast, key: str = "petya") -> str:
    return reverse("diary-card", args=[cast.pupils[key].pk])


def tell(client: Client, cast: Cast, field: str, value: str, whose: str = "child", key: str = "petya") -> HttpResponse:
    address = reverse("diary-card-tell", args=[cast.pupils[key].pk])
    answer: HttpResponse = client.post(address, {"whose": whose, "field": field, "value": value})
    return answer


def decide(client: Client, row: CardProposal, **data: str) -> HttpResponse:
    answer: HttpResponse = client.post(reverse("decide-proposal", args=[row.pk]), data, follow=True)
    return answer


def test_a_message_goes_into_the_card_by_one_button(as_: As, cast: Cast):
    anna, irina = as_("anna"), as_("irina")
    saved(tell(anna, cast, "phone", "+7 900 111-22-33", "own"))
    saved(tell(anna, cast, "birth_date", "2012-05-18"))
    assert "ждёт: 18.05.2012" in said(anna.get(page(cast)))
    waiting = said(irina.get(reverse("card-proposals")))
    assert "Зайцева Анна, мать (Зайцев Пётр)" in waiting
    assert "Телефон: пусто → +7 900 111-22-33" in waiting
    for row in CardProposal.objects.all():
        assert "Внесено в карточку" in said(decide(irina, row, accept="1", seen=""))
    assert Person.objects.get(phone="+7 900 111-22-33").first_name == "Анна"
    assert str(Person.objects.get(pk=cast.pupils["petya"].person_id).birth_date) == "2012-05-18"
    assert said(anna.get(page(cast))).count("принято") == 2
    assert verify() == []


def test_an_answer_why_not(as_: As, cast: Cast):
    saved(tell(as_("anna"), cast, "last_name", "Волков"))
    row = CardProposal.objects.get()
    assert "Напишите родителю, почему нет" in said(decide(as_("irina"), row))
    decide(as_("irina"), row, answer="Принесите свидетельство")
    assert "не принято" in said(as_("anna").get(page(cast)))
    assert "Ответ: Принесите свидетельство" in said(as_("anna").get(page(cast)))
    assert "уже решено" in said(decide(as_("secretary"), row, accept="1", seen="Зайцев"))
    assert Person.objects.filter(last_name="Волков").count() == 0


def test_a_card_changed_meanwhile_shows_both_values(as_: As, cast: Cast):
    """PROP-02."""
    petya = Person.objects.filter(pk=cast.pupils["petya"].person_id)
    petya.update(phone="+7 1")
    saved(tell(as_("anna"), cast, "phone", "+7 3"))
    row = CardProposal.objects.get()
    petya.update(phone="+7 2")
    assert "родитель видел «+7 1», сейчас «+7 2»" in said(as_("irina").get(reverse("card-proposals")))
    assert "Карточку изменили, пока страница была открыта" in said(decide(as_("irina"), row, accept="1", seen="+7 1"))
    decide(as_("irina"), row, accept="1", seen="+7 2")
    assert petya.get().phone == "+7 3"


def test_a_newer_message_replaces_the_waiting_one_and_can_be_taken_back(as_: As, cast: Cast):
    """PROP-03."""
    anna = as_("anna")
    for value in ("+7 1", "+7 2", "+7 2"):
        saved(tell(anna, cast, "phone", value))
    row = CardProposal.objects.get()
    assert row.value == "+7 2"
    saved(anna.post(reverse("diary-card-take-back", args=[cast.pupils["petya"].pk, row.pk])))
    assert "отозвано" in said(anna.get(page(cast)))
    assert "Новых сообщений нет" in said(as_("irina").get(reverse("card-proposals")))
    assert verify() == []


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("phone", "", "Так и записано"),
        ("first_name", "  ", "Обязательное поле"),
        ("birth_date", "32.13.2010", "правильную дату"),
        ("birth_date", "0001-01-01", "Проверьте год"),
        ("email", "a@", "правильный адрес электронной почты"),
        ("phone", "7" * 41, "не более 40"),
        ("other", "я" * 501, "не более 500"),
        ("other", "", "Обязательное поле"),
        ("note", "что-то", "Выберите корректный вариант"),
    ],
)
def test_wrong_messages(as_: As, cast: Cast, field: str, value: str, sentence: str):
    refused(tell(as_("anna"), cast, field, value), sentence)
    assert CardProposal.objects.count() == 0


def test_who_tells_and_who_decides(as_: As, cast: Cast):
    assert tell(as_("petya"), cast, "phone", "+7 1").status_code == 404, "a pupil reads only"
    assert "Сообщить" not in said(as_("petya").get(page(cast)))
    assert tell(as_("foreign"), cast, "phone", "+7 1").status_code == 404
    assert tell(as_("olga"), cast, "phone", "+7 1").status_code == 403
    refused(tell(as_("anna"), cast, "birth_date", "1980-01-01", "own"), "Об этом поле сообщить нельзя")
    saved(tell(as_("anna"), cast, "phone", "+7 1"))
    row = CardProposal.objects.get()
    address = reverse("decide-proposal", args=[row.pk])
    assert as_("stranger").post(address, {"accept": "1", "seen": ""}).status_code == 404
    for who in ("anna", "petya", "olga"):
        assert as_(who).post(address, {"accept": "1", "seen": ""}).status_code == 403
    assert CardProposal.objects.get().decided_at is None


def test_the_other_parents_contacts_and_messages_are_not_shown(as_: As, cast: Cast):
    make_guardian(cast, "oleg", ("Зайцев", "Олег", "Ильич"), "petya", **canary("oleg"))
    saved(tell(as_("oleg"), cast, "phone", "+7 canary new", "own"))
    saved(tell(as_("oleg"), cast, "other", "canary: развод"))
    assert b"canary" in as_("oleg").get(page(cast)).content
    assert b"canary note" not in as_("oleg").get(page(cast)).content, "the school's own note"
    for who in ("anna", "petya"):
        assert b"canary" not in as_(who).get(page(cast)).content
    row = CardProposal.objects.first()
    assert row is not None
    address = reverse("diary-card-take-back", args=[cast.pupils["petya"].pk, row.pk])
    assert as_("anna").post(address).status_code == 404


def test_a_pupil_of_18_says_who_reads_the_diary(as_: As, cast: Cast):
    """TIE-02."""
    tie = Guardianship.objects.get(pupil=cast.pupils["petya"])
    address = reverse("diary-reader", args=[cast.pupils["petya"].pk, tie.pk])
    assert "Кому виден мой дневник" not in said(as_("petya").get(page(cast)))
    as_("petya").post(address, {"close": "1"})
    assert as_("anna").get(page(cast)).status_code == 200, "not of age"
    Person.objects.filter(pk=cast.pupils["petya"].person_id).update(birth_date=TODAY.replace(year=TODAY.year - 18))
    assert "ждёт вашего решения" in said(as_("petya").get(page(cast)))
    assert "Если что-то неверно, скажите классному" in said(as_("petya").get(page(cast))), "grown up: no parents' word"
    assert "тот видит дневник до 8 декабря" in said(as_("petya").get(page(cast)))
    saved(as_("petya").post(address, {"close": "1"}))
    assert as_("anna").get(page(cast)).status_code == 403
    card = reverse("pupil-card", args=[cast.pupils["petya"].pk])
    assert "ученик закрыл дневник" in said(as_("irina").get(card))
    saved(as_("petya").post(address, {"allow": "1"}))
    assert as_("anna").get(page(cast)).status_code == 200
    assert as_("anna").post(address, {"allow": "1"}).status_code == 404


def test_the_page_costs_the_same_however_much_was_told(as_: As, cast: Cast, count_queries: Any):
    anna = as_("anna")
    anna.get(page(cast))
    with count_queries() as queries:
        anna.get(page(cast))
    assert len(queries()) <= 10, "\n".join(queries())


@pytest.mark.django_db(transaction=True)
def test_two_who_keep_the_card_decide_at_once(cast: Cast, as_: As, database_of_a_school: None):
    saved(tell(as_("anna"), cast, "phone", "+7 3"))
    address = reverse("decide-proposal", args=[CardProposal.objects.get().pk])
    clients = [(as_("irina"), {"accept": "1", "seen": ""}), (as_("secretary"), {"answer": "нет"})]
    at_once(*[lambda who=who, data=data: who.post(address, data) for who, data in clients])
    row = CardProposal.objects.get()
    petya = Person.objects.get(pk=cast.pupils["petya"].person_id)
    assert (petya.phone == "+7 3") == row.accepted
    assert Change.objects.filter(action="people.decide_proposal").count() == 1
    assert verify() == []
