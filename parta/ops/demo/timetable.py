"""A timetable without clashes: every class gets its week at once, then pairs of lessons of a class are swapped.

Swapping two lessons of one class keeps its hours and leaves no window for pupils; what is mended is teachers in
two places, a subject twice a day, and, softly, hard subjects at the edges of the day. Deterministic by `seed`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp
from random import Random

from parta.ops.demo.model import Course, Slot, Staff
from parta.ops.demo.staff import INFORMATICS_ROOMS

WEEK = 5
_CLASH, _TWICE, _BROKEN_PAIR = 100, 30, 30
_STEPS = 60_000
_LATE = frozenset(("russkiy", "matematika", "algebra", "geometriya", "fizika", "himiya", "english"))
_DOUBLE = "trud"  # two hours of it stand side by side


@dataclass(frozen=True)
class _Hour:
    """One weekly hour of a class: the journals held together (both subgroups) and their teachers."""

    subject: str
    courses: tuple[Course, ...]
    teachers: tuple[str, ...]
    double: bool


def timetable(courses: Iterable[Course], staff: Iterable[Staff], seed: int) -> tuple[Slot, ...]:
    """The week's slots. Raises ValueError when no timetable without clashes was found."""
    board = _Board(courses, Random(f"timetable:{seed}"))
    board.mend()
    if board.clashes():
        raise ValueError("the timetable still has a teacher in two places")
    rooms = {person.key: person.room for person in staff}
    slots = [
        Slot(day, number, course.key, _room(course, rooms))
        for days in board.classes.values()
        for day, hours in enumerate(days)
        for number, hour in enumerate(hours, 1)
        for course in hour.courses
    ]
    return tuple(sorted(slots, key=lambda slot: (slot.course_key, slot.weekday, slot.number)))


def _room(course: Course, rooms: dict[str, str]) -> str:
    teacher = course.teacher_keys[0]
    return INFORMATICS_ROOMS[teacher] if course.subject_key == "informatika" else rooms[teacher]


def _hours(courses: Iterable[Course]) -> dict[str, list[_Hour]]:
    grouped: dict[tuple[str, str], list[Course]] = {}
    for course in courses:
        grouped.setdefault((course.class_keys[0], course.subject_key), []).append(course)
    result: dict[str, list[_Hour]] = {}
    for (class_key, subject), together in grouped.items():
        weekly = together[0].hours
        teachers = tuple(teacher for course in together for teacher in course.teacher_keys)
        hour = _Hour(subject, tuple(together), teachers, subject == _DOUBLE and weekly == 2)
        result.setdefault(class_key, []).extend([hour] * weekly)
    return result


def day_lengths(total: int) -> list[int]:
    """Lessons of each day, Monday to Friday; the longer days stand in the middle of the week."""
    base, extra = divmod(total, WEEK)
    longer = (1, 3, 0, 2, 4)[:extra]
    return [base + (day in longer) for day in range(WEEK)]


class _Board:
    def __init__(self, courses: Iterable[Course], random: Random) -> None:
        self._random = random
        self.classes: dict[str, list[list[_Hour]]] = {}
        for class_key, hours in _hours(courses).items():
            random.shuffle(hours)
            rest = iter(hours)
            self.classes[class_key] = [[next(rest) for _ in range(n)] for n in day_lengths(len(hours))]
        self._busy = Counter(
            (teacher, day, number)
            for days in self.classes.values()
            for day, hours in enumerate(days)
            for number, hour in enumerate(hours)
            for teacher in hour.teachers
        )

    def clashes(self) -> int:
        return sum(count - 1 for count in self._busy.values() if count > 1)

    def mend(self) -> None:
        """Simulated annealing over swaps inside a class."""
        places = {
            key: [(day, number) for day, hours in enumerate(days) for number in range(len(hours))]
            for key, days in self.classes.items()
        }
        keys = list(self.classes)
        for step in range(_STEPS):
            key = keys[step % len(keys)]
            one, other = self._random.sample(places[key], 2)
            heat = 12.0 * (1 - step / _STEPS) ** 2 + 0.05
            self._try(self.classes[key], one, other, heat)

    def _try(self, days: list[list[_Hour]], one: tuple[int, int], other: tuple[int, int], heat: float) -> None:
        first, second = days[one[0]][one[1]], days[other[0]][other[1]]
        if first.subject == second.subject:
            return
        before = self._cost(days, one, other)
        self._put(days, one, second, other, first)
        worse = self._cost(days, one, other) - before
        if worse > 0 and self._random.random() >= exp(-worse / heat):
            self._put(days, one, first, other, second)

    def _put(self, days: list[list[_Hour]], one: tuple[int, int], a: _Hour, other: tuple[int, int], b: _Hour) -> None:
        for (day, number), hour in ((one, a), (other, b)):
            for teacher in days[day][number].teachers:
                self._busy[teacher, day, number] -= 1
            days[day][number] = hour
            for teacher in hour.teachers:
                self._busy[teacher, day, number] += 1

    def _cost(self, days: list[list[_Hour]], one: tuple[int, int], other: tuple[int, int]) -> float:
        cost = sum(
            _CLASH * (self._busy[teacher, day, number] - 1)
            for day, number in (one, other)
            for teacher in days[day][number].teachers
        )
        return cost + sum(_day_cost(days[day]) for day in {one[0], other[0]})


def _day_cost(hours: list[_Hour]) -> float:
    cost = 0.0
    last = len(hours) - 1
    seen: dict[str, int] = {}
    for number, hour in enumerate(hours):
        subject = hour.subject
        if hour.double:
            side_by_side = subject in seen and number - seen[subject] == 1
            cost += -_BROKEN_PAIR if side_by_side else _BROKEN_PAIR
        elif subject in seen:
            cost += _TWICE
        seen[subject] = number
        if subject in _LATE and number >= 5:
            cost += 2
        if subject == "fizra" and number == 0:
            cost += 3
        if subject in ("muzyka", "izo", "trud", "fizra", "orkse") and number < last - 2:
            cost += 0.5
    return cost
