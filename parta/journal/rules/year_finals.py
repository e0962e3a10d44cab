"""Marks of the year and the final ones, made of other final marks (FIELD.md 2.5). Texts as in `rules.finals`."""

from collections.abc import Sequence
from fractions import Fraction

from parta.journal.rules.finals import EXEMPT, FAILED, NUMBERS, PASSED, UNRATED

RULES = {
    "YEARLY-01": "Годовая рекомендуется как среднее отметок за периоды, округлённое математически; ровно половина — в "
    "сторону последнего периода.",
    "YEARLY-02": "Период с н/а в среднее не входит; если н/а больше половины периодов, за год рекомендуется н/а. "
    "Период с осв не учитывается; если освобождён весь год — осв.",
    "YEARLY-03": "Пока нет отметки хотя бы за один период, за год ничего не рекомендуется.",
    "YEARLY-04": "По предмету с зачётом за год рекомендуется то, что было в последнем периоде.",
    "YEARLY-05": "Итоговая в 9 классе — среднее годовой и экзаменационной отметок, половина — вверх; без экзамена — "
    "годовая. Промежуточная аттестация стоит отдельно и в среднее не входит.",
    "YEARLY-06": "Итоговая в 11 классе — среднее отметок за полугодия и годовых 10 и 11 классов, половина — вверх.",
    "YEARLY-07": "«Математика» в 9 классе — среднее годовых по алгебре, геометрии, вероятности и статистике и "
    "экзаменационной отметки, половина — вверх.",
}


def year_proposal(periods: Sequence[str]) -> str:
    """From the final marks of all periods of the year, in order; "" = not set yet (YEARLY-01…04)."""
    if not periods or "" in periods:
        return ""
    rated = [mark for mark in periods if mark != EXEMPT]
    if not rated:
        return EXEMPT
    if 2 * rated.count(UNRATED) > len(rated):
        return UNRATED
    told = [mark for mark in rated if mark != UNRATED]
    if told[-1] in (PASSED, FAILED):
        return told[-1]
    figures = [int(mark) for mark in told if mark in NUMBERS]
    mean = Fraction(sum(figures), len(figures))
    if mean.denominator == 2:
        return str(int(mean) + (figures[-1] > mean))
    return str(_half_up(mean))


def final_of_nine(year: str, exam: str) -> str:
    """YEARLY-05"""
    if year not in NUMBERS or exam not in NUMBERS:
        return year if not exam else ""
    return _mean([year, exam])


def final_of_eleven(grade_10: Sequence[str], grade_11: Sequence[str]) -> str:
    """From half-year and yearly marks of both years; "" while one is missing (YEARLY-06)."""
    marks = [*grade_10, *grade_11]
    if not grade_10 or not grade_11 or "" in marks:
        return ""
    figures = [mark for mark in marks if mark in NUMBERS]
    if figures:
        return _mean(figures)
    return marks[-1]


def mathematics_of_nine(years: Sequence[str], exam: str) -> str:
    """From the yearly marks of its courses and the exam; "" while one is missing (YEARLY-07)."""
    if not years or any(mark not in NUMBERS for mark in years) or exam not in ("", *NUMBERS):
        return ""
    return _mean([*years, exam] if exam else years)


def _mean(marks: Sequence[str]) -> str:
    return str(_half_up(Fraction(sum(map(int, marks)), len(marks))))


def _half_up(value: Fraction) -> int:
    return int((value * 2 + 1) // 2)
