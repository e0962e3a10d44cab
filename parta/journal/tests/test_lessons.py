"""Topic, homework and works of a lesson [3.4] [5.3]."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.audit.models import Change
from parta.journal.models import Cell, Homework, Work, WorkKind
from parta.journal.rules import lessons as rules
from parta.teaching.models import CourseTeacher, LessonState
from tests.cast import START, TODAY

from .conftest import post

LESSONS = {"to": "journal-lessons"}


def kind(code: str) -> int:
    return WorkKind.objects.get(code=code).pk


def works(lesson) -> list[tuple[str, int]]:
    return [(work.kind.code, work.weight) for work in lesson.works.order_by("position")]


@pytest.mark.parametrize(
    ("topic", "homework", "has_homework", "words"),
    [
        ("", "", True, ""),
        ("щ" * 500, "щ" * 2000, True, ""),
        ("щ" * 501, "", True, "тема длиннее 500"),
        ("", "щ" * 2001, True, "задание длиннее 2000"),
        ("", "§ 5", False, "не бывает"),
        ("", "", False, ""),
    ],
)
def test_texts(topic: str, homework: str, has_homework: bool, words: str) -> None:
    found = rules.topic_refusal(topic) or rules.homework_refusal(homework, has_homework=has_homework)
    assert words in found
    assert bool(found) is bool(words)


@pytest.mark.parametrize(("index", "count", "accepted"), [(0, 0, True), (1, 1, True), (2, 1, False), (3, 3, False)])
def test_works_are_three_at_most(index: int, count: int, accepted: bool) -> None:
    assert (rules.index_refusal(index, count) == "") is accepted


def test_topic_and_homework_are_saved_and_audited(cast, send, lesson_edit):
    lesson = cast.lessons["algebra"]
    edit = lesson_edit(topic="  Квадратный   трёхчлен ", homework=" № 5 \n\n № 6 ")
    found = send("olga", edit, **LESSONS)
    result = found["results"][edit["op_id"]]
    assert (result["status"], result["version"]) == ("saved", 1)
    lesson.refresh_from_db()
    assert (lesson.topic, lesson.homework.text) == ("Квадратный трёхчлен", "№ 5\n\n№ 6")
    assert lesson.updated_by == cast.users["olga"].pk
    head = found["heads"][str(lesson.pk)]
    assert (head["lacks"], head["title"]) == ("", "вт, 24\u00a0ноября: Квадратный трёхчлен")
    assert history_of(lesson).get().action == "journal.put_lesson"
    assert verify() == []


def test_what_is_left_out_stays(cast, put, lesson_edit):
    put("olga", lesson_edit(topic="Тема", homework="№ 5"), **LESSONS)
    put("olga", lesson_edit(1, homework=""), **LESSONS)
    lesson = cast.lessons["algebra"]
    lesson.refresh_from_db()
    assert (lesson.topic, Homework.objects.get().text, lesson.version) == ("Тема", "", 2)


def test_nothing_new_writes_nothing(cast, put, lesson_edit):
    put("olga", lesson_edit(topic="Тема"), **LESSONS)
    assert put("olga", lesson_edit(0, topic="Тема"), **LESSONS)["version"] == 1
    assert Change.objects.count() == 1


def test_conflict_shows_both(cast, put, lesson_edit):
    CourseTeacher.objects.create(course=cast.courses["algebra"], staff=cast.staff["irina"], starts_on=START)
    put("irina", lesson_edit(topic="Её тема"), **LESSONS)
    found = put("olga", lesson_edit(topic="Другая тема"), **LESSONS)
    assert (found["status"], found["topic"], found["version"]) == ("conflict", "Её тема", 1)
    assert (found["by"], found["at"]) == ("Орлова\u00a0И.\u00a0П.", "10:00")
    cast.lessons["algebra"].refresh_from_db()
    assert cast.lessons["algebra"].topic == "Её тема"
    assert put("olga", lesson_edit(1, topic="Другая тема"), **LESSONS)["status"] == "saved"


def test_repeated_operation(cast, put, lesson_edit):
    edit = lesson_edit(topic="Тема")
    first = put("olga", edit, **LESSONS)
    put("olga", lesson_edit(1, topic="Другая"), **LESSONS)
    assert put("olga", edit, **LESSONS) == first
    cast.lessons["algebra"].refresh_from_db()
    assert cast.lessons["algebra"].topic == "Другая"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"topic": "щ" * 501}, "тема длиннее"),
        ({"homework": "щ" * 2001}, "задание длиннее"),
        ({"set_work": {"index": 0, "kind": 10**6}}, "такого вида работы нет"),
        ({"remove_work": 10**6}, "такой работы"),
    ],
)
def test_refusals(cast, put, lesson_edit, fields, words):
    found = put("olga", lesson_edit(**fields), **LESSONS)
    assert found["status"] == "rejected"
    assert words in found["reason"]
    assert not Change.objects.exists()


@pytest.mark.parametrize(("index", "words"), [(1, "такой работы за урок нет"), (7, "до 3 работ")])
def test_a_work_that_can_not_be(cast, put, lesson_edit, index, words):
    found = put("olga", lesson_edit(set_work={"index": index, "kind": kind("КР")}), **LESSONS)
    assert words in found["reason"]
    assert not Work.objects.exists()


def test_foreign_and_cancelled_lessons(cast, put, lesson_edit, lesson):
    assert put("olga", lesson_edit(topic="Т", lesson=cast.lessons["russian"].pk), **LESSONS)["status"] == "rejected"
    cancelled = lesson(state=LessonState.CANCELLED)
    assert "снят" in put("olga", lesson_edit(topic="Т", lesson=cancelled.pk), **LESSONS)["reason"]


def test_a_lesson_to_come_can_be_prepared(cast, put, lesson_edit, lesson):
    tomorrow = lesson(TODAY + timedelta(days=1))
    edit = lesson_edit(topic="Тема", set_work={"index": 0, "kind": kind("КР")}, lesson=tomorrow.pk)
    assert put("olga", edit, **LESSONS)["status"] == "saved"
    assert works(tomorrow) == [("КР", 3)]


def test_first_grade_has_neither_homework_nor_works(cast, put, lesson_edit):
    cast.courses["algebra"].classes.update(grade_level=1)
    assert "не бывает" in put("olga", lesson_edit(homework="№ 5"), **LESSONS)["reason"]
    assert "отметок нет" in put("olga", lesson_edit(set_work={"index": 0, "kind": kind("КР")}), **LESSONS)["reason"]
    assert put("olga", lesson_edit(topic="Тема"), **LESSONS)["status"] == "saved"


def test_kind_of_a_work_with_marks_is_audited_and_recomputes(cast, send, put, edit, lesson, lesson_edit):
    other = lesson(number=6)
    put("olga", edit("2", lesson=other.pk))
    put("olga", edit("5"))
    change = lesson_edit(set_work={"index": 0, "kind": kind("КР")})
    found = send("olga", change, period="year", **LESSONS)
    petya, algebra = str(cast.pupils["petya"].pk), str(cast.lessons["algebra"].pk)
    assert found["rows"][petya]["average"] == "4,25", "(5·3 + 2·1) / 4"
    assert found["cells"][algebra][petya]["classes"] == "main"
    assert found["feet"][algebra] == "5,0"
    work = Work.objects.get(lesson=cast.lessons["algebra"])
    assert (work.kind.code, work.weight) == ("КР", 3)
    payload = history_of(work).last().payload
    assert payload == ('{"after":{"kind":"КР","position":0,"weight":3},"before":{"kind":"УО","position":0,"weight":1}}')
    assert verify() == []


def test_a_work_has_its_own_weight_and_none_only_with_a_reason(cast, send, put, edit, lesson_edit):
    put("olga", edit("5"))
    set_work = {"index": 0, "kind": kind("СР"), "weight": 5}
    found = put("olga", lesson_edit(set_work=set_work), **LESSONS)
    assert [(one["code"], one["weight"], one["note"]) for one in found["works"]] == [("СР", 5, "")]
    assert (
        "вес работы — от 0 до 10"
        in put("olga", lesson_edit(1, set_work=set_work | {"weight": 11}), **LESSONS)["reason"]
    )
    assert "напишите, почему" in put("olga", lesson_edit(1, set_work=set_work | {"weight": 0}), **LESSONS)["reason"]
    change = lesson_edit(1, set_work=set_work | {"weight": 0, "note": "пробная работа"})
    told = send("olga", change, period="year", **LESSONS)
    petya, algebra = str(cast.pupils["petya"].pk), str(cast.lessons["algebra"].pk)
    assert (told["rows"][petya]["average"], told["feet"][algebra]) == ("—", "")
    assert told["heads"][algebra]["spoken"].endswith("вес 0, не в счёт: пробная работа")
    assert told["cells"][algebra][petya]["classes"] == "uncounted"
    row = Work.objects.get()
    assert (row.weight, row.note) == (0, "пробная работа")
    assert json.loads(history_of(row).last().payload)["after"]["note"] == "пробная работа"
    again = put("olga", lesson_edit(2, set_work={"index": 0, "kind": kind("УО")}), **LESSONS)
    assert [(one["weight"], one["note"]) for one in again["works"]] == [(1, "")]
    assert verify() == []


def test_second_work_is_added_marked_and_only_then_kept(cast, put, edit, lesson_edit):
    lesson = cast.lessons["algebra"]
    put("olga", lesson_edit(set_work={"index": 0, "kind": kind("СР")}), **LESSONS)
    found = put("olga", lesson_edit(1, set_work={"index": 1, "kind": kind("КР")}), **LESSONS)
    assert works(lesson) == [("СР", 2), ("КР", 3)]
    put("olga", edit("/5"))
    first, second = (work["pk"] for work in found["works"])
    assert "есть отметки" in put("olga", lesson_edit(2, remove_work=second), **LESSONS)["reason"]
    assert put("olga", lesson_edit(2, remove_work=first), **LESSONS)["status"] == "saved"
    assert works(lesson) == [("КР", 3)]
    assert [row.action for row in Change.objects.order_by("seq")] == [
        "journal.add_work", "journal.add_work", "journal.put_cell", "journal.remove_work"
    ]  # fmt: skip
    assert verify() == []


def test_removing_a_work_guards_what_open_pages_would_send(cast, put, edit, lesson_edit):
    """«/5» meant the second work; now it would mean another one, so it is a conflict."""
    put("olga", edit("/5"))
    first = Work.objects.order_by("position")[0]
    put("olga", lesson_edit(remove_work=first.pk), **LESSONS)
    found = put("olga", edit("/4", 1))
    assert (found["status"], found["value"], found["version"]) == ("conflict", "5", 2)


def test_the_default_work_is_left_to_the_first_mark(cast, put, lesson_edit):
    assert put("olga", lesson_edit(set_work={"index": 0, "kind": kind("УО")}), **LESSONS)["works"] == []
    assert not Work.objects.exists()


def test_first_mark_goes_to_the_chosen_work(cast, put, edit, lesson_edit):
    put("olga", lesson_edit(set_work={"index": 0, "kind": kind("КР")}), **LESSONS)
    put("olga", edit("4/5"))
    assert works(cast.lessons["algebra"]) == [("КР", 3), ("УО", 1)]


def test_a_new_weight_of_the_kind_moves_no_average(cast, put, edit):
    put("olga", edit("4"))
    WorkKind.objects.update(weight=9)
    put("olga", edit("5", pupil="masha"))
    assert Work.objects.get().weight == 1
    assert Cell.objects.count() == 2


@pytest.mark.parametrize("field", ["topic", "homework"])
@pytest.mark.parametrize("value", [5, "\ud800", "\x00", "щ" * 20001, ["a"]])
def test_garbage_texts(cast, as_, lesson_edit, field, value):
    address = reverse("journal-lessons", args=[cast.courses["algebra"].pk])
    assert post(as_("olga"), address, {"edits": [lesson_edit(**{field: value})]}).status_code == 400


@pytest.mark.parametrize("work", [5, [], {}, {"index": 0}, {"index": -1, "kind": 1}, "СР"])
def test_garbage_works(cast, as_, lesson_edit, work):
    address = reverse("journal-lessons", args=[cast.courses["algebra"].pk])
    assert post(as_("olga"), address, {"edits": [lesson_edit(set_work=work)]}).status_code == 400
