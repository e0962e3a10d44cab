"""«Кабинеты» over HTTP."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.school.models import Room
from parta.teaching.models import Lesson, Slot
from tests.cast import START, TODAY, Cast
from tests.pages import refused, said, saved, send

As = Callable[[str], Client]


def test_rooms_of_the_timetable_are_taken_over_renamed_and_kept(as_: As, cast: Cast):
    scheduler, algebra = as_("scheduler"), cast.courses["algebra"]
    past = Lesson.objects.create(course=algebra, date=date(2026, 11, 17), number=1, room="214")
    over = Slot.objects.create(course=algebra, weekday=2, number=1, room="214", starts_on=START, ends_on=START)
    assert "В расписании есть кабинеты, которых нет в списке 214" in said(scheduler.get(reverse("rooms")))
    for _ in range(2):
        scheduler.post(reverse("adopt-rooms"))
    room = Room.objects.get()
    page = reverse("room", args=[room.pk])
    saved(send(scheduler, page, name=" 214а ", title="Кабинет математики", capacity="25"))
    assert set(Slot.objects.filter(ends_on=None).values_list("room", flat=True)) == {"214а"}
    for row, name in ((past, "214"), (over, "214"), (cast.lessons["algebra"], "214а")):
        row.refresh_from_db()
        assert row.room == name
    assert cast.lessons["algebra"].version == 0
    answer = scheduler.post(page, {"remove": "1"}, follow=True)
    assert "Кабинет 214а стоит в расписании: Вт, 1-й урок, 8Б · Алгебра" in said(answer)
    Slot.objects.update(ends_on=TODAY.replace(day=23))
    scheduler.post(page, {"remove": "1"})
    assert not Room.objects.exists()
    assert history_of(room).count() == 3
    assert verify() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Обязательное поле"),
        ({"name": "  спортЗАЛ "}, "Кабинет «Спортзал» уже есть"),
        ({"name": "я" * 31}, "не более 30 символов"),
        ({"name": "а\x00"}, "ноль-байт"),
        ({"capacity": "0"}, "От 1 до 2000 мест"),
        ({"capacity": "9" * 50}, "целое число|От 1 до 2000"),
        ({"title": "я" * 81}, "не более 80 символов"),
    ],
)
def test_wrong_rooms(as_: As, cast: Cast, changes: dict[str, Any], sentence: str):
    Room.objects.create(name="Спортзал", sort_key="с")
    answer = send(as_("scheduler"), reverse("new-room"), **({"name": "101"} | changes))
    assert answer.status_code == 422
    assert any(one in said(answer) for one in sentence.split("|"))
    assert Room.objects.count() == 1


def test_the_timetable_offers_rooms_warns_of_strange_ones_and_of_narrow_ones(as_: As, cast: Cast):
    scheduler, algebra = as_("scheduler"), cast.courses["algebra"]
    Room.objects.create(name="101", sort_key="1", capacity=1)
    Room.objects.create(name="Спортзал", sort_key="с", shared=True)
    day = reverse("timetable-day", args=[cast.classes["8Б"].pk, 1])
    assert '<option value="Спортзал">' in scheduler.get(day).content.decode()
    answer = send(scheduler, day, r1_0="101", r2_0="Где-то")
    saved(answer)
    text = said(scheduler.get(answer["Location"]))
    assert "В списке кабинетов нет: Где-то" in text
    assert "В кабинете 101 мест 1, а в журнале «8Б · Алгебра» учеников 2" in text
    Slot.objects.filter(ends_on=None).update(room="Спортзал", number=1)
    assert "В кабинете Спортзал" not in said(scheduler.get(answer["Location"]))
    assert "У класса сразу" in said(scheduler.get(answer["Location"]))
    assert algebra.slots.filter(room="Спортзал").exists()


def test_who_keeps_rooms(as_: As, cast: Cast):
    for key, code in (("deputy", 200), ("scheduler", 200), ("secretary", 403), ("olga", 403), ("anna", 403)):
        assert as_(key).get(reverse("rooms")).status_code == code
    refused(send(as_("deputy"), reverse("new-room"), name=" "), "Обязательное поле")
