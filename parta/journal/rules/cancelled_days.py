"""Cancelling lessons of days: for the school, grade levels or classes; which lessons fall out, which stay. Pure."""

from collections.abc import Iterable
from datetime import date

from parta.core.dates import day_month
from parta.school.rules.calendar import Off

RULES = {
    "OFF-01": "Отменить занятия можно на срок до 60 дней внутри учебного года; вся школа, параллели или классы.",
    "OFF-02": "Урок потока отменяется, только если занятий нет у всех его классов.",
    "OFF-03": "Урок с отметками, отсутствиями или перекличкой проведён и остаётся. Сегодняшний, прошедший и "
    "подготовленный урок становится снятым с этой причиной, пустой будущий убирается.",
    "OFF-04": "Занятия возвращают целиком: снятые по этой причине уроки снова стоят, убранные создаются заново.",
}

LONGEST = 60  # days

Pupils = tuple[int | None, int | None]  # grade level and number of a class; (None, None): a journal of no class


def dates_refusal(starts_on: date, ends_on: date, year: tuple[date, date], working: Iterable[date]) -> str:
    """Why lessons of these dates can't be cancelled; empty when they can. OFF-01"""
    if (ends_on - starts_on).days >= LONGEST:
        return f"Больше чем на {LONGEST} дней занятия так не отменяют. Для каникул есть «Дни без занятий»."
    if starts_on < year[0] or ends_on > year[1]:
        return f"Учебный год идёт с {day_month(year[0])} по {day_month(year[1])}. Исправьте даты."
    if day := min(working, default=None):
        return f"{day_month(day).capitalize()} объявлено рабочим днём. Сначала удалите его в календаре."
    return ""


def concerned(day: date, classes: Iterable[Pupils], fresh: Iterable[Off], standing: Iterable[Off]) -> tuple[bool, bool]:
    """Whether the new days off concern a journal of these classes, and whether its lesson falls out. OFF-02"""
    fresh, pairs = list(fresh), list(classes) or [(None, None)]
    touched = [any(off.covers(day) and off.concerns(*pair) for off in fresh) for pair in pairs]
    free = [
        new or any(off.covers(day) and off.concerns(*pair) for off in standing)
        for new, pair in zip(touched, pairs, strict=True)
    ]
    return any(touched), any(touched) and all(free)
