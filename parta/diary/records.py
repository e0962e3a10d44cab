"""What teachers wrote about one pupil: marks with their works, absences. The family sees «б» too,
as long as the consent to health data stands (VIS-04)."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, DateField, Exists
from django.db.models.functions import Coalesce

from parta.core.prepared import prepared
from parta.journal.models import Absence, Cell, Sign
from parta.journal.rules.averages import counts
from parta.journal.rules.entries import MISSED, shown_mark
from parta.journal.rules.visibility import shown_absence
from parta.people.consents import health_of
from parta.school.models import Scale
from parta.teaching.models import LessonState

_TITLES = {
    Absence.UNKNOWN: "Отсутствие, причина не указана",
    Absence.EXCUSED: "Отсутствие по уважительной причине",
    Absence.UNEXCUSED: "Отсутствие без уважительной причины",
    Absence.ILL: "Отсутствие по болезни",
    Absence.EXEMPT: "Освобождение от урока",
}


@dataclass(frozen=True)
class GivenMark:
    value: int | None
    sign: str  # зач, незач or точка instead of a figure
    uncounted: str  # why it doesn't count
    weight: int
    kind: str  # «СР»
    kind_name: str  # «самостоятельная работа»
    lesson_date: date
    topic: str
    comment: str
    given_on: date | None  # when the work was handed in later than its lesson
    school: str = ""  # the former school that gave it

    @property
    def owed(self) -> bool:
        return self.sign == Sign.OWED

    @property
    def poor(self) -> bool:
        return self.value == 2 or self.sign == Sign.FAILED

    @property
    def text(self) -> str:
        return shown_mark(self.sign if self.value is None else self.value)

    @property
    def spoken(self) -> str:
        return "точка, работа не сдана" if self.owed else self.text

    @property
    def counts(self) -> bool:
        return not self.owed and counts(self.weight, self.uncounted)

    @property
    def figure(self) -> int | None:
        """The figure, if it counts in the average."""
        return self.value if self.counts else None


@dataclass(frozen=True)
class Record:
    """One cell of the journal that says something."""

    lesson_id: int
    lesson_date: date
    cancelled: bool
    subject_id: int
    subject_name: str
    subject_key: str
    has_marks: bool  # by the subject's scale
    absence: str
    late_minutes: int | None
    comment: str
    marks: tuple[GivenMark, ...]

    @property
    def missed(self) -> bool:
        return self.absence in MISSED

    @property
    def late(self) -> bool:
        return self.absence == Absence.LATE

    @property
    def exempt(self) -> bool:
        return self.absence == Absence.EXEMPT

    @property
    def absence_title(self) -> str:
        if self.late:
            return f"Опоздание на {self.late_minutes} мин" if self.late_minutes else "Опоздание"
        return _TITLES.get(Absence(self.absence), "")


def records(pupil_id: int, start: date, end: date, on: date) -> list[Record]:
    """Cells of the pupil from `start` to `end` that aren't empty, in the order of lessons. One query."""
    rows = _cells(pupil_id=pupil_id, start=start, end=end, on=on)
    found = [_record(list(cell)) for _, cell in groupby(rows, key=lambda row: row.lesson_id)]
    return [one for one in found if one.marks or one.absence or one.comment]


@prepared(pupil_id=BigIntegerField(), start=DateField(), end=DateField(), on=DateField())
def _cells(pupil_id: Any, start: Any, end: Any, on: Any) -> Any:
    return (
        Cell.objects.filter(pupil_id=pupil_id)
        # Not the bare column: by its index a kept plan of PostgreSQL reads the whole school's lessons of these days.
        .alias(day=Coalesce("lesson__date", "lesson__date"))
        .annotate(health=Exists(health_of(pupil_id, on)))
        .filter(day__range=(start, end))
        .order_by("lesson__date", "lesson__number", "lesson_id", "marks__work__position")
        .values_list(
            "lesson_id", "lesson__date", "lesson__state", "lesson__topic", "lesson__course__subject_id",
            "lesson__course__subject__name", "lesson__course__subject__sort_key", "lesson__course__subject__scale",
            "absence", "late_minutes", "comment", "marks__pk", "marks__value", "marks__sign", "marks__uncounted",
            "marks__given_on", "marks__work__weight",
            "marks__work__kind__code", "marks__work__kind__name", "health",
            named=True,
        )
    )  # fmt: skip


def _record(rows: list[Any]) -> Record:
    first = rows[0]
    return Record(
        lesson_id=first.lesson_id,
        lesson_date=first.lesson__date,
        cancelled=first.lesson__state == LessonState.CANCELLED,
        subject_id=first.lesson__course__subject_id,
        subject_name=first.lesson__course__subject__name,
        subject_key=first.lesson__course__subject__sort_key,
        has_marks=first.lesson__course__subject__scale != Scale.NONE,
        absence=shown_absence(first.absence, first.health),
        late_minutes=first.late_minutes,
        comment=first.comment,
        marks=tuple(_mark(row) for row in rows if row.marks__pk is not None),
    )


def _mark(row: Any) -> GivenMark:
    return GivenMark(
        value=row.marks__value,
        sign=row.marks__sign,
        uncounted=row.marks__uncounted,
        weight=row.marks__work__weight,
        kind=row.marks__work__kind__code,
        kind_name=row.marks__work__kind__name,
        lesson_date=row.lesson__date,
        topic=row.lesson__topic,
        comment=row.comment,
        given_on=row.marks__given_on,
    )
