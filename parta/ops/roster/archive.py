"""ZIP archives, XLSX, ODS and XLS books: opened only after their size is known to be sane."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from parta.ops.roster import limits
from parta.ops.roster.rows import RosterRefused

ZIP_SIGNATURE = b"PK"
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0"


Sheets = Iterator[tuple[str, list[list[str]]]]


def ole_sheets(file: str, content: bytes) -> Sheets:
    """Sheets of a book of old Excel (.xls); encrypted XLSX and Word share its container."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _locked(file)
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise RosterRefused(f"Файл «{file}»: это старый формат Word или другой программы, а не таблица Excel.")
    return _sheets(file, content)


def _locked(file: str) -> RosterRefused:
    return RosterRefused(f"Файл «{file}» защищён паролем. Снимите пароль и загрузите его снова.")


def open_zip(file: str, content: bytes) -> zipfile.ZipFile:
    """The archive, if its entries, their size and ratio are within `limits`."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise RosterRefused(f"Файл «{file}» повреждён: архив не открывается. Сохраните его заново.") from None
    entries = archive.infolist()
    if len(entries) > limits.ZIP_ENTRIES:
        raise RosterRefused(f"Файл «{file}»: в архиве больше {limits.ZIP_ENTRIES} файлов. Оставьте только таблицы.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise RosterRefused(f"Файл «{file}»: архив защищён паролем. Сожмите файлы без пароля.")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.UNPACKED_BYTES:
        raise _too_big(file)
    if unpacked > limits.RATIO_FROM_BYTES and unpacked > limits.ZIP_RATIO * len(content):
        raise _too_big(file)
    return archive


def _too_big(file: str) -> RosterRefused:
    megabytes = limits.UNPACKED_BYTES // (1024 * 1024)
    return RosterRefused(
        f"Файл «{file}»: внутри больше {megabytes} МБ или он сжат подозрительно сильно. Такой архив не распаковывается."
    )


def unpack(file: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """The entry's bytes; `left` is how many bytes may still be unpacked, whatever the archive's own table says."""
    try:
        with archive.open(entry) as stream:
            content = stream.read(left + 1)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise RosterRefused(f"Файл «{file}» повреждён: архив не распаковывается. Сохраните его заново.") from error
    except Exception as error:  # zlib.error, lzma.LZMAError: no common base
        raise RosterRefused(f"Файл «{file}» повреждён: архив не распаковывается. Сохраните его заново.") from error
    if len(content) > left:
        raise _too_big(file)
    return content


def is_book(archive: zipfile.ZipFile) -> bool:
    return "xl/workbook.xml" in archive.namelist()


def is_ods(file: str, archive: zipfile.ZipFile) -> bool:
    """A table of LibreOffice; its texts and drawings have the same parts."""
    if not {"mimetype", "content.xml"} <= set(archive.namelist()):
        return False
    return unpack(file, archive, archive.getinfo("mimetype"), limits.UNPACKED_BYTES).startswith(_ODS)


_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def refuse_other_office(file: str, archive: zipfile.ZipFile) -> None:
    """A zip that some office program wrote, but not an Excel book."""
    names = set(archive.namelist())
    if "word/document.xml" in names:
        raise RosterRefused(f"Файл «{file}»: это документ Word, а не таблица. Загрузите книгу Excel (.xlsx).")
    if {"mimetype", "content.xml"} <= names:
        raise RosterRefused(
            f"Файл «{file}»: это документ LibreOffice, но не таблица. Загрузите таблицу .ods или .xlsx."
        )
    if "xl/workbook.bin" in names or "[Content_Types].xml" in names:
        raise RosterRefused(f"Файл «{file}»: это не книга .xlsx. Сохраните таблицу как «Книга Excel (.xlsx)».")


# A cell past column GR (200) or past row 200,000: the reader below would set aside room for all cells before it.
_FAR_CELL = re.compile(
    rb"""r=["'](?:(?:[A-Z]{3,}|[H-Z][A-Z]|G[S-Z])\d+|[A-Z]{0,2}(?:[2-9]\d{5}|1\d{6}|\d{7,}))["']""", re.IGNORECASE
)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def book_sheets(file: str, archive: zipfile.ZipFile, content: bytes) -> Sheets:
    """Title and rows of every visible or hidden sheet; rows start at row 1 of the sheet."""
    left = limits.UNPACKED_BYTES
    for entry in archive.infolist():
        data = unpack(file, archive, entry, left)
        left -= len(data)
        _check_part(file, entry.filename, data)
    yield from _sheets(file, content)


def ods_sheets(file: str, archive: zipfile.ZipFile, content: bytes) -> Sheets:
    """The same of a table of LibreOffice."""
    left = limits.UNPACKED_BYTES
    for entry in archive.infolist():
        data = unpack(file, archive, entry, left)
        left -= len(data)
        if entry.filename == "META-INF/manifest.xml" and b"encryption-data" in data:
            raise _locked(file)
        if entry.filename == "content.xml":
            _check_part(file, entry.filename, data)
    yield from _sheets(file, content)


def _sheets(file: str, content: bytes) -> Sheets:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for title in book.sheet_names:
                sheet = book.get_sheet_by_name(title)
                rows = sheet.to_python(skip_empty_area=False)
                yield title, [[_text(value) for value in row] for row in rows]
    except PasswordError:
        raise _locked(file) from None
    except (CalamineError, OSError, ValueError) as error:
        raise RosterRefused(f"Файл «{file}» повреждён: книга не читается. Откройте её и сохраните заново.") from error


def _check_part(file: str, part: str, data: bytes) -> None:
    if not part.endswith((".xml", ".rels")):
        return
    if _DOCTYPE.search(data):
        raise RosterRefused(
            f"Файл «{file}»: в книге есть определения XML, которых Excel и LibreOffice не пишут. Сохраните её заново."
        )
    if part.startswith("xl/worksheets/") and (data.count(b"<row") > limits.ROWS or _FAR_CELL.search(data)):
        raise RosterRefused(
            f"Файл «{file}»: на листе больше {limits.ROWS} строк или {limits.COLUMNS} столбцов. "
            "Удалите лишние строки и столбцы, даже пустые, и сохраните книгу."
        )


def _text(value: object) -> str:
    """A cell as a person reads it: whole numbers without a point, dates as ISO, yes and no in Russian."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
