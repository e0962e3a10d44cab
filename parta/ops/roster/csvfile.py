"""A CSV file → rows of strings: encodings and delimiters as school programs and spreadsheets write them."""

import csv
import io
from collections.abc import Iterator

from parta.ops.roster import limits
from parta.ops.roster.rows import RosterRefused

_SIGNATURES = (
    (b"%PDF", "это документ PDF, а не таблица"),
    (b"{\\rtf", "это документ RTF, а не таблица"),
    (b"\x89PNG", "это рисунок, а не таблица"),
    (b"\xff\xd8\xff", "это рисунок, а не таблица"),
    (b"Rar!", "это архив RAR: распакуйте его и загрузите файлы или сожмите их в ZIP"),
    (b"7z\xbc\xaf", "это архив 7z: распакуйте его и загрузите файлы или сожмите их в ZIP"),
    (b"\x1f\x8b", "это архив GZIP: распакуйте его и загрузите файлы или сожмите их в ZIP"),
    (b"PK", "это архив или книга Excel внутри архива: загрузите её отдельно"),
    (b"\xd0\xcf\x11\xe0", "это старый формат Excel внутри архива: загрузите его отдельно"),
)
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta", b"<style", b"<body")
_LINES_OF_ROW = 3  # cells with line breaks: more of them on average is no roster
_DELIMITERS = ";,\t"


def csv_rows(file: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Numbered rows; raises `RosterRefused` on what is not a CSV file or is broken in the middle."""
    _refuse_foreign(file, content)
    if max(content.count(b"\n"), content.count(b"\r")) > _LINES_OF_ROW * limits.ROWS:
        raise RosterRefused(f"Файл «{file}»: в нём больше {limits.ROWS} строк. Оставьте только списки одной школы.")
    text = _decode(file, content)
    csv.field_size_limit(limits.CELL_CHARACTERS * 2)
    reader = csv.reader(_lines(file, text), delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield number, cells
    except csv.Error:
        raise RosterRefused(
            f"Файл «{file}», строка {number + 1}: не закрыта кавычка, после закрытой стоит лишний знак "
            f"или значение слишком длинное. Исправьте строку."
        ) from None


def _refuse_foreign(file: str, content: bytes) -> None:
    if not content.strip():
        raise RosterRefused(f"Файл «{file}» пуст. Загрузите файл со строками.")
    for signature, what in _SIGNATURES:
        if content.startswith(signature):
            raise RosterRefused(f"Файл «{file}»: {what}.")
    if content[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise RosterRefused(
            f"Файл «{file}»: это веб-страница (HTML или XML), а не таблица. "
            "Откройте её в Excel и сохраните как «Книга Excel (.xlsx)»."
        )


def _decode(file: str, content: bytes) -> str:
    """UTF-16 and UTF-8 by their marks, then UTF-8, then cp1251."""
    encoding = "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in content:
        row = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise RosterRefused(
            f"Файл «{file}», строка {row}: внутри нулевые байты, это не таблица CSV. "
            "Сохраните её как «CSV UTF-8» или загрузите книгу .xlsx."
        )
    for candidate in (encoding, "cp1251"):
        try:
            text = content.decode(candidate)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise RosterRefused(f"Файл «{file}»: кодировка не понятна. Сохраните его как «CSV UTF-8».")


def _delimiter(text: str) -> str:
    """The delimiter met most often in the first line that has anything, outside quotes."""
    for line in io.StringIO(text[: limits.LINE_CHARACTERS]):
        if line.strip(" \t\r\n;,"):
            outside = "".join(line.split('"')[::2])
            return max(_DELIMITERS, key=outside.count)
    return ";"


def _lines(file: str, text: str) -> Iterator[str]:
    """Lines for the reader, none longer than a table of allowed width can need."""
    for number, line in enumerate(io.StringIO(text, newline=None), 1):
        if len(line) > limits.LINE_CHARACTERS:
            raise RosterRefused(
                f"Файл «{file}», строка {number}: строка длиннее {limits.LINE_CHARACTERS} знаков. "
                "Это не таблица школы или в файле пропали переносы строк."
            )
        yield line
