"""How far a journal is in its calendar-thematic plan (КТП)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

RULES = {
    "PLAN-01": "Расхождение — сколько тем дано сверх плана на сегодня; с минусом — на сколько отстали.",
    "PLAN-02": "Тем осталось больше, чем уроков до конца года, — план надо уплотнить.",
    "PLAN-03": "При сдвиге плана темы, которые ещё не даны, ложатся по порядку на ближайшие уроки.",
}


@dataclass(frozen=True)
class Standing:
    """Hours of a plan: `due` by today's plan, `given` of all; `lessons_left`: lessons to come that the year has."""

    total: int
    due: int
    given: int
    lessons_left: int

    @property
    def difference(self) -> int:
        """Given less due: −2 = two topics behind (PLAN-01)."""
        return self.given - self.due

    @property
    def left(self) -> int:
        return self.total - self.given

    @property
    def missing(self) -> int:
        """Topics without a lesson to the end of the year (PLAN-02)."""
        return max(0, self.left - self.lessons_left)


def standing(topics: Iterable[tuple[date | None, bool]], lessons_left: int, on: date) -> Standing:
    """`topics`: (date by plan, whether given) of each. A topic without a date is due at no day."""
    known = list(topics)
    due = sum(planned is not None and planned <= on for planned, _ in known)
    return Standing(len(known), due, sum(given for _, given in known), lessons_left)


def lay(count: int, days: Sequence[date]) -> list[date | None]:
    """Dates for `count` topics over the lessons on `days`, in order; None for those that have no lesson (PLAN-03)."""
    return [days[index] if index < len(days) else None for index in range(count)]
