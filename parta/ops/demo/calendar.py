"""Bells, periods and vacations of the demo's year. Public holidays are not here: the product pre-fills them."""

from datetime import date, time

from parta.ops.demo.model import Bell, Period, Vacation

_STARTS = ("8:30", "9:25", "10:30", "11:35", "12:30", "13:25", "14:20")
_TRIMESTERS = tuple(range(1, 10))
_HALF_YEARS = (10, 11)
_ALL = tuple(range(1, 12))


def bells() -> tuple[Bell, ...]:
    """Lessons of 45 minutes; grade 1 begins at the same times and has 35 (СанПиН, first half-year)."""
    return tuple(
        Bell(number, _clock(start), _clock(start, minutes), grades)
        for minutes, grades in ((35, (1,)), (45, _ALL[1:]))
        for number, start in enumerate(_STARTS, 1)
    )


def _clock(start: str, plus: int = 0) -> time:
    hour, minute = (int(part) for part in start.split(":"))
    hours, minutes = divmod(hour * 60 + minute + plus, 60)
    return time(hours, minutes)


def periods(year: int) -> tuple[Period, ...]:
    """Trimesters for grades 1-9, half-years for 10-11, in the year that begins on 1 September `year`."""
    first, last = date(year, 9, 1), date(year + 1, 5, 26)
    return (
        Period("I триместр", first, date(year, 11, 30), _TRIMESTERS),
        Period("II триместр", date(year, 12, 1), date(year + 1, 2, 23), _TRIMESTERS),
        Period("III триместр", date(year + 1, 2, 24), last, _TRIMESTERS),
        Period("I полугодие", first, date(year, 12, 30), _HALF_YEARS),
        Period("II полугодие", date(year + 1, 1, 11), last, _HALF_YEARS),
    )


def vacations(year: int) -> tuple[Vacation, ...]:
    """Autumn, winter and spring, and the extra week of grade 1."""
    return (
        Vacation("Осенние каникулы", date(year, 10, 26), date(year, 11, 3), _ALL),
        Vacation("Зимние каникулы", date(year, 12, 31), date(year + 1, 1, 10), _ALL),
        Vacation("Дополнительные каникулы 1-х классов", date(year + 1, 2, 15), date(year + 1, 2, 21), (1,)),
        Vacation("Весенние каникулы", date(year + 1, 3, 27), date(year + 1, 4, 4), _ALL),
    )
