"""What a parent's tie opens, over HTTP: limits by a document, the pupil of 18, the basis [3.3]."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.audit.models import Reading
from parta.notices.models import Notice
from parta.people.models import Guardianship, Person
from tests.cast import TODAY, Cast, make_guardian
from tests.pages import refused, said, saved, send

As = Callable[[str], Client]


def tie(cast: Cast, key: str = "petya") -> Guardianship:
    return Guardianship.objects.get(pupil=cast.pupils[key])


def diary(cast: Cast) -> str:
    return reverse("diary", args=[cast.pupils["petya"].pk])


def test_the_school_closes_the_diary_by_a_document_at_once(as_: As, cast: Cast):
    """TIE-01."""
    make_guardian(cast, "oleg", ("Зайцев", "Олег", "Ильич"), "petya")
    anna, oleg, irina = as_("anna"), as_("oleg"), as_("irina")
    address = reverse("guardianship", args=[Guardianship.objects.get(guardian__person__first_name="Анна").pk])
    for who in (anna, oleg):
        assert who.get(diary(cast)).status_code == 200
        assert who.get(address).status_code == 403
    refused(send(irina, address, reads_diary=[]), "можно только по документу")
    saved(send(irina, address, reads_diary=[], limit_document="решение суда canary-77"))
    assert anna.get(diary(cast)).status_code in (403, 404)
    assert oleg.get(diary(cast)).status_code == 200
    assert b"canary-77" not in oleg.get(diary(cast)).content
    card = reverse("pupil-card", args=[cast.pupils["petya"].pk])
    for keeper in ("irina", "deputy"):
        assert "дневник закрыт: решение суда canary-77" in said(as_(keeper).get(card))
    saved(send(irina, address, reads_diary="on"))
    assert as_("anna").get(diary(cast)).status_code == 200, "who had no other child was signed out"
    row = Guardianship.objects.get(guardian__person__first_name="Анна")
    assert [change.action for change in history_of(row)] == ["people.change_guardianship"] * 2
    assert verify() == []


def test_the_database_knows_of_no_limit_without_a_document(cast: Cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Guardianship.objects.filter(pk=tie(cast).pk).update(reads_diary=False)


def test_a_guardian_by_an_act_names_it(as_: As, cast: Cast):
    """TIE-03."""
    address = reverse("guardianship", args=[tie(cast).pk])
    refused(send(as_("irina"), address, basis="wardship"), "Впишите документ")
    refused(send(as_("irina"), address, basis="self"), "Выберите корректный вариант")
    saved(send(as_("irina"), address, basis="wardship", basis_document="акт № 12 от 01.09.2026"))
    assert tie(cast).basis_document == "акт № 12 от 01.09.2026"


@pytest.mark.parametrize(
    ("age_days", "allowed", "refused_on", "status"),
    [(-1, None, None, 200), (0, None, None, 200), (13, None, None, 200), (14, None, None, 403), (14, TODAY, None, 200),
     (0, None, TODAY, 403)],
)  # fmt: skip
def test_a_pupil_of_18_decides(
    as_: As, cast: Cast, age_days: int, allowed: date | None, refused_on: date | None, status: int
):
    """TIE-02: as the actor's one query sees it."""
    born = TODAY.replace(year=TODAY.year - 18) - timedelta(days=age_days)
    Person.objects.filter(pk=cast.pupils["petya"].person_id).update(birth_date=born)
    Guardianship.objects.filter(pk=tie(cast).pk).update(allowed_by_adult_on=allowed, refused_by_adult_on=refused_on)
    assert as_("anna").get(diary(cast)).status_code == status
    assert as_("petya").get(diary(cast)).status_code == 200


def test_every_opening_of_a_card_is_noted(as_: As, cast: Cast):
    petya, anna = cast.pupils["petya"], tie(cast).guardian
    as_("irina").get(reverse("pupil-card", args=[petya.pk]))
    as_("secretary").get(reverse("guardian-card", args=[anna.pk]))
    as_("olga").get(reverse("pupil-card", args=[petya.pk]))
    rows = [(row.user, row.what, row.model, row.object_id) for row in Reading.objects.order_by("pk")]
    assert rows == [
        (cast.users["irina"].pk, "card", "people.Person", petya.person_id),
        (cast.users["secretary"].pk, "card", "people.Person", anna.person_id),
    ]


def test_a_parent_more_is_told_to_the_first_and_the_class_teacher(as_: As, cast: Cast):
    father = {
        "last_name": "Зайцев", "first_name": "Олег", "relation": "отец", "phone": "+7 canary",
        "starts_on": "2026-11-24", "given_on": "2026-11-20", "signer": "Зайцев О. И.",
    }  # fmt: skip
    saved(send(as_("secretary"), reverse("new-guardian", args=[cast.pupils["petya"].pk]), **father))
    told = {notice.user.login: notice.text for notice in Notice.objects.select_related("user")}
    assert told.keys() == {"anna", "irina"}
    assert "Зайцев Пётр: записан ещё один родитель или представитель — Зайцев Олег, отец" in told["anna"]
    assert "canary" not in told["anna"]
    Notice.objects.all().delete()
    saved(send(as_("secretary"), reverse("new-guardian", args=[cast.pupils["masha"].pk]), **father))
    assert Notice.objects.count() == 0, "the first one is news to nobody"
