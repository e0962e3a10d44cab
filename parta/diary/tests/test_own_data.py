"""«Мои данные»: all of one child's and nobody else's; a table nobody thought of fails here."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from parta.accounts.models import User
from parta.audit.models import Change
from parta.audit.readings import note
from parta.core import dates
from parta.diary.mydata import people
from parta.diary.mydata.adult import adult
from parta.diary.mydata.child import child
from parta.journal.models import (
    AbsenceReason,
    BehaviourNote,
    Cell,
    FinalMark,
    Homework,
    Mark,
    PersonalTask,
    Work,
    WorkKind,
)
from parta.people.models import CardProposal, Consent, ConsentScope, Guardian, Person, Pupil, StaffMember
from parta.teaching.actors import actor_of
from parta.teaching.backends import accounts
from tests.cast import START, TODAY, Cast, make_guardian
from tests.pages import said

As = Callable[[str], Client]

# Tables about people that are in no archive, and why.
LEFT_OUT = {
    "people.DifferentPeople": "says of two people that they are two: the other one is nobody's business",
}


def about_people() -> Iterator[type[Model]]:
    """Our tables with a foreign key to a human being, whichever way it is written down."""
    human = {Person, Pupil, Guardian, StaffMember, User}
    for model in apps.get_models():
        fields = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
        if model.__module__.startswith("parta.") and any(field.related_model in human for field in fields):
            yield model


def test_every_table_about_people_is_in_an_archive():
    covered = people.card.tables() | people.account.tables() | child.tables() | adult.tables()
    found = {model._meta.label for model in about_people()}
    missing = sorted(found - {model._meta.label for model in covered} - LEFT_OUT.keys())
    assert missing == [], "add a part to parta/diary/mydata, or a reason to LEFT_OUT"
    assert LEFT_OUT.keys() <= found


def archive(answer: HttpResponse) -> tuple[dict[str, Any], str]:
    """The data and the page."""
    assert answer.headers["Content-Type"] == "application/zip", said(answer)[:500]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle:
        assert sorted(bundle.namelist()) == ["dannye.html", "dannye.json"]
        return json.loads(bundle.read("dannye.json")), bundle.read("dannye.html").decode()


@pytest.fixture
def written(cast: Cast) -> Cast:
    """Something of everything about Петя, and the same about others of the class and of 7А."""
    lesson, at = cast.lessons["algebra"], dates.now()
    work = Work.objects.create(lesson=lesson, kind=WorkKind.objects.get(code="СР"), weight=2)
    for key in ("petya", "masha"):
        pupil = cast.pupils[key]
        cell = Cell.objects.create(lesson=lesson, pupil=pupil, comment=f"комментарий {key}", updated_at=at)
        Mark.objects.create(cell=cell, work=work, value=4)
        PersonalTask.objects.create(lesson=lesson, pupil=pupil, text=f"карточка {key}")
        BehaviourNote.objects.create(
            pupil=pupil,
            text=f"внутри {key}",
            family_text=f"семье {key}",
            decision="family",
            written_at=at,
            decided_at=at,
        )
        BehaviourNote.objects.create(pupil=pupil, text=f"оставлено {key}", decision="kept", written_at=at)
        AbsenceReason.objects.create(
            pupil=pupil, code="б", starts_on=TODAY, ends_on=TODAY, document=f"справка {key}", noted_at=at
        )
        final = {"pupil": pupil, "subject": cast.courses["algebra"].subject, "year": cast.year, "given_on": TODAY}
        FinalMark.objects.create(
            **final, kind="period", period=cast.year.periods.first(), value=5, reason="не объявлено", set_at=at
        )
        FinalMark.objects.create(**final, kind="year", value=4, brought_from=f"перенесено {key}", set_at=at)
    Homework.objects.create(lesson=lesson, text="§ 12, № 45")
    Homework.objects.create(lesson=cast.lessons["foreign"], text="чужое задание")
    make_guardian(cast, "oleg", ("Зайцев", "Олег", "Львович"), "petya", phone="+7 900 222", email="oleg@example.org")
    CardProposal.objects.create(
        pupil=cast.pupils["petya"], person=cast.users["oleg"].person, field="phone", value="+7 900 333",
        sent_by=cast.users["oleg"].pk, sent_at=at,
    )  # fmt: skip
    actor = actor_of(accounts().get(pk=cast.users["irina"].pk), TODAY)
    assert actor
    StaffMember.objects.filter(pk=cast.staff["irina"].pk).update(position="учитель русского языка")
    note(actor, "card", cast.pupils["petya"].person)
    return cast


@pytest.mark.parametrize("key", ["anna", "petya"])
def test_a_family_takes_all_about_the_child(as_: As, written: Cast, key: str):
    client, petya = as_(key), written.pupils["petya"].pk
    assert "Скачать архив" in said(client.get(reverse("diary-card", args=[petya])))
    answer = client.post(reverse("diary-data", args=[petya]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="moi-dannye-2026-11-24.zip"'
    data, page = archive(answer)
    assert data["card"][0]["last_name"] == "Зайцев"
    assert [(one["mark"], one["work"], one["comment"]) for one in data["marks"]] == [
        ("4", "самостоятельная работа", "комментарий petya")
    ]
    assert [one["text"] for one in data["homework"]] == ["§ 12, № 45"]
    assert [one["text"] for one in data["tasks"]] == ["карточка petya"]
    assert [one["text"] for one in data["behaviour"]] == ["семье petya"]
    assert [one["brought_from"] for one in data["final_marks"]] == ["перенесено petya"]
    assert [one["reason"] for one in data["reasons"]] == ["б"]
    assert data["readings"] == [{"date": "2026-11-24", "position": "учитель русского языка"}]
    assert len(data["ties"]) == 2
    assert data["classes"][0]["class"] == "8 «Б»"
    assert ("sessions" in data) is (key == "petya")  # a parent's account is the parent's
    assert [one.object_id for one in Change.objects.filter(action="diary.take_data")] == [petya]
    for text in (json.dumps(data, ensure_ascii=False), page):
        for foreign in (
            "masha", "Ёжикова", "Сканарейкин", "canary", "чужое задание", "внутри", "оставлено", "не объявлено",
            "+7 900", "oleg@", "Соколова", "Орлова", "Белова",
        ):  # fmt: skip
            assert foreign not in text, foreign
    assert not re.search(r"(src|href)=\"(?!#)|url\(|https?:", page)  # opens without a network
    assert "Что школа хранит" in page


def test_illness_goes_out_only_with_its_consent(as_: As, written: Cast):
    """VIS-04."""
    Consent.objects.filter(person=written.pupils["petya"].person, scope=ConsentScope.HEALTH).update(
        withdrawn_on=TODAY - timedelta(days=1)
    )
    data, _ = archive(as_("anna").post(reverse("diary-data", args=[written.pupils["petya"].pk])))
    assert [one["reason"] for one in data["reasons"]] == ["у"]


def test_nobody_takes_a_child_that_is_not_theirs(as_: As, written: Cast):
    address = reverse("diary-data", args=[written.pupils["petya"].pk])
    for key, status in (("foreign", 404), ("irina", 403), ("director", 403), ("", 302)):
        assert as_(key).post(address).status_code == status, key
    assert as_("anna").get(address).status_code == 405
    tie = written.users["anna"].person.guardian.guardianships.get()
    tie.reads_diary, tie.limit_document = False, "решение суда"
    tie.save()
    assert as_("anna").post(address).status_code in {403, 404}
    assert not Change.objects.filter(action="diary.take_data").exists()


def test_everybody_takes_what_is_held_about_them(as_: As, written: Cast):
    client = as_("anna")
    assert "Скачать архив" in said(client.get(reverse("own-data")))
    assert "Данные ребёнка" in said(client.get(reverse("own-data")))
    assert "Данные ребёнка" not in said(as_("petya").get(reverse("own-data"))), "a pupil has no child"
    data, page = archive(client.post(reverse("own-data")))
    assert data["children"][0]["name"] == "Зайцев Пётр Олегович"
    assert data["account"][0]["login"] == "anna"
    assert data["proposals"] == []
    assert len(data["sessions"]) == 1
    assert "argon2" not in page
    data, _ = archive(as_("irina").post(reverse("own-data")))
    assert data["homerooms"][0]["class"] == "8 «Б»"
    assert data["roles"][0]["role"] == "учитель"
    assert data["journals"]
    assert as_("").post(reverse("own-data")).status_code == 302


def test_more_marks_take_no_more_queries(as_: As, written: Cast, count_queries: Any):
    client, address = as_("anna"), reverse("diary-data", args=[written.pupils["petya"].pk])
    client.post(address)
    with count_queries() as few:
        client.post(address)
    work = Work.objects.get()
    for number in range(20):
        other = written.lessons["algebra"]
        other.pk, other.number, other.date = None, 5, START + timedelta(days=number)
        other.save(force_insert=True)
        cell = Cell.objects.create(lesson=other, pupil=written.pupils["petya"], updated_at=dates.now())
        Mark.objects.create(cell=cell, work=work, value=5)
        Homework.objects.create(lesson=other, text=f"§ {number}")
    with count_queries() as many:
        data, _ = archive(client.post(address))
    assert len(data["marks"]) == 21
    assert len(many()) == len(few()) <= 45
