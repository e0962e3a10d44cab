"""What a row of our own book refers to: people by names as people write them, classes."""

import re
from functools import lru_cache

from parta.core.russian import search_key
from parta.ops.roster.fields import parse_class_name, shown
from parta.ops.roster.findings import Form
from parta.ops.roster.rows import ClassRow, PersonName


class Names:
    """Keys by name: «Фамилия Имя Отчество», «Фамилия Имя», «Фамилия И.О.», «Фамилия И.»."""

    def __init__(self) -> None:
        self._full: dict[str, list[str]] = {}
        self._short: dict[str, list[str]] = {}

    def add(self, name: PersonName, key: str) -> None:
        full, shorter = _written(name)
        self._full.setdefault(full, []).append(key)
        for short in shorter:
            self._short.setdefault(short, []).append(key)

    def find(self, text: str) -> list[str]:
        """Keys of those who may be meant; more than one = the text is ambiguous."""
        folded = _folded(text)
        return self._full.get(folded) or self._short.get(folded) or []


@lru_cache(maxsize=1024)
def _written(name: PersonName) -> tuple[str, frozenset[str]]:
    """The full name and the shorter ways to write it, folded."""
    last, first, patronymic = _folded(name.last), _folded(name.first), _folded(name.patronymic)
    full = f"{last} {first} {patronymic}".strip()
    initials = f"{last} {first[:1]} {patronymic[:1]}".strip()
    return full, frozenset({f"{last} {first}", initials, f"{last} {first[:1]}"}) - {full}


def _folded(text: str) -> str:
    return " ".join(re.split(r"[\s.]+", search_key(text).strip(" .")))


_CHILD = re.compile(r"(.+?)[\s,(]+(\d{1,2}(?:\s*[-–]?\s*[«\"]?[^\W\d_][»\"]?)?)\s*\)?")


def split_child(text: str) -> tuple[str, str]:
    """«Волков Пётр 5А», «Волков Пётр (5 «А»)» → name and class as written; the class may be missing."""
    match = _CHILD.fullmatch(text)
    return (match[1].strip(" ,("), match[2]) if match else (text, "")


def class_key(form: Form, heading: str, text: str, classes: dict[str, ClassRow]) -> str:
    """The key of a class of the sheet «Классы»; refuses the row otherwise."""
    grade_level, letter = form.value(heading, text, parse_class_name, (0, ""))
    key = f"{grade_level}{letter}"
    if grade_level and key not in classes:
        form.refuse(heading, f"На листе «Классы» нет класса {key}. Добавьте его туда или исправьте класс здесь.")
    return key


def find_one(form: Form, heading: str, text: str, names: Names, sheet: str) -> str:
    """The key of the one person meant by `text`; refuses the row when nobody or several are."""
    keys = names.find(text)
    if len(keys) == 1:
        return keys[0]
    if keys:
        form.refuse(heading, f"Кто это, не понять: «{shown(text)}» подходит нескольким. Напишите ФИО полностью.")
    else:
        form.refuse(heading, f"На листе «{sheet}» нет «{shown(text)}». Добавьте строку туда или исправьте ФИО.")
    return ""
