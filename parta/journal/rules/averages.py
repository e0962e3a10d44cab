"""Weighted averages: the one function for the teacher's grid, the diary, letters and reports."""

from collections.abc import Iterable
from fractions import Fraction

RULES = {
    "AVG-01": "Средний балл — сумма произведений отметок на вес работы, делённая на сумму весов; вес 0 не считается.",
    "AVG-02": "Средний балл хранится точной дробью, показывается с двумя знаками, половина — вверх; без отметок «—».",
    "AVG-03": "Зач, незач и точка в средний балл не входят. Отметка, которую учитель не учитывает, и отметка за работу "
    "веса 0 видны, но не входят ни в средний балл, ни в число отметок.",
    "AVG-04": "В числе отметок — 5, 4, 3, 2, зач и незач; точка — долг, а не отметка.",
    "AVG-05": "Отметки и пропуски ученика по предмету считаются вместе, в каких бы журналах года он ни был; отметки "
    "прежней школы входят в средний балл и в число отметок.",
}

NONE = "—"


def counts(weight: int, uncounted: str) -> bool:
    """Whether a mark of a work of this weight is of any account (AVG-03); `uncounted`: why it is left out."""
    return weight > 0 and not uncounted


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


def lacking(distance: Fraction) -> str:
    """How much is lacking to a threshold, rounded up: «0,06» never turns out to be too little."""
    hundredths = -(-distance * 100 // 1)
    return shown(Fraction(hundredths, 100))
