"""Making the demo school: the same each time, whole or not at all, never over a school of one's own."""

import hashlib
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from parta.journal.models import Cell
from parta.ops import demo_school
from parta.ops.demo_school import NotTheDemo
from parta.people.models import Person, StaffMember
from parta.school.models import School
from parta.teaching.models import Lesson


class _Interrupted(Exception):
    pass


def test_a_school_of_ones_own_is_left_alone(db: Any) -> None:
    assert demo_school.standing() is None
    School.objects.create(pk=1, name="Школа", short_name="Школа")
    with pytest.raises(NotTheDemo, match="не демонстрация"):
        demo_school.standing()


def digest() -> str:
    """Of everything but primary keys."""
    rows: list[Any] = [
        list(Person.objects.order_by("sort_key").values_list("sort_key", "birth_date", "phone", "user__login")),
        list(
            Lesson.objects.order_by("course__sort_key", "course__label", "date", "number").values_list(
                "course__sort_key", "course__label", "date", "number", "room", "topic", "homework__text", "updated_at"
            )
        ),
        list(
            Cell.objects.order_by(
                "lesson__course__sort_key", "lesson__course__label", "lesson__date", "lesson__number",
                "pupil__person__sort_key", "marks__work__position",
            ).values_list(
                "pupil__person__sort_key", "absence", "late_minutes", "comment", "updated_at", "marks__value",
                "marks__work__kind__code",
            )
        ),
    ]  # fmt: skip
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def test_same_instant_same_school_and_an_interrupted_making_leaves_nothing(db: Any) -> None:
    found = []
    for _ in range(2):
        with suppress(_Interrupted), transaction.atomic():
            demo_school.make(at=datetime.fromisoformat("2026-09-03T15:00:00Z"))
            found.append(digest())
            raise _Interrupted
        assert not School.objects.exists()
        assert not StaffMember.objects.exists()
    assert found[0] == found[1]
