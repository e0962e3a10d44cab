"""A paper made of tables, as PDF/A for the archive and as a sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from parta.core.paper import draw

_TEMPLATE = Path(__file__).with_name("printed.typ")
Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`widths`: in millimetres, 0 = what is left. `foot`: rows under a rule."""

    head: Row
    rows: tuple[Row, ...]
    widths: tuple[int, ...]
    foot: tuple[Row, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Printed:
    """One or several sheets: each begins with the heading."""

    school: str
    title: str
    subtitle: str
    tables: tuple[Table, ...]
    signed: tuple[str, ...]  # posts with a line to sign on
    made: str  # «Напечатано 24 ноября 2026 г., 12:01»
    flipped: bool = True
    notes: tuple[str, ...] = ()
    left_columns: int = 2  # aligned to the left: number and name
    breaks: bool = field(default=False)  # a new page for each table


def pdf(papers: Sequence[Printed]) -> bytes:
    """PDF/A-2u: text can be searched, fonts are inside (docs/decisions/0021-finals.md)."""
    return draw(_TEMPLATE, {"papers": [_data(one) for one in papers]}, archival=True)


def _data(paper: Printed) -> dict[str, Any]:
    return {
        "school": paper.school,
        "title": paper.title,
        "subtitle": paper.subtitle,
        "signed": paper.signed,
        "made": paper.made,
        "flipped": paper.flipped,
        "notes": paper.notes,
        "left": paper.left_columns,
        "breaks": paper.breaks,
        "tables": [
            {
                "title": one.title,
                "head": one.head,
                "rows": one.rows,
                "foot": one.foot,
                "widths": [f"{width}mm" if width else "1fr" for width in one.widths],
            }
            for one in paper.tables
        ],
    }


def xlsx(papers: Sequence[Printed]) -> bytes:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for number, paper in enumerate(papers, 1):
        _sheet(book, paper, f"Лист {number}" if len(papers) > 1 else "Ведомость")
    book.close()
    return buffer.getvalue()


def _sheet(book: Any, paper: Printed, name: str) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    if paper.flipped:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    line = 0
    for text in (paper.title, paper.subtitle, paper.school):
        sheet.write_string(line, 0, text, bold if line == 0 else None)
        line += 1
    for table in paper.tables:
        line = _table(sheet, table, line + 1, bold)
    for text in paper.notes:
        sheet.write_string(line + 1, 0, text)
        line += 1
    for post in paper.signed:
        line += 2
        sheet.write_string(line, 1, f"{post} ____________________ /____________________/")
    sheet.write_string(line + 2, 0, paper.made)
    for column, width in enumerate(paper.tables[0].widths if paper.tables else ()):
        sheet.set_column(column, column, (width or 45) / 2)


def _table(sheet: Any, table: Table, line: int, bold: Any) -> int:
    """The row after the table. Figures are written as numbers: the school counts further with them."""
    if table.title:
        sheet.write_string(line, 0, table.title, bold)
        line += 1
    for row, format_ in [
        (table.head, bold),
        *((row, None) for row in table.rows),
        *((row, bold) for row in table.foot),
    ]:
        for column, text in enumerate(row):
            if text.isdigit():
                sheet.write_number(line, column, int(text), format_)
            else:
                sheet.write_string(line, column, text, format_)
        line += 1
    return line
