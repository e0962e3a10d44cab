"""What the history of a journal tells, to whom, and the journal as it was."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import Event, record
from parta.core import dates
from parta.journal import grid, past
from parta.journal.models import Cell, SeenChanges, WorkKind
from parta.teaching.actors import actor_of
from parta.teaching.backends import accounts
from parta.teaching.models import CourseTeacher, Lesson
from tests.cast import START, TODAY, Cast

Put = Callable[..., dict[str, Any]]
As = Callable[[str], Client]
LESSONS = {"to": "journal-lessons"}


def words(client: Client, name: str, *args: int, **query: Any) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).replace("\xa0", " ").split())


@pytest.fixture
def together(cast: Cast) -> None:
    """Ирина teaches algebra too."""
    CourseTeacher.objects.create(course=cast.courses["algebra"], staff=cast.staff["irina"], starts_on=START)


def test_cell_lesson_and_journal_tell_who_changed_what(
    cast: Cast, put: Put, edit: Put, lesson_edit: Put, as_: As, together: None
) -> None:
    course, lesson = cast.courses["algebra"].pk, cast.lessons["algebra"]
    put("olga", edit("5", comment="У доски"))
    put("irina", edit("4/3", 1))
    put("olga", edit("н", 0, pupil="masha"))
    put("olga", lesson_edit(topic="Корни", homework="№ 812"), **LESSONS)
    whole = words(as_("olga"), "journal-history", course)
    assert "вы 24 ноября Зайцев Пётр отметка: 5 комментарий: У доски" in whole
    assert "Орлова И. П. 24 ноября Зайцев Пётр отметка: 5 → стало 4/3" in whole
    assert "Ёжикова Мария отсутствие: н" in whole
    assert "тема: Корни задание: № 812" in whole
    assert whole.index("тема:") < whole.index("5 → стало 4/3")  # the newest first
    one = words(as_("olga"), "journal-cell-history", course, lesson.pk, cast.pupils["petya"].pk)
    assert "Орлова И. П.: 5 → стало 4/3" in one
    assert "Корни" not in one
    other = Lesson.objects.create(course=cast.courses["algebra"], date=TODAY, number=7)
    assert "ещё ничего не записывали" in words(as_("olga"), "journal-history", course, lesson=other.pk)


def test_others_changes_are_shown_to_the_teacher_until_seen(
    cast: Cast, put: Put, edit: Put, as_: As, together: None
) -> None:
    course = cast.courses["algebra"].pk
    put("olga", edit("5"))
    assert "Чужие правки:" not in words(as_("olga"), "journal", course)
    put("irina", edit("4", 1))
    assert "Чужие правки: 1" in words(as_("olga"), "journal", course)
    assert "Чужие правки:" not in words(as_("deputy"), "journal", course)
    foreign = words(as_("olga"), "journal-history", course, foreign=1)
    assert "5 → стало 4" in foreign
    assert foreign.count("отметка:") == 1
    seen = reverse("journal-changes-seen", args=[course])
    assert as_("deputy").post(seen).status_code == 404
    assert as_("olga").post(seen).status_code == 302
    assert SeenChanges.objects.get().course_id == course
    assert "Чужие правки:" not in words(as_("olga"), "journal", course)
    assert "Чужих правок нет" in words(as_("olga"), "journal-history", course, foreign=1)


def test_illness_stays_hidden_in_the_history(cast: Cast, put: Put, edit: Put, as_: As) -> None:
    course = cast.courses["algebra"].pk
    put("olga", edit("н"))
    cell = Cell.objects.get()
    Cell.objects.update(absence="б", version=2)
    record([Event("journal.set_reason", cell, {"absence": "н"}, {"absence": "б"})], by=None, at=dates.now())
    assert "н → стало у" in words(as_("olga"), "journal-history", course)
    assert "н → стало б" in words(as_("irina"), "journal-history", course)
    record([Event("journal.put_cell", cell, {"absence": "у"}, {"absence": "б"})], by=None, at=dates.now())
    assert "у → стало у" not in words(as_("olga"), "journal-history", course), "that would tell of it"
    assert "у → стало б" in words(as_("irina"), "journal-history", course)


def test_the_journal_as_it_was(cast: Cast, put: Put, edit: Put, lesson_edit: Put) -> None:
    course = cast.courses["algebra"]
    written, moments = WorkKind.objects.get(code="КР"), [dates.now()]

    def then() -> None:
        moments.append(dates.now())

    put("olga", edit("5"))
    put("olga", lesson_edit(topic="Корни"), **LESSONS)
    then()
    put("olga", edit("н", 1))
    put("olga", lesson_edit(1, topic="Степени", set_work={"index": 0, "kind": written.pk}), **LESSONS)
    then()
    put("olga", edit("", 2))
    put("olga", lesson_edit(2, set_work={"index": 1, "kind": written.pk}), **LESSONS)
    put(
        "olga",
        lesson_edit(3, remove_work=Lesson.objects.get(pk=cast.lessons["algebra"].pk).works.first().pk),
        **LESSONS,
    )
    then()
    user = accounts().get(pk=cast.users["olga"].pk)
    actor = actor_of(user, TODAY)
    assert actor is not None
    found = grid.find_course(actor, course.pk, TODAY)
    assert found is not None
    spans = grid.spans_of(found, TODAY)
    shown = []
    for moment in moments:
        table = past.grid_at(actor, found, spans, spans[0], moment)
        column = table.columns[-1]
        cells = {row.pupil.first_name: row.cells[-1].text for row in table.rows}  # type: ignore[union-attr]
        shown.append((cells["Пётр"], column.lesson.topic, [work.code for work in column.lesson.works]))
        assert not table.writable
    assert shown == [
        ("", "", []),
        ("5", "Корни", ["УО"]),
        ("н", "Степени", ["КР"]),
        ("", "Степени", ["КР"]),
    ]


def test_the_page_of_a_past_moment(cast: Cast, put: Put, edit: Put, as_: As) -> None:
    course = cast.courses["algebra"].pk
    put("olga", edit("5"))
    yesterday = TODAY - timedelta(days=1)
    before = as_("olga").get(reverse("journal-past", args=[course]), {"on": yesterday.isoformat()})
    assert "каким он был 23\xa0ноября" in before.content.decode()
    assert ">5<" not in before.content.decode()
    now = as_("irina").get(reverse("journal-past", args=[course]), {"on": TODAY.isoformat(), "time": "23:59"})
    assert ">5<" in now.content.decode()
    for day in ("0001-01-01", "вчера"):
        bad = as_("olga").get(reverse("journal-past", args=[course]), {"on": day, "time": "00:00"})
        assert bad.status_code == 400
    assert "Укажите день и время" in bad.content.decode()
    assert as_("stranger").get(reverse("journal-past", args=[course]), {"on": "2026-11-24"}).status_code == 404


def test_a_long_history_costs_no_more_queries(
    cast: Cast, big_journal: Callable[[], list[str]], put: Put, edit: Put, as_: As, django_assert_max_num_queries: Any
) -> None:
    big_journal()
    put("olga", edit("5"))
    client = as_("olga")
    with django_assert_max_num_queries(11):
        client.get(reverse("journal-history", args=[cast.courses["algebra"].pk]))
    with django_assert_max_num_queries(14):
        client.get(reverse("journal-past", args=[cast.courses["algebra"].pk]), {"on": TODAY.isoformat()})
