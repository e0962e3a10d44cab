"""What may be uploaded: the type is found from the content, the name is only a label (SECURITY.md, V5)."""

import io
import lzma
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

RULES = {
    "FILE-01": "Принимаются PDF, JPG, PNG, DOCX, XLSX и TXT: по содержанию файла, с которым согласно расширение имени.",
    "FILE-02": "Файл не пустой и не больше 10 МБ; за сутки один человек добавляет до 200 МБ.",
    "FILE-03": "Документ Word или Excel без макросов и паролей; внутри до 2000 частей и до 100 МБ.",
    "FILE-04": "Фото до 40 мегапикселей; хранится перекодированным: без места съёмки и других сведений из телефона.",
    "FILE-05": "Имя файла — подпись до 120 знаков: без папок, управляющих знаков и знаков направления письма.",
}

MEGABYTE = 1024 * 1024
BIGGEST = 10 * MEGABYTE
DAY_QUOTA = 200 * MEGABYTE
MOST_PIXELS = 40_000_000
LONGEST_NAME = 120

_MOST_PARTS = 2000
_MOST_UNPACKED = 100 * MEGABYTE
_RATIO_FROM = 5 * MEGABYTE
_MOST_RATIO = 100
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = ("vbaproject.bin", "vbadata.xml")


class FileRefused(ValueError):
    """Which file isn't accepted and why: one Russian sentence."""


@dataclass(frozen=True)
class Kind:
    media_type: str
    title: str
    extensions: tuple[str, ...]


PDF = Kind("application/pdf", "PDF", ("pdf",))
JPEG = Kind("image/jpeg", "JPG", ("jpg", "jpeg"))
PNG = Kind("image/png", "PNG", ("png",))
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX", ("docx",))
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", ("xlsx",))
TXT = Kind("text/plain", "TXT", ("txt",))
KINDS = (PDF, JPEG, PNG, DOCX, XLSX, TXT)
EXTENSIONS = tuple(extension for kind in KINDS for extension in kind.extensions)
_ACCEPTED = "PDF, JPG, PNG, DOCX, XLSX, TXT"


def clean_name(name: str) -> str:
    """The label of a file from the name a browser sent; empty when nothing readable is left (FILE-05)."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    # Categories C*: control characters, marks of direction, halves of pairs, unassigned.
    readable = "".join(" " if char.isspace() else char for char in last if char.isspace() or _visible(char))
    stem, dot, extension = " ".join(readable.split()).strip(". ").rpartition(".")
    if not dot:
        stem, extension = extension, ""
    stem = stem.strip()[: LONGEST_NAME - len(extension) - 1].strip()
    return f"{stem}.{extension}" if stem and extension else stem


def _visible(char: str) -> bool:
    return not unicodedata.category(char).startswith("C")


def kind_of(name: str, content: bytes) -> Kind:
    """The type of a file, found from its content and agreeing with its name (FILE-01, FILE-02)."""
    stem, _, extension = name.lower().rpartition(".")
    if not stem or extension not in EXTENSIONS:
        raise FileRefused(f"«{name}»: такие файлы не принимаются. Принимаются {_ACCEPTED}.")
    if not content:
        raise FileRefused(f"«{name}»: файл пустой.")
    if len(content) > BIGGEST:
        raise FileRefused(size_refusal(name))
    kind = _found(name, content)
    if kind is None:
        raise FileRefused(f"«{name}»: содержание не похоже на {extension.upper()}. Принимаются {_ACCEPTED}.")
    if extension not in kind.extensions:
        raise FileRefused(f"«{name}»: внутри {kind.title}, а в имени .{extension}. Исправьте расширение имени.")
    return kind


def size_refusal(name: str) -> str:
    """FILE-02"""
    return f"«{name}»: больше {BIGGEST // MEGABYTE} МБ. Сожмите файл или разделите его."


def quota_refusal(name: str) -> str:
    """FILE-02"""
    return f"«{name}»: за сутки вы уже добавили {DAY_QUOTA // MEGABYTE} МБ файлов. Добавьте остальное завтра."


def _found(name: str, content: bytes) -> Kind | None:
    if content.startswith(_OLE):
        raise FileRefused(f"«{name}»: старый формат Office или файл с паролем. Сохраните его без пароля в PDF.")
    if content.startswith(b"%PDF-"):
        return PDF if b"%%EOF" in content[-2048:] else None
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"PK\x03\x04"):
        return _office(name, content)
    return TXT if _is_text(content) else None


def _is_text(content: bytes) -> bool:
    """Text of any usual encoding: nothing but printable characters and line ends."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1251"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any((ord(char) < 32 and char not in "\t\r\n\f") or ord(char) == 127 for char in text)
    return False


# What zipfile and the packers below it raise at damaged, encrypted or unknown content: they have no common base.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, OSError, ValueError, RuntimeError,
)  # fmt: skip


def _office(name: str, content: bytes) -> Kind | None:
    """Word or Excel; the sizes are looked at before anything is unpacked (FILE-03)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if reason := _unsafe(parts, len(content)):
                raise FileRefused(f"«{name}»: {reason}")
            with archive.open("[Content_Types].xml") as stream:
                types = stream.read(MEGABYTE)
    except FileRefused:
        raise
    except KeyError:
        return None  # another archive
    except _BROKEN:
        raise FileRefused(f"«{name}»: файл повреждён. Откройте его, сохраните заново и повторите.") from None
    names = {part.filename for part in parts}
    if b"macroEnabled" in types:
        raise FileRefused(f"«{name}»: {_WITH_MACROS}")
    for kind, main in ((DOCX, "word/document.xml"), (XLSX, "xl/workbook.xml")):
        if main in names and kind.media_type.encode() + b".main+xml" in types:
            return kind
    return None


_WITH_MACROS = "в документе макросы. Сохраните его без них, как .docx или .xlsx."


def _unsafe(parts: list[zipfile.ZipInfo], size: int) -> str:
    """Why the archive isn't opened; empty when it may be (FILE-03)."""
    unpacked = sum(part.file_size for part in parts)
    packed_hard = unpacked > _RATIO_FROM and unpacked > _MOST_RATIO * size
    if len(parts) > _MOST_PARTS or unpacked > _MOST_UNPACKED or packed_hard:
        return "внутри слишком много данных. Сохраните документ в PDF."
    if any(part.flag_bits & 1 for part in parts):
        return "документ с паролем. Сохраните его без пароля."
    names = [part.filename.lower() for part in parts]
    if any(one.endswith(_MACROS) or "/activex/" in one for one in names):
        return _WITH_MACROS
    if any(one.startswith("/") or ".." in one or "\\" in one for one in names):
        return "у частей документа недопустимые имена. Сохраните его заново."
    return ""
