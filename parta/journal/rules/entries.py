"""What can stand in a cell of the journal, and how it is written: «5», «4/5», «/5», «н», «оп», «оп/4», «н/4».

An absence comes first; marks follow by works, a work without a mark is empty.
"""

from dataclasses import dataclass

RULES = {
    "ENT-01": "В клетке могут стоять отметки 5, 4, 3, 2 — по одной за работу — и отсутствие: н, у, нп, б, оп.",
    "ENT-02": "Отсутствие и отметка за один урок исключают друг друга, кроме «оп» и отметки за работу, сданную позже.",
    "ENT-03": "За урок бывает не больше трёх работ.",
}

MARKS = frozenset("5432")
ABSENCES = ("н", "у", "нп", "б", "оп")
LATE = "оп"
MAX_WORKS = 3


class BadEntry(ValueError):
    """The text can't stand in a cell; `str()` is the Russian reason."""


@dataclass(frozen=True)
class Entry:
    """`marks`: one per work in the order of works, None where there is none; never ends in None."""

    absence: str = ""
    marks: tuple[int | None, ...] = ()

    @property
    def text(self) -> str:
        parts = [str(mark) if mark is not None else "" for mark in self.marks]
        return "/".join(([self.absence] if self.absence else []) + parts)


def parse(text: str) -> Entry:
    """ENT-01, ENT-03: the entry written as `text`; BadEntry with the reason otherwise."""
    parts = text.strip().lower().split("/")
    absence = parts.pop(0) if parts[0] in ABSENCES else ""
    if any(part and part not in MARKS for part in parts):
        raise BadEntry(f"«{text[:20]}» не отметка и не отсутствие. Ставьте 5, 4, 3, 2 или н, у, нп, оп.")
    if len(parts) > MAX_WORKS:
        raise BadEntry("За один урок бывает не больше трёх работ.")
    while parts and not parts[-1]:
        parts.pop()
    return Entry(absence, tuple(int(part) if part else None for part in parts))


def blocker(entry: Entry, handed_in_later: frozenset[int]) -> str:
    """ENT-02: why absence and marks can't stand together, or "". `handed_in_later`: positions of such marks."""
    if not entry.absence or entry.absence == LATE:
        return ""
    for position, mark in enumerate(entry.marks):
        if mark is not None and position not in handed_in_later:
            return "Отсутствие и отметка за один урок не ставятся вместе: сотрите одно из них."
    return ""
