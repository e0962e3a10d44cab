"""«Журнал учёта пропущенных и замещённых уроков» on paper and as a sheet."""

from collections.abc import Iterable
from dataclasses import astuple
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from parta.core.paper import draw
from parta.teaching.register import Register

TITLE = "Журнал учёта пропущенных и замещённых уроков"
HEAD = ("№", "Дата", "Урок", "Класс", "Предмет", "Заменяемый", "Причина", "Заменяющий", "Вид", "Приказ")
TOTALS = ("Учитель", "Пропущено", "Из них замещено", "Замен проведено", "Объединений")
SIGNED = ("Заместитель директора по УВР", "Директор")
_TEMPLATE = Path(__file__).with_name("register.typ")
_WIDTHS = (5, 12, 6, 9, 30, 22, 30, 22, 20, 12)


def register_pdf(found: Register, school: str) -> bytes:
    data = {
        "title": TITLE,
        "school": school,
        "month": found.title,
        "head": HEAD,
        "rows": [[_printed(value) for value in row] for row in _rows(found)],
        "totals_head": TOTALS,
        "totals": [[str(value) for value in astuple(one)] for one in found.totals],
        "signed": SIGNED,
    }
    return draw(_TEMPLATE, data)


def _rows(found: Register) -> Iterable[tuple[Any, ...]]:
    return ((number, *astuple(row)) for number, row in enumerate(found.rows, start=1))


def _printed(value: Any) -> str:
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)


def register_xlsx(found: Register, school: str) -> bytes:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, day = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet("Журнал замен")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"{TITLE}, {found.title}", bold)
    sheet.write_string(1, 0, school)
    sheet.write_row(3, 0, HEAD, bold)
    line = 4
    for row in _rows(found):
        for column, value in enumerate(row):
            sheet.write(line, column, value, day if isinstance(value, date) else None)
        line += 1
    for post in SIGNED:
        line += 2
        sheet.write_string(line, 1, f"{post} ____________________ /____________________/")
    totals = book.add_worksheet("По учителям")
    totals.set_column(0, 0, 24)
    totals.set_column(1, 4, 14)
    totals.write_row(0, 0, TOTALS, bold)
    for number, one in enumerate(found.totals, start=1):
        totals.write_row(number, 0, astuple(one))
    book.close()
    return buffer.getvalue()
