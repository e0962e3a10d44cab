"""Two deputies at the same instant, on real connections: one is first, the other is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import verify
from parta.journal.tests.test_races import signed_in
from parta.teaching.models import Lesson, Substitution, TeacherAbsence
from tests.cast import TODAY, Cast, make_cast
from tests.races import at_once

ROUNDS = 6


@pytest.fixture
def school(database_of_a_school: None) -> Cast:
    return make_cast()


def away(cast: Cast, who: str) -> TeacherAbsence:
    dates = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=ROUNDS)}
    return TeacherAbsence.objects.create(staff=cast.staff[who], **dates, cause="trip", noted_at="2026-11-23T07:00:00Z")


def chooser(client: Client, absence: TeacherAbsence, lesson: Lesson, chosen: int) -> Callable[[], int]:
    data = {f"was_{lesson.pk}": "", f"lesson_{lesson.pk}": str(chosen)}
    return lambda: client.post(reverse("absence", args=[absence.pk]), data).status_code


def marker(client: Client, data: dict[str, object]) -> Callable[[], int]:
    return lambda: client.post(reverse("new-absence"), data).status_code


def test_one_lesson_two_substitutes(school):
    absence = away(school, "olga")
    clients = [signed_in(school, key) for key in ("deputy", "director")]
    wanted = [school.staff[key].pk for key in ("irina", "stranger")]
    for number in range(ROUNDS):
        day = TODAY + timedelta(days=number)
        lesson = Lesson.objects.create(course=school.courses["algebra"], date=day, number=6)
        jobs = [chooser(client, absence, lesson, pk) for client, pk in zip(clients, wanted, strict=True)]
        assert sorted(at_once(*jobs)) == [302, 422]
        assert Substitution.objects.filter(lesson=lesson).count() == 1
    assert verify() == []


def test_one_substitute_two_lessons_of_an_hour(school):
    absences = [away(school, "olga"), away(school, "stranger")]
    clients = [signed_in(school, key) for key in ("deputy", "director")]
    for number in range(ROUNDS):
        day = TODAY + timedelta(days=number)
        courses = (school.courses["algebra"], school.courses["foreign"])
        lessons = [Lesson.objects.create(course=course, date=day, number=6) for course in courses]
        jobs = [
            chooser(client, absence, lesson, school.staff["irina"].pk)
            for client, absence, lesson in zip(clients, absences, lessons, strict=True)
        ]
        assert sorted(at_once(*jobs)) == [302, 422]
        assert Substitution.objects.filter(lesson__in=lessons).count() == 1


def test_one_teacher_marked_absent_twice(school):
    clients = [signed_in(school, key) for key in ("deputy", "director")]
    for number in range(ROUNDS):
        day = (TODAY + timedelta(days=number)).isoformat()
        data = {"staff": school.staff["olga"].pk, "starts_on": day, "ends_on": day, "cause": "trip"}
        jobs = [marker(client, data) for client in clients]
        assert sorted(at_once(*jobs)) == [302, 422]
    assert TeacherAbsence.objects.count() == ROUNDS
