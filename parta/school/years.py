"""Years that are over: closing, opening again, and the refusal to write in them."""

from datetime import datetime

from parta.core.actor import Actor
from parta.school.changes import change
from parta.school.models import AcademicYear
from parta.school.refusals import Refused
from parta.school.rules.years import CLOSED, reason_fault


def refuse_closed(year_id: int) -> None:
    """What every write into a year asks first, of the database and not of a row read earlier. YEAR-02."""
    if AcademicYear.objects.filter(pk=year_id).exclude(closed_at=None).exists():
        raise Refused(CLOSED)


def close_year(year: AcademicYear, *, by: Actor | None, at: datetime) -> None:
    """The caller has made sure that nobody writes in it meanwhile."""
    change(year, {"closed_at": at}, "school.close_year", by=by, at=at)


def reopen_year(year: AcademicYear, reason: str, *, by: Actor | None, at: datetime) -> None:
    """YEAR-03: a view for the director only; or whoever takes the rollover back, which closed it."""
    if fault := reason_fault(reason):
        raise Refused(fault, "reason")
    change(year, {"closed_at": None}, "school.reopen_year", by=by, at=at, reason=reason)
