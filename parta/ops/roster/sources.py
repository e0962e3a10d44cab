"""What was uploaded: a book, CSV files or an archive of them → tables, and which kind of roster they are."""

import contextlib
import posixpath
import zipfile
from collections.abc import Sequence

from parta.ops.roster import limits
from parta.ops.roster.archive import (
    OLE_SIGNATURE,
    ZIP_SIGNATURE,
    book_sheets,
    is_book,
    open_zip,
    refuse_ole,
    refuse_other_office,
    unpack,
)
from parta.ops.roster.csvfile import csv_rows
from parta.ops.roster.findings import Findings
from parta.ops.roster.oneroster import read_oneroster
from parta.ops.roster.oneroster_files import is_oneroster_name
from parta.ops.roster.own_book import read_book, sheet_of
from parta.ops.roster.rows import Place, ReadOptions, Roster, RosterRefused
from parta.ops.roster.sds import is_sds, read_sds
from parta.ops.roster.tables import Budget, Table, Upload, make_table


def read(files: Sequence[Upload], options: ReadOptions) -> Roster:
    """The roster of the uploaded files. Runs in the child; raises `RosterRefused`."""
    findings = Findings()
    tables = tables_of(files, findings)
    if not any(table.columns for table in tables):
        raise _empty(tables)
    if any("sourcedid" in key for table in tables for key in table.index) or _has_manifest(tables):
        return read_oneroster(tables, options, findings)
    if any(is_sds(table) for table in tables):
        return read_sds(tables, options, findings)
    if any(sheet_of(table) for table in tables):
        roster = read_book(tables, findings)
        if not (roster.problems or roster.staff or roster.classes):  # every other row refers to these
            raise _empty(tables)
        return roster
    raise RosterRefused(
        f"{_listed(tables)}: заголовки не узнаны. Нужен шаблон Парты, набор OneRoster 1.1 / 1.2 или School Data Sync. "
        "Если вместо русских букв видны другие знаки, сохраните файл как «CSV UTF-8»."
    )


def tables_of(files: Sequence[Upload], findings: Findings) -> list[Table]:
    """All tables of the upload within one budget of rows."""
    if not files:
        raise RosterRefused("Файл не выбран. Загрузите заполненный шаблон или набор OneRoster.")
    budget = Budget()
    tables: list[Table] = []
    for upload in files:
        if upload.content.startswith(OLE_SIGNATURE):
            refuse_ole(upload.name, upload.content)
        elif upload.content.startswith(ZIP_SIGNATURE):
            tables.extend(_zip_tables(upload, budget, findings))
        else:
            tables.append(_csv_table(upload.name, upload.content, budget))
    return tables


def _csv_table(file: str, content: bytes, budget: Budget) -> Table:
    stem = posixpath.basename(file.replace("\\", "/")).rsplit(".", 1)[0]
    return make_table(stem, file, csv_rows(file, content), budget)


def _zip_tables(upload: Upload, budget: Budget, findings: Findings) -> list[Table]:
    with open_zip(upload.name, upload.content) as archive:
        if is_book(archive):
            return [
                make_table(title, f"{upload.name}, лист {title}", enumerate(rows, 1), budget)
                for title, rows in book_sheets(upload.name, archive, upload.content)
            ]
        refuse_other_office(upload.name, archive)
        return _archived_csv(upload, archive, budget, findings)


def _archived_csv(upload: Upload, archive: zipfile.ZipFile, budget: Budget, findings: Findings) -> list[Table]:
    """CSV files at any depth; what a Mac adds is passed over, other files are noted."""
    tables: list[Table] = []
    left = limits.UNPACKED_BYTES
    for entry in archive.infolist():
        path = _entry_name(entry)
        name = posixpath.basename(path)
        if entry.is_dir() or name.startswith(".") or path.startswith("__MACOSX/") or "/__MACOSX/" in path:
            continue
        if not name.lower().endswith((".csv", ".tsv")):
            if name.lower().endswith((".xlsx", ".xls", ".zip")):
                raise RosterRefused(
                    f"Файл «{upload.name}»: внутри архива «{name}». Загрузите его отдельно, без архива."
                )
            findings.note(Place(name), "Это не таблица CSV, файл не читался.")
            continue
        content = unpack(upload.name, archive, entry, left)
        left -= len(content)
        tables.append(_csv_table(name, content, budget))
    if not tables:
        raise RosterRefused(f"Файл «{upload.name}»: в архиве нет ни одного файла CSV и это не книга .xlsx.")
    return tables


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
