"""A teacher's writing for the diary's tests: lessons, marks, absences of the cast."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from parta.journal.models import Cell, Homework, Mark, Work, WorkKind
from parta.teaching.models import Lesson
from tests.cast import Cast


@pytest.fixture
def give_lesson(cast: Cast) -> Callable[..., Lesson]:
    def make(course: str, day: date, homework: str = "", number: int = 1, **fields: Any) -> Lesson:
        lesson = Lesson.objects.create(course=cast.courses[course], date=day, number=number, **fields)
        if homework:
            Homework.objects.create(lesson=lesson, text=homework)
        return lesson

    return make


@pytest.fixture
def write(cast: Cast) -> Callable[..., Cell]:
    """`write(lesson, "petya", (4, "КР"), absence="б", comment="…")`"""

    def put(
        lesson: Lesson,
        pupil: str,
        *marks: tuple[int | str, str],
        given_on: date | None = None,
        uncounted: str = "",
        **cell: Any,
    ) -> Cell:
        row = Cell.objects.create(lesson=lesson, pupil=cast.pupils[pupil], updated_at=timezone.now(), **cell)
        for position, (value, code) in enumerate(marks):
            kind = WorkKind.objects.get(code=code)
            made = {"kind": kind, "weight": kind.weight}
            work, _ = Work.objects.get_or_create(lesson=lesson, position=position, defaults=made)
            figure, sign = (value, "") if isinstance(value, int) else (None, value)
            Mark.objects.create(
                cell=row, work=work, value=figure, sign=sign, given_on=given_on, uncounted=uncounted
            )  # fmt: skip
        return row

    return put
