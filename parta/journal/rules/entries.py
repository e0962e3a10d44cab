"""What may stand in a cell of the journal, and how it is written and shown."""

from dataclasses import dataclass
from typing import Final

RULES = {
    "CELL-01": "В клетке — отметки 5, 4, 3, 2, по одной за работу (до трёх работ), или отсутствие: н, у, нп, б, оп.",
    "CELL-02": "Отсутствие и отметка за один урок исключают друг друга, кроме «оп» и отметки, сданной позже.",
    "CELL-03": "Минуты опоздания пишут только при «оп», от 1 до 90.",
    "CELL-04": "Комментарий — простой текст, не длиннее 500 знаков.",
}

VALUES: Final = (5, 4, 3, 2)
ABSENCES: Final = ("н", "у", "нп", "б", "оп")  # what becomes of a subject teacher's «б»: rules.visibility
LATE: Final = "оп"
MISSED: Final = frozenset({"н", "у", "нп", "б"})
MOST_WORKS = 3
MOST_MINUTES = 90
LONGEST_COMMENT = 500


class EntryRefused(ValueError):
    """Why a cell's text isn't accepted: one Russian sentence."""


@dataclass(frozen=True)
class Entry:
    """The content of a cell: `marks` one per work in the works' order, None where that work has none."""

    marks: tuple[int | None, ...] = ()
    absence: str = ""

    @property
    def values(self) -> tuple[int, ...]:
        return tuple(mark for mark in self.marks if mark is not None)

    @property
    def missed(self) -> bool:
        return self.absence in MISSED


def parse(text: str) -> Entry:
    """The entry of «5», «4/5», «/5» (only the second work), «н», «оп», «оп 4/5», «»; raises EntryRefused (CELL-01)."""
    absence, rest = _absence("".join(text.split()).lower())
    if not rest:
        return Entry(absence=absence)
    parts = rest.removeprefix("/").split("/") if absence else rest.split("/")
    marks = tuple(_mark(part, text) for part in parts)
    while marks and marks[-1] is None:
        marks = marks[:-1]
    if len(marks) > MOST_WORKS:
        raise EntryRefused("В одной клетке не больше трёх отметок: за урок бывает до трёх работ.")
    return Entry(marks, absence)


def _absence(text: str) -> tuple[str, str]:
    for code in sorted(ABSENCES, key=len, reverse=True):
        if text.startswith(code):
            return code, text.removeprefix(code)
    return "", text


def _mark(part: str, text: str) -> int | None:
    if not part:
        return None
    if part not in {str(value) for value in VALUES}:
        raise EntryRefused(f"«{text[:20]}» — не отметка и не отсутствие. Можно 5, 4, 3, 2, н, у, нп, оп.")
    return int(part)


def write(entry: Entry) -> str:
    """The text that parses back to the entry: «5», «4/5», «/5», «н», «оп/4»."""
    marks = "/".join("" if mark is None else str(mark) for mark in entry.marks)
    return f"{entry.absence}/{marks}" if entry.absence and marks else entry.absence or marks


def shown(entry: Entry) -> str:
    """The text of the cell for people: as written, works without a mark left out: «4/5», «5», «н», «н/4», «оп/4»."""
    return "/".join([*filter(None, [entry.absence]), *map(str, entry.values)])


def refusal(entry: Entry, *, handed_in_later: bool = False) -> str:
    """Why absence and marks of the entry can't stand together; empty when they can (CELL-02).

    `handed_in_later`: every mark has a `given_on` later than the lesson.
    """
    if entry.missed and entry.values and not handed_in_later:
        return f"Отметка и «{entry.absence}» за один урок не ставятся: сотрите одно из двух."
    return ""


def minutes_refusal(minutes: int | None, absence: str) -> str:
    """Why these minutes of lateness aren't accepted; empty when they are (CELL-03)."""
    if minutes is None:
        return ""
    if absence != LATE:
        return "Минуты опоздания пишут только при «оп»."
    return "" if 1 <= minutes <= MOST_MINUTES else f"Минут опоздания — от 1 до {MOST_MINUTES}."


def comment_refusal(comment: str) -> str:
    """Why the comment isn't accepted; empty when it is (CELL-04)."""
    if len(comment) > LONGEST_COMMENT:
        return f"Комментарий длиннее {LONGEST_COMMENT} знаков: сейчас {len(comment)}."
    return "" if "\x00" not in comment else "В комментарии есть недопустимый знак."
