"""Cards of pupils and guardians over HTTP [3.2] [3.3]."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import verify
from parta.people.models import Consent, Guardian, Guardianship, Person, Pupil
from tests.cast import TODAY, Cast, make_person
from tests.pages import fields, refused, said, saved, send

As = Callable[[str], Client]
FATHER = {
    "last_name": "Зайцев", "first_name": "Олег", "patronymic": "Ильич", "phone": "+7 900 100", "relation": "отец",
    "starts_on": "2026-11-24", "given_on": "2026-11-20", "signer": "Зайцев О. И.",
}  # fmt: skip


def of(cast: Cast, name: str, key: str) -> str:
    return reverse(name, args=[cast.pupils[key].pk])


def test_a_class_teacher_keeps_the_cards_of_the_own_class(as_: As, cast: Cast):
    irina = as_("irina")
    saved(send(irina, of(cast, "pupil-card", "petya"), phone="+7 900 5", note="носит очки"))
    assert Person.objects.get(phone="+7 900 5").note == "носит очки"
    assert irina.get(of(cast, "pupil-card", "other")).status_code == 404
    assert as_("olga").get(of(cast, "pupil-card", "petya")).status_code == 403
    assert as_("anna").get(of(cast, "pupil-card", "petya")).status_code == 403


def test_a_card_says_what_was_changed_in_it(as_: As, cast: Cast):
    address = of(cast, "pupil-card", "petya")
    saved(send(as_("irina"), address, birth_date="2012-03-05", sex="m"))
    saved(send(as_("secretary"), address, birth_date="2012-03-06"))
    page = said(as_("irina").get(address))
    assert "Маслова Н. О. анкета Дата рождения: 05.03.2012 → 06.03.2012" in page
    assert "Орлова И. П. анкета Дата рождения: пусто → 05.03.2012; Пол: пусто → мужской" in page
    tie = Guardianship.objects.get(pupil=cast.pupils["petya"])
    saved(send(as_("irina"), reverse("guardianship", args=[tie.pk]), letters=[]))
    assert "связь: Зайцева Анна Получает письма школы: да → нет" in said(as_("irina").get(address))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"last_name": ""}, "Обязательное поле"),
        ({"birth_date": "2026-11-24"}, "Такой даты рождения не может быть"),
        ({"birth_date": "32.13.2010"}, "правильную дату"),
        ({"email": "a@"}, "правильный адрес электронной почты"),
        ({"note": "я" * 10_000}, "не более 2000 символов"),
        ({"sex": "другой"}, "Выберите корректный вариант"),
    ],
)
def test_wrong_cards(as_: As, cast: Cast, changes: dict[str, str], sentence: str):
    refused(send(as_("irina"), of(cast, "pupil-card", "petya"), **changes), sentence)


def test_two_editors_of_a_card(as_: As, cast: Cast):
    """EDIT-01."""
    address = of(cast, "pupil-card", "petya")
    opened = fields(as_("secretary"), address)
    saved(send(as_("irina"), address, birth_date="2012-03-05"))
    saved(send(as_("secretary"), address, opened, email="petya@example.org"))
    person = Person.objects.get(email="petya@example.org")
    assert person.birth_date == date(2012, 3, 5)
    answer = send(as_("secretary"), address, opened, birth_date="2012-03-06")
    refused(answer, "Дата рождения: сейчас «05.03.2012», у вас «06.03.2012»")


def test_a_guardian_comes_with_the_own_consent(as_: As, cast: Cast):
    """CARD-02."""
    saved(send(as_("irina"), of(cast, "new-guardian", "petya"), **FATHER))
    father = Guardian.objects.get(person__first_name="Олег")
    assert Consent.objects.get(person=father.person).signer == "Зайцев О. И."
    page = said(as_("irina").get(of(cast, "pupil-card", "petya")))
    assert page.index("Зайцев Олег Ильич") < page.index("Зайцева Анна")
    assert verify() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"given_on": ""}, "Обязательное поле"),
        ({"signer": ""}, "Обязательное поле"),
        ({"given_on": "2027-01-01"}, "Согласие не может быть подписано завтра"),
        ({"relation": "я" * 10_000}, "не более 40 символов"),
        ({"starts_on": "0001-01-01"}, "Проверьте год"),
    ],
)
def test_no_guardian_without_what_is_needed(as_: As, cast: Cast, changes: dict[str, str], sentence: str):
    before = Person.objects.count(), Guardian.objects.count(), Consent.objects.count()
    refused(send(as_("irina"), of(cast, "new-guardian", "petya"), **(FATHER | changes)), sentence)
    assert (Person.objects.count(), Guardian.objects.count(), Consent.objects.count()) == before


def test_one_parent_of_two_children_is_one_person(as_: As, cast: Cast):
    saved(send(as_("irina"), of(cast, "new-guardian", "petya"), **FATHER))
    saved(send(as_("secretary"), of(cast, "new-guardian", "masha"), **(FATHER | {"last_name": "ЗАЙЦЕВ"})))
    father = Guardian.objects.get(person__first_name="Олег")
    assert father.guardianships.count() == 2
    answer = send(as_("irina"), of(cast, "new-guardian", "masha"), **FATHER)
    refused(answer, "Этот родитель у ученика уже записан")
    card = said(as_("irina").get(reverse("guardian-card", args=[father.pk])))
    assert card.index("Ёжикова Мария") < card.index("Зайцев Пётр")


def test_a_teacher_may_be_a_parent(as_: As, cast: Cast):
    olga = cast.staff["olga"].person
    Person.objects.filter(pk=olga.pk).update(phone="+7 900 100")
    mother = FATHER | {"last_name": "Соколова", "first_name": "Ольга", "patronymic": "Викторовна", "relation": "мать"}
    saved(send(as_("irina"), of(cast, "new-guardian", "masha"), **mother))
    assert Guardian.objects.get(person=olga).guardianships.get().pupil == cast.pupils["masha"]
    assert olga.consents.count() == 1


def test_a_tie_ends_by_date_and_with_it_the_diary(as_: As, cast: Cast):
    tie = Guardianship.objects.get(pupil=cast.pupils["petya"])
    address = reverse("guardianship", args=[tie.pk])
    refused(send(as_("irina"), address, ends_on="2026-08-01"), "Последний день раньше первого (01.09.2026)")
    saved(send(as_("irina"), address, ends_on="2026-11-23"))
    assert as_("anna").get(reverse("diary", args=[cast.pupils["petya"].pk])).status_code in (403, 404)
    saved(send(as_("irina"), address, ends_on=""))
    assert as_("anna").get(reverse("diary", args=[cast.pupils["petya"].pk])).status_code == 200


def test_pupils_are_found_whatever_the_case_and_yo(as_: As, cast: Cast):
    for text in ("ЕЖИК", "ёжикова мария", "мария еж"):
        page = said(as_("secretary").get(reverse("pupils"), {"q": text}))
        assert "Ёжикова Мария Ивановна 8 «Б»" in page
        assert "Зайцев" not in page
    page = said(as_("secretary").get(reverse("pupils")))
    assert page.index("Ёжикова") < page.index("Зайцев") < page.index("Сканарейкин")
    assert as_("irina").get(reverse("pupils")).status_code == 403


def test_only_the_first_hundred_pupils_are_shown(as_: As, cast: Cast):
    Pupil.objects.bulk_create([Pupil(person=make_person(f"Ю{number:03}", "Лев")) for number in range(101)])
    page = said(as_("secretary").get(reverse("pupils")))
    assert "104 ученика" in page
    assert "Показаны первые 100" in page
    assert "Ю100" not in page


@pytest.mark.parametrize("name", ["pupil-card", "new-consent", "new-guardian"])
@pytest.mark.parametrize("number", [0, 999_999, 10**30])
def test_nobody_behind_a_number(as_: As, name: str, number: int):
    assert as_("secretary").get(f"/school/pupils/{number}/").status_code == 404
    assert as_("secretary").get(reverse(name, args=[number])).status_code == 404


def test_more_guardians_take_no_more_queries(as_: As, cast: Cast, count_queries: Any):
    client, address = as_("irina"), of(cast, "pupil-card", "petya")
    client.get(address)
    with count_queries() as few:
        client.get(address)
    for number in range(10):
        guardian = Guardian.objects.create(person=make_person(f"Новый{number}", "Лев"))
        Guardianship.objects.create(guardian=guardian, pupil=cast.pupils["petya"], starts_on=TODAY)
    with count_queries() as many:
        client.get(address)
    assert len(many()) == len(few()) <= 12
