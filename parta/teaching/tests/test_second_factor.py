"""What is open to the staff without a second step: a lesson is always filled."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from parta.accounts.factor.actions import new_sheet
from parta.accounts.models import User
from parta.core import dates
from parta.core.actor import Actor
from parta.school.models import SchoolPolicy
from tests.cast import TODAY, Cast
from tests.pages import said


@pytest.fixture(autouse=True)
def required(settings: Any) -> None:
    settings.SECOND_FACTOR = True


@pytest.fixture
def weeks_later(cast: Cast) -> None:
    User.objects.update(created_at=dates.now() - timedelta(days=8))


def cells(client: Client, cast: Cast) -> Any:
    edit = {"op_id": str(uuid4()), "lesson": cast.lessons["algebra"].pk, "pupil": cast.pupils["petya"].pk, "value": "5"}
    address = f"/journal/{cast.courses['algebra'].pk}/cells/"
    body = {"edits": [edit | {"base_version": 0}], "period": ""}
    return client.post(address, body, content_type="application/json", headers={"Accept": "application/json"})


def test_in_the_first_week_it_is_only_a_line_on_the_start_page(as_):
    client = as_("director")
    assert "Через 7 дней он станет обязательным" in said(client.get("/")).replace("\u00a0", " ")
    assert client.get("/access/").status_code == 200
    assert "второй шаг" not in said(client.get("/access/"))


def test_the_administration_then_sets_one_up_before_anything_else(as_, cast: Cast, weeks_later: None):
    client = as_("director")
    answer = client.get("/access/")
    assert answer.url == "/security/?closed=1&next=%2Faccess%2F"
    assert "Чтобы открыть остальное" in said(client.get(answer.url))
    assert client.post("/access/issue/", {"all": "staff"}).url == "/security/?closed=1"
    assert client.get("/search/", headers={"Accept": "application/json"}).status_code == 403
    assert client.get("/password/").status_code == 200
    user = cast.users["director"]
    new_sheet(user, by=Actor(on=TODAY, user_id=user.pk), at=dates.now())
    assert client.get("/access/").status_code == 200


def test_a_teacher_is_asked_once_and_always_fills_a_lesson(as_, cast: Cast, weeks_later: None):
    client, journal = as_("olga"), f"/journal/{cast.courses['algebra'].pk}/"
    assert cells(client, cast).status_code == 200, "even before being asked"
    asked = client.get(journal)
    assert asked.url.startswith("/security/?asked=1&next=%2Fjournal%2F")
    assert f'href="{journal}"' in client.get(asked.url).content.decode()
    assert client.get(journal).status_code == 200
    assert client.get("/").status_code == 200
    assert cells(client, cast).status_code == 200
    assert as_("irina").get("/my-class/").url.startswith("/security/?closed=1"), "cards of people wait"


def test_the_school_may_ask_no_second_step_of_teachers_only(as_, weeks_later: None):
    SchoolPolicy.objects.update(teacher_factor=False, teacher_factor_reason="Нет телефонов")
    assert as_("irina").get("/").status_code == 200
    for key in ("deputy", "secretary"):
        assert as_(key).get("/").url.startswith("/security/?closed=1"), key


def test_families_are_never_asked(as_, cast: Cast, weeks_later: None):
    assert as_("anna").get(f"/diary/{cast.pupils['petya'].pk}/").status_code == 200
