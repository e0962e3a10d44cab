"""What was uploaded: a book, CSV files or an archive of them → tables, and which kind of roster they are."""

import contextlib
import posixpath
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from parta.ops.roster import limits
from parta.ops.roster.archive import (
    OLE_SIGNATURE,
    ZIP_SIGNATURE,
    Sheets,
    book_sheets,
    is_book,
    is_ods,
    ods_sheets,
    ole_sheets,
    open_zip,
    refuse_other_office,
    unpack,
)
from parta.ops.roster.asc import read_asc
from parta.ops.roster.asc_xml import is_xml
from parta.ops.roster.csvfile import csv_rows
from parta.ops.roster.findings import Findings
from parta.ops.roster.foreign import Preview, read_people, sample_of, source_of
from parta.ops.roster.foreign_marks import read_marks
from parta.ops.roster.mapping import MARKS, Mapping
from parta.ops.roster.oneroster import read_oneroster
from parta.ops.roster.oneroster_files import is_oneroster_name
from parta.ops.roster.own_book import is_plain_list, read_book, sheet_of
from parta.ops.roster.rows import HeadingsUnknown, Place, ReadOptions, Roster, RosterRefused
from parta.ops.roster.sds import is_sds, read_sds
from parta.ops.roster.tables import Budget, Table, Upload, make_table, whole_header


def read(files: Sequence[Upload], options: ReadOptions) -> Roster:
    """The roster of the uploaded files. Runs in the child; raises `RosterRefused`."""
    if any(is_xml(upload.content) for upload in files):
        return _timetable(files)
    findings = Findings()
    if options.mapping:
        return read_mapped(files, options.mapping, findings)
    tables = tables_of(files, findings)
    if not any(table.columns for table in tables):
        raise _empty(tables)
    if any("sourcedid" in key for table in tables for key in table.index) or _has_manifest(tables):
        return read_oneroster(tables, options, findings)
    if any(is_sds(table) for table in tables):
        return read_sds(tables, options, findings)
    if any(sheet_of(table) for table in tables) and not is_plain_list(tables):
        roster = read_book(tables, findings)
        if not (roster.problems or roster.staff or roster.classes):  # every other row refers to these
            raise _empty(tables)
        return roster
    raise HeadingsUnknown(
        f"{_listed(tables)}: заголовки не узнаны. Нужен шаблон Парты, набор OneRoster 1.1 / 1.2 или School Data Sync. "
        "Если вместо русских букв видны другие знаки, сохраните файл как «CSV UTF-8»."
    )


def _timetable(files: Sequence[Upload]) -> Roster:
    if len(files) > 1:
        raise RosterRefused("Расписание XML загружают отдельно: выберите один файл.")
    return read_asc(files[0])


def read_mapped(files: Sequence[Upload], mapping: Mapping, findings: Findings) -> Roster:
    """The roster of the one sheet whose columns the operator named."""
    for number, sheet in enumerate(sheets_of(files, findings)):
        if number == mapping.sheet:
            rows = _from_header(sheet.rows, mapping.header_row)
            source = source_of(make_table(sheet.title, sheet.file, rows, Budget()), mapping, findings)
            return (read_marks if mapping.kind in MARKS else read_people)(source, findings)
    raise RosterRefused("В файле нет листа, для которого указаны столбцы. Загрузите его заново.")


def _from_header(rows: Iterable[tuple[int, Sequence[str]]], header_row: int) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows from the headings on, these made whole by the row above."""
    above: Sequence[str] = ()
    for number, cells in rows:
        if number == header_row - 1:
            above = cells
        elif number >= header_row:
            yield number, whole_header(above, cells) if number == header_row else cells


def preview(files: Sequence[Upload]) -> Preview:
    """The first rows of every sheet, for the page that names the columns."""
    return Preview(tuple(sample_of(one.title, one.file, one.rows) for one in sheets_of(files, Findings())))


def tables_of(files: Sequence[Upload], findings: Findings) -> list[Table]:
    """All tables of the upload within one budget of rows."""
    budget = Budget()
    return [make_table(one.title, one.file, one.rows, budget) for one in sheets_of(files, findings)]


class RawSheet(NamedTuple):
    """A sheet of a book or a CSV file before its headings are looked for. `file`: what refusals call it."""

    title: str
    file: str
    rows: Iterable[tuple[int, Sequence[str]]]


def sheets_of(files: Sequence[Upload], findings: Findings) -> Iterator[RawSheet]:
    if not files:
        raise RosterRefused("Файл не выбран. Загрузите заполненный шаблон или набор OneRoster.")
    for upload in files:
        if upload.content.startswith(OLE_SIGNATURE):
            yield from _book(upload, ole_sheets(upload.name, upload.content))
        elif upload.content.startswith(ZIP_SIGNATURE):
            yield from _zip_sheets(upload, findings)
        else:
            yield _csv_sheet(upload.name, upload.content)


def _csv_sheet(file: str, content: bytes) -> RawSheet:
    stem = posixpath.basename(file.replace("\\", "/")).rsplit(".", 1)[0]
    return RawSheet(stem, file, csv_rows(file, content))


def _book(upload: Upload, sheets: Sheets) -> Iterator[RawSheet]:
    for title, rows in sheets:
        yield RawSheet(title, f"{upload.name}, лист {title}", enumerate(rows, 1))


def _zip_sheets(upload: Upload, findings: Findings) -> Iterator[RawSheet]:
    with open_zip(upload.name, upload.content) as archive:
        if is_book(archive):
            yield from _book(upload, book_sheets(upload.name, archive, upload.content))
        elif is_ods(upload.name, archive):
            yield from _book(upload, ods_sheets(upload.name, archive, upload.content))
        else:
            refuse_other_office(upload.name, archive)
            yield from _archived_csv(upload, archive, findings)


def _archived_csv(upload: Upload, archive: zipfile.ZipFile, findings: Findings) -> Iterator[RawSheet]:
    """CSV files at any depth; what a Mac adds is passed over, other files are noted."""
    found = False
    left = limits.UNPACKED_BYTES
    for entry in archive.infolist():
        path = _entry_name(entry)
        name = posixpath.basename(path)
        if entry.is_dir() or name.startswith(".") or path.startswith("__MACOSX/") or "/__MACOSX/" in path:
            continue
        if not name.lower().endswith((".csv", ".tsv")):
            if name.lower().endswith((".xlsx", ".xls", ".ods", ".zip")):
                raise RosterRefused(
                    f"Файл «{upload.name}»: внутри архива «{name}». Загрузите его отдельно, без архива."
                )
            findings.note(Place(name), "Это не таблица CSV, файл не читался.")
            continue
        content = unpack(upload.name, archive, entry, left)
        left -= len(content)
        found = True
        yield _csv_sheet(name, content)
    if not found:
        raise RosterRefused(f"Файл «{upload.name}»: в архиве нет ни одного файла CSV и это не книга .xlsx.")


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """Windows stores Russian names in cp866 and doesn't say so; zipfile then takes them for cp437."""
    name = entry.filename
    if not entry.flag_bits & 0x800 and not name.isascii():
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("cp866")
    return name.replace("\\", "/")


def _has_manifest(tables: Sequence[Table]) -> bool:
    return any(table.name.lower() == "manifest" for table in tables) and all(
        is_oneroster_name(table.name) for table in tables
    )


def _empty(tables: Sequence[Table]) -> RosterRefused:
    return RosterRefused(f"{_listed(tables)}: нет ни одной заполненной строки. Заполните шаблон и загрузите его.")


def _listed(tables: Sequence[Table]) -> str:
    names = [f"«{table.file}»" for table in tables[:3]]
    return ("Файл " if len(tables) == 1 else "Файлы ") + ", ".join(names) + (" и другие" if len(tables) > 3 else "")
