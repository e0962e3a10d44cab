"""Writers at the same instant, on real connections: somebody's write is never lost without a word."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.audit.models import Change, Operation
from parta.journal.models import Cell, Mark, Work, WorkKind
from parta.teaching.models import CourseTeacher, Lesson
from tests.cast import START, TODAY, Cast, make_cast
from tests.races import at_once

from .conftest import op_id, post

WRITERS = ("olga", "irina")
LATELY = TODAY - timedelta(days=1)
ROUNDS = 12


@pytest.fixture
def school(database_of_a_school: None) -> Cast:
    cast = make_cast()
    CourseTeacher.objects.create(course=cast.courses["algebra"], staff=cast.staff["irina"], starts_on=START)
    return cast


def signed_in(cast: Cast, key: str) -> Client:
    client = Client()
    client.force_login(cast.users[key], backend="parta.teaching.backends.SchoolBackend")
    return client


def cell_edit(cast: Cast, value: str, base_version: int = 0, **fields: Any) -> dict[str, Any]:
    found = {"op_id": op_id(), "lesson": cast.lessons["algebra"].pk, "pupil": cast.pupils["petya"].pk}
    return found | {"value": value, "base_version": base_version} | fields


def sender(cast: Cast, client: Client, edit: dict[str, Any], to: str = "journal-cells") -> Callable[[], dict[str, Any]]:
    def send() -> dict[str, Any]:
        response = post(client, reverse(to, args=[cast.courses["algebra"].pk]), {"edits": [edit]})
        assert response.status_code == 200, response.content.decode()
        return response.json()["results"][edit["op_id"]]

    return send


def test_first_write_of_a_cell_by_two(school):
    clients = [signed_in(school, key) for key in WRITERS]
    for number in range(ROUNDS):
        lesson = Lesson.objects.create(course=school.courses["algebra"], date=LATELY, number=number)
        edits = [cell_edit(school, value, lesson=lesson.pk) for value in ("4", "5")]
        found = at_once(*(sender(school, client, edit) for client, edit in zip(clients, edits, strict=True)))
        assert sorted(one["status"] for one in found) == ["conflict", "saved"]
        saved, refused = sorted(found, key=lambda one: one["status"], reverse=True)
        assert refused["value"] == saved["value"] == str(Mark.objects.get(cell__lesson=lesson).value)
        assert refused["by"] not in {"", "вы"}
        assert Work.objects.filter(lesson=lesson).count() == 1
    assert verify() == []


def test_the_same_operation_sent_twice_at_once(school):
    client = signed_in(school, "olga")
    for number in range(ROUNDS):
        lesson = Lesson.objects.create(course=school.courses["algebra"], date=LATELY, number=number)
        edit = cell_edit(school, "5", lesson=lesson.pk)
        first, second = at_once(sender(school, client, edit), sender(school, client, edit))
        assert first == second
        assert first["status"] == "saved"
        assert history_of(Cell.objects.get(lesson=lesson)).count() == 1
    assert Operation.objects.count() == ROUNDS


def test_topic_by_two(school):
    clients = [signed_in(school, key) for key in WRITERS]
    for number in range(ROUNDS):
        lesson = Lesson.objects.create(course=school.courses["algebra"], date=LATELY, number=number)
        edits = [
            {"op_id": op_id(), "lesson": lesson.pk, "base_version": 0, "topic": who, "homework": who}
            for who in ("Тема", "Другая")
        ]
        jobs = [sender(school, *pair, to="journal-lessons") for pair in zip(clients, edits, strict=True)]
        found = at_once(*jobs)
        assert sorted(one["status"] for one in found) == ["conflict", "saved"]
        lesson.refresh_from_db()
        assert {one["topic"] for one in found} == {lesson.topic} == {lesson.homework.text}


def test_a_work_is_removed_while_it_gets_its_first_mark(school):
    """Either the mark stands and the work with it, or the work is gone and the mark is on one made anew."""
    teacher, other = (signed_in(school, key) for key in WRITERS)
    for number in range(ROUNDS):
        lesson = Lesson.objects.create(course=school.courses["algebra"], date=LATELY, number=number)
        work = Work.objects.create(lesson=lesson, kind=WorkKind.objects.get(code="КР"), weight=3)
        removal = {"op_id": op_id(), "lesson": lesson.pk, "base_version": 0, "remove_work": work.pk}
        found, mark = at_once(
            sender(school, teacher, removal, to="journal-lessons"),
            sender(school, other, cell_edit(school, "5", lesson=lesson.pk)),
        )
        assert mark["status"] == "saved"
        assert found["status"] in {"saved", "rejected"}
        stands = Mark.objects.get(cell__lesson=lesson).work_id == work.pk
        assert stands is (found["status"] == "rejected")
    assert verify() == []


def test_columns_typed_in_opposite_orders_do_not_lock_each_other(school):
    lessons = [Lesson.objects.create(course=school.courses["algebra"], date=LATELY, number=n) for n in range(6)]
    addresses = reverse("journal-cells", args=[school.courses["algebra"].pk])

    def batch(who: str, value: str, order: list[Lesson]) -> Callable[[], list[dict[str, Any]]]:
        client = signed_in(school, who)

        def send() -> list[dict[str, Any]]:
            edits = [cell_edit(school, value, lesson=lesson.pk) for lesson in order]
            response = post(client, addresses, {"edits": edits})
            assert response.status_code == 200
            return list(response.json()["results"].values())

        return send

    found = at_once(batch("olga", "4", lessons), batch("irina", "5", lessons[::-1]))
    assert sorted({one["status"] for one in found[0]} | {one["status"] for one in found[1]}) == ["conflict", "saved"]
    assert Change.objects.filter(action="journal.put_cell").count() == len(lessons)


def test_a_period_is_closed_while_marks_are_written(school):
    """No mark comes after the closing in the history: it was written before, or refused."""
    period = school.year.periods.get(kind="trimester", number=1)
    period.ends_on = TODAY
    period.save()
    olga, deputy = signed_in(school, "olga"), signed_in(school, "deputy")
    for number in range(ROUNDS):
        lesson = Lesson.objects.create(course=school.courses["algebra"], date=LATELY, number=number)
        mark, closed = at_once(
            sender(school, olga, cell_edit(school, "5", lesson=lesson.pk)),
            lambda: deputy.post(reverse("close-period", args=[period.pk])).status_code,
        )
        assert closed == 302
        closing = Change.objects.filter(action="journal.close_period").latest("seq")
        wrote = Change.objects.filter(action="journal.put_cell", seq__gt=closing.seq)
        assert not wrote.exists(), "written into a closed period"
        assert mark["status"] == ("saved" if Cell.objects.filter(lesson=lesson).exists() else "rejected")
        deputy.post(reverse("reopen-period", args=[period.pk]), {"reason": "ещё один круг"})
    assert verify() == []
