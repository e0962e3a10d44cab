"""Which marks a lesson brings. Each pupil has a level and leans to some subjects; the kind of work shifts both."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import gcd
from random import Random

from parta.ops.demo.model import Course, Pupil

# How much easier (+) or harder (-) than usual, in marks.
_KIND = {"КР": -0.25, "диктант": -0.3, "СР": -0.15, "ЛР": 0.25, "ПрР": 0.25, "УО": 0.05, "ДЗ": 0.05}
_SUBJECT = {
    "fizra": 0.55,
    "muzyka": 0.55,
    "izo": 0.5,
    "trud": 0.5,
    "obzr": 0.35,
    "okruzh": 0.15,
    "fizika": -0.1,
    "himiya": -0.15,
    "algebra": -0.15,
    "geometriya": -0.2,
}
# At these only some pupils get a mark: (fewest, most) a lesson; at the others everybody present does.
_ASKED = {"УО": (3, 6), "ДЗ": (4, 8)}
_HANDED_IN = 0.97
_STILL_OWED = 0.6  # of those who didn't hand in
_PASSED = 0.95
PASS_SUBJECTS = frozenset({"orkse"})  # зач and незач instead of figures
_COMMENTED = 0.05

_COMMENTS: dict[int, tuple[str, ...]] = {
    5: (
        "Молодец, решил задачу повышенной сложности",
        "Полный и точный ответ",
        "Аккуратная работа, ошибок нет",
        "Отличный ответ, помог товарищу",
        "Активная работа на уроке",
    ),
    4: (
        "Хороший ответ, одна неточность",
        "Ошибка в вычислениях",
        "Не закончено последнее задание",
        "Верно, но нет вывода",
    ),
    3: (
        "Повторить правило и сделать работу над ошибками",
        "Сделана половина работы",
        "Ответ по наводящим вопросам",
        "Подойти на консультацию",
    ),
    2: (
        "Не готов к уроку, ответить на следующем",
        "Переписать работу до конца недели",
        "Не сданы задания, жду на консультации",
    ),
}
# The verbs agree with a boy; a girl gets the form of the second column.
_FEMININE = {"решил ": "решила ", "помог ": "помогла ", "Не готов ": "Не готова "}


@dataclass(frozen=True)
class DemoMark:
    """`work` is the index in the works of the lesson plan; `value` 5-2; `comment` is usually empty."""

    pupil_key: str
    work: int
    value: int
    comment: str = ""


@cache
def _leaning(pupil_key: str, subject_key: str) -> float:
    return Random(f"leaning:{pupil_key}:{subject_key}").gauss(0, 0.25)


def mark_value(pupil: Pupil, subject_key: str, kind: str, random: Random) -> int:
    """A mark 2-5 of this pupil for a work of `kind` (КР, диктант, СР, ЛР, ПрР, УО, ДЗ)."""
    centre = pupil.level + _leaning(pupil.key, subject_key) + _SUBJECT.get(subject_key, 0.0) + _KIND[kind]
    return max(2, min(5, round(random.gauss(centre, 0.62))))


def lesson_marks(
    seed: int,
    course: Course,
    works: Sequence[str],
    day: date,
    number: int,
    pupils: Sequence[Pupil],
    away: Collection[str],
) -> list[DemoMark]:
    """Marks of one lesson. `pupils` are the members of the course, `away` the keys of the absent («оп» is present)."""
    if not course.marked:
        return []
    random = Random(f"marks:{seed}:{course.key}:{day}:{number}")
    queue = _queue(seed, course.key, day, pupils)
    present = [pupil for pupil in queue if pupil.key not in away]
    return [
        DemoMark(pupil.key, index, value, _comment(pupil, value, random))
        for index, kind in enumerate(works)
        for pupil in _assessed(kind, present, random)
        for value in (mark_value(pupil, course.subject_key, kind, random),)
    ]


def pass_works(course: Course, day: date) -> tuple[str, ...]:
    """Works of a lesson at which зач is put: once a month in a subject with зачёт."""
    return ("УО",) if course.subject_key in PASS_SUBJECTS and day.day <= 7 else ()


def lesson_signs(
    seed: int,
    course: Course,
    works: Sequence[str],
    day: date,
    number: int,
    present: Sequence[str],
    marked: Collection[tuple[int, str]],
) -> list[tuple[str, int, str]]:
    """(pupil, work, sign): точки for works not handed in; in a subject with зачёт, зач.

    `present`: keys of the pupils at the lesson; `marked`: (work, pupil) with a figure.
    """
    random = Random(f"signs:{seed}:{course.key}:{day}:{number}")
    if course.subject_key in PASS_SUBJECTS and works:
        return [(key, 0, "зач" if random.random() < _PASSED else ".") for key in present]
    if not course.marked:
        return []
    whole = [index for index, kind in enumerate(works) if kind not in _ASKED]
    missing = [(key, index) for index in whole for key in present if (index, key) not in marked]
    return [(key, index, ".") for key, index in missing if random.random() < _STILL_OWED]


def _queue(seed: int, course_key: str, day: date, pupils: Sequence[Pupil]) -> list[Pupil]:
    """The order in which the teacher asks: the same list, moved on week by week, so that nobody is forgotten."""
    order = list(pupils)
    Random(f"queue:{seed}:{course_key}").shuffle(order)
    if not order:
        return []
    step = next(step for step in (5, 4, 3, 7, 1) if gcd(step, len(order)) == 1)
    week, weekday = divmod(day.toordinal(), 7)
    start = (week * step + weekday * 7) % len(order)
    return order[start:] + order[:start]


def _assessed(kind: str, present: list[Pupil], random: Random) -> list[Pupil]:
    if kind in _ASKED:
        return present[: random.randint(*_ASKED[kind])]
    return [pupil for pupil in present if random.random() < _HANDED_IN]


def _comment(pupil: Pupil, value: int, random: Random) -> str:
    if random.random() >= _COMMENTED:
        return ""
    text = random.choice(_COMMENTS[value])
    if pupil.sex == "f":
        for male, female in _FEMININE.items():
            text = text.replace(male, female)
    return text
