"""Sending edits to the journal as its page does."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.journal.models import Cell, Mark, Work, WorkKind
from parta.teaching.models import CourseMember, Lesson
from tests.cast import START, TODAY, Cast, make_pupil

_numbers = itertools.count(1)


def op_id() -> str:
    return f"operation-{next(_numbers)}"


@pytest.fixture
def lesson(cast: Cast) -> Callable[..., Lesson]:
    """`lesson()`: another lesson of algebra, on the day of the tests by default."""

    def make(day: Any = TODAY, number: int = 5, course: str = "algebra", **fields: Any) -> Lesson:
        return Lesson.objects.create(course=cast.courses[course], date=day, number=number, **fields)

    return make


@pytest.fixture
def edit(cast: Cast) -> Callable[..., dict[str, Any]]:
    """An edit of Петя's cell at today's lesson of algebra; everything can be given."""

    def make(value: str = "5", base_version: int = 0, pupil: str = "petya", **fields: Any) -> dict[str, Any]:
        found = {"op_id": op_id(), "lesson": cast.lessons["algebra"].pk, "pupil": cast.pupils[pupil].pk}
        return found | {"value": value, "base_version": base_version} | fields

    return make


@pytest.fixture
def lesson_edit(cast: Cast) -> Callable[..., dict[str, Any]]:
    def make(base_version: int = 0, **fields: Any) -> dict[str, Any]:
        return {"op_id": op_id(), "lesson": cast.lessons["algebra"].pk, "base_version": base_version} | fields

    return make


def post(client: Client, address: str, body: Any) -> Any:
    return client.post(address, body, content_type="application/json", headers={"accept": "application/json"})


@pytest.fixture
def send(cast: Cast, as_: Callable[[str], Client]) -> Callable[..., dict[str, Any]]:
    """`send("olga", edit, …)` gives the whole answer; edits of cells unless `to="journal-lessons"`."""

    def put(
        who: str, *edits: dict[str, Any], course: str = "algebra", period: str = "", to: str = "journal-cells"
    ) -> dict[str, Any]:
        address = reverse(to, args=[cast.courses[course].pk])
        response = post(as_(who), address, {"edits": list(edits), "period": period})
        assert response.status_code == 200, response.content.decode()
        return response.json()

    return put


@pytest.fixture
def put(send: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """`put("olga", edit)`: the result of one edit."""

    def one(who: str, edit: dict[str, Any], **where: Any) -> dict[str, Any]:
        return send(who, edit, **where)["results"][edit["op_id"]]

    return one


@pytest.fixture
def big_journal(cast: Cast) -> Callable[[], list[str]]:
    """Twenty more pupils and forty more lessons of algebra, with a mark in each cell. Gives the keys of the pupils."""

    def make() -> list[str]:
        keys = [f"pupil{number}" for number in range(20)]
        course = cast.courses["algebra"]
        for key in keys:
            make_pupil(cast, key, (f"Ученик{key}", "Имя", ""), "8Б")
            CourseMember.objects.create(course=course, pupil=cast.pupils[key], starts_on=START)
        kind = WorkKind.objects.get(code="УО")
        for day in range(40):
            row = Lesson.objects.create(course=course, date=START + timedelta(days=day), number=9)
            work = Work.objects.create(lesson=row, kind=kind, weight=1)
            for key in keys:
                cell = Cell.objects.create(lesson=row, pupil=cast.pupils[key], updated_at="2026-11-24T06:00:00Z")
                Mark.objects.create(cell=cell, work=work, value=4)
        return keys

    return make
