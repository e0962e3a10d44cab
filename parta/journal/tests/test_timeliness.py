"""Filled on the day or later; why a change comes late; the lesson in Russian; the safety briefing [5.1] [5.4]."""

import json
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from parta.audit.chain import history_of
from parta.audit.models import Change
from parta.journal.models import Cell, Work, WorkKind
from parta.journal.rules import timeliness
from parta.journal.rules.timeliness import Windows
from parta.school.models import SchoolPolicy
from parta.teaching.models import Lesson
from tests.cast import TODAY
from tests.pages import said

LESSONS = {"to": "journal-lessons"}
WEEK = TODAY - timedelta(days=7)
EARLIER = TODAY - timedelta(days=8)
QUESTION = "Прошло больше 7\u00a0дней. Почему правка нужна?"


@pytest.mark.parametrize(
    ("days_ago", "written", "asked"),
    [(0, False, False), (7, False, False), (8, False, True), (8, True, False), (14, True, False), (15, True, True)],
)
def test_windows(days_ago: int, written: bool, asked: bool):
    day = TODAY - timedelta(days=days_ago)
    assert bool(Windows().question(day, TODAY, written=written)) is asked
    assert Windows(30, 30).question(day, TODAY, written=written) == ""


@pytest.mark.parametrize(
    ("filled", "words", "late"),
    [
        (None, "", False),
        (TODAY, "Заполнен в день урока", False),
        (TODAY + timedelta(days=3), "Заполнен позже: 27\u00a0ноября", True),
        (TODAY - timedelta(days=3), "Заполнен заранее: 21\u00a0ноября", False),
    ],
)
def test_stamps(filled: date | None, words: str, late: bool):
    assert (timeliness.stamp(TODAY, filled), timeliness.is_late(TODAY, filled)) == (words, late)


@pytest.mark.parametrize(
    ("reason", "words"),
    [("", ""), ("забыл", ""), ("?", "хотя бы одно слово"), ("я" * 300, ""), ("я" * 301, "длиннее 300")],
)
def test_reasons(reason: str, words: str):
    assert words in timeliness.reason_refusal(reason)
    assert bool(timeliness.reason_refusal(reason)) is bool(words)


def panel(client, cast, lesson) -> str:
    return said(client.get(reverse("journal-panel", args=[cast.courses["algebra"].pk, lesson.pk])))


def test_a_late_mark_needs_a_reason_and_keeps_it(cast, put, edit, lesson):
    row = lesson(EARLIER)
    assert put("olga", edit(lesson=row.pk)) == {"status": "needs_reason", "reason": QUESTION}
    assert not Cell.objects.exists()
    assert "хотя бы одно слово" in put("olga", edit(lesson=row.pk, reason=" ? "))["reason"]
    assert put("olga", edit(lesson=row.pk, reason="  ответ  записан на листке "))["status"] == "saved"
    assert json.loads(history_of(Cell.objects.get()).get().payload)["reason"] == "ответ записан на листке"
    assert put("olga", edit(base_version=1, lesson=row.pk))["status"] == "saved", "nothing new needs no reason"
    assert put("olga", edit(lesson=lesson(WEEK).pk))["status"] == "saved"


def test_marks_of_written_works_have_more_time(cast, put, edit, lesson_edit, lesson):
    row = lesson(TODAY - timedelta(days=14))
    Work.objects.create(lesson=row, kind=WorkKind.objects.get(code="КР"), weight=3)
    assert put("olga", edit(lesson=row.pk))["status"] == "saved"
    assert put("olga", lesson_edit(lesson=row.pk, topic="Контрольная"), **LESSONS)["status"] == "needs_reason"
    SchoolPolicy.objects.update(written_window_days=13, edit_window_days=14)
    assert put("olga", edit("4", 1, lesson=row.pk))["status"] == "needs_reason"
    assert put("olga", lesson_edit(lesson=row.pk, topic="Контрольная"), **LESSONS)["status"] == "saved"


def test_a_conflict_is_told_before_the_reason_is_asked(cast, put, edit, lesson):
    row = lesson(EARLIER)
    put("olga", edit(lesson=row.pk, reason="забыла"))
    assert put("olga", edit("4", 0, lesson=row.pk))["status"] == "conflict"


def test_a_lesson_is_stamped_once_when_it_has_all(cast, as_, put, lesson_edit, lesson):
    row = lesson(WEEK)
    put("olga", lesson_edit(lesson=row.pk, topic="Дроби"), **LESSONS)
    row.refresh_from_db()
    assert row.filled_at is None
    saved = put("olga", lesson_edit(1, lesson=row.pk, homework="§ 5"), **LESSONS)
    row.refresh_from_db()
    stamped = row.filled_at
    assert (saved["status"], stamped.date()) == ("saved", TODAY)
    assert "Заполнен позже: 24 ноября" in panel(as_("olga"), cast, row)
    page = as_("deputy").get(reverse("journal", args=[cast.courses["algebra"].pk])).content.decode()
    assert re.search("вт, 17\u00a0ноября: Дроби.*?Заполнен позже: 24\u00a0ноября", page)
    put("olga", lesson_edit(2, lesson=row.pk, homework="§ 6"), **LESSONS)
    row.refresh_from_db()
    assert row.filled_at == stamped
    today = cast.lessons["algebra"]
    put("olga", lesson_edit(topic="Корни", homework="№ 5"), **LESSONS)
    assert "Заполнен в день урока" in panel(as_("olga"), cast, today)


def test_without_javascript_the_reason_is_a_field(cast, as_, lesson):
    row = lesson(EARLIER)
    address = reverse("journal-lesson", args=[cast.courses["algebra"].pk, row.pk])
    form = {"topic": "Дроби", "homework": "§ 5", "base_version": "0", "op_id": "operation-form", "briefing": "on"}
    answer = as_("olga").post(address, form)
    assert answer.status_code == 422
    assert QUESTION.replace("\u00a0", " ") in said(answer)
    assert 'name="reason"' in answer.content.decode()
    form |= {"op_id": "operation-form-2", "reason": "журнал заполнялся с листка"}
    assert as_("olga").post(address, form).status_code == 302
    row.refresh_from_db()
    assert (row.topic, row.briefing) == ("Дроби", True)
    assert json.loads(history_of(row).get().payload)["reason"] == "журнал заполнялся с листка"


def test_the_briefing_is_a_flag_of_the_lesson(cast, as_, send, put, lesson_edit):
    edit = lesson_edit(briefing=True)
    found = send("olga", edit, **LESSONS)
    row = cast.lessons["algebra"]
    assert found["results"][edit["op_id"]]["briefing"] is True
    assert found["heads"][str(row.pk)]["title"].endswith("Проведён инструктаж по ТБ")
    assert "Проведён инструктаж по ТБ" in panel(as_("deputy"), cast, row)
    assert put("olga", lesson_edit(1, briefing=False), **LESSONS)["briefing"] is False
    assert [json.loads(one.payload)["after"] for one in history_of(row)] == [{"briefing": True}, {"briefing": False}]


def test_texts_are_in_russian(cast, as_, put, edit, lesson_edit):
    refused = put("olga", lesson_edit(topic="Present Perfect"), **LESSONS)
    assert refused["status"] == "rejected"
    assert "Положение, п. 5.4: записи в журнале ведутся на русском языке" in refused["reason"]
    assert put("olga", lesson_edit(homework="Learn the words"), **LESSONS)["status"] == "rejected"
    assert put("olga", edit(comment="Well done"))["status"] == "rejected"
    assert not Change.objects.exists()
    warned = put("olga", lesson_edit(topic="Время Present Perfect", homework="§ 12, № 812"), **LESSONS)
    assert (warned["status"], len(warned["warnings"])) == ("saved", 1)
    assert "Тема: иностранных слов больше, чем русских" in panel(as_("olga"), cast, cast.lessons["algebra"])
    assert "warnings" not in put("olga", lesson_edit(1, topic="Время «Present Perfect»"), **LESSONS)
    commented = put("olga", edit(comment="Very good, молодец"))
    assert commented["warnings"][0].startswith("Комментарий: ")


def test_three_empty_topics_running_are_pointed_out(cast, as_, put, lesson_edit, lesson):
    for days in (2, 1):
        lesson(TODAY - timedelta(days=days), topic="Повторение")
    lesson(TODAY - timedelta(days=1), number=6, topic="Снят", state="cancelled")
    row = Lesson.objects.get(pk=cast.lessons["algebra"].pk)
    saved = put("olga", lesson_edit(topic="Повторение пройденного", homework="§ 1-5"), **LESSONS)
    words = "Тема «Повторение пройденного» ничего не говорит об уроке, а такие стоят три урока подряд"
    assert saved["warnings"] == [words]
    assert words in panel(as_("olga"), cast, row)
    page = said(as_("olga").get(reverse("journal", args=[cast.courses["algebra"].pk])))
    assert page.count("три урока подряд") >= 1
    assert "warnings" not in put("olga", lesson_edit(1, topic="Повторение: корни"), **LESSONS)
