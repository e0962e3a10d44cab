"""The pages «День», «Неделя», «Итоги» of a class as data."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from parta.core import dates
from parta.core.actor import Actor
from parta.journal.attendance.records import Attendance, Member, Seat, load, totals_of
from parta.journal.models import Cell, WeekCheck
from parta.journal.rules.attendance import Totals
from parta.journal.rules.entries import LATE, MISSED
from parta.journal.rules.visibility import UNKNOWN
from parta.people.models import ClassMember, Person, valid_on
from parta.school import calendar
from parta.school.models import Period, SchoolClass
from parta.teaching.models import LessonState

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
SUNDAY = 6


@dataclass(frozen=True)
class Place:
    """A column: a lesson number of a day."""

    date: date
    number: int
    title: str  # «Алгебра; Английский язык, 1-я гр.»


@dataclass(frozen=True)
class Row:
    member: Member
    cells: tuple[tuple[Seat, ...], ...]  # by column; empty = no lesson then
    totals: Totals

    @property
    def told(self) -> list[Seat]:
        """Lessons there is something to say of."""
        return [seat for cell in self.cells for seat in cell if seat.code]


@dataclass(frozen=True)
class DayPage:
    day: date
    before: date
    after: date
    places: tuple[Place, ...]
    rows: tuple[Row, ...]

    @property
    def away(self) -> int:
        return sum(any(seat.code in MISSED for seat in row.told) for row in self.rows)

    @property
    def late(self) -> int:
        return sum(any(seat.code == LATE for seat in row.told) for row in self.rows)


@dataclass(frozen=True)
class Check:
    """«Проверено»: who and when."""

    by: str
    at: date


@dataclass(frozen=True)
class WeekPage:
    monday: date
    before: date
    after: date | None  # no weeks ahead
    days: tuple[tuple[date, tuple[Place, ...]], ...]
    rows: tuple[Row, ...]
    total: Totals
    check: Check | None

    @property
    def last(self) -> date:
        return self.monday + WEEK - 2 * DAY

    @property
    def heads(self) -> list[tuple[Place, bool]]:
        """Every column, and whether a day begins with it."""
        return [(place, index == 0) for _, places in self.days for index, place in enumerate(places)]


@dataclass(frozen=True)
class SummaryPage:
    periods: tuple[Period, ...]
    period: Period
    till: date
    rows: tuple[Row, ...]
    total: Totals


def day_page(actor: Actor, school_class: SchoolClass, day: date) -> DayPage:
    found = load(actor, school_class, day, day)
    places = _places(found)
    return DayPage(day, _school_day(day, -DAY), _school_day(day, DAY), places, _rows(found, places))


def week_page(actor: Actor, school_class: SchoolClass, day: date) -> WeekPage:
    """The week of `day`. One query more than `load`: the stamp."""
    monday = dates.monday_of(day)
    found = load(actor, school_class, monday, monday + WEEK - DAY)
    places = _places(found)
    rows = _rows(found, places)
    days = tuple((one, tuple(group)) for one, group in groupby(places, key=lambda place: place.date))
    after = monday + WEEK if monday + WEEK <= actor.on else None
    check = check_of(school_class, monday, actor.zone)
    return WeekPage(monday, monday - WEEK, after, days, rows, total_of(rows), check)


def summary_page(actor: Actor, school_class: SchoolClass, key: str) -> SummaryPage | None:
    """A period up to today; None without periods or when there is no such period. Two queries more than `load`."""
    periods = calendar.periods_of(school_class.year, school_class.grade_level, actor.on)
    asked = [one for one in periods if str(one.pk) == key] if key else [calendar.current(periods, actor.on)]
    period = asked[0] if asked else None
    if period is None:
        return None
    till = min(period.ends_on, actor.on)
    found = load(actor, school_class, period.starts_on, till)
    rows = tuple(Row(one, (), totals_of(found.seats[one.pk])) for one in found.members)
    return SummaryPage(tuple(periods), period, till, rows, total_of(rows))


def total_of(rows: Iterable[Row]) -> Totals:
    return sum((row.totals for row in rows), Totals())


def check_of(school_class: SchoolClass, monday: date, zone: str) -> Check | None:
    row = WeekCheck.objects.filter(school_class=school_class, monday=monday).first()
    if row is None:
        return None
    person = Person.objects.filter(user=row.checked_by or 0).first()
    return Check(person.short_name if person else "", row.checked_at.astimezone(ZoneInfo(zone)).date())


def unresolved(actor: Actor, school_class: SchoolClass) -> QuerySet[Cell]:
    """«Причина не указана»: absences of today's pupils of the class, of the year up to today."""
    mine = ClassMember.objects.filter(valid_on(actor.on), school_class=school_class)
    rows = Cell.objects.filter(
        absence=UNKNOWN,
        pupil__in=mine.values("pupil"),
        lesson__date__range=(school_class.year.starts_on, actor.on),
    )
    return rows.filter(lesson__state=LessonState.REGULAR)


def _places(found: Attendance) -> tuple[Place, ...]:
    titles: dict[tuple[date, int], dict[str, None]] = defaultdict(dict)
    for seats in found.seats.values():
        for seat in seats:
            titles[seat.date, seat.number][seat.title] = None
    return tuple(Place(day, number, "; ".join(sorted(titles[day, number]))) for day, number in sorted(titles))


def _rows(found: Attendance, places: Sequence[Place]) -> tuple[Row, ...]:
    rows = []
    for member in found.members:
        seats = found.seats[member.pk]
        by_place: dict[tuple[date, int], list[Seat]] = defaultdict(list)
        for seat in seats:
            by_place[seat.date, seat.number].append(seat)
        cells = tuple(tuple(by_place[place.date, place.number]) for place in places)
        rows.append(Row(member, cells, totals_of(seats)))
    return tuple(rows)


def _school_day(day: date, step: timedelta) -> date:
    """The next day that isn't a Sunday."""
    day += step
    return day + step if day.weekday() == SUNDAY else day
