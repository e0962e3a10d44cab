"""Missed lessons of pupils between two dates, and how many of them by illness."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from parta.journal.attendance.actions import with_health
from parta.journal.models import Absence, Cell
from parta.journal.rules.entries import MISSED
from parta.teaching.models import LessonState


@dataclass(frozen=True)
class Missed:
    all: int = 0
    ill: int = 0  # of those whose consent covers health data


def missed_lessons(pupils: Collection[int], start: date, end: date, on: date) -> dict[int, Missed]:
    """Two queries."""
    agreed = with_health(pupils, on)
    cells = Cell.objects.filter(
        pupil__in=pupils, absence__in=MISSED, lesson__date__range=(start, end), lesson__state=LessonState.REGULAR
    )
    ill = Count("pk", filter=Q(absence=Absence.ILL))
    rows = cells.order_by().values_list("pupil_id").annotate(n=Count("pk"), ill=ill)
    found = {pupil: Missed(count, of_ill if pupil in agreed else 0) for pupil, count, of_ill in rows}
    return {pupil: found.get(pupil, Missed()) for pupil in pupils}
