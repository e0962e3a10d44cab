"""Making a school year and filling its calendar."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import holidays
from django.db import transaction
from django.db.models import Model, QuerySet, TextChoices

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.school.calendar import policy_on
from parta.school.changes import facts
from parta.school.models import AcademicYear, Bell, DayOff, DayOffKind, Period, PeriodKind, SchoolPolicy, WorkingDay
from parta.school.refusals import Refused
from parta.school.rules import calendar as rules

FRIDAY = 4


class Habit(TextChoices):
    """How the school's vacations usually lie."""

    QUARTERS = "quarters", "осенние, зимние, весенние"
    TRIMESTERS = "trimesters", "неделя через каждые пять-шесть недель"
    NONE = "none", "каникулы не ставить, только праздники"


_VACATIONS = {
    Habit.QUARTERS: rules.quarter_vacations,
    Habit.TRIMESTERS: rules.trimester_vacations,
    Habit.NONE: lambda starts_on: [],
}


@dataclass(frozen=True)
class Prefilled:
    """How many rows were added; nothing that stands already is touched."""

    vacations: int
    holidays: int
    working_days: int


@transaction.atomic
def create_year(starts_on: date, ends_on: date | None = None, *, by: Actor | None, at: datetime) -> AcademicYear:
    """A year with its usual trimesters and half-years; the policy and the bells too if the school has none yet."""
    ends_on = ends_on or rules.usual_end(starts_on)
    other = AcademicYear.objects.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if other:
        raise Refused(f"На эти даты уже есть учебный год {other.title}. Выберите другое начало.", "starts_on")
    year = AcademicYear.objects.create(starts_on=starts_on, ends_on=ends_on)
    made: list[Model] = [year]
    for kind, spans in (
        (PeriodKind.TRIMESTER, rules.usual_trimesters(starts_on, ends_on)),
        (PeriodKind.HALF_YEAR, rules.usual_half_years(starts_on, ends_on)),
    ):
        for number, (first, last) in enumerate(spans, 1):
            made.append(Period.objects.create(year=year, kind=kind, number=number, starts_on=first, ends_on=last))
    if not SchoolPolicy.objects.exists():
        made.append(SchoolPolicy.objects.create(starts_on=starts_on))
    if not Bell.objects.exists():
        made += _usual_bells()
    _record("school.create_year", made, by=by, at=at)
    return year


def _usual_bells() -> list[Bell]:
    return [Bell.objects.create(number=n, starts_at=start, ends_at=end) for n, start, end in rules.USUAL_BELLS]


def _record(action: str, made: Iterable[Model], *, by: Actor | None, at: datetime) -> None:
    record([Event(action, obj, after=facts(obj)) for obj in made], by=by, at=at)


@transaction.atomic
def prefill_calendar(year: AcademicYear, *, by: Actor | None, at: datetime, habit: str = Habit.QUARTERS) -> Prefilled:
    """Public holidays, working Saturdays and the usual vacations of the year. Repeating it adds nothing twice."""
    vacations = [DayOff(**row) for row in _missing_vacations(year, habit)]
    for off in vacations:
        off.save()
    public = [DayOff(**row) for row in _missing_holidays(year)]
    for off in public:
        off.save()
    working = _missing_working_days(year)
    for day in working:
        day.save()
    _record("school.prefill_calendar", [*vacations, *public, *working], by=by, at=at)
    return Prefilled(len(vacations), len(public), len(working))


def _missing_vacations(year: AcademicYear, habit: str) -> list[dict[str, object]]:
    """Known by title: vacations moved by hand stay where they were moved to."""
    known = set(_of_year(year).filter(kind=DayOffKind.VACATION).values_list("title", flat=True))
    return [
        {
            "title": vacation.title,
            "starts_on": vacation.starts_on,
            "ends_on": vacation.ends_on,
            "kind": DayOffKind.VACATION,
            "grade_level": vacation.grade_level,
        }
        for vacation in _VACATIONS[Habit(habit)](year.starts_on)
        if vacation.title not in known and vacation.starts_on >= year.starts_on and vacation.ends_on <= year.ends_on
    ]


def _of_year(year: AcademicYear) -> QuerySet[DayOff]:
    return DayOff.objects.filter(starts_on__lte=year.ends_on, ends_on__gte=year.starts_on)


def _free_days(year: AcademicYear) -> set[date]:
    """Days of the year that are off for everybody."""
    return {
        off.starts_on + timedelta(days=i)
        for off in _of_year(year).filter(grade_level=None, school_class=None)
        for i in range((off.ends_on - off.starts_on).days + 1)
    }


def _production_calendar(year: AcademicYear) -> "holidays.HolidayBase":
    return holidays.country_holidays("RU", years=[year.starts_on.year, year.ends_on.year], language="ru")


def _missing_holidays(year: AcademicYear) -> list[dict[str, object]]:
    """Public holidays not free already, neighbours of one name joined. Sundays are free anyway."""
    taken = _free_days(year)
    rows: list[dict[str, object]] = []
    for day, title in sorted(_production_calendar(year).items()):
        if not year.starts_on <= day <= year.ends_on or day in taken or day.weekday() == rules.SUNDAY:
            continue
        if rows and rows[-1]["title"] == title and rows[-1]["ends_on"] == day - timedelta(days=1):
            rows[-1]["ends_on"] = day
        else:
            rows.append({"title": title[:120], "starts_on": day, "ends_on": day, "kind": DayOffKind.HOLIDAY})
    return rows


def _missing_working_days(year: AcademicYear) -> list[WorkingDay]:
    """Saturdays worked instead of another day, where the week has five days; each by that day's timetable."""
    public = _production_calendar(year)
    known = set(WorkingDay.objects.values_list("date", flat=True)) | _free_days(year)
    instead = {}
    for day, title in public.items():
        if moved := re.search(r"перенесено с (\d\d)\.(\d\d)\.(\d{4})", title):
            instead[date(int(moved[3]), int(moved[2]), int(moved[1]))] = day.weekday()
    return [
        WorkingDay(date=day, as_weekday=instead.get(day, FRIDAY))
        for day in sorted(public.weekend_workdays)
        if year.starts_on <= day <= year.ends_on and day not in known and policy_on(day).week_days <= day.weekday()
    ]
