"""Marks of another diary, one in a row or a pupil in a row → `MarkRow`s. Runs in the child process."""

import re
from collections import Counter
from collections.abc import Iterator

from parta.core.russian import search_key
from parta.ops.roster.fields import FieldError, parse_class_name, parse_date, parse_label, shown
from parta.ops.roster.findings import Findings
from parta.ops.roster.foreign import Source
from parta.ops.roster.mapping import WIDE
from parta.ops.roster.rows import MarkRow, Place, Roster
from parta.ops.roster.tables import Line

SOURCE = "marks"
ABSENCES = frozenset({"н", "нб", "нп", "б", "у", "ув", "оп", "п", "-", "–", "—", "."})
_SIGNS = {
    "зач": "зач", "зачет": "зач", "незач": "незач", "незачет": "незач",
    "н/а": "н/а", "на": "н/а", "осв": "осв", "освобожден": "осв", "освобождена": "осв",
}  # fmt: skip


def read_marks(source: Source, findings: Findings) -> Roster:
    reader = _Reader(source, findings)
    marks = tuple(mark for line in source.table.lines for mark in reader.marks(line))
    for what, count in reader.skipped.items():
        text = f"{what}, всего: {count}. Они не переносятся."
        findings.note(Place(source.table.file), text, text)
    return Roster(
        source=SOURCE,
        marks=marks,
        origin=source.mapping.fixed["origin"],
        subjects_named=tuple(sorted(source.mapping.subjects.items())),
        problems=findings.all(),
    )


class _Reader:
    def __init__(self, source: Source, findings: Findings):
        self.source, self.findings = source, findings
        self.mapping, self.columns = source.mapping, source.table.columns
        self.wide = [(i, name) for i, name in enumerate(self.mapping.fields) if name in WIDE]
        self.skipped: Counter[str] = Counter()

    def marks(self, line: Line) -> Iterator[MarkRow]:
        """Marks of one row of the file; a wrong one refuses only itself."""
        if not any(self.source.name(line)):
            return
        position = self.mapping.position("mark")
        for i, name in [(position, "")] if position is not None else self.wide:
            if line.cells[i]:
                place = Place(self.source.table.file, line.number, self.columns[i])
                try:
                    yield from self.cell(line, i, name.removeprefix("by_"), place)
                except FieldError as error:
                    self.findings.refuse(place, str(error))

    def cell(self, line: Line, position: int, by: str, place: Place) -> Iterator[MarkRow]:
        """The marks of a cell: «5», «4 5», «н/4», «зач»."""
        facts = {name: self.value(line, name) for name in ("class", "subject", "date", "period", "work", "weight")}
        if by:
            facts[by] = self.columns[position]
        values = self.values(line.cells[position])
        if not values:
            return
        if self.mapping.kind == "finals" and not facts["period"]:
            raise FieldError("Не указан период. Впишите его.")
        given_on = parse_date(facts["date"]) if facts["date"] else None
        class_name = _class(self.source.tidy_class(facts["class"])) if facts["class"] else ""
        name = " ".join(filter(None, self.source.name(line)))
        for figure, sign in values:
            yield MarkRow(
                place, name, class_name, parse_label(facts["subject"]), given_on, figure, sign,
                facts["period"], parse_label(facts["work"])[:120], _weight(facts["weight"]),
            )  # fmt: skip

    def value(self, line: Line, name: str) -> str:
        return self.source.cell(line, name) or self.mapping.fixed.get(name, "")

    def values(self, text: str) -> list[tuple[int | None, str]]:
        found: list[tuple[int | None, str]] = []
        for word in _words(text):
            if word in {"2", "3", "4", "5"}:
                found.append((int(word), ""))
            elif word in ABSENCES:
                self.skipped["Знаки пропусков и точки"] += 1
            elif word not in _SIGNS:
                raise FieldError(f"«{shown(text)}» — не отметка. Бывают 5, 4, 3, 2, зач, незач, н/а и осв.")
            elif self.mapping.kind == "finals":
                found.append((None, _SIGNS[word]))
            else:
                self.skipped["Зачёты, н/а и освобождения среди текущих отметок"] += 1
        if self.mapping.kind == "finals" and len(found) > 1:
            raise FieldError(f"«{shown(text)}»: итоговая отметка одна. Оставьте её.")
        return found


def _words(text: str) -> list[str]:
    key = search_key(text).strip()
    if key.rstrip(".") in _SIGNS:
        return [key.rstrip(".")]
    words = [word for word in re.split(r"[\s,;]+", key) if word]
    return [part for word in words for part in ([word] if word in _SIGNS else word.split("/")) if part]


def _class(text: str) -> str:
    grade_level, letter = parse_class_name(text)
    return f"{grade_level}{letter}"


def _weight(text: str) -> int:
    if not text:
        return 1
    if text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= 10:
        return int(text)
    raise FieldError(f"Вес «{shown(text)}»: напишите целое число от 1 до 10.")
