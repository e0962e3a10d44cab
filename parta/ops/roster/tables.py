"""Uploaded files → named tables of clean strings. Runs in the child process (`child.py`).

Columns that hold passwords are dropped here, before any reader sees them. Every refusal names the file, and
the row where there is one; no refusal quotes a cell.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from parta.core.russian import search_key
from parta.ops.roster import limits
from parta.ops.roster.rows import Place, Problem, RosterRefused


class Upload(NamedTuple):
    """One uploaded file: `name` as the user knows it, `content` its bytes."""

    name: str
    content: bytes


class Line(NamedTuple):
    """A row of a table: `number` is 1-based in the file, `cells` stand in the order of `Table.columns`."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`name`: sheet title or file name without extension; `file`: what places and refusals call it."""

    name: str
    file: str
    header_row: int
    columns: tuple[str, ...]  # headings as written, without those of passwords
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()  # rows that could not be read
    index: dict[str, int] = field(default_factory=dict)  # heading_key(heading) → position, first one wins

    def written(self, heading: str) -> str:
        """The heading as the file writes it; the asked one where the file lacks it."""
        position = self.index.get(heading)
        return heading if position is None else self.columns[position]


@dataclass
class Budget:
    """Rows and cells that are left for all tables of one upload."""

    rows: int = field(default_factory=lambda: limits.ROWS)
    cells: int = field(default_factory=lambda: limits.CELLS)
    known: dict[str, str] = field(default_factory=dict)  # text as written → clean; equal texts are stored once

    def spend(self, file: str, number: int, cells: int) -> None:
        self.rows -= 1
        self.cells -= cells
        if self.rows < 0 or self.cells < 0:
            raise RosterRefused(
                f"Файл «{file}», строка {number}: в загрузке слишком много данных — больше {limits.ROWS} строк "
                f"или {limits.CELLS} клеток. Оставьте только списки одной школы."
            )

    def clean(self, text: str) -> str:
        found = self.known.get(text)
        if found is None:
            found = self.known[text] = _clean(text)
        return found


def heading_key(text: str) -> str:
    """A heading without case, spaces, signs and Ё: «E-mail» and «e mail» are one."""
    return "".join(char for char in search_key(text) if char.isalnum())


_PASSWORD = re.compile(r"password|passwd|passphrase|pwd|парол")


def is_password(heading: str) -> bool:
    return bool(_PASSWORD.search(heading_key(heading)))


def whole_header(above: Sequence[str], header: Sequence[str]) -> list[str]:
    """Headings of a head of two rows: one merged over both stands in the upper. A title alone above is no heading."""
    if sum(bool(cell.strip()) for cell in above) < 2:
        return list(header)
    return [own if own.strip() else upper for own, upper in zip_longest(header, above, fillvalue="")]


def make_table(name: str, file: str, rows: Iterable[tuple[int, Sequence[str]]], budget: Budget) -> Table:
    """The first row with a value is the header. Empty rows are skipped, short ones padded, longer ones reported."""
    numbered = iter(rows)
    header_row, header = _header(file, numbered)
    kept = [i for i, heading in enumerate(header) if not is_password(heading)]
    columns = tuple(_clean(header[i]) for i in kept)
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, cells in numbered:
        budget.spend(file, number, len(cells))
        together = "".join(cells)
        if not together.strip():
            continue
        problem = None
        # Nearly all rows are plain; only the others are looked at cell by cell.
        if len(cells) > len(header) or len(together) > limits.CELL_CHARACTERS or not together.isprintable():
            problem = _row_problem(file, number, cells, header)
        if problem:
            problems.append(problem)
        else:
            line = tuple([budget.clean(cells[i]) if i < len(cells) else "" for i in kept])
            if any(line):
                lines.append(Line(number, line))
    index: dict[str, int] = {}
    for position, heading in enumerate(columns):
        index.setdefault(heading_key(heading), position)
    index.pop("", None)
    return Table(name, file, header_row, columns, tuple(lines), tuple(problems), index)


def _header(file: str, rows: Iterator[tuple[int, Sequence[str]]]) -> tuple[int, list[str]]:
    for number, cells in rows:
        if any(text.strip() for text in cells):
            header = list(cells)
            while header and not header[-1].strip():
                header.pop()
            check_width(file, number, len(header))
            return number, header
    return 1, []


def check_width(file: str, number: int, width: int) -> None:
    if width > limits.COLUMNS:
        raise RosterRefused(
            f"Файл «{file}», строка {number}: столбцов больше {limits.COLUMNS}. Проверьте разделитель и лишние столбцы."
        )


def _row_problem(file: str, number: int, cells: Sequence[str], header: Sequence[str]) -> Problem | None:
    check_width(file, number, len(cells))
    if any(text.strip() for text in cells[len(header) :]):
        text = (
            f"В строке {len(cells)} значений, а заголовков {len(header)}: лишний разделитель сдвинул бы столбцы. "
            "Исправьте строку или возьмите значение в кавычки."
        )
        return Problem(Place(file, number), text)
    for heading, text in zip(header, cells, strict=False):
        if len(text) > limits.CELL_CHARACTERS:
            raise RosterRefused(
                f"Файл «{file}», строка {number}, столбец «{heading[:60]}»: значение длиннее "
                f"{limits.CELL_CHARACTERS} знаков. Возможно, не закрыта кавычка."
            )
        if not text.isprintable() and _FORBIDDEN.search(text):
            where = Place(file, number, "" if is_password(heading) else _clean(heading))
            return Problem(where, "В значении есть непечатаемые знаки. Наберите его заново.")
    return None


# Controls but tab and line breaks, and marks that turn the direction of text round.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))


def _clean(text: str) -> str:
    """NFC, no invisible marks, single spaces; line breaks stay, as lists in one cell use them."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if "  " in text else text.strip()
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return "\n".join(line for line in (" ".join(part.split()) for part in text.splitlines()) if line)
