"""«Отменить занятия»: quarantine and frost for the school, grade levels or classes; and bringing them back."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.journal.models import Homework, PeriodLock, RollCall
from parta.journal.rules import cancelled_days as rules
from parta.school.models import DayOff, Period, WorkingDay
from parta.school.rules.calendar import Off
from parta.teaching.actions.lessons import generate_lessons
from parta.teaching.models import Lesson, Substitution
from tests.cast import END, START, TODAY, Cast
from tests.pages import refused, said, saved

AT = datetime(2026, 11, 24, 7, tzinfo=UTC)
WEEK = timedelta(days=7)
NEXT = TODAY + WEEK
As = Callable[[str], Client]


@pytest.fixture
def lessons(cast: Cast) -> None:
    generate_lessons(None, TODAY, TODAY + 4 * WEEK, by=None, at=AT)


def asked(*whom: str, reason: str = "карантин", start: date = TODAY, end: date = NEXT, **more: Any) -> dict[str, Any]:
    return {"starts_on": start, "ends_on": end, "reason": reason, "other": "", "whom": list(whom)} | more


def states(cast: Cast, key: str) -> list[tuple[date, str]]:
    return list(cast.courses[key].lessons.order_by("date").values_list("date", "state"))


def plain(cast: Cast, key: str, *weeks: int) -> list[tuple[date, str]]:
    return [(TODAY + number * WEEK, "regular") for number in weeks]


@pytest.mark.parametrize(
    ("start", "end", "working", "told"),
    [
        (TODAY, NEXT, [], ""),
        (TODAY, TODAY + timedelta(days=60), [], "Больше чем на 60 дней"),
        (START - WEEK, START, [], "Учебный год идёт с 1"),
        (END, END + WEEK, [], "Учебный год идёт с 1"),
        (TODAY, NEXT, [date(2026, 11, 28)], "ноября объявлено рабочим днём"),
    ],
)
def test_dates(start: date, end: date, working: list[date], told: str):
    found = rules.dates_refusal(start, end, (START, END), working)
    assert told in found
    assert bool(told) == bool(found)


def test_a_stream_falls_out_only_as_a_whole():
    classes = [(10, 1), (10, 2)]
    first, other, level, school = (Off(TODAY, NEXT, *whom) for whom in ((None, 1), (None, 2), (10, None), (None, None)))
    assert rules.concerned(TODAY, classes, [first], []) == (True, False)
    assert rules.concerned(TODAY, classes, [first], [other]) == (True, True)
    assert rules.concerned(TODAY, classes, [level], []) == (True, True)
    assert rules.concerned(TODAY, classes, [], [school]) == (False, False)
    assert rules.concerned(TODAY + 2 * WEEK, classes, [school], []) == (False, False)
    assert rules.concerned(TODAY, [], [first], []) == (False, False)
    assert rules.concerned(TODAY, [], [school], []) == (True, True)


def test_preview_then_cancel_then_bring_back(cast: Cast, as_: As, lessons: None):
    deputy, address = as_("deputy"), reverse("cancel-days")
    whom = f"c{cast.classes['8Б'].pk}"
    held, prepared = cast.lessons["russian"], cast.courses["algebra"].lessons.get(date=NEXT)
    RollCall.objects.create(lesson=held, taken_at=AT)
    Homework.objects.create(lesson=cast.lessons["algebra"], text="№ 4", due=prepared)
    absent = {"absent": cast.staff["olga"], "staff": cast.staff["irina"], "assigned_at": AT}
    Substitution.objects.create(lesson=cast.lessons["algebra"], **absent)
    text = said(deputy.get(address, asked(whom)))
    assert "Уроки станут снятыми 2 урока" in text
    assert "Уроки уберутся 1 урок" in text
    assert "Задания к этим урокам 1, перейдут на следующий урок" in text
    assert "Останется 1 урок: 8Б · Русский язык, 24 ноября, 2-й урок: урок проведён" in text
    assert not DayOff.objects.exists()
    answer = deputy.post(address, asked(whom), follow=True)
    assert "Занятия отменены: снято 2 урока, убрано 1 урок, осталось 1 урок." in said(answer)
    assert states(cast, "algebra")[:2] == [(TODAY, "cancelled"), (NEXT, "cancelled")]
    assert states(cast, "russian") == plain(cast, "russian", 0, 2, 3, 4)
    assert states(cast, "foreign") == plain(cast, "foreign", 0, 1, 2, 3, 4)
    assert set(Lesson.objects.filter(state="cancelled").values_list("note", flat=True)) == {"карантин"}
    assert not Substitution.objects.exists()
    refused(deputy.post(address, asked(whom)), "На эти дни занятия уже отменены")
    # Families and teachers read why.
    diary = said(as_("anna").get(reverse("diary", args=[cast.pupils["petya"].pk])))
    assert "Занятий нет: карантин" in diary
    assert "снят: карантин" in diary
    day = said(as_("olga").get(reverse("today")))
    assert "Занятия отменены. 8 «Б»: карантин." in day
    assert "снят: карантин" in day
    assert "Занятия отменены. 8 «Б»: карантин." in said(as_("irina").get(reverse("today"), {"day": NEXT}))
    row = DayOff.objects.get()
    assert deputy.get(reverse("day-off", args=[row.pk])).url == reverse("cancelled-days", args=[row.pk])
    page = reverse("cancelled-days", args=[row.pk])
    assert "Снято уроков 2" in said(deputy.get(page))
    assert deputy.post(page).status_code == 200  # nothing was asked for
    answer = deputy.post(page, {"return": "1"}, follow=True)
    assert "Уроки: возвращено 2, создано заново 1" in said(answer)
    assert states(cast, "algebra") == plain(cast, "algebra", 0, 1, 2, 3, 4)
    assert states(cast, "russian") == plain(cast, "russian", 0, 1, 2, 3, 4)
    assert deputy.post(page, {"return": "1"}).status_code == 404
    assert [one.action for one in history_of(prepared)] == ["teaching.cancel_lesson", "teaching.restore_lesson"]
    assert verify() == []
    assert [as_(who).get(address).status_code for who in ("scheduler", "olga", "anna")] == [403] * 3


def test_what_is_refused(cast: Cast, as_: As, lessons: None):
    deputy, address = as_("deputy"), reverse("cancel-days")
    refused(deputy.get(address, asked()), "Отметьте, у кого нет занятий")
    refused(deputy.post(address, asked("c999999")), "c999999")
    refused(deputy.post(address, asked("all", reason="other")), "Назовите причину: её увидят ученики и родители")
    refused(deputy.post(address, asked("all", end=TODAY - WEEK)), "Конец раньше начала")
    refused(deputy.post(address, asked("all", start="ноябрь")), "С")
    WorkingDay.objects.create(date=date(2026, 11, 28), as_weekday=1)
    refused(deputy.post(address, asked("all")), "28 ноября объявлено рабочим днём")
    assert not DayOff.objects.exists()
    # A closed period keeps its lessons.
    PeriodLock.objects.create(period=Period.objects.get(kind="trimester", number=1), closed_at=AT)
    assert "24 ноября, 3-й урок: период закрыт" in said(deputy.get(address, asked("g7")))
    saved(deputy.post(address, asked("g7", reason="other", other="Нет воды.")))
    assert states(cast, "foreign") == plain(cast, "foreign", 0, 2, 3, 4)
    assert DayOff.objects.get().title == "Нет воды"


def test_a_stream_and_days_off_on_top_of_each_other(cast: Cast, as_: As, lessons: None):
    """The stream 7А+8Б: with one class away it is held, with both it is not; back with the first that comes back."""
    algebra, deputy, address = cast.courses["algebra"], as_("deputy"), reverse("cancel-days")
    algebra.classes.add(cast.classes["7А"])
    Lesson.objects.filter(course=algebra).update(version=1)
    text = said(deputy.get(address, asked("g8")))
    assert "8Б · Алгебра, 24 ноября, 1-й урок: у других классов потока занятия есть" in text
    saved(deputy.post(address, asked("g8")))
    assert states(cast, "algebra") == plain(cast, "algebra", 0, 1, 2, 3, 4)
    saved(deputy.post(address, asked("g7")))
    assert states(cast, "algebra")[:2] == [(TODAY, "cancelled"), (NEXT, "cancelled")]
    saved(deputy.post(reverse("cancelled-days", args=[DayOff.objects.get(grade_level=7).pk]), {"return": "1"}))
    assert states(cast, "algebra") == plain(cast, "algebra", 0, 1, 2, 3, 4)
    assert [day for day, _ in states(cast, "russian")] == [TODAY, *(TODAY + n * WEEK for n in (2, 3, 4))]


def test_queries_of_the_preview_are_flat(cast: Cast, as_: As, lessons: None, count_queries: Any):
    deputy, address = as_("deputy"), reverse("cancel-days")
    deputy.get(address, asked("all"))
    found = []
    for end in (NEXT, TODAY + 3 * WEEK):
        with count_queries() as queries:
            deputy.get(address, asked("all", end=end))
        found.append(len(queries()))
    assert found[0] == found[1] <= 16
