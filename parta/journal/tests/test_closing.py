"""Closed periods: who closes and opens them, and that nobody writes into them [5.1]."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.audit.models import Change
from parta.journal.models import Cell, PeriodLock, Unlock, Work, WorkKind
from parta.journal.rules import closing as rules
from parta.school.models import Period
from tests.cast import TODAY, Cast
from tests.pages import refused, said, saved
from tests.pages import send as fill

As = Callable[[str], Client]
LESSONS = {"to": "journal-lessons"}
WORDS = "Период закрыт 24\u00a0ноября. Открыть журнал может завуч Белова\u00a0Т.\u00a0И."


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("завуч Белова Т. И.", "Период закрыт 30\u00a0ноября. Открыть журнал может завуч Белова Т. И."),
        ("завуч", "Период закрыт 30\u00a0ноября. Открыть журнал может завуч."),
    ],
)
def test_words_of_a_lock(who: str, words: str):
    assert rules.closed_words(date(2026, 11, 30), who) == words


@pytest.mark.parametrize(("on", "closes"), [(29, False), (30, True)])
def test_a_period_is_closed_on_its_last_day_at_the_earliest(on: int, closes: bool):
    assert (rules.close_refusal(date(2026, 11, 30), date(2026, 11, on)) == "") is closes


@pytest.mark.parametrize(
    ("hours", "reason", "words"),
    [
        (1, "пропущена контрольная", ""),
        (168, "больничный учителя", ""),
        (2, "больничный учителя", "срок"),
        (10**6, "больничный учителя", "срок"),
        (24, "", "Назовите причину"),
        (24, "?!", "Назовите причину"),
        (24, "я" * 301, "не длиннее 300"),
    ],
)
def test_what_a_journal_is_opened_for(hours: int, reason: str, words: str):
    assert words in rules.unlock_refusal(hours, reason)
    assert bool(rules.unlock_refusal(hours, reason)) is bool(words)


@pytest.fixture
def period(cast: Cast) -> Period:
    """The first trimester, whose last day is today."""
    found = cast.year.periods.get(kind="trimester", number=1)
    found.ends_on = TODAY
    found.save()
    return found


@pytest.fixture
def closed(as_: As, period: Period) -> Period:
    as_("deputy").post(reverse("close-period", args=[period.pk]))
    assert PeriodLock.objects.exists()
    return period


def act(client: Client, name: str, pk: int, **fields: str) -> str:
    return said(client.post(reverse(name, args=[pk]), fields, follow=True))


def open_for(client: Client, period: Period, course: Any, hours: int = 1, reason: str = "больничный учителя") -> Any:
    return fill(client, reverse("unlock", args=[period.pk]), course=course.pk, hours=hours, reason=reason)


def test_a_period_is_closed_and_opened_again(as_: As, cast: Cast, period: Period):
    deputy = as_("deputy")
    second = cast.year.periods.get(kind="trimester", number=2)
    assert "Период идёт до 28 февраля: закрыть его можно с этого дня." in act(deputy, "close-period", second.pk)
    assert "Период закрыт." in act(deputy, "close-period", period.pk)
    assert "Период уже закрыт." in act(as_("director"), "close-period", period.pk)
    lock = PeriodLock.objects.get()
    assert (lock.closed_by, history_of(lock).get().action) == (cast.users["deputy"].pk, "journal.close_period")
    assert "Закрыт 24 ноября, Белова Т. И." in said(as_("director").get(reverse("periods")))
    assert "Назовите причину" in act(as_("director"), "reopen-period", period.pk)
    assert "Период открыт." in act(as_("director"), "reopen-period", period.pk, reason="Ошибка в итоговых")
    said_again = act(deputy, "reopen-period", period.pk, reason="Ошибка в итоговых")
    assert "Период открыт, записывать в журналы и так можно." in said_again
    assert [one.action for one in history_of(lock)] == ["journal.close_period", "journal.reopen_period"]
    assert as_("olga").post(reverse("close-period", args=[period.pk])).status_code == 403
    assert verify() == []


def test_nothing_is_written_into_a_closed_period(as_: As, cast: Cast, closed: Period, put, edit, lesson_edit):
    work = Work.objects.create(lesson=cast.lessons["algebra"], kind=WorkKind.objects.get(code="КР"), weight=3)
    answer = put("olga", edit())
    assert (answer["status"], answer["reason"].endswith(WORDS)) == ("rejected", True)
    for change in ({"topic": "Дроби"}, {"set_work": {"index": 1, "kind": work.kind_id}}, {"remove_work": work.pk}):
        answer = put("olga", lesson_edit(**change), **LESSONS)
        assert (answer["status"], answer["reason"].endswith(WORDS)) == ("rejected", True)
    assert not Cell.objects.exists()
    course = cast.courses["algebra"].pk
    for who in ("olga", "deputy"):
        page = as_(who).get(reverse("journal", args=[course])).content.decode()
        assert f'data-locked="{WORDS}"' in page
        assert f"вт, 24\u00a0ноября. {WORDS.rstrip('.')}" in page
        assert 'name="topic"' not in page
    panel = as_("olga").get(reverse("journal-panel", args=[course, cast.lessons["algebra"].pk])).content.decode()
    assert WORDS in panel
    assert 'name="topic"' not in panel
    roll = as_("olga").post(
        reverse("roll-call", args=[course, cast.lessons["algebra"].pk]), {"op_id": "operation-roll"}
    )
    assert WORDS.replace("\u00a0", " ") in said(roll)


def test_other_periods_and_kinds_stay_open(cast: Cast, closed: Period, put, edit, lesson):
    closed.ends_on = TODAY - timedelta(days=1)
    closed.save()
    assert put("olga", edit())["status"] == "saved", "the lesson lies in no closed period"
    closed.kind, closed.number, closed.ends_on = "half_year", 5, TODAY
    closed.save()
    assert put("olga", edit("4", 1))["status"] == "saved", "the 8th grade has no half-years"


def test_one_journal_is_opened_for_a_while(as_: As, cast: Cast, closed: Period, put, edit):
    course, address = cast.courses["algebra"], reverse("unlock", args=[closed.pk])
    refused(open_for(as_("deputy"), closed, course, reason=""), "Обязательное поле")
    refused(open_for(as_("deputy"), closed, course, reason="??"), "Назовите причину: её увидит директор.")
    refused(open_for(as_("deputy"), closed, course, hours=999), "Выберите корректный вариант")
    saved(open_for(as_("deputy"), closed, course))
    refused(open_for(as_("director"), closed, course), "Этот журнал уже открыт")
    assert put("olga", edit())["status"] == "saved"
    assert put("irina", edit(lesson=cast.lessons["russian"].pk), course="russian")["status"] == "rejected"
    made = Unlock.objects.get()
    change = history_of(made).get()
    assert json.loads(change.payload)["reason"] == "больничный учителя"
    assert change.actor == cast.users["deputy"].pk
    assert as_("olga").get(address).status_code == 403
    with time_machine.travel("2026-11-24T08:30:00Z"):
        assert put("olga", edit("4", 1))["status"] == "rejected", "the hour is over"


def test_an_unlock_ends_early_and_the_director_is_told(as_: As, cast: Cast, closed: Period, put, edit):
    saved(open_for(as_("deputy"), closed, cast.courses["algebra"], hours=24))
    made = Unlock.objects.get()
    page = said(as_("director").get(reverse("today")))
    assert "8Б · Алгебра" in page
    assert "больничный учителя" in page
    assert "больничный учителя" not in said(as_("deputy").get(reverse("today")))
    assert "Журнал снова закрыт." in act(as_("director"), "end-unlock", made.pk)
    assert put("olga", edit())["status"] == "rejected"
    assert "Срок уже вышел" in act(as_("deputy"), "end-unlock", made.pk)
    assert [one.action for one in history_of(made)] == ["journal.unlock", "journal.end_unlock"]
    assert "закрыт раньше: 24 ноября, 10:0" in said(as_("deputy").get(reverse("periods")))


def test_an_open_period_needs_no_unlock(as_: As, cast: Cast, period: Period):
    refused(
        open_for(as_("deputy"), period, cast.courses["algebra"]), "Период открыт, записывать в журналы и так можно."
    )
    assert not Change.objects.exists()


def test_budgets_of_a_closed_period(as_: As, cast: Cast, closed: Period, edit, count_queries):
    olga, director = as_("olga"), as_("director")
    with count_queries() as queries:
        olga.get(reverse("journal", args=[cast.courses["algebra"].pk]))
    assert len(queries()) <= 12
    open_for(director, closed, cast.courses["algebra"])
    for name, most in (("periods", 22), ("today", 12)):
        with count_queries() as queries:
            director.get(reverse(name))
        assert len(queries()) <= most, name
