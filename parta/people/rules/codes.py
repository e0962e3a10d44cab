"""One-time codes: how they look and how a typed one is read. Pure."""

import re
import secrets
import unicodedata
from datetime import timedelta

RULES = {
    "CODE-01": "Одноразовый код — 12 знаков в трёх группах из АКМНРТХ2345679; раскладка, размер букв, пробелы и "
    "дефисы не важны.",
    "CODE-02": "Код действует один раз и 30 дней; новый код отменяет прежний.",
    "CODE-03": "Коды директора выдаёт только командная строка, заместителям директора — директор, остальным "
    "сотрудникам — заместитель или директор [3.2].",
    "CODE-04": "Коды ученикам и родителям выдаёт классный руководитель своего класса, заместитель или директор [3.2].",
    "CODE-05": "Родителю, который работает в школе, код выдают как сотруднику.",
    "CODE-06": "Ученикам 1-4 классов коды выдают, только если так решила школа; передумала — вход закрыт сразу.",
    "CODE-07": "Код не действует без того, ради чего выдан: работы, учёбы, открытого родителю дневника.",
    "CODE-08": "Отозванный код новым сам не заменяется: его выдают тому же человеку отдельно.",
    "CODE-09": "Карточки всей школы печатают двое: один просит с указанием причины, другой разрешает.",
}

ALPHABET = "АКМНРТХ2345679"
LENGTH = 12
GROUP = 4
VALID = timedelta(days=30)
JUNIOR_GRADES = range(1, 5)

_LATIN = "AKMHPTX"
_READ = str.maketrans(_LATIN + "З", ALPHABET[:7] + "3")  # the Cyrillic «З» is easily taken for a three
_WRITE = str.maketrans(ALPHABET[:7], _LATIN)


def new_code() -> str:
    """About 45 bits of chance: «КХ7М4РТА2359»."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normal_code(typed: str) -> str | None:
    """The code as it is stored, None when this can't be one. CODE-01."""
    text = unicodedata.normalize("NFKC", typed).upper().translate(_READ)
    text = re.sub(r"[\W_]", "", text)
    return text if len(text) == LENGTH and set(text) <= set(ALPHABET) else None


def grouped(code: str) -> str:
    """«КХ7М 4РТА 2359», as printed."""
    return " ".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def latin(code: str) -> str:
    """The same code in Latin letters, for an address: «KX7M4PTA2359»."""
    return code.translate(_WRITE)
