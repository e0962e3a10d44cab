"""T20: whoever guesses passwords or codes gets few guesses and locks nobody out. Through HTTP, in simulated time.

bin/long T20    the long form: 10,000 failures a victim, 1,800 logins sprayed, with its figures
"""

import random
import re
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.test.utils import override_settings

from parta.accounts.factor import actions as factor
from parta.accounts.models import Throttle, User
from parta.core.actor import Actor
from parta.notices.models import Notice
from parta.people.actions.invitations import issue
from parta.people.rules.codes import ALPHABET, LENGTH, VALID, grouped, new_code
from tests.cast import PASSWORD, TODAY, Cast, make_person, make_pupil
from tests.records import LONG, Bar, keep
from tests.slips import type_code

SEED = 20
NOON = datetime(2026, 11, 24, 7, tzinfo=UTC)
DAY = 24 * 3600
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HOME, SCHOOL = "198.51.100.7", "203.0.113.1"
FAILURES = 10_000 if LONG else 120
LOGINS = 1_800 if LONG else 45
NEVER = DAY


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def seconds() -> float:
    return datetime.now(UTC).timestamp()


def enter(client: Client, login: str, password: str, network: str) -> tuple[int, int]:
    """Status and how long to wait before the next attempt."""
    answer = client.post("/login/", {"login": login, "password": password}, REMOTE_ADDR=network)
    return answer.status_code, int(answer.headers.get("Retry-After", 0))


def waits_to_enter(clock: Any, client: Client, login: str, network: str, meanwhile: Callable[[], object]) -> float:
    """How long the owner of the password needs; the attacker goes on in every second of it, always first."""
    began = seconds()
    while True:
        status, wait = enter(client, login, PASSWORD, network)
        if status == 302:
            client.post("/logout/")
            return seconds() - began
        if wait > 60:  # closed till tomorrow
            return wait
        for _ in range(wait):
            clock.shift(1)
            meanwhile()


class Attacker:
    """Tries wrong passwords of one login from so many addresses; a guess is an attempt the server has checked."""

    def __init__(self, login: str, networks: list[str]):
        self.login, self.networks, self.client = login, networks, Client()
        self.tries, self.guesses = 0, []

    def __call__(self) -> None:
        network = self.networks[self.tries % len(self.networks)]
        self.tries += 1
        if enter(self.client, self.login, f"не тот пароль {self.tries}", network)[0] == 422:
            self.guesses.append(seconds())


def most_in_a_day(guesses: list[float]) -> int:
    """In any 24 hours."""
    return max((sum(at <= other < at + DAY for other in guesses) for at in guesses), default=0)


@pytest.mark.parametrize("sources", [1, 4, 1000])
def test_ten_thousand_failures_against_one_login(cast: Cast, clock: Any, sources: int):
    attack = Attacker("anna", [f"10.{number // 250}.{number % 250}.1" for number in range(sources)])
    home = Client()
    assert enter(home, "anna", PASSWORD, HOME)[0] == 302
    home.post("/logout/")
    known, new = [], []
    for number in range(FAILURES):
        attack()
        clock.shift(2 * DAY / FAILURES)  # two days: the second begins with a full count
        if number % (FAILURES // 8) == FAILURES // 10:
            known.append(waits_to_enter(clock, home, "anna", HOME, attack))
            new.append(waits_to_enter(clock, Client(), "anna", "192.0.2.9", attack))
    (issued,) = issue([cast.users["anna"].person], by=None, at=datetime.now(UTC))
    began, here = seconds(), Client(REMOTE_ADDR=attack.networks[0])
    assert type_code(here, grouped(issued.code)).url == "/activate/password/"
    assert here.post("/activate/password/", {"new_password": "синий кит у окна"}).status_code == 302
    bars = [
        Bar("guesses in any 24 hours", most_in_a_day(attack.guesses), 100),
        Bar("owner on a known device, s", max(known), 1),
        Bar("owner with a fresh code at the attacker's address, s", seconds() - began, 1),
    ]
    if sources <= 4:
        bars.append(Bar("owner on a new device elsewhere, s", max(new), 60))
    inputs = {"attempts": attack.tries, "addresses": sources, "days": 2}
    keep(f"T20 victim, {sources}", inputs, bars, guesses=len(attack.guesses), new_device=new)


def classmates(cast: Cast) -> list[str]:
    names = [f"mate{number}" for number in range(29)]
    for number, name in enumerate(names):
        make_pupil(cast, name, (f"Ученик{number}", "Иван", ""), "8Б")
    return names


def all_enter(clock: Any, names: list[str], attack: Callable[[], object], chance: random.Random) -> list[float]:
    """New devices behind the attacker's address, in a chance order each second. How long each has waited."""
    began, waited = seconds(), {}
    next_try = dict.fromkeys(names, began)
    while next_try and seconds() - began < 600:
        turns = [name for name, at in next_try.items() if at <= seconds()]
        turns.append("")
        chance.shuffle(turns)
        for name in turns:
            if not name:
                attack()
                continue
            status, wait = enter(Client(), name, PASSWORD, SCHOOL)
            if status == 302:
                waited[name] = seconds() - began
                del next_try[name]
            else:
                next_try[name] = seconds() + wait
        clock.shift(1)
    return [waited.get(name, NEVER) for name in names]


def test_classmates_behind_the_address_of_a_guesser(cast: Cast, clock: Any):
    names, attack = classmates(cast), Attacker("petya", [SCHOOL])
    for _ in range(FAILURES):
        attack()
        clock.shift(1)
    waits = all_enter(clock, names, attack, random.Random(SEED))
    inputs = {"attempts": attack.tries, "classmates": len(names), "seed": SEED}
    keep("T20 classmates", inputs, [Bar("longest wait of a classmate, s", max(waits), 1)], guesses=len(attack.guesses))


def test_one_password_on_every_login(cast: Cast, clock: Any):
    names, chance = classmates(cast), random.Random(SEED)
    logins = [f"login{number}" for number in range(LOGINS)]
    for login in logins[::50]:
        make_person("Некто", "Иван", login=login)
    client, guesses = Client(), dict.fromkeys(logins, 0)

    def spray(login: str) -> int:
        status, wait = enter(client, login, "Qwerty2026", SCHOOL)
        guesses[login] += status == 422
        return wait

    began, alarmed_at, done = seconds(), NEVER, 0
    while done < 2 * LOGINS and seconds() - began < DAY:
        if wait := spray(logins[done % LOGINS]):
            clock.shift(wait)
            continue
        done += 1
        clock.shift(0.1)
        if alarmed_at == NEVER and Notice.objects.filter(kind="accounts.spraying").exists():
            alarmed_at = seconds() - began
    told = set(Notice.objects.filter(kind="accounts.spraying").values_list("user", flat=True))
    assert told == {cast.users[key].pk for key in ("deputy", "director", "responsible")}
    waits = all_enter(clock, names, lambda: spray(chance.choice(logins)), chance)
    bars = [
        Bar("till the alarm, s", alarmed_at, 600),
        Bar("guesses at one login from the address", max(guesses.values()), 10),
        Bar("longest wait of a classmate on a new device, s", max(waits), 60),
    ]
    inputs = {"logins": LOGINS, "rounds": 2, "classmates": len(names), "seed": SEED}
    keep("T20 spray", inputs, bars, minutes=(seconds() - began) / 60, median_wait=statistics.median(waits))


def test_the_second_step_under_somebody_who_knows_the_password(cast: Cast, clock: Any):
    actor = Actor(on=TODAY, user_id=cast.users["olga"].pk)
    factor.add_app(cast.users["olga"], SECRET, 0, by=actor, at=datetime.now(UTC))
    factor.new_sheet(cast.users["olga"], by=actor, at=datetime.now(UTC))

    def step(client: Client, code: str) -> int:
        status: int = client.post("/login/step/", {"code": code}).status_code
        if status == 302 and client.get("/login/step/").url == "/login/":  # halfway no more, or in
            return 302 if client.get("/password/").status_code == 200 else 0
        return status

    home, attacker, chance = Client(), Client(), random.Random(SEED)
    assert enter(home, "olga", PASSWORD, HOME)[0] == 302
    assert step(home, code_of_app()) == 302
    home.post("/logout/")
    guesses: dict[int, list[float]] = {6: [], 8: []}
    waited = []
    for number in range(FAILURES):
        if attacker.get("/login/step/").status_code == 302:  # the ten minutes are over
            assert enter(attacker, "olga", PASSWORD, SCHOOL)[0] == 302
        length = (6, 8)[number % 2]
        if step(attacker, str(chance.randrange(10**length)).zfill(length)) == 422:
            guesses[length].append(seconds())
        clock.shift(2 * DAY / FAILURES)
        if number % (FAILURES // 8) == FAILURES // 10:
            began = seconds()
            assert enter(home, "olga", PASSWORD, HOME)[0] == 302
            while step(home, code_of_app()) != 302:
                clock.shift(1)
            waited.append(seconds() - began)
            home.post("/logout/")
    told = Notice.objects.filter(user=cast.users["olga"], kind="accounts.factor_guessed")
    most = {length: most_in_a_day(times) for length, times in guesses.items()}
    bars = [
        Bar("chance to guess the app's code in a day", most[6] * 3 / 10**6, 1 / 4000),
        Bar("chance to guess a code of the sheet in a day", most[8] * 20 / 10**8, 1 / 3000),
        Bar("owner on a known device, s", max(waited), 1),
        Bar("runs without word to the owner", 0 if told else 1, 0),
    ]
    keep("T20 second step", {"attempts": FAILURES, "days": 2, "seed": SEED}, bars, app=most[6], sheet=most[8])


def code_of_app() -> str:
    return str(totp.format_hotp_value(totp.hotp_value(SECRET, list(totp.yield_hotp_counters_from_time())[1])))


@pytest.mark.parametrize("sources", [1, 100])
def test_codes_can_not_be_guessed(cast: Cast, clock: Any, sources: int):
    """The server's own count of a day's guesses, times the life of a code, against all codes there are."""
    client, guesses = Client(), 0
    for number in range(FAILURES):
        network = f"10.0.{number % sources}.1"
        client.defaults["REMOTE_ADDR"] = network
        guesses += type_code(client, grouped(new_code())).status_code == 422
        clock.shift(DAY / FAILURES)
    (issued,) = issue([cast.users["anna"].person], by=None, at=datetime.now(UTC))
    began = seconds()
    while type_code(Client(REMOTE_ADDR=HOME), grouped(issued.code)).status_code == 429:
        clock.shift(1)
    most = min(700 * sources, 1500 + 3 * sources)
    chance = most * (VALID.days + 1) / len(ALPHABET) ** LENGTH
    bars = [
        Bar("codes checked in a day", guesses, most),
        Bar("chance to guess a given code in its life", chance, 1e-9),
        Bar("a parent with a code at home, s", seconds() - began, 60),
    ]
    keep(f"T20 codes, {sources}", {"attempts": FAILURES, "addresses": sources}, bars)


def test_every_refusal_reads_the_same(cast: Cast):
    User.objects.filter(pk=cast.users["irina"].pk).update(is_active=False)
    make_person("Безкода", "Вера")  # in the school, not activated yet
    told = set()
    for login, password in (("nobody", PASSWORD), ("olga", "не тот пароль"), ("irina", PASSWORD), ("bezkoda.v", "x")):
        answer = Client().post("/login/", {"login": login, "password": password})
        body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(login, "")
        told.add((answer.status_code, body))
    assert [status for status, _ in told] == [422]


@pytest.mark.skipif(not LONG, reason="measures time")
@override_settings(PASSWORD_HASHERS=["parta.accounts.hashers.SchoolArgon2"])
def test_every_refusal_takes_the_same_time(cast: Cast):
    for key in ("olga", "irina"):
        cast.users[key].set_password(PASSWORD)
        cast.users[key].save()
    User.objects.filter(pk=cast.users["irina"].pk).update(is_active=False)
    took: dict[str, list[float]] = {"nobody": [], "olga": [], "irina": []}
    for _ in range(200):
        for login, times in took.items():
            Throttle.objects.all().delete()
            began = time.perf_counter()
            assert Client().post("/login/", {"login": login, "password": "не тот пароль"}).status_code == 422
            times.append(time.perf_counter() - began)
    medians = {login: 1000 * statistics.median(times) for login, times in took.items()}
    bar = Bar("medians apart, ms", max(medians.values()) - min(medians.values()), 5)
    keep("T20 time", {"requests": 200}, [bar], medians=medians)
