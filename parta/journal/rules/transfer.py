"""Another school's transfer sheet as JSON (docs/transfer-sheet.md): what of it becomes marks of the former school."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

RULES = {
    "FMR-03": "Из выписки JSON берут отметки 5, 4, 3 и 2, которые входят в средний балл; зачёты, точки и отметки не в "
    "счёт не берут. Выписку на другого ученика и с незнакомым предметом не принимают целиком.",
}
FORMAT, VERSION = "parta-transfer-sheet", 1
MOST = 2000
_TEXT = {"school": 200, "kind": 120}


class Unreadable(ValueError):
    """Why the file can't be taken, as a Russian sentence."""


@dataclass(frozen=True)
class Brought:
    subject: str
    value: int
    weight: int
    work: str
    given_on: date
    school: str


@dataclass(frozen=True)
class Statement:
    name: str  # «Зайцев Пётр»
    marks: tuple[Brought, ...]


def read(content: bytes) -> Statement:
    """FMR-03. Raises `Unreadable`."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable("Это не JSON. Нужен файл выписки, который выдала школа.") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise Unreadable(f"Это не выписка текущих отметок: в файле нет «format»: «{FORMAT}».")
    if data.get("version") != VERSION:
        raise Unreadable("Выписка новее, чем эта программа. Впишите отметки вручную.")
    try:
        return _statement(data)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unreadable("Выписка повреждена: в ней не хватает полей или они не того вида.") from None


def _statement(data: dict[str, Any]) -> Statement:
    pupil = data["pupil"]
    marks = [
        _mark(one, str(subject["subject"]), str(data["school"]))
        for subject in data["subjects"]
        for one in subject["marks"]
        if one["counts"] is True and type(one["value"]) is int
    ]
    if len(marks) > MOST:
        raise ValueError
    return Statement(f"{pupil['last_name']} {pupil['first_name']}", tuple(marks))


def _mark(one: dict[str, Any], subject: str, school: str) -> Brought:
    value, weight = one["value"], one["weight"]
    if value not in (2, 3, 4, 5) or type(weight) is not int or not 1 <= weight <= 10:
        raise ValueError
    kind, given_by = str(one["kind"]), str(one["former_school"] or school)
    if "\0" in kind + given_by:
        raise ValueError
    return Brought(
        subject, value, weight, kind[: _TEXT["kind"]], date.fromisoformat(one["date"]), given_by[: _TEXT["school"]]
    )
