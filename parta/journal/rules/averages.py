"""Averages are exact fractions; what is shown is rounded and never compared with a threshold."""

from collections.abc import Iterable
from fractions import Fraction

RULES = {
    "AVG-01": "Средний взвешенный балл — сумма произведений отметок на веса работ, делённая на сумму весов.",
    "AVG-02": "Отметки за работы с весом 0 в среднем не участвуют; без отметок среднего нет.",
    "AVG-03": "Показывается два знака после запятой, половина округляется вверх; с порогом сравнивается точная дробь.",
}


def weighted_average(marks: Iterable[tuple[int, int]]) -> Fraction | None:
    """AVG-01, AVG-02: the average of (value, weight) pairs; None when nothing counts. [6.1]"""
    total = weights = 0
    for value, weight in marks:
        total += value * weight
        weights += weight
    return Fraction(total, weights) if weights else None


def shown(average: Fraction | None) -> str:
    """AVG-03: «4,19»; «—» for no average."""
    if average is None:
        return "—"
    hundredths = (average.numerator * 200 + average.denominator) // (average.denominator * 2)
    return f"{hundredths // 100},{hundredths % 100:02}"
