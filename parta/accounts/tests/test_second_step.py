"""The second step at sign-in: codes of the app and of the sheet, trusted browsers, what is open before it."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from parta.accounts.devices import Device, _mark
from parta.accounts.factor import actions
from parta.accounts.limits import second_factor
from parta.accounts.models import TrustedDevice
from parta.accounts.throttling import take
from parta.audit.models import Change
from parta.core import dates
from parta.core.actor import Actor
from parta.core.audience import walk
from parta.notices.models import Notice
from tests.cast import PASSWORD, TODAY, Cast, make_cast
from tests.pages import said
from tests.races import at_once

AT = "2026-11-24T07:00:00Z"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def clock():
    with time_machine.travel(AT, tick=False) as travel:
        yield travel


def code(ahead: int = 0) -> str:
    now = list(totp.yield_hotp_counters_from_time())[1]
    return totp.format_hotp_value(totp.hotp_value(SECRET, now + ahead))


def self_of(cast: Cast, key: str) -> dict[str, Any]:
    user = cast.users[key]
    return {"by": Actor(on=TODAY, user_id=user.pk, short_name="Соколова О. В."), "at": dates.now()}


def with_app(cast: Cast, key: str = "olga") -> None:
    actions.add_app(cast.users[key], SECRET, 0, **self_of(cast, key))


def give_password(client: Client, key: str = "olga", **more: str) -> Any:
    return client.post("/login/", {"login": key, "password": PASSWORD, **more})


def step(client: Client, given: str, **more: str) -> Any:
    return client.post("/login/step/", {"code": given, **more})


def is_in(client: Client) -> bool:
    return client.get("/password/").status_code == 200


def test_the_password_alone_is_enough_without_a_second_step(as_, cast: Cast):
    client = as_("")
    assert give_password(client).url == "/"
    assert is_in(client)


def test_a_strange_browser_is_asked_and_led_on(as_, cast: Cast, clock):
    with_app(cast)
    client = as_("")
    assert give_password(client, next="/password/").url == "/login/step/"
    assert "Второй шаг входа" in said(client.get("/login/step/"))
    assert step(client, "000000").status_code == 422
    assert step(client, "12ab").status_code == 422
    assert not is_in(client)
    before = client.session.session_key
    assert step(client, code()).url == "/password/"
    assert is_in(client)
    assert client.session.session_key != before


def test_the_right_password_alone_opens_nothing(as_, cast: Cast, clock):
    with_app(cast, "director")
    client, nobody = as_(""), as_("")
    give_password(client, "director")
    for route, pattern in walk():
        address = "/" + route
        if "<" in route or pattern.name in {"login", "logout", "second-step"}:
            continue
        assert client.get(address).status_code == nobody.get(address).status_code, address
        assert "Громов" not in client.get(address, follow=True).content.decode(), address


def test_each_step_of_the_app_is_good_once(as_, cast: Cast, clock):
    with_app(cast)
    first, second = as_(""), as_("")
    give_password(first)
    give_password(second)
    assert step(second, code(2)).status_code == 422, "too far ahead"
    assert step(first, code(0)).status_code == 302
    assert step(second, code(0)).status_code == 422, "used"
    assert step(second, code(-1)).status_code == 422, "older than the used one"
    assert step(second, code(1)).status_code == 302


@pytest.mark.parametrize("means", ["app", "sheet"])
def test_of_two_with_one_code_at_the_same_instant_one_is_in(database_of_a_school: None, clock, means: str):
    cast = make_cast()
    with_app(cast)
    sheet = actions.new_sheet(cast.users["olga"], **self_of(cast, "olga"))
    for number in range(8):
        clients = [Client(), Client(), Client()]
        for client in clients:
            assert give_password(client).url == "/login/step/"
        given = code() if means == "app" else sheet[number]
        found = at_once(*(lambda client=client, given=given: step(client, given).status_code for client in clients))
        assert sorted(found) == [302, 422, 422]
        assert [is_in(client) for client in clients] == [status == 302 for status in found]
        clock.shift(timedelta(days=1))  # the next code; failures are forgotten


def test_the_key_of_the_app_is_kept_encrypted(cast: Cast):
    with_app(cast)
    actions.new_sheet(cast.users["olga"], **self_of(cast, "olga"))
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    history = " ".join(Change.objects.values_list("payload", flat=True))
    assert "recovery_codes" in history
    assert SECRET not in history


def test_another_secret_key_of_the_installation_is_no_error(as_, cast: Cast, settings):
    with_app(cast)
    codes = actions.new_sheet(cast.users["olga"], **self_of(cast, "olga"))
    settings.SECRET_KEY = "x" * 50
    client = as_("")
    give_password(client)
    assert step(client, "000000").status_code == 422
    assert step(client, codes[0]).status_code == 422
    client.force_login(cast.users["olga"])
    assert "сменился секретный ключ" in said(client.get("/security/"))


def test_a_code_of_the_sheet_is_good_once(as_, cast: Cast, clock):
    codes = actions.new_sheet(cast.users["olga"], **self_of(cast, "olga"))
    assert len(set(codes)) == 20
    for client, given, status in ((as_(""), codes[3], 302), (as_(""), codes[3], 422), (as_(""), codes[0], 302)):
        give_password(client)
        assert step(client, f"{given[:4]} {given[4:]}").status_code == status
    signed_in = as_("olga")
    assert "Осталось 18 кодов" in said(signed_in.get("/security/"))


def test_a_trusted_browser_is_not_asked_for_thirty_days(as_, cast: Cast, clock):
    with_app(cast)
    client = as_("")
    give_password(client)
    assert step(client, code(), trust="on").status_code == 302
    assert "это устройство" in said(client.get("/security/"))
    client.post("/logout/")
    assert give_password(client).url == "/"
    assert give_password(as_("")).url == "/login/step/", "another browser"
    client.post("/logout/")
    clock.shift(30 * 24 * 3600)
    assert give_password(client).url == "/login/step/"


def test_trust_is_taken_back_and_is_of_one_person(as_, cast: Cast, clock):
    with_app(cast)
    with_app(cast, "irina")
    client = as_("")
    give_password(client)
    step(client, code(), trust="on")
    client.post("/logout/")
    assert give_password(client, "irina").url == "/login/step/"
    assert give_password(client).url == "/"
    device = TrustedDevice.objects.get()
    other = as_("irina")
    other.post("/security/trusted/forget/", {"device": device.pk})
    assert TrustedDevice.objects.exists(), "somebody else's stays"
    client.post("/security/trusted/forget/", {"device": device.pk})
    client.post("/logout/")
    assert give_password(client).url == "/login/step/"


def test_guessing_codes_is_slow_tells_the_owner_and_does_not_delay_the_owner_at_home(as_, cast: Cast, clock):
    with_app(cast)
    home, attacker = as_(""), as_("")
    give_password(home)
    assert step(home, code()).status_code == 302
    home.post("/logout/")
    give_password(attacker)
    assert [step(attacker, "000000").status_code for _ in range(6)] == [422] * 5 + [429]
    assert Notice.objects.filter(user=cast.users["olga"], kind="accounts.factor_guessed").count() == 1
    clock.shift(30)
    give_password(home)
    assert step(home, code()).status_code == 302
    clock.shift(30)
    assert [step(attacker, "000000").status_code for _ in range(2)] == [422, 429], "the owner's success frees nobody"


@pytest.mark.parametrize(
    ("known", "sheet", "most", "good"), [(False, False, 45, 3e-6), (True, False, 120, 3e-6), (False, True, 1500, 2e-7)]
)
def test_a_day_of_guessing_comes_to_nothing(db, known: bool, sheet: bool, most: int, good: float):
    device = Device("a", (_mark("olga"),) if known else ())
    start, guesses = dates.now(), 0
    for second in range(0, 24 * 3600, 20):
        guesses += not take(second_factor("olga", device, sheet=sheet), at=start + timedelta(seconds=second))
    assert guesses <= most
    assert guesses * good < 4e-4


def test_halfway_ends_after_ten_minutes_and_with_another_password(as_, cast: Cast, clock):
    with_app(cast)
    late, changed = as_(""), as_("")
    give_password(changed)
    olga = cast.users["olga"]
    olga.set_password("четыре слова подряд")
    olga.save()
    assert step(changed, code()).url == "/login/"
    olga.set_password(PASSWORD)
    olga.save()
    give_password(late)
    clock.shift(600)
    assert step(late, code()).url == "/login/"
    assert not is_in(late)


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_the_second_step_leads_only_within_the_product(as_, cast: Cast, clock, wanted: str):
    with_app(cast)
    client = as_("")
    give_password(client, next=wanted)
    assert step(client, code(), next=wanted).url == "/"


def test_a_session_key_set_by_somebody_else_is_not_kept(as_, cast: Cast, clock):
    """Session fixation: the attacker's own session is given to the victim, who signs in with it."""
    with_app(cast)
    attacker, victim = as_(""), as_("")
    attacker.get("/login/step/")
    give_password(attacker, "irina")
    victim.cookies["parta"] = planted = attacker.cookies["parta"].value
    attacker.post("/logout/")
    victim.cookies["parta"] = planted
    give_password(victim)
    halfway = victim.cookies["parta"].value
    assert halfway != planted
    step(victim, code())
    assert victim.cookies["parta"].value not in {planted, halfway}


@pytest.mark.parametrize(
    "credential", ["{}", "[]", '{"id": 1}', '{"id":"AA","rawId":"AA","type":"public-key","response":{}}']
)
def test_broken_answers_of_a_browser_are_refused(as_, cast: Cast, clock, credential: str):
    with_app(cast)
    client = as_("")
    give_password(client)
    assert step(client, "", credential=credential).status_code == 422
    signed_in = as_("olga")
    assert signed_in.post("/security/keys/", {"name": "Ключ", "credential": credential}).status_code == 422


def test_the_app_is_set_up_by_its_first_code(as_, cast: Cast, clock):
    client = as_("olga")
    page = client.get("/security/app/").content.decode()
    secret = re.search(r"secret=([A-Z2-7]+)", page)[1]
    assert "data:image/svg+xml" in page
    assert secret not in str(client.session.items())
    assert client.post("/security/app/", {"code": "000000"}).status_code == 422
    now = list(totp.yield_hotp_counters_from_time())[1]
    given = totp.format_hotp_value(totp.hotp_value(secret, now))
    assert client.post("/security/app/", {"code": given}).url == "/security/"
    assert "настроен" in said(client.get("/security/"))
    assert Notice.objects.filter(user=cast.users["olga"]).exists()
    fresh = as_("")
    give_password(fresh)
    assert step(fresh, given).status_code == 422, "the code of the setting up is used"
    assert client.get("/security/app/").url == "/security/", "a second one is not made"


def test_changes_of_the_second_step_ask_who_is_there(as_, cast: Cast, clock):
    with_app(cast)
    client = as_("olga")
    clock.shift(601)
    means = Authenticator.objects.get()
    assert client.post("/security/remove/", {"means": means.pk}).url.startswith("/confirm/")
    for address in ("/security/app/", "/security/keys/", "/security/codes/"):
        assert client.post(address).url.startswith("/confirm/"), address
    asked = said(client.get("/confirm/?next=/security/"))
    assert "Откройте приложение" in asked
    assert client.post("/confirm/", {"next": "/security/", "password": PASSWORD}).status_code == 422
    assert client.post("/confirm/", {"next": "/security/", "code": code()}).url == "/security/"
    as_("irina").post("/security/remove/", {"means": means.pk})
    assert Authenticator.objects.exists(), "somebody else's stays"
    assert client.post("/security/remove/", {"means": means.pk}).status_code == 302
    assert not Authenticator.objects.exists()


def test_the_sheet_is_shown_once_and_printed(as_, cast: Cast):
    client = as_("olga")
    shown = client.post("/security/codes/")
    assert len(re.findall(r"<code>\d{4} \d{4}</code>", shown.content.decode())) == 20
    paper = client.post("/security/codes/", {"paper": "1"})
    assert paper.headers["Content-Type"] == "application/pdf"
    assert client.get("/security/codes/").status_code == 405
