"""The search of the staff, over HTTP: who finds whom, and what it leads to."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.people.models import ClassMember
from parta.teaching.models import CourseMember, Lesson
from tests.cast import START, TODAY, Cast, make_person, make_pupil
from tests.pages import said

As = Callable[[str], Client]


def found(client: Client, text: str) -> str:
    answer = client.get(reverse("search"), {"q": text})
    assert answer.status_code == 200
    return " ".join(said(answer).split())


def links(client: Client, text: str) -> str:
    return client.get(reverse("search"), {"q": text}).content.decode()


@pytest.mark.parametrize(
    "text",
    ["зай пет", "ПЁТР зайц", "8б зайц", "зайцев 8 «Б»", "8-б олег", "зайцев  пётр   олегович", "8 зайцев"],
)
def test_parts_of_names_in_any_order_and_the_class(as_: As, text: str):
    answer = found(as_("secretary"), text)
    assert "Зайцев Пётр Олегович" in answer
    assert "Сканарейкин" not in answer
    assert "Ёжикова" not in answer


def test_whom_each_finds_and_where_it_leads(as_: As, cast: Cast):
    petya, journal = cast.pupils["petya"].pk, cast.courses["algebra"].pk
    card, leads = reverse("pupil-card", args=[petya]), reverse("journal", args=[journal])
    for key, opens in (("secretary", True), ("deputy", True), ("irina", True), ("olga", False)):
        page = links(as_(key), "зайцев")
        assert "Зайцев Пётр Олегович" in page
        assert (card in page) == opens, key
        assert (leads in page) == (key == "olga"), key
    for key in ("olga", "irina", "responsible", "scheduler", "it_teacher", "stranger"):
        assert ("Сканарейкин" in found(as_(key), "сканарейкин")) == (key == "stranger"), key
    for key in ("responsible", "scheduler", "it_teacher"):
        assert "Зайцев" not in found(as_(key), "пётр"), key
    for key in ("deputy", "secretary", "olga"):
        assert "canary" not in found(as_(key), "чужова") + found(as_(key), "сканарейкин")
    for key in ("anna", "petya", "foreign", "former"):
        assert as_(key).get(reverse("search"), {"q": "зайцев"}).status_code == 403
    assert reverse("search") not in as_("anna").get(reverse("diary", args=[petya])).content.decode()


def test_staff_with_where_they_are_now(as_: As, cast: Cast):
    """At 10:00: the second lesson is over at 10:15, the fifth begins at 12:30."""
    answer = found(as_("secretary"), "орл ир")
    assert "Сейчас: 2-й урок, 8Б Русский язык, каб. 214" in answer
    assert "русский язык · классный руководитель 8 «Б»" in answer
    assert "Сегодня уроков больше нет" in found(as_("secretary"), "соколова")
    Lesson.objects.create(course=cast.courses["algebra"], date=TODAY, number=5, room="301")
    assert "Следующий в 12:30: 5-й урок, 8Б Алгебра, каб. 301" in found(as_("secretary"), "соколова")
    assert reverse("week-of-teacher", args=[cast.staff["irina"].pk]) in links(as_("olga"), "орлова")
    assert reverse("staff-card", args=[cast.staff["irina"].pk]) not in links(as_("olga"), "орлова")
    assert reverse("staff-card", args=[cast.staff["irina"].pk]) in links(as_("secretary"), "орлова")
    assert "Ёлкин" in found(as_("olga"), "елкин")
    assert "Бывшева" not in found(as_("secretary"), "бывшева")


def test_a_class_leads_to_its_timetable(as_: As, cast: Cast):
    week = reverse("week-of-class", args=[cast.classes["8Б"].pk])
    page = links(as_("scheduler"), "8б")
    assert week in page
    assert "Орлова" in page
    assert reverse("school-class", args=[cast.classes["8Б"].pk]) not in page
    assert "Никого не нашлось" in found(as_("secretary"), "9ю")
    for odd in ("%", "_", "'; --", "\x00", "8" * 300, "а " * 300, "9999999999999999999999"):
        assert "Зайцев" not in found(as_("secretary"), odd) or odd.startswith("а")
    assert "Наберите часть фамилии" in found(as_("secretary"), "   ")


def test_thirty_at_most_and_the_same_queries(as_: As, cast: Cast, count_queries: Any):
    client = as_("deputy")
    client.get(reverse("search"), {"q": "ов"})
    with count_queries() as queries:
        client.get(reverse("search"), {"q": "ов"})
    before = len(queries())
    assert before <= 32
    for number in range(25):
        pupil = make_pupil(cast, f"new{number}", (f"Новосёлов{number}", "Иван", ""), "8Б")
        CourseMember.objects.create(course=cast.courses["algebra"], pupil=pupil, starts_on=START)
    with count_queries() as queries:
        answer = found(client, "ов")
    assert len(queries()) == before
    assert answer.count("Новосёлов") <= 20
    assert "И ещё" in answer
    gone = make_person("Выбылов", "Иван")
    assert "Выбылов" not in found(client, gone.last_name)
    ClassMember.objects.filter(pupil=cast.pupils["petya"]).update(ends_on="2026-11-20")
    assert "сейчас не в классе" in found(client, "зайцев")
