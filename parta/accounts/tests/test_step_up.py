"""«Подтвердите, что это вы»: who is asked, what happens to what was pressed, guessing."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from parta.accounts.rules.confirming import LASTS, fresh
from tests.access_table import COMMON, TABLE
from tests.cast import PASSWORD, Cast
from tests.pages import said

AT = "2026-11-24T07:00:00Z"
LATER = 10 * 60 + 1


@pytest.mark.parametrize(
    ("last", "asked_at", "enough"),
    [
        (1000, 1000, True),
        (1000, 1000 + LASTS, True),
        (1000, 1001 + LASTS, False),
        (1000, 999, False),
        (0, 10**9, False),
    ],
)
def test_how_long_a_proof_lasts(last: int, asked_at: int, enough: bool):
    assert fresh(last, asked_at) is enough


def confirm(client: Client, address: str, password: str = PASSWORD, **more: str):
    return client.post("/confirm/", {"next": address, "password": password, **more})


def test_a_fresh_sign_in_is_enough_and_an_old_one_is_asked_and_led_back(as_):
    with time_machine.travel(AT, tick=False) as clock:
        client = as_("director")
        assert client.get("/school/policies/new/").status_code == 200
        clock.shift(LATER)
        asked = client.get("/school/policies/new/?from=list")
        assert asked.url == "/confirm/?next=%2Fschool%2Fpolicies%2Fnew%2F%3Ffrom%3Dlist"
        assert "Подтвердите, что это вы" in said(client.get(asked.url))
        before = client.session.session_key
        assert confirm(client, "/school/policies/new/?from=list").url == "/school/policies/new/?from=list"
        assert client.session.session_key != before
        assert client.get("/school/policies/new/").status_code == 200
        clock.shift(LATER)
        assert client.get("/school/policies/new/").status_code == 302


def test_what_was_pressed_is_not_done_and_the_person_is_told_so(as_, cast: Cast):
    staff = cast.staff["olga"]
    page = f"/school/staff/{staff.pk}/roles/new/"
    with time_machine.travel(AT, tick=False) as clock:
        client = as_("director")
        clock.shift(LATER)
        form = {"role": "secretary", "starts_on": "2026-11-24"}
        asked = client.post(page, form, headers={"Referer": f"http://testserver{page}"})
        assert not staff.roles.filter(role="secretary").exists()
        assert "ещё не сделано" in said(client.get(asked.url))
        assert confirm(client, page, pressed="1").url == page
        assert "нажмите кнопку ещё раз" in said(client.get(page))
        assert client.post(page, form).status_code == 302
        assert staff.roles.filter(role="secretary").exists()


DANGEROUS = ("export-oneroster", "export-consents", "issue-to-staff", "issue-to-class", "new-staff", "staff-work")
DANGEROUS += ("new-role", "role", "reopen-period", "unlock", "new-policy", "policy")


@pytest.mark.parametrize("name", DANGEROUS)
def test_what_is_dangerous_asks(as_, cast: Cast, name: str):
    row = TABLE.get(name)
    address = reverse(name, kwargs=(row.own if row else COMMON.get(name, lambda cast: {}))(cast))
    with time_machine.travel(AT, tick=False) as clock:
        client = as_("director")
        clock.shift(LATER)
        assert client.post(address).url == "/confirm/?next=%2F&pressed=1"


def test_scripts_are_told_where_to_confirm(as_):
    with time_machine.travel(AT, tick=False) as clock:
        client = as_("deputy")
        clock.shift(LATER)
        answer = client.post("/access/issue/", {"all": "staff"}, headers={"Accept": "application/json"})
        assert answer.status_code == 401
        assert answer.json()["confirm"] == "/confirm/?next=%2F&pressed=1"


def test_the_password_can_not_be_guessed_there(as_):
    with time_machine.travel(AT, tick=False) as clock:
        client = as_("director")
        clock.shift(LATER)
        assert [confirm(client, "/", "не он").status_code for _ in range(6)] == [422] * 5 + [429]
        assert client.get("/school/policies/new/").status_code == 302
        clock.shift(60)
        assert confirm(client, "/").status_code == 302


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:a()"])
def test_it_leads_only_within_the_product(as_, wanted: str):
    client = as_("director")
    assert confirm(client, wanted).url == "/"
    asked = Client()
    assert asked.get("/confirm/", {"next": wanted}).url.startswith("/login/")
