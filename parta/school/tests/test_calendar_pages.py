"""«Каникулы и праздники» over HTTP."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.school.models import DayOff, WorkingDay
from tests.cast import Cast
from tests.pages import fields, refused, said, saved, send

As = Callable[[str], Client]
OFF = {"title": "День города", "kind": "holiday", "starts_on": "2026-12-01", "ends_on": "2026-12-02"}


def test_prefilling_and_doing_it_again(as_: As):
    deputy = as_("deputy")
    answer = deputy.post(reverse("calendar-prefill"), {"habit": "quarters"})
    assert answer["Location"] == reverse("lessons") + "?start=2026-11-24&end=2027-05-26"
    page = said(deputy.get(reverse("calendar")))
    for words in ("Осенние каникулы", "День народного единства", "по расписанию: понедельник"):
        assert words in page
    assert "Всё уже стоит" in said(deputy.post(reverse("calendar-prefill"), {"habit": "quarters"}, follow=True))
    assert "Выберите, какие каникулы" in said(deputy.post(reverse("calendar-prefill"), {"habit": "x"}, follow=True))


def test_days_off_of_a_grade_level_and_back(as_: As):
    deputy = as_("deputy")
    answer = send(deputy, reverse("new-day-off"), **OFF, grade_level="8")
    assert answer["Location"] == reverse("lessons") + "?start=2026-12-01&end=2026-12-02"
    row = DayOff.objects.get()
    assert "8-е классы" in said(deputy.get(reverse("calendar")))
    address = reverse("day-off", args=[row.pk])
    answer = send(deputy, address, ends_on="2026-12-09")
    assert answer["Location"].endswith("?start=2026-12-01&end=2026-12-09")
    answer = deputy.post(address, {"remove": "1"})  # the lessons come back: they are shown too
    assert answer["Location"].endswith("?start=2026-12-01&end=2026-12-09")
    assert not DayOff.objects.exists()
    assert [change.action for change in history_of(row)] == ["school.save_day_off"] * 2 + ["school.remove_day"]
    assert verify() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Обязательное поле"),
        ({"title": "я" * 10_000}, "не более 120 символов"),
        ({"title": "а\x00б"}, "ноль-байт"),
        ({"kind": "party"}, "Выберите корректный вариант"),
        ({"ends_on": "2026-11-30"}, "Конец раньше начала (01.12.2026)"),
        ({"starts_on": "2028-12-01", "ends_on": "2028-12-01"}, "вне учебного года 2026/27"),
        ({"starts_on": "0001-01-01"}, "Проверьте год"),
        ({"ends_on": "9999-12-31"}, "Проверьте год"),
        ({"grade_level": "99"}, "Выберите корректный вариант"),
        ({"school_class": "9" * 30}, "Выберите корректный вариант"),
        ({"school_class": "нет"}, "Выберите корректный вариант"),
    ],
)
def test_wrong_days_off(as_: As, changes: dict[str, Any], sentence: str):
    refused(send(as_("deputy"), reverse("new-day-off"), **(OFF | changes)), sentence)
    assert not DayOff.objects.exists()


def test_days_off_are_of_a_grade_level_or_of_a_class(as_: As, cast: Cast):
    both = {"grade_level": 8, "school_class": cast.classes["8Б"].pk}
    refused(send(as_("deputy"), reverse("new-day-off"), **OFF, **both), "что-то одно: параллель или класс")


def test_a_working_saturday_by_another_days_timetable(as_: As):
    deputy = as_("deputy")
    saved(send(deputy, reverse("new-working-day"), date="2026-12-05", as_weekday="0"))
    assert "5 декабря 2026 г., суббота" in said(deputy.get(reverse("calendar")))
    refused(send(deputy, reverse("new-working-day"), date="2026-12-05"), "Этот день уже объявлен рабочим")
    refused(send(deputy, reverse("new-working-day"), date="2026-12-12", as_weekday="6"), "Выберите корректный")
    refused(send(deputy, reverse("new-working-day"), date=""), "Обязательное поле")
    row = WorkingDay.objects.get()
    assert "start=2026-12-05" in deputy.post(reverse("working-day", args=[row.pk]), {"remove": "1"})["Location"]
    assert not WorkingDay.objects.exists()


def test_two_editors_of_a_day_off(as_: As):
    """EDIT-01."""
    row = DayOff.objects.create(**OFF)
    address = reverse("day-off", args=[row.pk])
    opened = fields(as_("director"), address)
    saved(send(as_("deputy"), address, title="День города и района", ends_on="2026-12-03"))
    answer = send(as_("director"), address, opened, ends_on="2026-12-04")
    refused(answer, "По: сейчас «03.12.2026», у вас «04.12.2026»")
    again = fields(as_("director"), address)
    saved(send(as_("director"), address, again, ends_on="2026-12-04"))
    row.refresh_from_db()
    assert (row.title, row.ends_on) == ("День города и района", date(2026, 12, 4))


@pytest.mark.parametrize("key", ["secretary", "scheduler", "olga"])
def test_others_are_kept_out(as_: As, key: str):
    for name in ("calendar", "new-day-off", "new-working-day"):
        assert as_(key).get(reverse(name)).status_code == 403
    assert as_(key).post(reverse("calendar-prefill"), {"habit": "none"}).status_code == 403


def test_a_long_calendar_takes_as_many_queries_as_a_short_one(as_: As, cast: Cast, count_queries: Any):
    deputy = as_("deputy")
    deputy.get(reverse("calendar"))
    with count_queries() as few:
        deputy.get(reverse("calendar"))
    for number in range(1, 20):
        DayOff.objects.create(**OFF, school_class=cast.classes["8Б"])
        WorkingDay.objects.create(date=date(2026, 12, number), as_weekday=1)
    with count_queries() as many:
        deputy.get(reverse("calendar"))
    assert len(many()) == len(few()) <= 10
