"""A lost second step: who takes it away from whom, and what the person learns."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command

from parta.accounts.factor.actions import new_sheet
from parta.audit.models import Change
from parta.core import dates
from parta.core.actor import Actor
from parta.notices.models import Notice
from parta.people.actions.invitations import issue
from parta.people.rules.codes import grouped
from tests.cast import PASSWORD, TODAY, Cast
from tests.pages import said
from tests.slips import pages_of, type_code


def with_sheet(cast: Cast, key: str) -> str:
    user = cast.users[key]
    new_sheet(user, by=Actor(on=TODAY, user_id=user.pk), at=dates.now())
    return f"/people/{user.person.pk}/second-step/"


@pytest.mark.parametrize(
    ("who", "whose", "status"),
    [
        ("irina", "anna", 302),  # the class teacher, for a family of the class
        ("irina", "petya", 302),
        ("irina", "foreign", 404),
        ("irina", "olga", 404),
        ("deputy", "olga", 302),
        ("deputy", "foreign", 302),
        ("deputy", "director", 404),  # CODE-03
        ("deputy", "deputy", 404),
        ("director", "deputy", 302),
        ("director", "director", 404),  # the command line
        ("secretary", "olga", 403),
        ("olga", "petya", 403),
    ],
)
def test_who_takes_it_away(as_, cast: Cast, who: str, whose: str, status: int):
    address = with_sheet(cast, whose)
    there = as_(whose)
    assert as_(who).post(address, {"in_person": "on"}).status_code == status
    gone = status == 302
    assert Authenticator.objects.exists() is not gone
    assert (there.get("/password/").status_code == 302) is gone, "the sessions end"
    notices = Notice.objects.filter(user=cast.users[whose], text__contains="второй шаг входа снят")
    assert notices.exists() is gone


def test_only_in_person_and_in_the_history(as_, cast: Cast):
    address, client = with_sheet(cast, "anna"), as_("irina")
    assert "коды на бумаге" in said(client.get(address))
    assert client.post(address).status_code == 422
    assert Authenticator.objects.exists()
    client.post(address, {"in_person": "on"})
    last = Change.objects.order_by("seq").last()
    assert (last.action, last.actor) == ("accounts.reset_factor", cast.users["irina"].pk)
    assert "recovery_codes" in last.payload
    anna = as_("")
    assert anna.post("/login/", {"login": "anna", "password": PASSWORD}).url == "/"


def test_a_sheet_is_handed_out_to_the_staff(as_, cast: Cast):
    person = cast.users["olga"].person
    (text,) = pages_of(as_("deputy").post(f"/people/{person.pk}/second-step/codes/"))
    assert "Соколова О. В." in text
    codes = re.findall(r"\b\d{4} \d{4}\b", text)
    assert len(codes) == 20
    client = as_("")
    client.post("/login/", {"login": "olga", "password": PASSWORD})
    assert client.post("/login/step/", {"code": codes[7]}).status_code == 302
    assert "выдал(а) вам новый лист" in said(client.get("/notices/"))
    assert as_("deputy").post(f"/people/{cast.users['anna'].person.pk}/second-step/codes/").status_code == 404


def test_a_one_time_code_replaces_the_password_not_the_second_step(as_, cast: Cast):
    with_sheet(cast, "olga")
    code = grouped(issue([cast.users["olga"].person], by=None, at=dates.now())[0].code)
    client = as_("")
    type_code(client, code)
    assert client.post("/activate/password/", {"new_password": "синий кит у окна"}).url == "/login/step/"
    assert client.get("/password/").status_code == 302


def test_the_director_is_let_in_from_the_command_line(cast: Cast, capsys):
    with_sheet(cast, "director")
    call_command("setup", "--reset-factor")
    assert "второй шаг входа снят" in capsys.readouterr().out
    assert not Authenticator.objects.exists()
