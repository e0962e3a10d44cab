"""Reading the bells. Which of them a class has is said in one place for Python and in one for the database."""

from collections import defaultdict
from datetime import time
from typing import Any

from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce

from parta.school.models import Bell
from parta.school.rules.bells import ALL_GRADES, Bells


def all_bells() -> Bells:
    """One query."""
    known: dict[tuple[int, int], dict[int, tuple[time, time]]] = defaultdict(dict)
    for shift, grade_level, number, starts_at, ends_at in Bell.objects.values_list(
        "shift", "grade_level", "number", "starts_at", "ends_at"
    ):
        known[(shift, grade_level)][number] = (starts_at, ends_at)
    return Bells(dict(known))


def bells_for(shift: Any, grade_level: Any) -> QuerySet[Bell]:
    """Bells of a class, to be part of a larger query: numbers or expressions. BELL-01 as SQL."""
    own = Bell.objects.filter(shift=shift, grade_level=grade_level).order_by().values("grade_level")[:1]
    return Bell.objects.filter(shift=shift, grade_level=Coalesce(Subquery(own), ALL_GRADES))
