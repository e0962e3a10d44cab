"""How punctually a teacher keeps the journal: what stands unfilled, and how many days late an entry was made."""

from dataclasses import dataclass
from datetime import date
from random import Random

ROLL_CALL, TOPIC, HOMEWORK, MARKS = "rollcall", "topic", "homework", "marks"
EVERYTHING = frozenset((ROLL_CALL, TOPIC, HOMEWORK, MARKS))
FILLED_TODAY = 3  # lessons 1-3 of today are filled, the 4th is going on, the rest is ahead


@dataclass(frozen=True)
class _Habit:
    """Shares of lessons: `empty` not filled at all, `no_homework`, `no_roll`, within `recent` days; `late` for ever."""

    late: float = 0.04
    empty: float = 0.0
    no_homework: float = 0.04
    no_roll: float = 0.02
    recent: int = 10


_USUAL = _Habit()
_HABITS = {
    "gromov": _Habit(late=0.4, empty=0.6, no_homework=0.3, recent=7),
    "laptev": _Habit(late=0.25, empty=0.1, no_homework=0.7, recent=400),
    "ivanova": _Habit(late=0.16, no_homework=0.1),
    "mironova": _Habit(late=0.14, empty=0.05, no_homework=0.12),
    "nikitin": _Habit(late=0.08),
    "sokolova": _Habit(no_homework=0.5, recent=5),
    "petrova": _Habit(late=0.0, no_homework=0.0, no_roll=0.0),
    "khasanov": _Habit(late=0.0, no_homework=0.0, no_roll=0.0),
}


def unfilled(teacher_key: str, day: date, number: int, today: date) -> frozenset[str]:
    """What the teacher has not filled in the lesson `number` of `day`, seen from `today`: parts of EVERYTHING."""
    if day > today or (day == today and number > FILLED_TODAY + 1):
        return EVERYTHING
    if day == today:
        return frozenset((HOMEWORK, MARKS)) if number > FILLED_TODAY else frozenset()
    habit = _HABITS.get(teacher_key, _USUAL)
    if (today - day).days > habit.recent:
        return frozenset()
    random = Random(f"unfilled:{teacher_key}:{day}:{number}")
    if (today - day).days <= 7 and random.random() < habit.empty:
        return EVERYTHING
    shares = ((HOMEWORK, habit.no_homework), (ROLL_CALL, habit.no_roll))
    return frozenset(part for part, share in shares if random.random() < share)


def days_late(teacher_key: str, day: date, number: int) -> int:
    """How many days after the lesson its page was filled; 0 = on the day, as [3.4] wants."""
    random = Random(f"late:{teacher_key}:{day}:{number}")
    if random.random() >= _HABITS.get(teacher_key, _USUAL).late:
        return 0
    return random.choice((1, 1, 1, 2, 2, 3, 5))
