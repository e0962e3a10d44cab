"""The template of our own roster: an XLSX workbook and the same as CSV files. Written from `columns.SHEETS`."""

import csv
import io
import zipfile
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from parta.ops.roster.columns import SAMPLE_MARK, SHEETS, Sheet

_FILLED_ROWS = 5_000  # how far drop-down lists reach
_NOTES = "Как заполнять"
_ADVICE = (
    "Заполните листы сверху вниз: сотрудники, классы, обучающиеся, родители, предметы и нагрузка, расписание.",
    f"В каждом листе вторая строка — {SAMPLE_MARK}. Она не загружается, её можно удалить. Пишите с третьей строки.",
    "Заголовки не меняйте. Столбцы со звёздочкой в списке ниже обязательны.",
    "Классы, ФИО учителей и детей пишите на всех листах одинаково.",
    "Строка обучающегося без даты согласия и подписавшего не загружается и нигде не сохраняется.",
    "Сначала Парта покажет, что изменится, и ничего не запишет. Загружать файл можно сколько угодно раз.",
)


def workbook() -> bytes:
    """The empty workbook: six sheets with headings and a sample row, and a sheet of instructions."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # The same bytes for the same template: a download is comparable.
    book.set_properties({"title": "Парта: списки школы", "created": datetime(2025, 9, 1, tzinfo=UTC)})
    required = book.add_format({"bold": True, "bg_color": "#E3ECF7", "border": 1, "text_wrap": True, "valign": "top"})
    header = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1, "text_wrap": True, "valign": "top"})
    sample = book.add_format({"italic": True, "font_color": "#707070"})
    text = book.add_format({"num_format": "@"})
    for sheet in SHEETS:
        page = book.add_worksheet(sheet.title)
        _write_sheet(page, sheet, {"required": required, "header": header, "sample": sample, "text": text})
    _write_notes(book.add_worksheet(_NOTES), required, book.add_format({"text_wrap": True, "valign": "top"}))
    book.close()
    return buffer.getvalue()


def _write_sheet(page: Worksheet, sheet: Sheet, formats: dict[str, Format]) -> None:
    page.freeze_panes(1, 0)
    for position, column in enumerate(sheet.columns):
        page.set_column(position, position, column.width, formats["text"])
        page.write_string(0, position, column.heading, formats["required" if column.required else "header"])
        page.write_comment(0, position, column.hint)
        page.write_string(1, position, column.sample, formats["sample"])
        if column.choices:
            choices = {"validate": "list", "source": list(column.choices), "error_type": "information"}
            page.data_validation(1, position, _FILLED_ROWS, position, choices)


def _write_notes(page: Worksheet, bold: Format, wrapped: Format) -> None:
    page.set_column(0, 1, 24, wrapped)
    page.set_column(2, 2, 90, wrapped)
    for row, sentence in enumerate(_ADVICE):
        page.merge_range(row, 0, row, 2, sentence, wrapped)
    row = len(_ADVICE) + 1
    for sheet in SHEETS:
        page.write_string(row, 0, sheet.title, bold)
        page.write_string(row, 2, sheet.about, wrapped)
        for column in sheet.columns:
            row += 1
            page.write_string(row, 1, f"{column.heading} *" if column.required else column.heading, wrapped)
            page.write_string(row, 2, column.hint, wrapped)
        row += 2


def csv_zip() -> bytes:
    """The same sheets as CSV files in one archive: UTF-8 with a byte order mark, `;`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in SHEETS:
            entry = zipfile.ZipInfo(f"{sheet.title}.csv", (2025, 9, 1, 0, 0, 0))
            archive.writestr(entry, _csv(sheet).encode("utf-8-sig"), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _csv(sheet: Sheet) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.heading for column in sheet.columns])
    writer.writerow([column.sample for column in sheet.columns])
    return out.getvalue()
