"""Marks a pupil brought from a former school or a sanatorium, among those of the diary [8.2.2]."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from parta.diary.records import GivenMark, Record
from parta.journal.models import FormerMark

NO_LESSON = 0


def with_former(written: Iterable[Record], pupil_id: int, start: date, end: date) -> list[Record]:
    """The records and the former marks from `start` to `end`, by date. One query."""
    rows = FormerMark.objects.filter(pupil=pupil_id, given_on__range=(start, end)).select_related("subject")
    return sorted([*written, *map(_record, rows)], key=lambda one: one.lesson_date)


def _record(row: Any) -> Record:
    mark = GivenMark(
        value=row.value,
        sign="",
        uncounted="",
        weight=row.weight,
        kind="из шк.",
        kind_name=row.work or "отметка прежней школы",
        lesson_date=row.given_on,
        topic="",
        comment="",
        given_on=None,
        school=row.school,
    )
    return Record(
        lesson_id=NO_LESSON,
        lesson_date=row.given_on,
        cancelled=False,
        subject_id=row.subject_id,
        subject_name=row.subject.name,
        subject_key=row.subject.sort_key,
        has_marks=True,
        absence="",
        late_minutes=None,
        comment="",
        marks=(mark,),
    )
