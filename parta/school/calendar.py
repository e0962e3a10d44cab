"""Reading the school's calendar: policy, year, periods, days off."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, CharField, DateField, IntegerField, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from parta.core.dates import DEFAULT_ZONE
from parta.core.prepared import prepared
from parta.school.models import (
    SENIOR_GRADES,
    AcademicYear,
    DayOff,
    Period,
    PeriodKind,
    School,
    SchoolClass,
    SchoolPolicy,
    WorkingDay,
)
from parta.school.rules.calendar import Calendar, Off


def policy_on(day: date) -> SchoolPolicy:
    """The numbers of the local act in force on `day`; defaults when the school has set none."""
    return next(iter(_policy(day=day)), None) or SchoolPolicy(starts_on=day)


@prepared(day=DateField())
def _policy(day: Any) -> QuerySet[SchoolPolicy]:
    return SchoolPolicy.objects.filter(starts_on__lte=day).order_by("-starts_on")[:1]


def year_of(day: date) -> AcademicYear | None:
    """The academic year a school day belongs to; in summer the one that comes next, else the last one."""
    return (
        AcademicYear.objects.filter(ends_on__gte=day).order_by("starts_on").first()
        or AcademicYear.objects.order_by("-starts_on").first()
    )


def day_in(year: AcademicYear, day: date) -> date:
    """The day of the year nearest to `day`: what a list of a year shows, whenever it is looked at."""
    return max(year.starts_on, min(day, year.ends_on))


def year_at(day: date) -> AcademicYear | None:
    """The year begun last; before the first one that one. In summer families look back at it."""
    rows = AcademicYear.objects.order_by("-starts_on")
    return rows.filter(starts_on__lte=day).first() or rows.last()


def period_kind(grade_level: int, policy: SchoolPolicy) -> PeriodKind:
    """Grades 10-11 study by half-years when the policy says so, everybody else by trimesters."""
    senior = grade_level in SENIOR_GRADES and policy.senior_half_years
    return PeriodKind.HALF_YEAR if senior else PeriodKind.TRIMESTER


def periods_of(year: AcademicYear, grade_level: int, on: date) -> list[Period]:
    """Periods of the year for a grade level, in order. Two queries: policy, periods."""
    kind = period_kind(grade_level, policy_on(on))
    return list(Period.objects.filter(year=year, kind=kind).order_by("number"))


def periods_on(day: date, grade_level: int, policy: SchoolPolicy) -> list[Period]:
    """Periods of the year `year_of(day)`, in order, each with its year. One query."""
    return _periods(day=day, kind=period_kind(grade_level, policy))


@prepared(day=DateField(), kind=CharField())
def _periods(day: Any, kind: Any) -> QuerySet[Period]:
    years = AcademicYear.objects.values("pk")
    coming, last = years.filter(ends_on__gte=day).order_by("starts_on")[:1], years.order_by("-starts_on")[:1]
    rows = Period.objects.filter(year=Coalesce(Subquery(coming), Subquery(last)), kind=kind)
    return rows.select_related("year").order_by("number")


def current(periods: Iterable[Period], on: date) -> Period | None:
    """The period `on` falls in, else the last that began before it, else the first."""
    ordered = sorted(periods, key=lambda period: period.starts_on)
    begun = [period for period in ordered if period.starts_on <= on]
    return begun[-1] if begun else (ordered[0] if ordered else None)


def days_off(start: date, end: date, grade_level: int, class_id: int | None) -> dict[date, DayOff]:
    """Days from `start` to `end` without lessons for the class, each with the reason. Sundays are not listed."""
    found: dict[date, DayOff] = {}
    for off in _off(start=start, end=end, grade_level=grade_level, class_id=class_id or 0):
        for ordinal in range(max(start, off.starts_on).toordinal(), min(end, off.ends_on).toordinal() + 1):
            found[date.fromordinal(ordinal)] = off
    return found


@prepared(start=DateField(), end=DateField(), grade_level=IntegerField(), class_id=BigIntegerField())
def _off(start: Any, end: Any, grade_level: Any, class_id: Any) -> QuerySet[DayOff]:
    applies = Q(grade_level=None, school_class=None) | Q(grade_level=grade_level) | Q(school_class_id=class_id)
    return DayOff.objects.filter(applies, starts_on__lte=end, ends_on__gte=start)


def calendar_between(start: date, end: date) -> Calendar:
    """What decides about lesson days from `start` to `end`. Four queries."""
    return Calendar(
        weeks=tuple(SchoolPolicy.objects.filter(starts_on__lte=end).values_list("starts_on", "week_days")),
        off=tuple(
            Off(*row)
            for row in DayOff.objects.filter(starts_on__lte=end, ends_on__gte=start).values_list(
                "starts_on", "ends_on", "grade_level", "school_class_id"
            )
        ),
        working=dict(WorkingDay.objects.filter(date__range=(start, end)).values_list("date", "as_weekday")),
        own_weeks={
            pk: week_days
            for pk, week_days in SchoolClass.objects.filter(year__starts_on__lte=end, year__ends_on__gte=start)
            .exclude(week_days=None)
            .values_list("pk", "week_days")
            if week_days
        },
    )


def school_day(at: datetime) -> date:
    """The school-local date of an instant."""
    zone = School.objects.values_list("timezone", flat=True).first() or DEFAULT_ZONE
    return at.astimezone(ZoneInfo(zone)).date()
