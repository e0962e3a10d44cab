"""Успеваемость, качество, СОУ and the average of final marks, as exact fractions (FIELD.md 2.4)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from parta.journal.rules.averages import NONE, shown

RULES = {
    "QUAL-01": "Успеваемость — доля отметок 5, 4 и 3, качество — доля 5 и 4 среди всех, у кого есть итоговая отметка "
    "или н/а; осв и пустые в счёт не входят.",
    "QUAL-02": "СОУ (по Симонову) — сумма 5·100, 4·64, 3·36, 2·16 и н/а·7, делённая на то же число учеников.",
    "QUAL-03": "Средний балл итоговых — только по 5, 4, 3 и 2.",
    "QUAL-04": "Зачёт входит в успеваемость как зач или незач, но не в качество, СОУ и средний балл.",
    "QUAL-05": "Ученик за период — отличник (все 5), хорошист (5 и 4), с одной 4, с одной 3, успевающий, неуспевающий "
    "(есть 2 или незач) или не аттестован (есть н/а).",
}
WEIGHTS: Final = {"5": 100, "4": 64, "3": 36, "2": 16, "н/а": 7}


@dataclass(frozen=True)
class Quality:
    """Of one subject, class or school. `counts`: how many of each mark; осв and empty places aren't there."""

    counts: dict[str, int]

    @property
    def rated(self) -> int:
        return sum(self.counts.values())

    @property
    def figures(self) -> int:
        """All but зач and незач."""
        return sum(count for mark, count in self.counts.items() if mark in WEIGHTS)

    @property
    def success(self) -> Fraction | None:
        """Успеваемость, a share of 1."""
        return self._share(("5", "4", "3", "зач"), self.rated)

    @property
    def quality(self) -> Fraction | None:
        return self._share(("5", "4"), self.figures)

    @property
    def sou(self) -> Fraction | None:
        """СОУ, in per cent."""
        total = sum(WEIGHTS[mark] * count for mark, count in self.counts.items() if mark in WEIGHTS)
        return Fraction(total, self.figures) if self.figures else None

    @property
    def average(self) -> Fraction | None:
        marks = {int(mark): count for mark, count in self.counts.items() if mark.isdigit()}
        total = sum(marks.values())
        return Fraction(sum(mark * count for mark, count in marks.items()), total) if total else None

    def _share(self, marks: tuple[str, ...], of: int) -> Fraction | None:
        return Fraction(sum(self.counts.get(mark, 0) for mark in marks), of) if of else None


def quality(marks: Iterable[str]) -> Quality:
    """QUAL-01…04"""
    return Quality(dict(Counter(mark for mark in marks if mark not in ("", "осв"))))


def percent(share: Fraction | None, digits: int = 0) -> str:
    """«92 %», «55,48 %»; «—» where there is nothing to count."""
    if share is None:
        return NONE
    text = shown(share * 100, digits) if digits else str(int((share * 200 + 1) // 2))
    return f"{text}\u00a0%"


def category(marks: Iterable[str]) -> str:
    """Of one pupil by the finals of a period or year; "" without any (QUAL-05)."""
    counts = Counter(mark for mark in marks if mark not in ("", "осв"))
    if not counts:
        return ""
    if counts["н/а"]:
        return "не аттестован"
    if counts["2"] or counts["незач"]:
        return "неуспевающий"
    if counts["3"]:
        return "с одной 3" if counts["3"] == 1 else "успевающий"
    if counts["4"]:
        return "с одной 4" if counts["4"] == 1 else "хорошист"
    return "отличник" if counts["5"] else ""
