"""Throttling, where a sign-in leads, sign-out, other sessions, rights that end meanwhile."""

from datetime import date

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher
from django.test import Client

from parta.accounts.hashers import SchoolArgon2
from parta.accounts.models import Throttle, User
from parta.audit.models import Change
from parta.people.models import Guardianship, StaffMember
from tests.cast import PASSWORD, Cast

WRONG = {"login": "olga", "password": "не тот пароль"}
RIGHT = {"login": "olga", "password": PASSWORD}


def enter(client: Client, key: str = "olga", **more: str) -> Client:
    answer = client.post("/login/", {"login": key, "password": PASSWORD, **more})
    assert answer.status_code == 302
    return client


def test_guessing_is_slowed_down_but_never_locked(as_, cast: Cast):
    with time_machine.travel("2026-11-24T07:00:00Z", tick=False) as clock:
        client = as_("")
        for _ in range(5):
            assert client.post("/login/", WRONG).status_code == 422
        answer = client.post("/login/", RIGHT)
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "1"
        assert "Подождите 1 секунду" in answer.content.decode().replace("\u00a0", " ")
        clock.shift(1)
        assert client.post("/login/", RIGHT).status_code == 302


def test_the_wait_is_the_same_for_an_unknown_login(as_):
    with time_machine.travel("2026-11-24T07:00:00Z", tick=False):
        client = as_("")
        statuses = [client.post("/login/", {**WRONG, "login": "nobody"}).status_code for _ in range(6)]
        assert statuses == [422] * 5 + [429]


def test_failures_elsewhere_do_not_delay_the_owner_at_home(as_):
    with time_machine.travel("2026-11-24T07:00:00Z", tick=False):
        home = enter(as_(""))
        home.post("/logout/")
        attacker = as_("")
        for network in range(60):
            attacker.post("/login/", WRONG, REMOTE_ADDR=f"10.0.0.{network}")
        assert attacker.post("/login/", WRONG, REMOTE_ADDR="10.0.1.1").status_code == 429
        assert home.post("/login/", RIGHT).status_code == 302


def test_a_forged_device_cookie_is_a_strange_device(as_):
    with time_machine.travel("2026-11-24T07:00:00Z", tick=False):
        client = as_("")
        client.cookies["parta-device"] = 'WyJhIixbImIiXV0:1u:"forged'
        assert [client.post("/login/", WRONG).status_code for _ in range(6)] == [422] * 5 + [429]


def test_a_success_forgets_the_failures(as_):
    with time_machine.travel("2026-11-24T07:00:00Z", tick=False):
        for _ in range(3):
            client = as_("")
            for _ in range(4):
                assert client.post("/login/", WRONG).status_code == 422
            enter(client)


def test_counters_keep_neither_login_nor_address(as_):
    as_("").post("/login/", WRONG, REMOTE_ADDR="10.9.8.7")
    stored = " ".join(Throttle.objects.values_list("key", flat=True))
    assert stored
    assert "olga" not in stored
    assert "10.9" not in stored


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/password/", "/password/"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_next_leads_only_within_the_product(as_, wanted: str, led: str):
    answer = as_("").post("/login/", {**RIGHT, "next": wanted})
    assert (answer.status_code, answer.url) == (302, led)
    # The signed-in one who opens the sign-in page again goes the same way.
    assert enter(as_("")).get("/login/", {"next": wanted}).url == led


def test_who_pressed_a_button_after_the_session_ended_comes_to_a_page(as_):
    answer = as_("").post("/access/issue/", {"all": "staff"})
    assert answer.url == "/login/?next=/"


def test_the_session_key_changes_at_sign_in(as_):
    client = as_("")
    client.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = before = client.session.session_key
    enter(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before


@pytest.mark.parametrize(("more", "lasts"), [({}, ""), ({"stay": "on"}, settings.SESSION_COOKIE_AGE)])
def test_a_session_outlives_the_browser_only_if_asked(as_, more: dict[str, str], lasts: object):
    client = enter(as_(""), **more)
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == lasts


def test_sign_out_ends_the_session_and_clears_the_browser(as_):
    client = enter(as_(""))
    old = client.cookies[settings.SESSION_COOKIE_NAME].value
    answer = client.post("/logout/")
    assert answer.url == "/login/"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = old
    assert stolen.get("/password/").status_code == 302
    assert client.post("/logout/").url == "/login/", "a second press is no error"
    assert client.get("/logout/").status_code == 405


def test_a_new_password_ends_the_other_sessions_only(as_):
    here, there = enter(as_("")), enter(Client())
    assert there.get("/password/").status_code == 200
    changed = here.post("/password/", {"current": PASSWORD, "new_password": "четыре слова подряд"})
    assert changed.status_code == 302
    assert here.get("/password/").status_code == 200
    assert there.get("/password/").status_code == 302


def test_the_present_password_can_not_be_guessed_on_a_page_left_open(as_):
    with time_machine.travel("2026-11-24T07:00:00Z", tick=False):
        client = as_("olga")
        form = {"current": "не он", "new_password": "четыре слова подряд"}
        assert [client.post("/password/", form).status_code for _ in range(6)] == [422] * 5 + [429]


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("коротко", "короче 10 знаков"),
        ("а" * 129, "не более 128"),
        ("1234567890", "одни цифры"),
        ("аааааааааа", "одни и те же знаки"),
        ("qwertyuiop", "одним из первых"),
        ("йцукенгшщз", "одним из первых"),
        ("новый пароль", "одним из первых"),
        (PASSWORD, "Это нынешний пароль"),
    ],
)
def test_bad_passwords_are_refused_with_a_reason(as_, password: str, words: str):
    answer = as_("olga").post("/password/", {"current": PASSWORD, "new_password": password})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_neither_password_nor_login_gets_into_the_history(as_):
    as_("olga").post("/password/", {"current": PASSWORD, "new_password": "четыре слова подряд"})
    (row,) = Change.objects.all()
    assert row.action == "accounts.change_password"
    assert "слова" not in row.payload
    assert "olga" not in row.payload


def test_rights_end_with_employment_in_the_same_session(as_, cast: Cast):
    client = as_("deputy")
    assert client.get("/access/").status_code == 200
    StaffMember.objects.filter(pk=cast.staff["deputy"].pk).update(ends_on=date(2026, 11, 23))
    page = client.get("/access/")
    assert page.status_code == 403
    assert "Доступ закончился" in page.content.decode()
    assert client.get("/").url == "/login/?next=/", "signed out"
    page = enter(client, "deputy").get("/")
    assert page.status_code == 403
    assert "Доступ закончился" in page.content.decode()


def test_rights_end_with_guardianship_in_the_same_session(as_, cast: Cast):
    client, address = as_("anna"), f"/diary/{cast.pupils['petya'].pk}/"
    assert client.get(address).status_code == 200
    Guardianship.objects.filter(pupil=cast.pupils["petya"]).update(ends_on=date(2026, 11, 23))
    page = client.get(address)
    assert page.status_code == 403
    assert "Доступ закончился" in page.content.decode()
    assert client.get(address).status_code == 302


def test_a_disabled_account_is_out_at_once(as_, cast: Cast):
    client = as_("olga")
    assert client.get("/password/").status_code == 200
    User.objects.filter(pk=cast.users["olga"].pk).update(is_active=False)
    assert client.get("/password/").status_code == 302
    answer = as_("").post("/login/", RIGHT)
    assert "Логин или пароль не подошли" in answer.content.decode()


def test_passwords_are_hashed_with_argon2id_of_the_design():
    hasher = SchoolArgon2()
    assert (hasher.memory_cost, hasher.time_cost, hasher.parallelism) == (19456, 2, 1)
    encoded = hasher.encode(PASSWORD, hasher.salt())
    assert "$argon2id$" in encoded
    assert "m=19456,t=2,p=1" in encoded
    assert identify_hasher(encoded).algorithm == "argon2"


def test_pages_of_the_door_are_not_kept_by_browsers(as_):
    for address in ("/login/", "/activate/"):
        assert as_("").get(address).headers["Cache-Control"] == "no-store, private"
