"""The start page of each role, and what it costs."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from parta.core.roles import Role
from parta.people.models import Guardian, Guardianship, StaffRole
from parta.teaching.models import CourseTeacher, Lesson
from tests.cast import START, TODAY, make_staff


def body_of(client, **query) -> str:
    response = client.get("/", query)
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def test_teacher_sees_the_day_and_what_was_forgotten(cast, as_):
    past = Lesson.objects.create(course=cast.courses["algebra"], date=date(2026, 11, 20), number=2, topic="Тема")
    body = body_of(as_("olga"))
    assert "Вторник, 24 ноября" in body
    assert "Заполнено 0 из 1" in body
    assert "Пятница, 20 ноября: 8 «Б», алгебра.</strong> Нет переклички и домашнего задания." in body
    journal = reverse("journal", args=[cast.courses["algebra"].pk])
    assert f'href="{journal}?lesson={past.pk}">Записать' in body
    assert f'href="{journal}?lesson={cast.lessons["algebra"].pk}"' in body
    assert "русский язык" not in body


def test_neighbouring_days_are_a_step_away(cast, as_):
    body = body_of(as_("olga"), day="2026-11-20")
    assert "Пятница, 20 ноября" in body
    assert 'href="?day=2026-11-19"' in body
    assert 'href="?day=2026-11-21"' in body
    assert "Уроков у вас в этот день нет" in body


@pytest.mark.parametrize("day", ["вчера", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_wrong_day_is_refused_by_a_sentence(cast, as_, day):
    response = as_("olga").get("/", {"day": day})
    assert response.status_code == 400
    assert "День не найден" in response.content.decode()


@pytest.mark.parametrize("who", ["anna", "petya"])
def test_family_goes_to_the_diary(cast, as_, who):
    assert as_(who).get("/")["Location"] == f"/diary/{cast.pupils['petya'].pk}/"


@pytest.mark.parametrize("who", ["deputy", "director"])
def test_administration_sees_the_state_of_the_day(cast, as_, who):
    Lesson.objects.create(course=cast.courses["algebra"], date=date(2026, 11, 20), number=2)
    body = body_of(as_(who))
    assert "Тема записана" in body
    assert "0 из 3 уроков" in body
    assert "Соколова О. В." in body
    assert f'href="{reverse("journal", args=[cast.courses["algebra"].pk])}"' in body
    assert "Ваши уроки" not in body


def test_deputy_who_teaches_sees_own_lessons_too(cast, as_):
    CourseTeacher.objects.create(course=cast.courses["russian"], staff=cast.staff["deputy"], starts_on=START)
    body = body_of(as_("deputy"))
    assert "Ваши уроки" in body
    assert "8 «Б», русский язык" in body
    assert "Тема записана" in body


@pytest.mark.parametrize("who", ["responsible", "secretary", "scheduler", "it_teacher"])
def test_others_see_what_they_can_do(cast, as_, who):
    body = body_of(as_(who))
    assert "Что здесь можно сделать" in body
    assert "Незаполненные уроки" not in body


def test_the_second_person_finds_the_decisions_of_two(cast, as_):
    assert f'href="{reverse("approvals")}"' in body_of(as_("responsible"))
    assert f'href="{reverse("approvals")}"' not in body_of(as_("secretary"))


def test_former_employee_reads_that_access_has_ended(cast, as_):
    answer = as_("former").get("/")
    assert answer.status_code == 403
    assert "Доступ закончился" in answer.content.decode()


def test_teacher_who_is_a_parent_has_the_diary_in_the_menu(cast, as_):
    guardian = Guardian.objects.create(person=cast.staff["olga"].person)
    Guardianship.objects.create(guardian=guardian, pupil=cast.pupils["other"], starts_on=START)
    body = body_of(as_("olga"))
    assert "8 «Б», алгебра" in body
    assert f'href="/diary/{cast.pupils["other"].pk}/"' in body


def test_nobody_signs_in_first(cast, as_):
    assert as_("").get("/")["Location"].startswith("/login/")


@pytest.mark.parametrize("who", ["olga", "deputy", "responsible", "both"])
@pytest.mark.parametrize("day", ["2026-11-24", "2026-11-22"])
def test_today_takes_fourteen_queries_at_most_and_seven_while_finals_are_due(cast, as_, count_queries, who, day):
    make_staff(cast, "both", ("Двояк", "Ия", ""), Role.TEACHER)
    StaffRole.objects.create(staff=cast.staff["both"], role=Role.DEPUTY, starts_on=START)
    CourseTeacher.objects.create(course=cast.courses["russian"], staff=cast.staff["both"], starts_on=START)
    for offset in range(1, 7):
        for key in cast.courses:
            Lesson.objects.create(course=cast.courses[key], date=TODAY - timedelta(days=offset), number=7)
    client = as_(who)
    with count_queries() as queries:
        client.get("/", {"day": day})
    assert len(queries()) <= 21, "\n".join(queries())
