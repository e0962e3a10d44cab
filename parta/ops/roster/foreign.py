"""A list of another program, read by the columns the operator named: it becomes sheets of our own book.

Runs in the child process. Cells keep their places: a refusal names the file's own row and heading.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from parta.ops.roster import columns as c
from parta.ops.roster import limits
from parta.ops.roster.fields import FieldError, parse_class_name
from parta.ops.roster.findings import Findings
from parta.ops.roster.mapping import FREE, Mapping
from parta.ops.roster.own_book import read_sheets
from parta.ops.roster.rows import Roster, RosterRefused
from parta.ops.roster.tables import Line, Table, check_width, is_password, whole_header

_SHOWN = FREE + 15  # rows of a preview
_CUT = 120  # characters of a cell in it
_PARENTS = {"mother": "мать", "father": "отец", "guardian": "законный представитель"}


@dataclass(frozen=True)
class Sample:
    """The first rows of a sheet, numbered as in the file."""

    title: str
    file: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def headings(self, header_row: int) -> tuple[str, ...]:
        """Headings as `tables.make_table` takes them: without empty ones at the end and those of passwords."""
        return tuple(one for one in self._header(header_row) if not is_password(one))

    def _header(self, header_row: int) -> list[str]:
        rows = dict(self.rows)
        header = whole_header(rows.get(header_row - 1, ()), rows.get(header_row, ()))
        while header and not header[-1]:
            header.pop()
        return header

    @property
    def heads(self) -> list[tuple[int, tuple[str, ...]]]:
        """Every row as if it were the headings."""
        return [(number, self.titles(number)) for number, _ in self.rows]

    def titles(self, header_row: int) -> tuple[str, ...]:
        """Headings for the eye: a repeated one, «Телефон», is told apart by the merged one above it, «Мать»."""
        header, above = self._header(header_row), self._above(header_row)
        return tuple(
            f"{above[i]} {one}" if header.count(one) > 1 and i < len(above) and above[i] else one
            for i, one in enumerate(header)
            if not is_password(one)
        )

    def _above(self, header_row: int) -> list[str]:
        """The row above the headings, each value carried over the empty cells after it: merged cells."""
        found: list[str] = []
        above = dict(self.rows).get(header_row - 1, ())
        if sum(map(bool, above)) < 2:
            return found  # the title of the list
        for cell in above:
            found.append(cell or (found[-1] if found else ""))
        last = found[-1] if found else ""
        return [*found, *[last] * limits.COLUMNS]

    def values(self, header_row: int, count: int = 5) -> list[tuple[str, ...]]:
        """A few rows below the headings, cut to their columns."""
        kept = [i for i, one in enumerate(self._header(header_row)) if not is_password(one)]
        below = [row for number, row in self.rows if number > header_row and any(row)]
        return [tuple(row[i] if i < len(row) else "" for i in kept) for row in below[:count]]


@dataclass(frozen=True)
class Preview:
    sheets: tuple[Sample, ...]


def sample_of(title: str, file: str, rows: Iterable[tuple[int, Sequence[str]]]) -> Sample:
    found = []
    secret: set[int] = set()  # columns under a heading of passwords: their values go nowhere
    for number, cells in rows:
        if any(text.strip() for text in cells[limits.COLUMNS :]):
            check_width(file, number, len(cells))
        shown = ["" if i in secret else " ".join(text.split())[:_CUT] for i, text in enumerate(cells[: limits.COLUMNS])]
        secret |= {i for i, text in enumerate(shown) if is_password(text)}
        found.append((number, tuple(shown)))
        if len(found) == _SHOWN:
            break
    return Sample(title, file, tuple(found))


def source_of(table: Table, mapping: Mapping, findings: Findings) -> "Source":
    """The table under the chosen columns; raises `RosterRefused` when they are not its own."""
    if len(table.columns) != len(mapping.fields):
        raise RosterRefused(f"Файл «{table.file}»: столбцы не те, для которых сделано соответствие. Укажите их снова.")
    findings.problems.extend(table.problems)
    if not table.lines:
        raise RosterRefused(f"Файл «{table.file}»: под заголовками нет ни одной строки.")
    return Source(table, mapping)


def read_people(source: "Source", findings: Findings) -> Roster:
    """The roster of a list of pupils or staff."""
    sheets = {c.STAFF.title: [source.staff()]} if source.mapping.kind == "staff" else source.pupils()
    roster = read_sheets(sheets, findings)
    # One cell may be three of our columns: what is wrong with it is said once.
    return replace(roster, problems=tuple(dict.fromkeys(roster.problems)))


class Source:
    def __init__(self, table: Table, mapping: Mapping):
        self.table, self.mapping = table, mapping

    def cell(self, line: Line, name: str) -> str:
        position = self.mapping.position(name)
        return "" if position is None else line.cells[position]

    def written(self, *names: str) -> str:
        """The heading of the first of these fields that the file has."""
        found = (position for name in names if (position := self.mapping.position(name)) is not None)
        return next((self.table.columns[position] for position in found), "")

    def name(self, line: Line, prefix: str = "") -> list[str]:
        """Фамилия, имя, отчество, whether they stand in one column or in three."""
        whole = self.cell(line, f"{prefix}name").split(maxsplit=2)
        parts = [] if prefix else [self.cell(line, name) for name in ("last", "first", "patronymic")]
        return [*whole, "", "", ""][:3] if whole else parts or ["", "", ""]

    def as_sheet(self, headings: Sequence[tuple[c.Column, str]], lines: Iterable[Line]) -> Table:
        """A table under our headings; `headings`: each with what the file calls it."""
        index = {column.key: position for position, (column, _) in enumerate(headings)}
        written = tuple(heading or column.heading for column, heading in headings)
        return replace(self.table, columns=written, lines=tuple(lines), problems=(), index=index)

    def named(self, prefix: str = "") -> list[tuple[c.Column, str]]:
        parts = (c.LAST, c.FIRST, c.PATRONYMIC)
        names = (f"{prefix}name",) if prefix else ()
        own = ("last", "first", "patronymic")
        return [
            (column, self.written(*names) if prefix else self.written(part, "name"))
            for column, part in zip(parts, own, strict=True)
        ]

    def staff(self) -> Table:
        fields = {
            "position": c.POSITION,
            "roles": c.ROLES,
            "email": c.EMAIL,
            "phone": c.PHONE,
            "starts_on": c.WORKS_FROM,
            "ends_on": c.WORKS_TO,
        }
        headings = [*self.named(), *[(column, self.written(name)) for name, column in fields.items()]]
        return self.as_sheet(
            headings,
            (
                Line(one.number, (*self.name(one), *[self.cell(one, name) for name in fields]))
                for one in self.table.lines
            ),
        )

    def pupils(self) -> dict[str, list[Table]]:
        """Pupils, their classes and parents."""
        classes: dict[str, Line] = {}
        for line in self.table.lines:
            text = self.class_name(line)
            try:
                grade_level, letter = parse_class_name(text)
            except FieldError:
                continue  # the pupil's row says so
            classes.setdefault(f"{grade_level}{letter}", Line(line.number, (f"{grade_level}{letter}",)))
        heading = self.written("class", "grade")
        return {
            c.CLASSES.title: [self.as_sheet([(c.CLASS, heading)], classes.values())],
            c.PUPILS.title: [self.pupil_sheet(heading)],
            c.GUARDIANS.title: [self.parent_sheet(who) for who in _PARENTS if f"{who}_name" in self.mapping.fields],
        }

    def class_name(self, line: Line) -> str:
        whole = self.cell(line, "class") or f"{self.cell(line, 'grade')}{self.cell(line, 'letter')}"
        return self.tidy_class(whole)

    def tidy_class(self, text: str) -> str:
        """«5 «А» класс» → «5 «А»»"""
        return re.sub(r"\s*(класс|кл\.?)\s*", " ", text, flags=re.IGNORECASE).strip()

    def pupil_sheet(self, class_heading: str) -> Table:
        fields = {
            "birth": c.BIRTH_DATE,
            "sex": c.SEX,
            "consent_date": c.CONSENT_DATE,
            "consent_signer": c.CONSENT_SIGNER,
            "health": c.HEALTH,
            "starts_on": c.STUDIES_FROM,
        }
        headings = [*self.named(), (c.CLASS, class_heading)]
        headings += [(column, self.written(name)) for name, column in fields.items()]
        lines = (
            Line(one.number, (*self.name(one), self.class_name(one), *[self.cell(one, name) for name in fields]))
            for one in self.table.lines
        )
        return self.as_sheet(headings, lines)

    def parent_sheet(self, who: str) -> Table:
        prefix = f"{who}_"
        fields = {"email": c.EMAIL, "phone": c.PHONE, "consent": c.CONSENT_DATE}
        headings = [*self.named(prefix), (c.RELATION, ""), (c.CHILDREN, self.written("name", "last"))]
        headings += [(column, self.written(f"{prefix}{name}")) for name, column in fields.items()]
        lines = [
            Line(
                one.number,
                (
                    *self.name(one, prefix),
                    _PARENTS[who],
                    f"{' '.join(filter(None, self.name(one)))} {self.class_name(one)}",
                    *[self.cell(one, f"{prefix}{name}") for name in fields],
                ),
            )
            for one in self.table.lines
            if self.cell(one, f"{prefix}name")
        ]
        return self.as_sheet(headings, lines)
