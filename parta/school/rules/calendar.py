"""Which days are school days, and the dates a school usually takes for periods, vacations and bells. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from itertools import pairwise

RULES = {
    "CAL-01": "В воскресенье уроков нет, если этот день не объявлен рабочим.",
    "CAL-02": "При пятидневной неделе уроков нет и в субботу, если она не объявлена рабочей; "
    "у класса может быть неделя своей длины.",
    "CAL-03": "В праздники, каникулы и дни без занятий уроков нет: у всей школы, у параллели или у одного класса.",
    "CAL-04": "Рабочий день идёт по расписанию названного дня недели и сильнее выходного всей школы, "
    "но не выходного параллели или класса.",
    "CAL-05": "Учётные периоды одного вида не пересекаются и лежат внутри учебного года.",
    "CAL-06": "Уроки одной смены идут по порядку и не накладываются друг на друга.",
    "CAL-07": "Недели цикла расписания идут подряд по календарю, первая — та, в которой начинается учебный год; "
    "каникулы их не сдвигают.",
}

SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True)
class Off:
    """Days without lessons, both ends included; for everybody unless a grade level or a class is named."""

    starts_on: date
    ends_on: date
    grade_level: int | None = None
    class_id: int | None = None

    @property
    def for_all(self) -> bool:
        return self.grade_level is None and self.class_id is None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def concerns(self, grade_level: int | None, class_id: int | None) -> bool:
        if self.for_all:
            return True
        return (self.class_id is not None and self.class_id == class_id) or (
            self.grade_level is not None and self.grade_level == grade_level
        )


@dataclass(frozen=True)
class Calendar:
    """What decides about lesson days. `weeks`: (valid from, days in the week: 5 or 6), in any order."""

    weeks: tuple[tuple[date, int], ...] = ()
    off: tuple[Off, ...] = ()
    working: dict[date, int] = field(default_factory=dict)  # day → weekday (0 = Monday) whose timetable it follows
    own_weeks: dict[int, int] = field(default_factory=dict)  # class → days in its week, where not as in the school

    def week_days(self, day: date, class_id: int | None = None) -> int:
        """5 or 6 school days in the week of `day`; 5 when neither class nor school has said anything. CAL-02."""
        if class_id in self.own_weeks:
            return self.own_weeks[class_id]
        begun = [row for row in self.weeks if row[0] <= day]
        return max(begun)[1] if begun else 5

    def weekday(self, day: date, grade_level: int | None = None, class_id: int | None = None) -> int | None:
        """The weekday (0 = Monday) whose timetable the class follows on `day`; None = no lessons.

        CAL-01, CAL-02, CAL-03, CAL-04.
        """
        off = [one for one in self.off if one.covers(day) and one.concerns(grade_level, class_id)]
        if day in self.working:
            return self.working[day] if all(one.for_all for one in off) else None
        if off or day.weekday() >= self.week_days(day, class_id):
            return None
        return day.weekday()

    def lesson_days(
        self, start: date, end: date, grade_level: int | None = None, class_id: int | None = None
    ) -> dict[date, int]:
        """Every lesson day from `start` to `end` with the weekday whose timetable it follows."""
        near = replace(self, off=tuple(one for one in self.off if _meets(one, start, end)))
        found = {}
        for day in _days(start, end):
            weekday = near.weekday(day, grade_level, class_id)
            if weekday is not None:
                found[day] = weekday
        return found


def week_of_cycle(day: date, year_starts_on: date, cycle_weeks: int) -> int:
    """Which week of the cycle the day is in, from 1. CAL-07."""
    monday = year_starts_on.toordinal() - year_starts_on.weekday()
    return (day.toordinal() - monday) // 7 % cycle_weeks + 1


def _meets(off: Off, start: date, end: date) -> bool:
    return off.starts_on <= end and off.ends_on >= start


def _days(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=i) for i in range((end - start).days + 1))


# --- what is usual -----------------------------------------------------------------------------------------------


def usual_end(starts_on: date) -> date:
    """26 May of the next year: the last day of lessons in most regions."""
    return date(starts_on.year + 1, 5, 26)


def usual_trimesters(starts_on: date, ends_on: date) -> list[tuple[date, date]]:
    """September to November, December to February, March to the end."""
    spring = date(starts_on.year + 1, 3, 1)
    return [
        (starts_on, date(starts_on.year, 11, 30)),
        (date(starts_on.year, 12, 1), spring - timedelta(days=1)),
        (spring, ends_on),
    ]


def usual_half_years(starts_on: date, ends_on: date) -> list[tuple[date, date]]:
    new_year = date(starts_on.year + 1, 1, 1)
    return [(starts_on, new_year - timedelta(days=1)), (new_year, ends_on)]


@dataclass(frozen=True)
class Vacation:
    title: str
    starts_on: date
    ends_on: date
    grade_level: int | None = None


def quarter_vacations(starts_on: date) -> list[Vacation]:
    """Autumn, winter, spring of nine days from a Saturday, and the extra week of grade 1."""
    after = starts_on.year + 1
    return [
        _nine_days("Осенние каникулы", date(starts_on.year, 10, 28)),
        _winter(starts_on),
        _nine_days("Дополнительные каникулы 1-х классов", date(after, 2, 14), 1),
        _nine_days("Весенние каникулы", date(after, 3, 28)),
    ]


def trimester_vacations(starts_on: date) -> list[Vacation]:
    """A week after every five or six weeks of lessons."""
    after = starts_on.year + 1
    return [
        _week("Осенние каникулы", date(starts_on.year, 10, 8)),
        _week("Ноябрьские каникулы", date(starts_on.year, 11, 22)),
        _winter(starts_on),
        _week("Февральские каникулы", date(after, 2, 21)),
        _week("Весенние каникулы", date(after, 4, 9)),
    ]


def _back_to(weekday: int, day: date) -> date:
    """`day`, or the nearest such weekday before it."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def _nine_days(title: str, latest: date, grade_level: int | None = None) -> Vacation:
    saturday = _back_to(SATURDAY, latest)
    return Vacation(title, saturday, saturday + timedelta(days=8), grade_level)


def _week(title: str, latest: date) -> Vacation:
    monday = _back_to(0, latest)
    return Vacation(title, monday, monday + timedelta(days=6))


def _winter(starts_on: date) -> Vacation:
    """From 31 December to the Sunday on or after 8 January."""
    eighth = date(starts_on.year + 1, 1, 8)
    return Vacation(
        "Зимние каникулы", date(starts_on.year, 12, 31), eighth + timedelta(days=(SUNDAY - eighth.weekday()) % 7)
    )


USUAL_BELLS = tuple(
    (number, time(*start), time(*end))
    for number, start, end in (
        (1, (8, 30), (9, 15)),
        (2, (9, 25), (10, 10)),
        (3, (10, 30), (11, 15)),
        (4, (11, 35), (12, 20)),
        (5, (12, 30), (13, 15)),
        (6, (13, 25), (14, 10)),
        (7, (14, 20), (15, 5)),
        (8, (15, 15), (16, 0)),
    )
)


# --- what is wrong with what was entered -------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """A named stretch of days or of minutes, to be checked against others."""

    title: str
    start: date | time
    end: date | time


def out_of_order(spans: Iterable[Span], *, may_touch: bool = False) -> tuple[Span, Span] | None:
    """The first neighbours, in the given order, of which the second begins too early; None = all is in order.

    CAL-05, CAL-06. Days are inclusive, so they may not touch; a lesson may begin the minute another ends (`may_touch`).
    """
    for one, other in pairwise(spans):
        if other.start < one.end or (other.start == one.end and not may_touch):  # type: ignore[operator]
            return one, other
    return None
