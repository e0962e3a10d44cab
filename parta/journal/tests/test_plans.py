"""The КТП: rules, what lessons make of it, its page."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.models import Change
from parta.core import dates
from parta.journal.actions.plans import PlanRow, put_plan
from parta.journal.models import PlanItem
from parta.journal.rules.plans import lay, standing
from parta.teaching.actors import actor_of
from parta.teaching.backends import accounts
from parta.teaching.models import CourseTeacher, Lesson
from tests.cast import START, TODAY, Cast
from tests.pages import fields

Put = Callable[..., dict[str, Any]]
As = Callable[[str], Client]
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("topics", "lessons_left", "expected"),
    [
        ([], 5, (0, 0, 0, 0, 0)),
        ([(TODAY - DAY, True), (TODAY, False), (TODAY + DAY, False)], 5, (3, 2, 1, -1, 0)),
        ([(TODAY - DAY, True), (TODAY + DAY, True)], 0, (2, 1, 2, 1, 0)),
        ([(None, False), (None, False), (None, True)], 1, (3, 0, 1, 1, 1)),
    ],
)
def test_standing(topics: list[tuple[date | None, bool]], lessons_left: int, expected: tuple[int, ...]) -> None:
    found = standing(topics, lessons_left, TODAY)
    assert (found.total, found.due, found.given, found.difference, found.missing) == expected


def test_topics_are_laid_over_the_lessons_there_are() -> None:
    assert lay(3, [TODAY, TODAY + DAY]) == [TODAY, TODAY + DAY, None]
    assert lay(0, [TODAY]) == []


@pytest.fixture
def planned(cast: Cast, lesson: Callable[..., Lesson]) -> Cast:
    """A plan of four topics; the first was given a week ago, lessons stand a week and two from now."""
    lesson(TODAY - 7 * DAY, topic="Квадратный корень.")
    for weeks in (1, 2):
        lesson(TODAY + weeks * 7 * DAY)
    actor = actor_of(accounts().get(pk=cast.users["olga"].pk), TODAY)
    assert actor is not None
    rows = [
        PlanRow("Квадратный корень", "Корни"),
        PlanRow("Степени", "Степени", "§ 12, № 3", "СР"),
        PlanRow("Свойства степени", "Степени"),
        PlanRow("Контрольная работа", "Степени", "", "КР"),
    ]
    put_plan(cast.courses["algebra"], rows, by=actor, at=dates.now())
    return cast


def items() -> list[tuple[str, date | None, date | None]]:
    return list(PlanItem.objects.order_by("position").values_list("topic", "planned_on", "lesson__date"))


def test_a_new_plan_knows_what_was_given_and_lays_the_rest(planned: Cast) -> None:
    assert items() == [
        ("Квадратный корень", TODAY - 7 * DAY, TODAY - 7 * DAY),
        ("Степени", TODAY, None),
        ("Свойства степени", TODAY + 7 * DAY, None),
        ("Контрольная работа", TODAY + 14 * DAY, None),
    ]


def test_the_topic_of_a_lesson_moves_the_plan(planned: Cast, put: Put, lesson_edit: Put, as_: As) -> None:
    course, lesson = planned.courses["algebra"].pk, planned.lessons["algebra"]
    panel = as_("olga").get(reverse("journal-panel", args=[course, lesson.pk])).content.decode()
    assert "По плану: Степени" in panel
    assert 'data-homework="§ 12, № 3"' in panel
    put("olga", lesson_edit(topic="степени"), to="journal-lessons")
    assert items()[1][2] == TODAY
    put("olga", lesson_edit(1, topic="Степени. Решение задач"), to="journal-lessons")
    assert items()[1][2] == TODAY, "another wording is the same topic"
    put("olga", lesson_edit(2, topic="Свойства степени"), to="journal-lessons")
    assert [row[2] for row in items()][1:3] == [None, TODAY]
    put("olga", lesson_edit(3, topic=""), to="journal-lessons")
    assert [row[2] for row in items()][1:] == [None, None, None]
    assert Change.objects.filter(action="journal.give_plan_item").count() == 4


def test_page_shift_and_rows(planned: Cast, as_: As) -> None:
    course = planned.courses["algebra"]
    olga, page = as_("olga"), reverse("journal-plan", args=[course.pk])
    text = olga.get(page).content.decode().replace("\xa0", " ")
    assert "По плану на сегодня 2 темы, дано 1. Осталось 3 темы и 3 урока." in text
    assert "Расхождение: −1" in text
    Lesson.objects.filter(course=course, date=TODAY + 7 * DAY).update(state="cancelled")
    assert "Не хватает 1 урока" in olga.get(page).content.decode().replace("\xa0", " ")
    assert olga.post(reverse("plan-shift", args=[course.pk])).status_code == 302
    assert [row[1] for row in items()] == [TODAY - 7 * DAY, TODAY, TODAY + 14 * DAY, None]
    new = reverse("new-plan-item", args=[course.pk]) + "?after=1"
    assert olga.post(new, {"topic": ""}).status_code == 422
    assert "п. 5.4" in olga.post(new, {"topic": "Present Simple"}).content.decode()
    assert "Вида работы «ХХ» в школе нет" in olga.post(new, {"topic": "Корни", "kind": "ХХ"}).content.decode()
    assert olga.post(new, {"topic": "Арифметический корень"}).status_code == 302
    assert [row[0] for row in items()][:3] == ["Квадратный корень", "Арифметический корень", "Степени"]
    given, waiting = PlanItem.objects.order_by("position")[:2]
    olga.post(reverse("plan-item", args=[course.pk, given.pk]), {"remove": 1})
    olga.post(reverse("plan-item", args=[course.pk, waiting.pk]), {"remove": 1})
    assert [row[0] for row in items()][:2] == ["Квадратный корень", "Степени"], "only what wasn't given goes"
    assert as_("irina").get(page).status_code == 200
    assert as_("irina").post(reverse("plan-shift", args=[course.pk])).status_code == 404


def test_the_plan_of_another_own_journal(planned: Cast, as_: As) -> None:
    algebra, other = planned.courses["algebra"], planned.courses["foreign"]
    other.subject = algebra.subject
    other.save()
    CourseTeacher.objects.create(course=other, staff=planned.staff["olga"], starts_on=START)
    assert as_("stranger").post(reverse("plan-copy", args=[other.pk]), {"source": algebra.pk}).status_code == 404
    assert as_("olga").post(reverse("plan-copy", args=[other.pk]), {"source": algebra.pk}).status_code == 302
    assert PlanItem.objects.filter(course=other).count() == 4
    assert not PlanItem.objects.filter(course=other, lesson__isnull=False).exists()


def test_a_row_changed_meanwhile_is_not_overwritten_unseen(cast: Cast, as_: Any) -> None:
    olga, course = as_("olga"), cast.courses["algebra"]
    item = PlanItem.objects.create(course=course, position=1, topic="Степени")
    address = reverse("plan-item", args=[course.pk, item.pk])
    shown = fields(olga, address)
    PlanItem.objects.update(topic="Корни")
    answer = olga.post(address, shown | {"topic": "Дроби"})
    assert answer.status_code == 422
    assert "Сейчас: «Корни»" in answer.content.decode()
    assert PlanItem.objects.get().topic == "Корни"
    again = shown | {"topic": "Дроби", "shown": fields(olga, address)["shown"]}
    assert olga.post(address, again).status_code == 302, "saved once more, it is a decision"
    assert PlanItem.objects.get().topic == "Дроби"
