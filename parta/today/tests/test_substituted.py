"""Substitutions on the start page: the substitute's lessons, the absent teacher's, and who is behind."""

from datetime import timedelta

import pytest
from django.urls import reverse

from parta.teaching.models import Lesson, Substitution
from parta.today.state import school_day
from tests.cast import TODAY
from tests.pages import said


@pytest.fixture
def replace(cast):
    """`replace(lesson)`: Ирина gives this lesson for Ольга."""

    def make(lesson: Lesson) -> None:
        fields = {"absent": cast.staff["olga"], "staff": cast.staff["irina"], "assigned_at": "2026-11-20T07:00:00Z"}
        Substitution.objects.create(lesson=lesson, **fields)

    return make


def test_both_teachers_see_it(cast, as_, replace, count_queries):
    lesson = cast.lessons["algebra"]
    replace(lesson)
    client = as_("irina")
    with count_queries() as queries:
        answer = client.get(reverse("today"))
    assert len(queries()) <= 20  # seven of them while final marks are due
    text = said(answer)
    assert "Два урока" in text
    assert "8 «Б», алгебра каб. 214 замена, вместо: Соколова О. В." in text
    assert f"{reverse('journal', args=[lesson.course_id])}?lesson={lesson.pk}" in answer.content.decode()
    roll_call = reverse("roll-call", args=[lesson.course_id, lesson.pk])
    assert roll_call in answer.content.decode()
    assert client.get(roll_call).status_code == 200
    text = said(as_("olga").get(reverse("today")))
    assert "замена: Орлова И. П." in text
    assert "Уроков нет" in text


def test_the_substitute_is_reminded_and_listed_as_behind(cast, as_, replace):
    yesterday = Lesson.objects.create(course=cast.courses["algebra"], date=TODAY - timedelta(days=1), number=1)
    assert [one.name for one in school_day(TODAY, TODAY, 0).behind] == ["Соколова\xa0О.\xa0В."]
    replace(yesterday)
    assert "Уроки за две недели заполнены" in said(as_("olga").get(reverse("today")))
    assert "Нет переклички, темы и домашнего задания" in said(as_("irina").get(reverse("today")))
    (behind,) = school_day(TODAY, TODAY, 0).behind
    assert (behind.name, behind.courses[0][1:]) == ("Орлова\xa0И.\xa0П.", ("8\xa0«Б», алгебра", 1))


def test_a_week_ahead_the_roll_call_only_says_why_not(cast, as_, replace):
    coming = Lesson.objects.create(course=cast.courses["algebra"], date=TODAY + timedelta(days=2), number=1)
    replace(coming)
    client = as_("irina")
    assert "замена, вместо" in said(client.get(reverse("today"), {"day": coming.date.isoformat()}))
    page = client.get(reverse("roll-call", args=[coming.course_id, coming.pk]))
    assert page.status_code == 200
    assert "перекличка откроется в день урока" in said(page)
