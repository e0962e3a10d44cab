"""When final marks are set: the deadline of [6.4], the states of a period, what a family sees."""

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

from parta.core.dates import day_month
from parta.core.russian import counted

RULES = {
    "TERM-01": "Итоговые отметки выставляют не позднее чем за 2 дня до конца периода: календарных, а если так решила "
    "школа — учебных [6.4].",
    "TERM-02": "Период проходит состояния: открыт — выставление — закрыт. Выставление начинается за две недели до "
    "срока (число — в правилах школы) или раньше, если его начал завуч.",
    "TERM-03": "Пока выставление не началось, итоговая отметка предварительная: для педсовета, семья её не видит.",
    "TERM-04": "Отметка, выставленная после срока, помечается «позже срока».",
    "TERM-05": "Семья видит итоговую отметку и её обоснование, когда завуч опубликовал отметки периода или период "
    "закрыт.",
    "TERM-06": "Период закрывает завуч или директор; закрытый открывают с причиной. В закрытом отметку меняет учитель, "
    "которому открыли журнал. За ликвидированную задолженность отметку ставят и в закрытом периоде, и в переведённом "
    "году — со своей датой и документом.",
    "TERM-07": "Отметку за период ставят не раньше его начала, годовую и итоговую — не раньше последнего периода.",
}
DAY = timedelta(days=1)


class Stage(StrEnum):
    OPEN = "open"
    SETTING = "setting"
    CLOSED = "closed"


STAGE_TITLES = {Stage.OPEN: "открыт", Stage.SETTING: "выставление", Stage.CLOSED: "закрыт"}


def due(ends_on: date, days_before: int, school_day: Callable[[date], bool] | None = None) -> date:
    """The last day for finals of a period. With `school_day` only school days count (TERM-01)."""
    if school_day is None:
        return ends_on - days_before * DAY
    day, left = ends_on, days_before
    while left:
        day -= DAY
        left -= school_day(day)
        if ends_on - day > timedelta(days=60):  # no school days at all: the calendar's count
            return ends_on - days_before * DAY
    return day


def stage(due_on: date, begin_days: int, on: date, *, begun: bool, closed: bool) -> Stage:
    """TERM-02"""
    if closed:
        return Stage.CLOSED
    return Stage.SETTING if begun or on >= due_on - begin_days * DAY else Stage.OPEN


def late(due_on: date, on: date) -> bool:
    """TERM-04"""
    return on > due_on


def countdown(due_on: date, on: date) -> str:
    """«Выставить до 21 мая, осталось 3 дня»; «Срок прошёл 21 мая, 2 дня назад»."""
    left = (due_on - on).days
    if left > 1:
        return f"Выставить до {day_month(due_on)}, осталось {counted(left, 'день', 'дня', 'дней')}"
    if left >= 0:
        return f"Выставить до {day_month(due_on)}, {'срок завтра' if left else 'срок сегодня'}"
    return f"Срок прошёл {day_month(due_on)}, {counted(-left, 'день', 'дня', 'дней')} назад"
