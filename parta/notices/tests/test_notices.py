"""Notices: told once, shown to their person only, read one by one or all."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from parta.core import dates
from parta.core.actor import Actor
from parta.notices.actions import KEPT, read_all, tell
from parta.notices.models import Notice
from tests.cast import TODAY, Cast

As = Callable[[str], Client]
BADGE = "1\u00a0новое уведомление"
TEXT = "Олег Зайцев получил доступ к дневнику: Пётр."


def test_told_once_a_day_while_unread(cast: Cast) -> None:
    anna, petya = cast.users["anna"].pk, cast.users["petya"].pk
    now = dates.now()
    tell([], "people.x", TEXT, at=now)
    tell([anna, anna], "people.x", TEXT, at=now)
    tell([anna, petya], "people.x", TEXT, at=now + timedelta(hours=1))
    assert sorted(Notice.objects.values_list("user", flat=True)) == sorted([anna, petya])
    tell([anna], "people.x", TEXT, at=now + timedelta(hours=25))  # a day later it is news again
    tell([anna], "people.y", TEXT, at=now)  # another kind
    assert Notice.objects.filter(user=anna).count() == 3
    Notice.objects.filter(user=petya).update(read_at=now)
    tell([petya], "people.x", TEXT, at=now + timedelta(hours=2))  # what was read may happen again
    assert Notice.objects.filter(user=petya).count() == 2
    tell([petya], "people.x", "Другое", at=now + KEPT + timedelta(days=2))
    assert Notice.objects.count() == 1  # a year later the others are gone


def test_shown_to_its_person_and_read(cast: Cast, as_: As, count_queries: Any) -> None:
    anna, olga = as_("anna"), as_("olga")
    diary = reverse("diary", args=[cast.pupils["petya"].pk])
    with count_queries() as quiet:
        assert "уведомлен" not in anna.get(diary).content.decode()
    tell([cast.users["anna"].pk, cast.users["olga"].pk], "people.x", TEXT, reverse("diary-home"), at=dates.now())
    with count_queries() as told:
        page = anna.get(diary).content.decode()
    assert len(told()) == len(quiet()) + 1
    assert TEXT in page
    assert BADGE in page
    assert TEXT in olga.get(reverse("today")).content.decode()
    marks = reverse("diary-marks", args=[cast.pupils["petya"].pk])
    assert BADGE in anna.get(marks).content.decode()  # counted with the account
    for key in ("petya", "irina", "foreign", "secretary"):
        assert TEXT not in as_(key).get(reverse("notices")).content.decode()

    notice = Notice.objects.get(user=cast.users["anna"])
    address = reverse("notice-read", args=[notice.pk])
    assert olga.post(address).status_code == 404
    assert anna.get(address).status_code == 405
    assert anna.post(address, {"open": "1"}).headers["Location"] == notice.url
    assert BADGE not in anna.get(diary).content.decode()
    page = anna.get(reverse("notices")).content.decode()
    assert TEXT in page  # it can still be looked up
    assert "Прочитано<" not in page
    assert BADGE in olga.get(reverse("today")).content.decode()
    assert olga.post(address := reverse("notices-read")).headers["Location"] == reverse("notices")
    assert anna.post(address).status_code == 302
    assert not Notice.objects.filter(read_at=None).exists()


def test_the_start_page_shows_the_newest_few(cast: Cast, as_: As) -> None:
    olga = as_("olga")
    for number in range(7):
        tell([cast.users["olga"].pk], "people.x", f"Новость {number}.", at=dates.now() + timedelta(minutes=number))
    page = olga.get(reverse("today")).content.decode()
    assert "Новость 6." in page
    assert "Новость 1." not in page
    assert "ещё 2" in page
    first = olga.get(reverse("notices")).content.decode()
    assert "Новость 0." in first
    read_all(by=Actor(TODAY, user_id=cast.users["olga"].pk), at=dates.now())  # what came meanwhile stays new
    assert Notice.objects.filter(read_at=None).count() == 6
