"""Russian order, search and plurals, made in Python: no database collation is trusted (PRODUCT.md, decisions)."""

import unicodedata
from collections.abc import Sequence

NBSP = "\u00a0"
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
# Two hex digits a character: such text sorts alike under every collation of SQLite and PostgreSQL.
_WEIGHT = (
    {" ": 1, "-": 2}
    | {digit: 0x10 + i for i, digit in enumerate("0123456789")}
    | {letter: 0x20 + i for i, letter in enumerate(_LATIN)}
    | {letter: 0x40 + i for i, letter in enumerate(_CYRILLIC)}
)
SORT_KEY_LENGTH = 240


def sort_key(*parts: str) -> str:
    """A key that orders by the Russian alphabet (Ё right after Е), case ignored. ASCII, at most 240 characters."""
    text = "\x00".join(" ".join(unicodedata.normalize("NFC", part).casefold().split()) for part in parts)
    hexed = "".join("00" if char == "\x00" else f"{_WEIGHT.get(char, 0x7F):02x}" for char in text)
    return hexed[:SORT_KEY_LENGTH]


def search_key(*parts: str) -> str:
    """Text to search in and for: lower case, Ё as Е, single spaces."""
    text = unicodedata.normalize("NFC", " ".join(parts)).casefold().replace("ё", "е").replace("\x00", " ")
    return " ".join(text.split())


def plural(n: int, one: str, few: str, many: str) -> str:
    """The form for `n`: 1 урок, 2 урока, 5 уроков, 11 уроков."""
    n = abs(n)
    if n % 100 in range(11, 15):
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(n % 10, many)


def counted(n: int, one: str, few: str, many: str) -> str:
    """«5 уроков», with a no-break space."""
    return f"{n}{NBSP}{plural(n, one, few, many)}"


def room_words(name: str) -> str:
    """«каб. 214», but «спортзал»: what has no number is a name already."""
    return f"каб. {name}" if name[:1].isdigit() else name


def listed(words: Sequence[str]) -> str:
    """«темы», «темы и задания», «переклички, темы и задания»"""
    return " и ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
