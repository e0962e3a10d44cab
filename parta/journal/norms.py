"""The norm of marks of a journal in a period: expressions for the queries of `grid` and `state`, and the number."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONObject

from parta.journal.rules import norms as rules
from parta.journal.rules.norms import Norms
from parta.school.models import PeriodKind, SchoolPolicy
from parta.teaching.models import Slot

_BY_HOURS = ("norm_1", "norm_2", "norm_3", "norm_4")
_HALF_YEAR = "norm_half_year"
NUMBERS = (*_BY_HOURS, _HALF_YEAR)  # of the policy


def numbers(day: Combinable) -> Subquery:
    """The numbers of the policy in force on a day of the outer query; None when the school has set none."""
    found = SchoolPolicy.objects.filter(starts_on__lte=day).order_by("-starts_on")
    return Subquery(found.values(json=JSONObject(**{name: name for name in NUMBERS}))[:1])


def weekly_hours(on: date) -> Coalesce:
    """Hours of a course a week: by the curriculum, else by the timetable of the day, rounded up over its cycle."""
    slots = Slot.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), course=OuterRef("pk"), starts_on__lte=on)
    each, some = Count("pk", filter=Q(week=0)), Count("pk", filter=Q(week__gt=0))
    cycle = Max("course__year__cycle_weeks")
    counted = slots.order_by().values("course").annotate(n=each + (some + cycle - 1) / cycle).values("n")
    return Coalesce(F("hours_per_week"), Subquery(counted), 0)


def norm(hours: int, kind: str | None, found: Mapping[str, Any] | None) -> int:
    """The norm of a period of this `kind` with what `numbers()` found; 0 = none, as for a whole year (kind None)."""
    if kind is None:
        return 0
    policy = found or {name: getattr(SchoolPolicy(), name) for name in NUMBERS}
    norms = Norms(tuple(policy[name] for name in _BY_HOURS), policy[_HALF_YEAR])
    return rules.norm(hours, half_year=kind == PeriodKind.HALF_YEAR, norms=norms)
