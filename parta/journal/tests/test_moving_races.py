"""Moving a lesson while another moves it, while its teacher writes, while lessons are made of the timetable."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import verify
from parta.journal.models import Mark
from parta.journal.tests.test_races import cell_edit, sender, signed_in
from parta.teaching.actions.lessons import generate_lessons
from parta.teaching.models import Lesson
from tests.cast import TODAY, Cast, make_cast
from tests.races import at_once

AT = datetime(2026, 11, 24, 7, tzinfo=UTC)
DAY = timedelta(days=1)
ROUNDS = 6


@pytest.fixture
def school(database_of_a_school: None) -> Cast:
    """The class has other lessons tomorrow, so nothing has to be confirmed."""
    cast = make_cast()
    Lesson.objects.create(course=cast.courses["russian"], date=TODAY + DAY, number=12)
    return cast


def mover(client: Client, lesson: Lesson, day: date, number: int) -> Callable[[], int]:
    data = {"date": day, "number": number, "room": "", "reason": "замена", "opened": f"{lesson.date} {lesson.number}"}
    return lambda: client.post(reverse("lesson-move", args=[lesson.pk]), data).status_code


def lesson_at(cast: Cast, day: date, number: int) -> Lesson:
    return Lesson.objects.create(course=cast.courses["algebra"], date=day, number=number)


def test_two_movers(school):
    clients = [signed_in(school, key) for key in ("deputy", "scheduler")]
    for number in range(ROUNDS):
        lesson = lesson_at(school, TODAY - DAY, number + 1)
        jobs = [mover(client, lesson, TODAY + DAY, number + 1 + 6 * which) for which, client in enumerate(clients)]
        jobs = jobs if number < 5 else [mover(client, lesson, TODAY + DAY, 6) for client in clients]
        assert sorted(at_once(*jobs)) == [302, 422]
        assert Lesson.objects.filter(moved_to=lesson).count() == 1
    assert verify() == []


def test_a_mark_written_at_that_moment(school):
    """Whoever is first: a lesson with a mark isn't moved, a lesson of tomorrow gets no mark."""
    deputy, olga = signed_in(school, "deputy"), signed_in(school, "olga")
    for number in range(ROUNDS):
        lesson = lesson_at(school, TODAY - DAY, number + 1)
        write = sender(school, olga, cell_edit(school, "5", lesson=lesson.pk))
        status, answer = at_once(mover(deputy, lesson, TODAY + DAY, number + 1), write)
        assert (status, answer["status"]) in {(302, "rejected"), (422, "saved")}
        assert Mark.objects.filter(cell__lesson=lesson).exists() == (status == 422)
    assert verify() == []


def test_lessons_made_at_that_moment(school):
    deputy, algebra = signed_in(school, "deputy"), school.courses["algebra"]
    span = (date(2026, 12, 1), date(2027, 2, 2))
    generate_lessons([algebra], *span, by=None, at=AT)
    lessons = list(algebra.lessons.filter(date__gte=span[0]).order_by("date")[:ROUNDS])
    for lesson in lessons:
        Lesson.objects.create(course=school.courses["russian"], date=lesson.date, number=12)
        status, done = at_once(
            mover(deputy, lesson, lesson.date, 7), lambda: generate_lessons([algebra], *span, by=None, at=AT)
        )
        assert (status, done.changes) == (302, False)
        found = algebra.lessons.filter(date=lesson.date).order_by("number").values_list("number", "state")
        assert list(found) == [(1, "moved"), (7, "regular")]


def test_days_cancelled_while_a_mark_is_written(school):
    """A lesson with a mark stays; a cancelled one gets none."""
    deputy, olga = signed_in(school, "deputy"), signed_in(school, "olga")
    whom = [f"c{school.classes['8Б'].pk}"]
    for number in range(ROUNDS):
        day = TODAY - number * DAY
        lesson = lesson_at(school, day, 11)
        data = {"starts_on": day, "ends_on": day, "reason": "мороз", "other": "", "whom": whom}
        write = sender(school, olga, cell_edit(school, "5", lesson=lesson.pk))
        status, answer = at_once(lambda data=data: deputy.post(reverse("cancel-days"), data).status_code, write)
        lesson.refresh_from_db()
        assert (status, answer["status"], lesson.state) in {
            (302, "rejected", "cancelled"),
            (302, "saved", "regular"),
        }
    assert verify() == []
