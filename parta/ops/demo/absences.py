"""Who is away and why: spells of illness, single days and lessons, coming late. Codes of PRODUCT.md: н у нп б оп."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from parta.ops.demo.model import Pupil

_SPELL = 0.0085  # chance that an illness begins on a school day, for health 1.0
_EXCUSED_DAY = 0.004
_MISSED_LESSON = 0.0012
_SKIPPED_LESSON = 0.0015
_LATE_DAY = 0.008
_SEASON = {9: 0.6, 10: 1.1, 11: 1.2, 12: 1.4, 1: 1.4, 2: 1.6, 3: 1.0, 4: 0.7, 5: 0.5}
_REASON_UNKNOWN_FOR = timedelta(days=4)  # the class teacher learns the reason of a fresh absence later

# Орлов Фёдор (8Б) of the mock-ups: long ill, too few marks. Pupil key → (month, day, days).
LONG_ILLNESS: dict[str, tuple[tuple[int, int, int], ...]] = {"8Б-20": ((9, 21, 46), (2, 25, 64))}


@dataclass(frozen=True)
class Absence:
    """`code` is н, у, нп, б or оп; `minutes` is 2-15 with «оп», else 0. Only «оп» allows a mark."""

    code: str
    minutes: int = 0


def absences(seed: int, pupil: Pupil, lessons: Mapping[date, Sequence[int]]) -> dict[tuple[date, int], Absence]:
    """(day, lesson number) → absence. `lessons` are the pupil's lessons day by day up to today, in order of days."""
    random = Random(f"absences:{seed}:{pupil.key}")
    days = sorted(lessons)
    if not days:
        return {}
    result: dict[tuple[date, int], Absence] = {}
    ill_until = date.min
    for day in days:
        if _starts_spell(pupil, day, ill_until, random):
            ill_until = day + timedelta(days=random.randint(3, 8) - 1)
        if day <= ill_until or _long_ill(pupil, day):
            absence = Absence(_illness_code(pupil, day, days[-1]))
            result.update({(day, number): absence for number in lessons[day]})
        else:
            result.update(_of_day(pupil, day, lessons[day], random))
    return result


def _starts_spell(pupil: Pupil, day: date, ill_until: date, random: Random) -> bool:
    # A drawn number on every day keeps the year the same when «today» moves on.
    return random.random() < _SPELL * pupil.health * _SEASON.get(day.month, 1.0) and day > ill_until


def _long_ill(pupil: Pupil, day: date) -> bool:
    spells = LONG_ILLNESS.get(pupil.key, ())
    return any(
        start <= day < start + timedelta(days=length)
        for month, start_day, length in spells
        for start in (date(day.year, month, start_day),)
    )


def _illness_code(pupil: Pupil, day: date, today: date) -> str:
    if today - day < _REASON_UNKNOWN_FOR and not _long_ill(pupil, day):
        return "н"
    return "б" if pupil.health_consent else "у"


def _of_day(pupil: Pupil, day: date, numbers: Sequence[int], random: Random) -> dict[tuple[date, int], Absence]:
    careless = 4.0 if pupil.level < 3.5 else 1.0
    draw = random.random()
    if draw < _EXCUSED_DAY:
        return {(day, number): Absence("у") for number in numbers}
    found: dict[tuple[date, int], Absence] = {}
    for number in numbers:
        chance = random.random()
        if chance < _MISSED_LESSON * careless:
            found[day, number] = Absence("н")
        elif pupil.level < 3.4 and chance > 1 - _SKIPPED_LESSON:
            found[day, number] = Absence("нп")
    if random.random() < _LATE_DAY * careless * min(pupil.health, 1.5):
        number = numbers[0] if random.random() < 0.8 else random.choice(numbers)
        found.setdefault((day, number), Absence("оп", random.randint(2, 15)))
    return found
