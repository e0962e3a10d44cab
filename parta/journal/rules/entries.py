"""What may stand in a cell of the journal, and how it is written and shown."""

import re
from dataclasses import dataclass
from typing import Final

RULES = {
    "CELL-01": "В клетке — отметки 5, 4, 3, 2, зач, незач или точка (работа не сдана), по одной за работу (до трёх "
    "работ), или отсутствие: н, у, нп, б, оп.",
    "CELL-02": "Отсутствие и отметка за один урок исключают друг друга, кроме «оп», точки и отметки, сданной позже.",
    "CELL-03": "Минуты опоздания пишут только при «оп», от 1 до 90.",
    "CELL-04": "Комментарий — простой текст, не длиннее 500 знаков.",
    "CELL-05": "«осв» ставит и снимает классный руководитель; в журнале предмета его видно, но не пишут и не стирают.",
    "CELL-06": "Отметки клетки не учитываются в среднем балле, если указана причина, не длиннее 200 знаков.",
    "CELL-07": "Отметка на месте точки или рядом с пропуском, поставленная позже дня урока, — сданная в этот день.",
}

VALUES: Final = (5, 4, 3, 2)
PASSED: Final = "зач"
FAILED: Final = "незач"
OWED: Final = "."
SIGNS: Final = (PASSED, FAILED, OWED)  # what a mark may be instead of a figure
_SPELLINGS: Final = {  # as people type them and as Excel has them
    **{str(value): value for value in VALUES},
    **dict.fromkeys(("зач", "зач.", "зачет", "зачёт"), PASSED),
    **dict.fromkeys(("незач", "незач.", "незачет", "незачёт"), FAILED),
    **dict.fromkeys((".", "•", "точка"), OWED),
}
LATE: Final = "оп"
EXEMPT: Final = "осв"
_ABSENCE: Final = re.compile("осв|нп|оп|н(?!езач)|у|б")  # what becomes of a teacher's «б»: rules.visibility
MISSED: Final = frozenset({"н", "у", "нп", "б"})
MOST_WORKS = 3
MOST_MINUTES = 90
LONGEST_COMMENT = 500
LONGEST_REASON = 200

Value = int | str  # a figure or one of SIGNS


class EntryRefused(ValueError):
    """Why a cell's text isn't accepted: one Russian sentence."""


@dataclass(frozen=True)
class Entry:
    """The content of a cell: `marks` one per work in the works' order, None where that work has none."""

    marks: tuple[Value | None, ...] = ()
    absence: str = ""

    @property
    def values(self) -> tuple[Value, ...]:
        return tuple(mark for mark in self.marks if mark is not None)

    @property
    def figures(self) -> tuple[int, ...]:
        return tuple(mark for mark in self.marks if isinstance(mark, int))

    @property
    def missed(self) -> bool:
        return self.absence in MISSED


def parse(text: str) -> Entry:
    """The entry of «5», «4/5», «/5» (only the second work), «зач», «4/.», «н», «оп 4», «»; EntryRefused (CELL-01)."""
    written = "".join(text.split()).lower()
    found = _ABSENCE.match(written)
    absence = found[0] if found else ""
    rest = written.removeprefix(absence)
    if not rest:
        return Entry(absence=absence)
    parts = rest.removeprefix("/").split("/") if absence else rest.split("/")
    marks = tuple(_mark(part, text) for part in parts)
    while marks and marks[-1] is None:
        marks = marks[:-1]
    if len(marks) > MOST_WORKS:
        raise EntryRefused("В одной клетке не больше трёх отметок: за урок бывает до трёх работ.")
    return Entry(marks, absence)


def _mark(part: str, text: str) -> Value | None:
    if not part:
        return None
    if part not in _SPELLINGS:
        raise EntryRefused(
            f"«{text[:20]}» — не отметка и не отсутствие. Можно 5, 4, 3, 2, зач, незач, точку, н, у, нп, оп."
        )
    return _SPELLINGS[part]


def write(entry: Entry) -> str:
    """The text that parses back to the entry: «5», «4/5», «/5», «н», «оп/4»."""
    marks = "/".join("" if mark is None else str(mark) for mark in entry.marks)
    return f"{entry.absence}/{marks}" if entry.absence and marks else entry.absence or marks


def shown(entry: Entry) -> str:
    """The text of the cell for people: as written, works without a mark left out: «4/5», «5», «н/4», «4/•»."""
    return "/".join([*filter(None, [entry.absence]), *map(shown_mark, entry.values)])


def shown_mark(value: Value) -> str:
    """A mark for people; the точка is drawn large enough to be seen."""
    return "•" if value == OWED else str(value)


def refusal(entry: Entry, *, handed_in_later: bool = False) -> str:
    """Why absence and marks of the entry can't stand together; empty when they can (CELL-02).

    `handed_in_later`: every mark but a точка has a `given_on` later than the lesson.
    """
    away = entry.missed or entry.absence == EXEMPT
    if away and set(entry.values) - {OWED} and not handed_in_later:
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


def exempt_refusal(typed: str, stored: str) -> str:
    """Why a subject teacher can't change the absence so; empty when they can (CELL-05)."""
    if (typed == EXEMPT) == (stored == EXEMPT):
        return ""
    if typed == EXEMPT:
        return "освобождение от урока ставит классный руководитель."
    return "ученик освобождён от урока; освобождение снимает классный руководитель."


def uncounted_refusal(reason: str, entry: Entry) -> str:
    """Why the marks of the entry can't be left uncounted for this reason; empty when they can (CELL-06)."""
    if reason and not entry.values:
        return "Не учитывать нечего: в клетке нет отметки."
    if len(reason) > LONGEST_REASON:
        return f"Причина длиннее {LONGEST_REASON} знаков: сейчас {len(reason)}."
    return "" if "\x00" not in reason else "В причине есть недопустимый знак."


def handed_in(value: Value, before: Value | None, *, away: bool, late: bool) -> bool:
    """Whether a mark is of a work handed in on the day it is put (CELL-07).

    `before`: the mark in its place; `away`: the pupil missed the lesson; `late`: the lesson's day is over.
    """
    return late and value != OWED and (away or before == OWED)
