"""How long a sign-in lasts, where one is signed in, ending it there. SESS-01, SESS-02."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client

from parta.accounts import sessions
from parta.accounts.models import Session
from parta.accounts.rules.browsers import UNKNOWN, label
from parta.accounts.rules.sessions import is_over, worth_noting
from parta.notices.models import Notice
from parta.people.models import ClassMember, Guardian, Guardianship, StaffMember
from tests.cast import PASSWORD, START, Cast

NOON = datetime(2026, 11, 24, 7, tzinfo=UTC)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"
ANDROID = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def enter(key: str = "olga", client: Client | None = None, agent: str = CHROME, **more: str) -> Client:
    client = client or Client(HTTP_USER_AGENT=agent)
    assert client.post("/login/", {"login": key, "password": PASSWORD, **more}).status_code == 302
    return client


def signed_in(client: Client) -> bool:
    return client.get("/password/").status_code == 200


@pytest.mark.parametrize(
    ("age", "idle", "shared", "staff", "over"),
    [
        (minutes(719), minutes(89), False, True, False),
        (minutes(720), minutes(0), False, True, True),
        (minutes(90), minutes(90), False, True, True),
        (minutes(9), minutes(9), True, True, False),
        (minutes(10), minutes(10), True, True, True),
        (timedelta(days=29), timedelta(days=13), False, False, False),
        (timedelta(days=30), minutes(0), False, False, True),
        (timedelta(days=14), timedelta(days=14), False, False, True),
        (minutes(10), minutes(10), True, False, True),
        (minutes(-4), minutes(-4), False, True, False),  # a clock corrected a little
        (minutes(-6), minutes(-6), False, True, True),  # set back: it would outlive its time
    ],
)
def test_the_life_of_a_session(age: timedelta, idle: timedelta, shared: bool, staff: bool, over: bool):
    assert is_over(NOON - age, NOON - idle, NOON, shared=shared, staff=staff) is over


def test_a_use_is_noted_seldom():
    assert not worth_noting(NOON, NOON + minutes(4), shared=False)
    assert worth_noting(NOON, NOON + minutes(5), shared=False)
    assert worth_noting(NOON, NOON + minutes(1), shared=True)
    assert worth_noting(NOON, NOON - minutes(60), shared=False), "a clock set back"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome, Windows"),
        (ANDROID, "Chrome, Android"),
        (CHROME + " YaBrowser/24.10", "Яндекс Браузер, Windows"),
        (CHROME + " Edg/131.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0", "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1", "Safari, macOS"),
        ("curl/8.5", UNKNOWN),
        ("<script>", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_the_name_of_a_browser(agent: str, words: str):
    assert label(agent) == words


def test_a_teacher_is_signed_out_after_a_double_lesson_without_work(cast: Cast):
    with time_machine.travel(NOON, tick=False) as clock:
        client = enter(stay="on")
        for _ in range(7):
            clock.shift(minutes(85))
            assert signed_in(client)
        clock.shift(minutes(90))
        assert not signed_in(client)
        assert not Session.objects.exists()


def test_twelve_hours_end_a_teachers_session_but_not_a_parents(cast: Cast):
    with time_machine.travel(NOON, tick=False) as clock:
        olga, anna = enter("olga", stay="on"), enter("anna", stay="on")
        for _ in range(9):
            clock.shift(minutes(80))
            here = signed_in(olga)
            assert signed_in(anna)
        assert not here
        clock.shift(timedelta(days=13))
        assert signed_in(anna)
        clock.shift(timedelta(days=14))
        assert not signed_in(anna)


@pytest.mark.parametrize("key", ["olga", "anna"])
def test_a_shared_computer_left_alone_signs_out(cast: Cast, key: str):
    with time_machine.travel(NOON, tick=False) as clock:
        client = enter(key, shared="on", stay="on")
        assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == "", "till the browser is closed at most"
        for _ in range(5):
            clock.shift(minutes(8))
            assert signed_in(client)
        clock.shift(minutes(10))
        assert not signed_in(client)


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(cast: Cast):
    with time_machine.travel(NOON, tick=False) as clock:
        client = enter(shared="on")
        address = f"/journal/{cast.courses['algebra'].pk}/"
        assert 'name="shared" value="on"' in client.get(address).content.decode(), "so is the next sign-in over it"
        for _ in range(3):
            clock.shift(minutes(3))
            assert client.get(address, headers={"X-Parta-Background": "1"}).status_code == 200
        clock.shift(minutes(3))
        asked = client.get(address, headers={"X-Parta-Background": "1", "Accept": "application/json"})
        assert asked.status_code == 401


def test_the_clock_set_back_revives_nothing(cast: Cast):
    with time_machine.travel(NOON, tick=False) as clock:
        client = enter()
        old = client.cookies[settings.SESSION_COOKIE_NAME].value
        clock.shift(minutes(91))
        assert not signed_in(client)
        clock.shift(minutes(-91))
        client.cookies[settings.SESSION_COOKIE_NAME] = old
        assert not signed_in(client)
        client = enter()
        clock.shift(timedelta(days=-1))
        assert not signed_in(client)


def test_reading_costs_nothing_more_than_before(cast: Cast, count_queries):
    with time_machine.travel(NOON, tick=False) as clock:
        client = enter()
        with count_queries() as queries:
            assert signed_in(client)
        assert len(queries()) == 3
        clock.shift(minutes(5))
        with count_queries() as queries:
            assert signed_in(client)
        assert len(queries()) == 4, "and once in five minutes the use is noted"


def test_one_sees_and_ends_where_one_is_signed_in(cast: Cast):
    phone, desk, stranger = enter(agent=ANDROID), enter(REMOTE_ADDR="10.1.2.3"), enter("stranger")
    body = desk.get("/devices/").content.decode()
    assert body.index("Chrome, Windows") < body.index("Chrome, Android")
    assert body.count("это устройство") == 1
    assert "127.0.0.*" in body
    for client in (phone, desk, stranger):
        assert client.cookies[settings.SESSION_COOKIE_NAME].value not in body, "no key is ever shown"
    (handle,) = set(re.findall(r'name="which" value="([0-9a-f]{32})"', body))

    foreign = stranger.post("/devices/end/", {"which": handle})
    assert foreign.url == "/devices/"
    assert signed_in(phone), "another's session can't be ended, even by its handle"
    assert desk.post("/devices/end/", {"which": handle}).status_code == 302
    assert not signed_in(phone)
    assert signed_in(desk)
    assert "Там уже вышли" in desk.post("/devices/end/", {"which": handle}, follow=True).content.decode()


def test_a_stolen_cookie_opens_nothing_after_ending_all_others(cast: Cast):
    victim = enter()
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = victim.cookies[settings.SESSION_COOKIE_NAME].value
    other = enter()
    assert signed_in(stolen)
    other.post("/devices/end/", {"which": "others"})
    assert not signed_in(stolen)
    assert not signed_in(victim)
    assert signed_in(other)


def test_a_session_ended_meanwhile_is_not_written_again(cast: Cast):
    client = enter()
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    store = client.session
    store["late"] = True
    sessions.end_sessions(cast.users["olga"])
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.filter(session_key=key).exists()


@pytest.mark.parametrize(("key", "most"), [("olga", 3), ("anna", 10)])
def test_the_one_unused_longest_makes_room(cast: Cast, key: str, most: int):
    with time_machine.travel(NOON, tick=False) as clock:
        clients = []
        for _ in range(most):
            clients.append(enter(key))
            clock.shift(minutes(1))
        clock.shift(minutes(5))
        assert signed_in(clients[0])
        newest = enter(key, agent=ANDROID)
        assert not signed_in(clients[1])
        assert all(signed_in(client) for client in (clients[0], *clients[2:], newest))
    (notice,) = Notice.objects.filter(user=cast.users[key], kind="accounts.too_many_devices")
    assert "Chrome, Windows" in notice.text


def test_a_new_device_is_told_to_its_owner(cast: Cast):
    first = enter()
    assert not Notice.objects.exists(), "the first sign-in ever is no news"
    enter(client=first)
    first.post("/logout/")
    enter(client=first)
    assert not Notice.objects.exists(), "nor is a known device"
    enter(agent=ANDROID)
    (notice,) = Notice.objects.all()
    assert notice.user == cast.users["olga"]
    assert "Chrome, Android, сеть 127.0.0.*" in notice.text


def test_typed_marks_outlive_an_idle_end(cast: Cast):
    """What the journal's page does: the batch is refused with 401, somebody signs in over it, it is sent again."""
    course, lesson, petya = cast.courses["algebra"], cast.lessons["algebra"], cast.pupils["petya"]
    edit = {"op_id": "a" * 22, "lesson": lesson.pk, "pupil": petya.pk, "value": "5", "base_version": 0}
    asked = {"content_type": "application/json", "headers": {"Accept": "application/json"}}
    with time_machine.travel(NOON, tick=False) as clock:
        client = enter()
        clock.shift(minutes(95))
        refused = client.post(f"/journal/{course.pk}/cells/", {"edits": [edit]}, **asked)
        assert refused.status_code == 401
        assert "записи не потеряны" in refused.json()["error"]
        enter(client=client)
        saved = client.post(f"/journal/{course.pk}/cells/", {"edits": [edit]}, **asked)
        assert saved.status_code == 200, saved.content.decode()
        assert saved.json()["results"][edit["op_id"]]["status"] == "saved"


def test_who_loses_one_hat_keeps_the_other(cast: Cast):
    """A teacher whose child learns here: the journal with a teacher's rights, the diary with a parent's."""
    guardian = Guardian.objects.create(person=cast.staff["olga"].person)
    tie = Guardianship.objects.create(guardian=guardian, pupil=cast.pupils["other"], starts_on=START)
    journal, diary = f"/journal/{cast.courses['algebra'].pk}/", f"/diary/{cast.pupils['other'].pk}/"
    client = enter()
    assert [client.get(address).status_code for address in (journal, diary)] == [200, 200]
    assert f'href="{diary}"' in client.get(journal).content.decode(), "a switch in the menu"
    assert client.get(f"/journal/{cast.courses['foreign'].pk}/").status_code == 404, "a parent reads no journal"
    assert client.get(f"/diary/{cast.pupils['petya'].pk}/").status_code == 404, "a teacher reads no diary"

    StaffMember.objects.filter(pk=cast.staff["olga"].pk).update(ends_on=START)
    assert [client.get(address).status_code for address in (journal, diary)] == [403, 200]
    StaffMember.objects.filter(pk=cast.staff["olga"].pk).update(ends_on=None)
    Guardianship.objects.filter(pk=tie.pk).update(ends_on=START)
    assert [client.get(address).status_code for address in (journal, diary)] == [200, 403]


def test_a_pupil_who_has_left_is_out_at_once(cast: Cast):
    client = enter("petya")
    assert client.get("/", follow=True).status_code == 200
    ClassMember.objects.filter(pupil=cast.pupils["petya"]).update(ends_on=START)
    answer = client.get("/")
    assert (answer.status_code, "Доступ закончился" in answer.content.decode()) == (403, True)
    assert client.get("/").status_code == 302


def test_a_script_of_somebody_gone_is_told_in_its_language(cast: Cast):
    client = enter()
    StaffMember.objects.filter(pk=cast.staff["olga"].pk).update(ends_on=START)
    answer = client.get("/password/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (403, "gone")


def test_a_session_key_given_by_another_is_not_taken(cast: Cast):
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    enter(client=client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != "a" * 32


def test_what_nobody_can_use_is_swept(cast: Cast):
    with time_machine.travel(NOON, tick=False) as clock:
        enter()
        Client().get("/activate/")
        clock.shift(timedelta(days=14))
        enter("anna")
        assert Session.objects.get().user_id == cast.users["anna"].pk, "at the next sign-in"
