"""The first sign-in: code, password, login name; what a stranger can learn and try on the way."""

import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client

from parta.accounts.models import User
from parta.audit.models import Change
from parta.people.actions.invitations import activate, issue
from parta.people.models import Invitation, StaffMember
from parta.people.rules.codes import grouped, latin
from tests.cast import PASSWORD, TODAY, Cast
from tests.slips import type_code

AT = datetime(2026, 11, 24, 7, tzinfo=UTC)
PHRASE = "синий кит у окна"
WRONG = "АААА КККК 2222"


@pytest.fixture
def give(person) -> Callable[[str], str]:
    """`give("olga")`: a new code of hers, as printed."""
    return lambda key: grouped(issue([person(key)], by=None, at=AT)[0].code)


def choose(client: Client, password: str = PHRASE):
    return client.post("/activate/password/", {"new_password": password})


def test_from_the_code_to_the_start_page(newcomers, give, person):
    newcomers("anna")
    client = Client()
    assert type_code(client, give("anna")).url == "/activate/password/"
    assert choose(client).url == "/activate/login/"
    page = client.get("/activate/login/").content.decode()
    assert "Зайцева Анна Сергеевна" in page
    assert "Зайцев Пётр" in page
    assert 'value="zaitseva.as"' in page
    assert client.post("/activate/login/", {"login": " Anna.Mama "}).url == "/"
    assert client.get("/", follow=True).status_code == 200
    user = person("anna").user
    assert user.login == "anna.mama"
    assert user.check_password(PHRASE)
    assert client.get("/activate/login/").url == "/", "the step is over"
    again = Client()
    assert again.post("/login/", {"login": "anna.mama", "password": PHRASE}).status_code == 302


def test_nothing_about_the_person_is_shown_before_the_password(newcomers, give):
    newcomers("anna")
    client = Client()
    seen = [client.get("/activate/"), type_code(client, give("anna")), client.get("/activate/password/")]
    seen.append(choose(client, "коротко"))
    for answer in seen:
        text = answer.content.decode() + str(answer.headers) + str(client.cookies)
        assert not re.search("Зайцев|Анна|Пётр|zaitseva|мать|8.«Б»", text)


def test_a_code_works_once(newcomers, give):
    newcomers("olga")
    code = give("olga")
    first, second = Client(), Client()
    assert type_code(first, code).status_code == type_code(second, code).status_code == 302
    assert choose(first).status_code == 302
    late = choose(second, "другие четыре слова")
    assert late.status_code == 302
    assert late.url == "/activate/"
    assert "_auth_user_id" not in second.session
    third = type_code(Client(), code)
    assert third.status_code == 422
    assert "Код не подошёл" in third.content.decode()


@pytest.mark.parametrize("kind", ["wrong", "used", "replaced", "expired", "left"])
def test_dead_codes_are_all_refused_with_the_same_words(newcomers, give, cast: Cast, person, kind: str):
    newcomers("olga")
    code = WRONG if kind == "wrong" else give("olga")
    if kind == "used":
        activate(Invitation.objects.get().pk, PHRASE, on=TODAY, at=AT)
    elif kind == "replaced":
        give("olga")
    elif kind == "expired":
        Invitation.objects.update(expires_at=AT - timedelta(seconds=1))
    elif kind == "left":
        StaffMember.objects.filter(pk=cast.staff["olga"].pk).update(ends_on=TODAY - timedelta(days=1))
    answer = type_code(Client(), code)
    assert answer.status_code == 422
    assert "Код не подошёл. Сверьте знаки с карточкой." in answer.content.decode()


@pytest.mark.parametrize(
    "spell",
    [
        lambda code: {"a": code},  # pasted whole into the first field, or typed there without JavaScript
        lambda code: {"a": code.replace(" ", "-").lower()},
        lambda code: {"a": latin(code)},
        lambda code: dict(zip("abc", latin(code).lower().split(), strict=True)),
        lambda code: {"c": code},
    ],
)
def test_a_code_may_be_typed_in_many_ways(newcomers, give, spell):
    newcomers("olga")
    assert Client().post("/activate/", spell(give("olga"))).status_code == 302


@pytest.mark.parametrize(
    "data", [{"a": ""}, {"a": "КХ7М"}, {"a": "\x00" * 12}, {"a": "К" * 100_000}, {"a": "КХ7М4РТА2350"}]
)
def test_what_is_no_code_is_answered_with_what_a_code_looks_like(db, data):
    answer = Client().post("/activate/", data)
    assert answer.status_code == 422
    assert "hint--error" in answer.content.decode()


def test_the_code_is_neither_in_the_session_nor_in_an_address(newcomers, give):
    newcomers("olga")
    client, code = Client(), give("olga")
    answer = type_code(client, code)
    kept = str(dict(client.session)) + answer.url
    for spelling in (code, code.replace(" ", ""), latin(code)):
        assert spelling not in kept
    # A code in the query is not even read: it would be in the server's log.
    page = client.get("/activate/", {"a": code}).content.decode()
    assert code not in page


def test_the_step_of_the_password_needs_a_code_and_does_not_wait_for_ever(newcomers, give):
    assert Client().get("/activate/password/").url == "/activate/"
    newcomers("olga")
    client = Client()
    type_code(client, give("olga"))
    with time_machine.travel("2026-11-24T07:31:00Z"):
        assert choose(client).url == "/activate/"
    assert User.objects.filter(login__startswith="sokolova").count() == 0


def test_a_code_replaced_between_the_steps_opens_nothing(newcomers, give):
    newcomers("olga")
    client = Client()
    type_code(client, give("olga"))
    give("olga")
    assert choose(client).url == "/activate/"


def test_guessing_is_slowed_down_for_the_whole_site(newcomers, give):
    newcomers("olga")
    code = give("olga")
    with time_machine.travel("2026-11-24T07:00:00Z", tick=False) as clock:
        for number in range(300):
            answer = Client().post("/activate/", {"a": WRONG}, REMOTE_ADDR=f"10.0.{number % 6}.1")
            assert answer.status_code == 422
        answer = Client().post("/activate/", {"a": code}, REMOTE_ADDR="10.9.9.9")
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) <= 2
        clock.shift(2)
        assert Client().post("/activate/", {"a": code}, REMOTE_ADDR="10.9.9.9").status_code == 302


def test_the_right_codes_of_a_class_are_never_slowed_down(newcomers, give):
    newcomers("olga")
    code = give("olga")
    with time_machine.travel("2026-11-24T07:00:00Z", tick=False):
        assert {type_code(Client(), code).status_code for _ in range(120)} == {302}


def test_a_forgotten_password_is_chosen_anew_and_other_sessions_end(as_, give, cast: Cast, person):
    old = as_("olga")
    client = Client()
    type_code(client, give("olga"))
    choose(client)
    assert person("olga").user_id == cast.users["olga"].pk
    assert person("olga").user.login == "olga"
    assert old.get("/password/").status_code == 302, "sessions from before are over"
    assert client.get("/password/").status_code == 200
    assert not User.objects.get(login="olga").check_password(PASSWORD)
    assert "accounts.reset_password" in Change.objects.values_list("action", flat=True)


def test_somebody_else_signed_in_on_this_computer_is_left_behind(as_, newcomers, give, person):
    newcomers("anna")
    client = as_("irina")
    type_code(client, give("anna"))
    choose(client)
    assert client.session["_auth_user_id"] == str(person("anna").user_id)


def test_history_of_a_first_sign_in_tells_no_secret(newcomers, give, person):
    newcomers("olga")
    code = give("olga")
    client = Client()
    type_code(client, code)
    choose(client)
    client.post("/activate/login/", {"login": "my.own.login"})
    rows = list(Change.objects.order_by("seq"))
    assert [row.action for row in rows] == ["people.issue_code", "people.activate", "accounts.choose_login"]
    assert {row.actor for row in rows} == {None, person("olga").user_id}
    payload = " ".join(row.payload for row in rows)
    for secret in (PHRASE, "my.own.login", "sokolova", "Соколова", code, code.replace(" ", ""), latin(code)):
        assert secret not in payload


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ("irina", "уже занят"),
        ("IRINA", "уже занят"),
        ("я", "от 3 до 40"),
        ("имя фамилия", "латинскими"),
        ("long-phrase-of-mine", "совпадает с паролем"),
    ],
)
def test_login_names_that_will_not_do(newcomers, give, login: str, words: str):
    newcomers("olga")
    client = Client()
    type_code(client, give("olga"))
    choose(client, "long-phrase-of-mine")
    answer = client.post("/activate/login/", {"login": login})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_namesakes_get_different_login_names(newcomers, give, person):
    newcomers("olga", "secretary")
    for key in ("olga", "secretary"):
        one = person(key)
        type(one).objects.filter(pk=one.pk).update(last_name="Ли-Ли", first_name="Ян", patronymic="")
        client = Client()
        type_code(client, give(key))
        choose(client)
    assert [person(key).user.login for key in ("olga", "secretary")] == ["li-li.y", "li-li.y2"]


@pytest.mark.parametrize("password", ["коротко", "1234567890", "sokolova.ov", "qwertyuiop"])
def test_a_weak_first_password_leaves_the_code_alive(newcomers, give, password: str):
    newcomers("olga")
    client = Client()
    type_code(client, give("olga"))
    assert choose(client, password).status_code == 422
    assert Invitation.objects.get().used_at is None
    assert choose(client).status_code == 302


def test_two_uses_at_one_instant_make_one_account(transactional_db, cast: Cast, newcomers, person):
    newcomers("olga")
    issue([person("olga")], by=None, at=AT)
    invitation_id, before = Invitation.objects.get().pk, User.objects.count()
    barrier, results = threading.Barrier(4), []

    def use(number: int) -> None:
        barrier.wait()
        try:
            results.append(patiently(lambda: activate(invitation_id, f"{PHRASE} {number}", on=TODAY, at=AT)))
        finally:
            connection.close()

    threads = [threading.Thread(target=use, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [user for user in results if user is not None]
    assert len(results) == 4
    assert len(winners) == 1
    assert User.objects.count() == before + 1
    assert person("olga").user_id == winners[0].pk


def patiently(what: Callable[[], User | None]) -> User | None:
    """The tests' SQLite in memory refuses at once where the product's waits (`timeout`), so wait here."""
    for _ in range(200):
        try:
            return what()
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.02)
    raise AssertionError("locked for ever")
