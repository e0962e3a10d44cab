from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from parta.audit.models import Change
from parta.school.actions import Habit, create_year, prefill_calendar
from parta.school.calendar import calendar_between
from parta.school.models import AcademicYear, Bell, DayOff, Period, SchoolPolicy, WorkingDay
from parta.school.refusals import Refused
from parta.school.rules.calendar import (
    Calendar,
    Off,
    Span,
    out_of_order,
    quarter_vacations,
    trimester_vacations,
    week_of_cycle,
)

AT = datetime(2026, 8, 20, 7, tzinfo=UTC)
MONDAY, SATURDAY, SUNDAY = date(2026, 12, 7), date(2026, 12, 12), date(2026, 12, 13)
CLASS = 81
FIVE, SIX = ((date(2026, 9, 1), 5),), ((date(2026, 9, 1), 6),)


def off(day: date, grade_level: int | None = None, class_id: int | None = None) -> tuple[Off, ...]:
    return (Off(day, day, grade_level, class_id),)


@pytest.mark.parametrize(
    ("calendar", "day", "weekday"),
    [
        (Calendar(), MONDAY, 0),
        (Calendar(FIVE), SATURDAY, None),
        (Calendar(SIX), SATURDAY, 5),
        (Calendar(SIX), SUNDAY, None),
        (Calendar((*FIVE, (SATURDAY, 6))), SATURDAY, 5),
        (Calendar((*FIVE, (SUNDAY, 6))), SATURDAY, None),
        (Calendar(FIVE, working={SATURDAY: 0}), SATURDAY, 0),
        (Calendar(FIVE, working={SUNDAY: 2}), SUNDAY, 2),
        (Calendar(FIVE, own_weeks={CLASS: 6}), SATURDAY, 5),
        (Calendar(FIVE, own_weeks={82: 6}), SATURDAY, None),
        (Calendar(SIX, own_weeks={CLASS: 5}), SATURDAY, None),
        (Calendar(SIX, off(SATURDAY), own_weeks={CLASS: 6}), SATURDAY, None),
        (Calendar(FIVE, working={SATURDAY: 0}, own_weeks={CLASS: 5}), SATURDAY, 0),
        (Calendar(FIVE, off(MONDAY)), MONDAY, None),
        (Calendar(FIVE, off(MONDAY, 8)), MONDAY, None),
        (Calendar(FIVE, off(MONDAY, 7)), MONDAY, 0),
        (Calendar(FIVE, off(MONDAY, None, CLASS)), MONDAY, None),
        (Calendar(FIVE, off(MONDAY, None, 82)), MONDAY, 0),
        (Calendar(FIVE, off(MONDAY), {MONDAY: 0}), MONDAY, 0),
        (Calendar(FIVE, off(MONDAY, 8), {MONDAY: 0}), MONDAY, None),
        (Calendar(FIVE, off(MONDAY, None, CLASS), {MONDAY: 0}), MONDAY, None),
    ],
)
def test_weekday_of_a_day(calendar: Calendar, day: date, weekday: int | None):
    assert calendar.weekday(day, 8, CLASS) == weekday
    assert calendar.lesson_days(day, day, 8, CLASS) == ({} if weekday is None else {day: weekday})


def test_usual_vacations_are_those_schools_had():
    assert [(one.starts_on, one.ends_on) for one in quarter_vacations(date(2025, 9, 1))] == [
        (date(2025, 10, 25), date(2025, 11, 2)),
        (date(2025, 12, 31), date(2026, 1, 11)),
        (date(2026, 2, 14), date(2026, 2, 22)),
        (date(2026, 3, 28), date(2026, 4, 5)),
    ]
    weeks = trimester_vacations(date(2026, 9, 1))
    assert all(one.starts_on.weekday() == 0 and one.ends_on.weekday() == 6 for one in weeks if "Зим" not in one.title)


@pytest.mark.parametrize(
    ("day", "weeks", "expected"),
    [
        (date(2026, 9, 1), 2, 1),  # a Tuesday
        (date(2026, 8, 31), 2, 1),  # its Monday
        (date(2026, 9, 6), 2, 1),
        (date(2026, 9, 7), 2, 2),
        (date(2026, 9, 14), 2, 1),
        (date(2026, 11, 9), 2, 1),  # vacations before it shift nothing
        (date(2026, 8, 30), 2, 2),
        (date(2026, 9, 14), 3, 3),
        (date(2027, 5, 26), 1, 1),
    ],
)
def test_weeks_of_the_cycle(day: date, weeks: int, expected: int):
    """CAL-07."""
    assert week_of_cycle(day, date(2026, 9, 1), weeks) == expected


@pytest.mark.parametrize(
    ("spans", "may_touch", "wrong"),
    [
        ([(time(8, 30), time(9, 15)), (time(9, 15), time(10))], True, None),
        ([(time(8, 30), time(9, 15)), (time(9, 14), time(10))], True, 1),
        ([(MONDAY, SATURDAY), (SUNDAY, SUNDAY)], False, None),
        ([(MONDAY, SATURDAY), (SATURDAY, SUNDAY)], False, 1),
        ([(SATURDAY, SUNDAY), (MONDAY, MONDAY)], False, 1),  # the second before the first
        ([(MONDAY, MONDAY)], False, None),
    ],
)
def test_neighbours_in_order(spans: list[Any], may_touch: bool, wrong: int | None):
    named = [Span(str(i), *span) for i, span in enumerate(spans)]
    assert out_of_order(named, may_touch=may_touch) == (None if wrong is None else (named[wrong - 1], named[wrong]))


@pytest.mark.django_db
def test_a_year_comes_with_periods_policy_and_bells():
    year = create_year(date(2026, 9, 1), by=None, at=AT)
    assert (year.title, year.ends_on) == ("2026/27", date(2027, 5, 26))
    assert [one.title for one in Period.objects.filter(kind="trimester")] == [
        "1-й триместр", "2-й триместр", "3-й триместр"
    ]  # fmt: skip
    assert Period.objects.filter(kind="half_year").count() == 2
    assert SchoolPolicy.objects.count() == 1
    assert Bell.objects.count() == 8
    assert Change.objects.filter(action="school.create_year").count() == 15
    with pytest.raises(Refused, match="уже есть учебный год 2026/27"):
        create_year(date(2027, 1, 11), by=None, at=AT)


@pytest.mark.django_db
def test_prefilled_calendar_and_repeating_it():
    year = AcademicYear.objects.create(starts_on=date(2026, 9, 1), ends_on=date(2027, 5, 26))
    done = prefill_calendar(year, by=None, at=AT)
    assert done.vacations == 4
    assert WorkingDay.objects.get().as_weekday == 0  # 20 February instead of Monday the 22nd
    calendar = calendar_between(year.starts_on, year.ends_on)
    free = [date(2026, 11, 4), date(2026, 12, 31), date(2027, 1, 8), date(2027, 2, 22), date(2027, 5, 3)]
    assert [calendar.weekday(day, 8) for day in free] == [None] * 5
    assert calendar.weekday(date(2027, 2, 20), 8) == 0
    assert calendar.weekday(date(2027, 2, 16), 1) is None
    assert calendar.weekday(date(2027, 2, 16), 2) == 1
    DayOff.objects.filter(title="Осенние каникулы").update(starts_on=date(2026, 10, 26), ends_on=date(2026, 11, 3))
    before = DayOff.objects.count()
    again = prefill_calendar(year, by=None, at=AT)
    assert (again.vacations, again.holidays, again.working_days) == (0, 0, 0)
    assert DayOff.objects.count() == before


@pytest.mark.django_db
def test_holidays_without_vacations_are_joined():
    year = AcademicYear.objects.create(starts_on=date(2026, 9, 1), ends_on=date(2027, 5, 26))
    prefill_calendar(year, by=None, at=AT, habit=Habit.NONE)
    new_year = DayOff.objects.filter(title="Новогодние каникулы").order_by("starts_on").first()
    assert new_year is not None
    assert (new_year.starts_on, new_year.kind) == (date(2027, 1, 1), "holiday")
    assert not DayOff.objects.filter(kind="vacation").exists()
