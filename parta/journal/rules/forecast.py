"""«Что нужно для 4 и 5»: how many more marks lift the proposal, honest about what can't be reached any more."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from parta.core.russian import counted
from parta.journal.rules.finals import NUMBERS, THRESHOLDS

RULES = {
    "FORE-01": "Прогноз считает, сколько подряд пятёрок (для 4 — и сколько четвёрок) за обычную работу весом 1 "
    "поднимут средний балл до порога, по точной дроби.",
    "FORE-02": "Если столько уроков до конца периода не осталось, прогноз прямо говорит, что не получится.",
}
_UNREACHED: Final = 100  # more marks than a period has lessons


@dataclass(frozen=True)
class Way:
    """`count` more marks of this value."""

    mark: int
    count: int


@dataclass(frozen=True)
class Forecast:
    """For one wanted mark. No ways and not `reached`: it can't be had any more."""

    wanted: str
    reached: bool
    ways: tuple[Way, ...]
    lessons_left: int

    @property
    def text(self) -> str:
        """«Для 4: 2 пятёрки или 5 четвёрок»"""
        if self.reached:
            return f"{self.wanted} выходит уже сейчас"
        if not self.ways:
            left = counted(self.lessons_left, "урок", "урока", "уроков")
            return f"Для {self.wanted} не хватит уроков: осталось {left}"
        return f"Для {self.wanted}: " + " или ".join(_way(one) for one in self.ways)


_WORDS = {
    5: ("пятёрка", "пятёрки", "пятёрок"),
    4: ("четвёрка", "четвёрки", "четвёрок"),
    3: ("тройка", "тройки", "троек"),
}


def _way(way: Way) -> str:
    return counted(way.count, *_WORDS[way.mark])


def needed(total: int, weights: int, threshold: Fraction, mark: int, weight: int = 1) -> int | None:
    """The fewest further marks of this value and weight to reach the threshold; None = no number does."""
    if weights and Fraction(total, weights) >= threshold:
        return 0
    gain = weight * (mark - threshold)
    if gain < 0 or (gain == 0 and weights):
        return None
    if not weights:
        return 1
    lacking = threshold * weights - total
    return -(-lacking // gain)


def forecast(total: int, weights: int, rounding: str, lessons_left: int) -> tuple[Forecast, ...]:
    """For each mark above a 2, the best last (FORE-01, FORE-02)."""
    found = []
    for wanted, threshold in reversed(list(zip(NUMBERS, THRESHOLDS[rounding], strict=False))):
        reached = bool(weights) and Fraction(total, weights) >= threshold
        ways = [
            Way(mark, count)
            for mark in range(5, int(wanted) - 1, -1)
            if (count := needed(total, weights, threshold, mark) or _UNREACHED) <= lessons_left
        ]
        found.append(Forecast(wanted, reached, () if reached else tuple(ways[:2]), lessons_left))
    return tuple(found)
