"""XML of a timetable program → its rows with the lines they stand on. Runs in the child process.

No document type, no entities, nothing external: a file that has any is refused (defusedxml).
"""

import io
import re
from dataclasses import dataclass, field
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from parta.ops.roster import limits
from parta.ops.roster.rows import RosterRefused
from parta.ops.roster.tables import Upload

_DECLARED = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9_.-]{1,40})["']""")
_OURS = {"utf-8", "utf8", "windows-1251", "windows-1252", "windows-1250", "iso-8859-1", "iso-8859-5", "koi8-r", "cp866"}
_DEPTH = 8


@dataclass(frozen=True)
class Element:
    """One row of the file: `tag` in small letters, cleaned attributes by their names in small letters."""

    tag: str
    line: int
    values: dict[str, str]

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def listed(self, name: str) -> list[str]:
        return [part for part in (one.strip() for one in self.get(name).split(",")) if part]


@dataclass
class Document:
    root: str = ""
    rows: dict[str, list[Element]] = field(default_factory=dict)

    def of(self, tag: str) -> list[Element]:
        return self.rows.get(tag, [])


def is_xml(content: bytes) -> bool:
    """By its first sign: a table of CSV never begins with a tag. Web pages and books of old Excel are no XML here."""
    head = content[:200]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return head.startswith(b"<") and not any(sign in head for sign in (b"<html", b"<!doctype html", b"<workbook"))


def read_xml(upload: Upload) -> Document:
    """All elements with attributes, in the order of the file. Raises `RosterRefused`."""
    text = _text(upload)
    handler = _Rows(upload.name)
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(handler)
    try:
        parser.parse(io.StringIO(text))
    except DefusedXmlException:
        raise RosterRefused(
            f"Файл «{upload.name}»: в нём описаны сущности или тип документа (DTD), такие файлы не читаются. "
            "Выгрузите расписание из программы заново."
        ) from None
    except SAXParseException as error:
        raise RosterRefused(
            f"Файл «{upload.name}», строка {error.getLineNumber()}: это не целый XML. "
            "Выгрузите расписание из программы заново."
        ) from None
    return handler.document


def _text(upload: Upload) -> str:
    """Programs declare one encoding and write another: windows-1252 with Russian letters is windows-1251."""
    content = upload.content
    declared = _DECLARED.search(content[:400])
    name = declared[1].decode().lower() if declared else "utf-8"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = "utf-16"
    elif name not in _OURS:
        raise RosterRefused(
            f"Файл «{upload.name}»: кодировка «{name}» не читается. Сохраните расписание в UTF-8 или windows-1251."
        )
    else:
        name = _real_encoding(content, name)
    try:
        text = content.decode("utf-8-sig" if name in {"utf-8", "utf8"} else name)
    except UnicodeError:
        raise RosterRefused(
            f"Файл «{upload.name}»: буквы записаны не в той кодировке, что названа в начале файла ({name}). "
            "Сохраните расписание в UTF-8 или windows-1251."
        ) from None
    return re.sub(r"^\s*<\?xml[^>]*\?>", _keep_lines, text, count=1)


def _keep_lines(declaration: re.Match[str]) -> str:
    return "\n" * declaration[0].count("\n")


def _real_encoding(content: bytes, declared: str) -> str:
    if content.isascii():
        return "utf-8"
    try:
        content.decode("utf-8")
    except UnicodeError:
        pass
    else:
        return "utf-8"  # no text of one-byte letters is valid UTF-8 by chance
    if declared in {"windows-1252", "iso-8859-1", "utf-8", "utf8"} and _looks_russian(content):
        return "windows-1251"
    return declared


def _looks_russian(content: bytes) -> bool:
    """Letters above ASCII stand in words of them; in Western text they stand alone among Latin ones."""
    high = re.findall(rb"[\x80-\xff]+", content)
    return sum(len(run) for run in high if len(run) > 1) * 2 > sum(map(len, high))


def _clean(text: str) -> str:
    """Single spaces, no marks that can't be seen."""
    text = " ".join(text.split())
    return text if text.isprintable() else "".join(char for char in text if char.isprintable())


class _Rows(ContentHandler):
    def __init__(self, file: str) -> None:
        super().__init__()
        self.file, self.document, self.depth, self.count = file, Document(), 0, 0
        self.locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        self.locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        line = (self.locator.getLineNumber() if self.locator else 0) or 0
        self.depth += 1
        self.count += 1
        if self.depth > _DEPTH or self.count > limits.ROWS or len(attrs) > limits.COLUMNS:
            raise self._too_much(line)
        tag = name.lower()
        if self.depth == 1:
            self.document.root = tag
            return
        values = {key.lower(): _clean(value) for key, value in attrs.items()}
        if any(len(value) > limits.LINE_CHARACTERS for value in values.values()):
            raise self._too_much(line)
        self.document.rows.setdefault(tag, []).append(Element(tag, line, values))

    def endElement(self, name: str) -> None:  # noqa: N802
        self.depth -= 1

    def _too_much(self, line: int) -> RosterRefused:
        return RosterRefused(
            f"Файл «{self.file}», строка {line}: данных больше, чем бывает в расписании одной школы. "
            "Выгрузите его из программы заново."
        )
