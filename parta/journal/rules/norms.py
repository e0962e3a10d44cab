"""How many marks a pupil shall have in a period, and whose average lies on a border."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

RULES = {
    "NORM-01": "Норма отметок за период — по часам предмета в неделю и правилам школы, действующим в конце периода; за "
    "полугодие не меньше нормы полугодия; за весь год, без часов и там, где отметок нет, нормы нет.",
    "NORM-02": "Кто был в журнале не весь период, тому норма уменьшается по доле дней и округляется вверх.",
    "NORM-03": "Мало отметок — меньше нормы.",
    "BORDER-01": "Средний балл на границе отметок — не дальше 0,1 от 2,5, 3,5 или 4,5; сравнивается точная дробь.",
}

THRESHOLDS: Final = (Fraction(5, 2), Fraction(7, 2), Fraction(9, 2))
NEAR: Final = Fraction(1, 10)


@dataclass(frozen=True)
class Norms:
    """Numbers of the local act: `by_hours` for 1, 2, 3, 4 and more hours a week."""

    by_hours: tuple[int, ...] = (3, 5, 7, 9)
    half_year: int = 5


def norm(hours: int, *, half_year: bool, norms: Norms) -> int:
    """The norm of a period for `hours` a week; 0 = none (NORM-01)."""
    if hours < 1:
        return 0
    found = norms.by_hours[min(hours, len(norms.by_hours)) - 1]
    return max(found, norms.half_year) if half_year else found


def own_norm(whole: int, days: int, of_days: int) -> int:
    """The norm of who was in the journal for `days` of the `of_days` of the period (NORM-02)."""
    return -(-whole * days // of_days) if of_days else whole


def few(count: int, norm: int) -> bool:
    """NORM-03"""
    return count < norm


def on_border(average: Fraction | None) -> bool:
    """BORDER-01"""
    return average is not None and any(abs(average - one) <= NEAR for one in THRESHOLDS)
