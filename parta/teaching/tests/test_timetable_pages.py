"""«Расписание» and making lessons, over HTTP."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from parta.audit.chain import verify
from parta.school.models import DayOff, WorkingDay
from parta.teaching.models import Course, Lesson, Slot
from tests.cast import START, TODAY, Cast
from tests.pages import fields, refused, said, saved, send

As = Callable[[str], Client]
DECEMBER = {"start": "2026-12-01", "end": "2026-12-31", "school_class": ""}


def tuesday(cast: Cast, name: str = "8Б") -> str:
    return reverse("timetable-day", args=[cast.classes[name].pk, 1])


def slots(course: Course) -> list[tuple[int, str, date, date | None]]:
    rows = course.slots.order_by("starts_on", "number")
    return list(rows.values_list("number", "room", "starts_on", "ends_on"))


def test_a_new_day_from_a_date_and_lessons_follow(as_: As, cast: Cast):
    """TT-05."""
    algebra, scheduler = cast.courses["algebra"], as_("scheduler")
    scheduler.post(reverse("lessons"), DECEMBER)
    assert algebra.lessons.filter(date__gt=TODAY).count() == 5
    opened = fields(scheduler, tuesday(cast))
    assert (opened["c1_0"], opened["r1_0"]) == ([str(algebra.pk)], ["214"])
    answer = send(scheduler, tuesday(cast), starts_on="2026-12-15", c1_0="", r1_0="", c4_0=algebra.pk, r4_0="301")
    saved(answer)
    assert slots(algebra) == [
        (1, "214", date(2026, 9, 1), date(2026, 12, 14)),
        (4, "301", date(2026, 12, 15), None),
    ]
    places = list(algebra.lessons.filter(date__gt=TODAY).order_by("date").values_list("date__day", "number", "room"))
    assert places == [(1, 1, "214"), (8, 1, "214"), (15, 4, "301"), (22, 4, "301"), (29, 4, "301")]
    assert "Уроки: перенесено 3 урока" in said(scheduler.get(answer["Location"]))
    assert verify() == []


def test_the_form_shows_one_timetable_and_names_the_coming_one(as_: As, cast: Cast):
    algebra, russian = cast.courses["algebra"], cast.courses["russian"]
    saved(send(as_("scheduler"), tuesday(cast), starts_on="2026-12-15", c1_0=russian.pk, c2_0="", r2_0=""))
    now = fields(as_("scheduler"), tuesday(cast))
    assert now["c1_0"] == [str(algebra.pk)]
    assert "c1_2" not in now
    assert "С 15 декабря 2026 г. на этот день уже записано другое расписание" in said(
        as_("scheduler").get(tuesday(cast))
    )
    assert fields(as_("scheduler"), tuesday(cast) + "?on=2026-12-15")["c1_0"] == [str(russian.pk)]


def test_weeks_of_a_cycle_hold_different_lessons(as_: As, cast: Cast):
    """CAL-07: 7 December begins a first week, 14 December a second one."""
    algebra, russian, scheduler = cast.courses["algebra"], cast.courses["russian"], as_("scheduler")
    assert "w1_0" not in fields(scheduler, tuesday(cast))
    saved(send(as_("deputy"), reverse("year", args=[cast.year.pk]), cycle_weeks="2"))
    wanted: dict[str, Any] = {
        "starts_on": "2026-12-07",
        "c1_0": algebra.pk, "w1_0": "1", "c1_1": russian.pk, "w1_1": "2", "c2_0": "", "r2_0": ""
    }  # fmt: skip
    twice = wanted | {"c1_1": algebra.pk, "w1_1": "0"}
    refused(send(scheduler, tuesday(cast), **twice), "Этот журнал уже стоит на этом уроке")
    saved(send(scheduler, tuesday(cast), **wanted))
    scheduler.post(reverse("lessons"), DECEMBER)
    days = [
        sorted(one.lessons.filter(date__gt=date(2026, 12, 6), number=1).values_list("date__day", flat=True))
        for one in (algebra, russian)
    ]
    assert days == [[8, 22], [15, 29]]
    page = said(scheduler.get(reverse("class-timetable", args=[cast.classes["8Б"].pk]) + "?on=2026-12-08"))
    assert "1-я неделя" in page
    assert "накладка" not in page
    before = list(Slot.objects.order_by("pk").values_list())
    saved(send(scheduler, tuesday(cast) + "?on=2026-12-07"))
    assert list(Slot.objects.order_by("pk").values_list()) == before
    saved(send(as_("deputy"), reverse("year", args=[cast.year.pk]), cycle_weeks="1"))
    page = said(scheduler.get(reverse("class-timetable", args=[cast.classes["8Б"].pk]) + "?on=2026-12-08"))
    assert "стоит на 2-й неделе цикла, а недель в нём 1" in page


def test_late_lessons_of_an_import_are_not_lost(as_: As, cast: Cast):
    algebra = cast.courses["algebra"]
    Slot.objects.filter(course=algebra).update(number=11)
    saved(send(as_("scheduler"), tuesday(cast), r2_0="7"))
    assert slots(algebra) == [(11, "214", date(2026, 9, 1), None)]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"starts_on": ""}, "Обязательное поле"),
        ({"starts_on": "2026-11-24"}, "Новое расписание может начаться с 25.11.2026"),
        ({"starts_on": "2027-06-01"}, "вне учебного года 2026/27"),
        ({"starts_on": "9999-12-31"}, "Проверьте год"),
        ({"c3_0": "999999"}, "Выберите корректный вариант"),
        ({"c3_0": "9" * 30}, "Выберите корректный вариант"),
        ({"c3_0": "алгебра"}, "Выберите корректный вариант"),
        ({"r3_0": "301"}, "Кабинет указан, а журнал нет"),
        ({"r1_0": "я" * 10_000}, "не более 30 символов"),
        ({"r1_0": "\x00а"}, "ноль-байт"),
    ],
)
def test_wrong_days(as_: As, cast: Cast, changes: dict[str, str], sentence: str):
    before = list(Slot.objects.order_by("pk").values_list())
    refused(send(as_("scheduler"), tuesday(cast), **changes), sentence)
    assert list(Slot.objects.order_by("pk").values_list()) == before


def test_one_journal_once_in_a_lesson(as_: As, cast: Cast):
    refused(send(as_("scheduler"), tuesday(cast), c1_1=cast.courses["algebra"].pk), "уже стоит на этом уроке")


def test_two_editors_of_a_day(as_: As, cast: Cast):
    """EDIT-01."""
    russian, opened = cast.courses["russian"], fields(as_("deputy"), tuesday(cast))
    saved(send(as_("scheduler"), tuesday(cast), starts_on="2026-11-25", c5_0=russian.pk))
    saved(send(as_("deputy"), tuesday(cast), opened, starts_on="2026-11-26", r1_0="301"))
    assert {number for number, *_ in slots(russian)} == {2, 5}
    answer = send(as_("deputy"), tuesday(cast), opened, c5_0=cast.courses["algebra"].pk)
    refused(answer, "5-й урок, журнал: сейчас «Русский язык», у вас «Алгебра»")


def test_clashes_are_named_on_the_page(as_: As, cast: Cast):
    Slot.objects.update(number=9, room="214")
    page = said(as_("scheduler").get(reverse("class-timetable", args=[cast.classes["8Б"].pk])))
    for words in (
        "Вт, 9-й урок: В кабинете 214 сразу «8Б · Алгебра» и «8Б · Русский язык»",
        "У класса сразу «8Б · Алгебра» и «8Б · Русский язык»",
        "«8Б · Алгебра» стоит 9-м уроком, а звонка для него в 1-й смене нет",
    ):
        assert words in page


@pytest.mark.parametrize("on", ["2026-10-01", "9999-12-31", "0001-01-01", "вчера", "2026-13-45", "\x00"])
def test_the_timetable_of_any_day(as_: As, cast: Cast, on: str):
    address = reverse("class-timetable", args=[cast.classes["8Б"].pk])
    assert "Алгебра" in said(as_("scheduler").get(address, {"on": on}))
    assert as_("scheduler").get(tuesday(cast), {"on": on}).status_code == 200


def test_wrong_addresses(as_: As, cast: Cast):
    for weekday in (6, 7, 10**30):
        address = reverse("timetable-day", args=[cast.classes["8Б"].pk, weekday])
        assert as_("scheduler").get(address).status_code == 404
    assert as_("scheduler").get(reverse("class-timetable", args=[10**30])).status_code == 404


def test_lessons_are_shown_first_and_made_then(as_: As, cast: Cast):
    scheduler = as_("scheduler")
    DayOff.objects.create(starts_on=date(2026, 12, 8), ends_on=date(2026, 12, 8), title="Мороз", kind="cancelled")
    before = Lesson.objects.count()
    page = said(scheduler.get(reverse("lessons"), DECEMBER))
    assert "Создать 12 уроков" in page
    assert Lesson.objects.count() == before
    page = said(scheduler.post(reverse("lessons"), DECEMBER, follow=True))
    assert "Уроки: создано 12 уроков." in page
    assert not Lesson.objects.filter(date="2026-12-08").exists()
    assert "Уроки уже соответствуют расписанию" in said(scheduler.get(reverse("lessons"), DECEMBER))
    one = scheduler.get(reverse("lessons"), DECEMBER | {"school_class": cast.classes["7А"].pk})
    assert "Оставить 4 урока" in said(one)


def test_lessons_with_something_written_stay_and_are_named(as_: As, cast: Cast):
    scheduler = as_("scheduler")
    scheduler.post(reverse("lessons"), DECEMBER)
    Lesson.objects.filter(course=cast.courses["algebra"], date="2026-12-08").update(topic="Дроби", version=1)
    DayOff.objects.create(starts_on=date(2026, 12, 8), ends_on=date(2026, 12, 8), title="Мороз", kind="cancelled")
    page = said(scheduler.get(reverse("lessons"), DECEMBER))
    assert "Убрать 2 урока" in page
    assert "8Б · Алгебра, 8 декабря 2026 г., 1-й урок" in page
    scheduler.post(reverse("lessons"), DECEMBER)
    assert Lesson.objects.get(date="2026-12-08").topic == "Дроби"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"start": ""}, "Обязательное поле"),
        ({"end": "2026-11-30"}, "Конец раньше начала (01.12.2026)"),
        ({"start": "2028-01-01", "end": "2028-02-01"}, "вне учебного года 2026/27"),
        ({"end": "9999-12-31"}, "Проверьте год"),
        ({"school_class": "9" * 30}, "Выберите корректный вариант"),
        ({"school_class": "\x00"}, "ноль-байт"),
    ],
)
def test_wrong_ranges(as_: As, changes: dict[str, str], sentence: str):
    before = Lesson.objects.count()
    refused(as_("scheduler").get(reverse("lessons"), DECEMBER | changes), sentence)
    refused(as_("scheduler").post(reverse("lessons"), DECEMBER | changes), sentence)
    assert Lesson.objects.count() == before


@pytest.mark.parametrize("key", ["secretary", "olga", "irina", "anna"])
def test_others_are_kept_out(as_: As, cast: Cast, key: str):
    for address in (reverse("timetable"), reverse("lessons"), tuesday(cast)):
        assert as_(key).get(address).status_code == 403
    assert as_(key).post(reverse("lessons"), DECEMBER).status_code == 403


def test_a_full_timetable_takes_no_more_queries(as_: As, cast: Cast, count_queries: Any):
    client = as_("scheduler")
    addresses = [reverse("class-timetable", args=[cast.classes["8Б"].pk]), tuesday(cast)]
    for address in addresses:
        client.get(address)
    with count_queries() as few:
        for address in addresses:
            client.get(address)
    for number in range(3, 8):
        for weekday in range(5):
            Slot.objects.create(course=cast.courses["russian"], weekday=weekday, number=number, starts_on=TODAY)
    with count_queries() as many:
        for address in addresses:
            client.get(address)
    assert len(many()) == len(few()) <= 24


def test_a_saturday_by_another_days_timetable_from_the_order_to_the_diary(cast: Cast, as_: As):
    """Declared, previewed, made, seen; moved to another Saturday; taken back."""
    deputy, algebra = as_("deputy"), cast.courses["algebra"]
    saturday, other = date(2026, 11, 28), date(2026, 12, 5)
    answer = send(deputy, reverse("new-working-day"), date=saturday.isoformat(), as_weekday="1")
    text = said(deputy.get(answer["Location"]))
    assert "28 ноября — рабочий день, расписание на этот день: вторник." in text
    assert "Создать 3 урока" in text
    deputy.post(reverse("lessons"), {"start": saturday, "end": saturday, "school_class": ""})
    assert algebra.lessons.filter(date=saturday, number=1).exists()
    assert "Суббота, 28 ноября" in said(as_("anna").get(reverse("diary", args=[cast.pupils["petya"].pk])))
    assert "8 «Б», алгебра" in said(as_("olga").get(reverse("today"), {"day": saturday}))
    row = WorkingDay.objects.get()
    answer = send(deputy, reverse("working-day", args=[row.pk]), date=other.isoformat(), as_weekday="0")
    text = said(deputy.get(answer["Location"]))
    assert "5 декабря — рабочий день, расписание на этот день: понедельник. Уроков по нему нет ни у кого" in text
    deputy.post(reverse("lessons"), {"start": saturday, "end": saturday, "school_class": ""})
    assert not algebra.lessons.filter(date=saturday).exists()
    Slot.objects.create(course=algebra, weekday=0, number=2, starts_on=START)
    assert "Уроков по нему нет: 7 «А»." in said(deputy.get(answer["Location"]))
    answer = deputy.post(reverse("working-day", args=[row.pk]), {"remove": "1"})
    assert "рабочий день" not in said(deputy.get(answer["Location"]))


def test_a_working_day_declared_on_the_day_itself(cast: Cast, as_: As):
    """Classes of five days have it too (CAL-04), and today's lessons are made."""
    Lesson.objects.all().delete()
    with time_machine.travel("2026-11-28T06:00:00Z", tick=True):
        deputy = as_("deputy")
        answer = send(deputy, reverse("new-working-day"), date="2026-11-28", as_weekday="1")
        assert answer["Location"] == reverse("lessons") + "?start=2026-11-28&end=2026-11-28"
        deputy.post(reverse("lessons"), {"start": "2026-11-28", "end": "2026-11-28", "school_class": ""})
    assert Lesson.objects.filter(date=date(2026, 11, 28)).count() == 3
