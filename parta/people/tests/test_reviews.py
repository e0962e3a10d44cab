"""«Сверка анкет» over HTTP [4.1]."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from parta.audit.chain import verify
from parta.audit.models import Change
from parta.people.models import CardProposal, ClassMember, Guardian, Guardianship, ProfileReview, Pupil
from tests.cast import START, TODAY, Cast, make_person
from tests.pages import said, saved, send
from tests.races import at_once

As = Callable[[str], Client]
NOVEMBER = date(2026, 11, 1)


def page(cast: Cast, **query: int) -> str:
    tail = f"?pupil={query['pupil']}" if query else ""
    return reverse("class-review", args=[cast.classes["8Б"].pk]) + tail


def stamp(client: Client, cast: Cast, key: str, **data: str) -> HttpResponse:
    address = reverse("review-pupil", args=[cast.classes["8Б"].pk, cast.pupils[key].pk])
    answer: HttpResponse = client.post(address, data)
    return answer


def test_family_by_family_till_all_are_right(as_: As, cast: Cast):
    """REV-02: one press a family, on to the next; pressing again changes nothing."""
    irina = as_("irina")
    text = said(irina.get(page(cast)))
    assert "0 из 2 за ноябрь, до 30 ноября" in text
    assert "Ёжикова Мария Ивановна" in text, "the first by the alphabet"
    answer = stamp(irina, cast, "masha")
    assert answer.headers["Location"] == page(cast, pupil=cast.pupils["petya"].pk)
    text = said(irina.get(page(cast)))
    assert "1 из 2" in text
    assert "Зайцева Анна Сергеевна , мать" in text
    stamp(irina, cast, "petya")
    stamp(irina, cast, "petya")
    assert "2 из 2 за ноябрь, до 30 ноября. Все анкеты сверены." in said(irina.get(page(cast)))
    rows = ProfileReview.objects.values_list("month", "changed", "reviewed_by")
    assert set(rows) == {(NOVEMBER, False, cast.users["irina"].pk)}
    assert Change.objects.filter(action="people.review").count() == ProfileReview.objects.count() == 2
    stamp(irina, cast, "petya", undo="1")
    assert "1 из 2" in said(irina.get(page(cast)))
    assert verify() == []


def test_a_change_opens_the_card_and_returns(as_: As, cast: Cast):
    irina, petya = as_("irina"), cast.pupils["petya"]
    anna = Guardian.objects.get(person__first_name="Анна")
    here, query = page(cast, pupil=petya.pk), f"?review={cast.classes['8Б'].pk}.{petya.pk}"
    card = reverse("pupil-card", args=[petya.pk]) + query
    assert f'href="{card}"' in irina.get(here).content.decode()
    answer = send(irina, card, phone="+7 900")
    assert answer.headers["Location"] == here
    stamp(irina, cast, "petya")
    assert ProfileReview.objects.get().changed
    ProfileReview.objects.update(changed=False)
    answer = send(irina, reverse("guardian-card", args=[anna.pk]) + query, email="anna@example.org")
    assert answer.headers["Location"] == here
    assert ProfileReview.objects.get().changed, "also after the stamp"
    other = f"?review={cast.classes['7А'].pk}.{petya.pk}"
    answer = send(irina, reverse("pupil-card", args=[petya.pk]) + other, phone="+7 901")
    assert answer.headers["Location"] == reverse("pupil-card", args=[petya.pk])
    for wrong in ("", "1", ".", "x.y", "1.2.3", "9" * 50 + ".1"):
        assert irina.get(reverse("pupil-card", args=[petya.pk]), {"review": wrong}).status_code == 200


def test_who_reviews(as_: As, cast: Cast):
    for who, status in {"deputy": 403, "secretary": 403, "olga": 403, "anna": 403, "stranger": 404}.items():
        assert as_(who).get(page(cast)).status_code == status
        assert stamp(as_(who), cast, "petya").status_code == status
    foreign = reverse("review-pupil", args=[cast.classes["8Б"].pk, cast.pupils["other"].pk])
    assert as_("irina").post(foreign).status_code == 404
    assert ProfileReview.objects.count() == 0


def test_outside_the_year_there_is_nothing_to_review(as_: As, cast: Cast):
    """REV-01."""
    with time_machine.travel("2027-05-27T07:00:00Z"):
        irina = as_("irina")
        assert "Сейчас сверять нечего" in said(irina.get(page(cast)))
        assert "только в месяцах учебного года" in said(irina.get(stamp(irina, cast, "petya").headers["Location"]))
        assert "Сверка за" not in said(irina.get("/"))
    assert ProfileReview.objects.count() == 0


def test_the_month_rolls_by_the_clock_of_the_school(as_: As, cast: Cast):
    with time_machine.travel("2026-11-30T21:30:00Z"):  # 1 December in Moscow
        assert "0 из 2 за декабрь" in said(as_("irina").get(page(cast)))


def test_the_deputy_sees_what_is_overdue_and_the_teacher_what_is_left(as_: As, cast: Cast, count_queries: Any):
    """REV-03, REV-04."""
    masha, petya = cast.pupils["masha"], cast.pupils["petya"]
    for pupil, month in ((masha, date(2026, 10, 1)), (petya, date(2026, 9, 1))):
        ProfileReview.objects.create(pupil=pupil, month=month, reviewed_at="2026-10-01T00:00:00Z")
    text = said(as_("deputy").get(reverse("reviews")))
    assert "8 «Б» Орлова И. П. сверено 0 из 2 1 анкета, с 1 октября" in text
    assert "7 «А» Чужова В. П. сверено 0 из 1 1 анкета, с 1 сентября" in text
    CardProposal.objects.create(
        pupil=petya, person=petya.person, field="phone", value="1", sent_by=1, sent_at="2026-11-01T00:00:00Z"
    )
    start = said(as_("irina").get("/"))
    assert "Сверка за ноябрь: 0 из 2 месяц кончается, не сверялись с 1 октября" in start
    assert "1 сообщение родителей об изменениях" in start
    stamp(as_("irina"), cast, "petya")
    stamp(as_("irina"), cast, "masha")
    assert "8 «Б» Орлова И. П. сверены все Сегодня" in said(as_("deputy").get(reverse("reviews")))
    assert "Сверка за" not in said(as_("irina").get("/"))
    assert as_("irina").get(reverse("reviews")).status_code == 403
    client = as_("deputy")
    with count_queries() as queries:
        client.get(reverse("reviews"))
    assert len(queries()) <= 7, "\n".join(queries())


def test_a_class_of_any_size_costs_the_same(as_: As, cast: Cast, count_queries: Any):
    irina = as_("irina")
    irina.get(page(cast))
    with count_queries() as few:
        irina.get(page(cast))
    for number in range(10):
        pupil = Pupil.objects.create(person=make_person(f"Новый{number}", "Лев"))
        ClassMember.objects.create(pupil=pupil, school_class=cast.classes["8Б"], starts_on=START)
        guardian = Guardian.objects.create(person=make_person(f"Старый{number}", "Лев"))
        Guardianship.objects.create(guardian=guardian, pupil=pupil, starts_on=TODAY)
    with count_queries() as many:
        irina.get(page(cast))
    assert len(many()) == len(few()) <= 12, "\n".join(few())


@pytest.mark.django_db(transaction=True)
def test_two_class_teachers_at_once(cast: Cast, as_: As, database_of_a_school: None):
    clients = [as_("irina"), as_("irina")]
    answers = at_once(*[lambda client=client: stamp(client, cast, "petya") for client in clients])
    for answer in answers:
        saved(answer)
    assert ProfileReview.objects.count() == Change.objects.filter(action="people.review").count() == 1
