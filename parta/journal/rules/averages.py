"""Weighted averages: the one function for the teacher's grid, the diary, letters and reports."""

from collections.abc import Iterable
from fractions import Fraction

RULES = {
    "AVG-01": "Средний балл — сумма произведений отметок на вес работы, делённая на сумму весов; вес 0 не считается.",
    "AVG-02": "Средний балл хранится точной дробью, показывается с двумя знаками, половина — вверх; без отметок «—».",
}

NONE = "—"


def weighted_average(marks: Iterable[tuple[int, int]]) -> Fraction | None:
    """The exact average of (value, weight) pairs; None when nothing counts (AVG-01, [6.1])."""
    total = weights = 0
    for value, weight in marks:
        total += value * weight
        weights += weight
    return Fraction(total, weights) if weights else None


def shown(average: Fraction | None, digits: int = 2) -> str:
    """«4,19»; «—» without an average (AVG-02). For people's eyes only: thresholds compare the fraction itself."""
    if average is None:
        return NONE
    scale = 10**digits
    units = (average * scale * 2 + 1) // 2  # half up, in whole numbers
    return f"{units // scale},{units % scale:0{digits}}"
