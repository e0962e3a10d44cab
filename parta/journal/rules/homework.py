"""Homework: how long it should take, which lesson it is for, how much a class gets for one day."""

from dataclasses import dataclass
from datetime import date

RULES = {
    "HW-01": (
        "Домашнее задание на день по всем предметам — до 1,5 ч во 2-3 классах, 2 ч в 4-5, 2,5 ч в 6-8, 3,5 ч в 9-11; "
        "на понедельник — до 70 % этого. Это подсказка учителю, а не запрет."
    ),
    "HW-02": "Время на задание — от 1 до 240 минут или не указано.",
    "HW-03": "Задание — к следующему уроку журнала или к выбранному более позднему.",
    "HW-04": "К уроку прикладывают до 10 файлов с разными именами.",
    "HW-05": "Отдельное задание — простой текст до 2000 знаков, одно ученику за урок; его видят он и родители.",
}

MOST_MINUTES = 240
MOST_FILES = 10
LONGEST_TASK = 2000
MONDAY = 0
WEEKEND_PERCENT = 70
NOTHING_SET = "Без задания"

_NORMS = ((1, 60), (3, 90), (5, 120), (8, 150), (11, 210))  # up to the grade level, minutes

NOT_LATER = "задание можно задать только к более позднему уроку этого журнала. Обновите страницу."  # HW-03
CANCELLED_DUE = "урок, к которому задано, снят. Выберите другой."  # HW-03


class HomeworkRefused(ValueError):
    """Why a file or a task isn't accepted: one Russian sentence."""


@dataclass(frozen=True)
class Load:
    """What a class has to do at home for one day."""

    day: date
    total: int
    norm: int

    @property
    def over(self) -> bool:
        return self.total > self.norm


def norm(grade_level: int, day: date) -> int:
    """Minutes a class of the grade level may get for the day (HW-01)."""
    minutes = next((minutes for last, minutes in _NORMS if grade_level <= last), _NORMS[-1][1])
    return minutes * WEEKEND_PERCENT // 100 if day.weekday() == MONDAY else minutes


def minutes_refusal(minutes: int) -> str:
    """Why the minutes aren't accepted; empty when they are. 0 = not said (HW-02)."""
    if minutes > MOST_MINUTES:
        return f"время на задание — от 1 до {MOST_MINUTES} минут, указано {minutes}."
    return ""


def due_refusal(lesson: tuple[date, int], due: tuple[date, int] | None, *, cancelled: bool) -> str:
    """Why homework of `lesson` (date, number) can't be for `due`, None = no such lesson; empty when it can (HW-03)."""
    if due is None or due <= lesson:
        return NOT_LATER
    return CANCELLED_DUE if cancelled else ""


def files_refusal(there: int, added: int) -> str:
    """HW-04"""
    if there + added > MOST_FILES:
        return f"К уроку прикладывают до {MOST_FILES} файлов: сейчас {there}, добавляете {added}."
    return ""


def task_refusal(text: str) -> str:
    """HW-05"""
    if not text:
        return "Напишите задание."
    if len(text) > LONGEST_TASK:
        return f"Задание длиннее {LONGEST_TASK} знаков: сейчас {len(text)}."
    return ""


def free_name(name: str, taken: set[str]) -> str:
    """«Схема.png» or, when that is taken, «Схема (2).png» (HW-04)."""
    stem, dot, extension = name.rpartition(".")
    names = [name, *(f"{stem} ({number}){dot}{extension}" for number in range(2, MOST_FILES + 2))]
    return next(one for one in names if one not in taken)
