"""Which columns of another program's file are which of our fields: the fields, the words that name them, a guess.

Pure. `Mapping` is what the operator chose on the mapping page and what `ImportMapping` remembers.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, field

from parta.core.russian import search_key

KINDS = {
    "pupils": "Обучающиеся",
    "staff": "Сотрудники",
    "marks": "Текущие отметки из другого дневника",
    "finals": "Итоговые отметки из другого дневника",
}
MARKS = ("marks", "finals")
_PARENTS = {"mother": "Мать", "father": "Отец", "guardian": "Законный представитель"}
_NAME = {"name": "ФИО в одном столбце", "last": "Фамилия", "first": "Имя", "patronymic": "Отчество"}
_CONTACT = {"name": "ФИО", "phone": "телефон", "email": "e-mail", "consent": "дата согласия"}
# Kind → field → its title.
FIELDS: dict[str, dict[str, str]] = {
    "pupils": _NAME
    | {
        "birth": "Дата рождения",
        "sex": "Пол",
        "class": "Класс (5А)",
        "grade": "Параллель",
        "letter": "Буква класса",
        "consent_date": "Дата согласия",
        "consent_signer": "Кто подписал согласие",
        "health": "Согласие на сведения о здоровье",
        "starts_on": "Учится с",
    }
    | {f"{who}_{what}": f"{title}: {word}" for who, title in _PARENTS.items() for what, word in _CONTACT.items()},
    "staff": _NAME
    | {
        "position": "Должность",
        "roles": "Роли в Парте",
        "email": "E-mail",
        "phone": "Телефон",
        "starts_on": "Работает с",
        "ends_on": "Работает по",
    },
    "marks": _NAME
    | {
        "class": "Класс (5А)",
        "subject": "Предмет",
        "date": "Дата",
        "mark": "Отметка",
        "work": "За что",
        "weight": "Вес",
        "by_date": "Отметки: в заголовке дата",
        "by_subject": "Отметки: в заголовке предмет",
    },
    "finals": _NAME
    | {
        "class": "Класс (5А)",
        "subject": "Предмет",
        "period": "Период",
        "date": "Дата",
        "mark": "Отметка",
        "by_period": "Отметки: в заголовке период",
        "by_subject": "Отметки: в заголовке предмет",
    },
}
WIDE = ("by_date", "by_period", "by_subject")  # fields that many columns may have
# What may hold for all rows of marks: typed on the page where no column has it.
FIXED = {
    "marks": {
        "origin": "Перенесено из",
        "class": "Класс всех строк",
        "subject": "Предмет всех строк",
        "date": "Дата всех строк",
    },
    "finals": {
        "origin": "Перенесено из",
        "class": "Класс всех строк",
        "subject": "Предмет всех строк",
        "period": "Период всех строк",
        "date": "Дата всех строк",
    },
}
NEEDED = {
    "pupils": "Нужны ФИО (одним столбцом или фамилия и имя), дата рождения и класс. Ученика без даты согласия и "
    "подписавшего Парта не загрузит (п. 3.2 Положения); если в файле их нет, список для них будет на следующем шаге.",
    "staff": "Нужны ФИО (одним столбцом или фамилия и имя). Без столбца ролей все будут учителями.",
    "marks": "Нужны ФИО, предмет, дата и отметка: столбцом, заголовком столбца или одни на все строки. Знаки "
    "пропусков, зачёты и точки не переносятся: они сосчитаны в замечаниях.",
    "finals": "Нужны ФИО, предмет, период и отметка: столбцом, заголовком столбца или одни на все строки.",
}
OF_ONE_FILE = ("class", "subject", "date", "period")  # another file has others: asked for each time
SUBJECT = "subject:"  # before the subject of a file among `Mapping.fixed`
FREE = 20  # rows from the top of a sheet among which the headings are looked for


@dataclass(frozen=True)
class Mapping:
    """`fields`: for each column of the header its field or "". `sheet`: its number in the file, from 0."""

    kind: str
    sheet: int
    header_row: int
    fields: tuple[str, ...]
    fixed: Dict[str, str] = field(default_factory=dict)  # what holds for all rows

    @property
    def subjects(self) -> dict[str, int]:
        """Subjects of the file that have another name here → numbers of ours."""
        return {name.removeprefix(SUBJECT): int(pk) for name, pk in self.fixed.items() if name.startswith(SUBJECT)}

    @property
    def unsure(self) -> bool:
        """What held for all rows of the former file has to be said of this one."""
        return not all(self.fixed.values())

    def position(self, name: str) -> int | None:
        return self.fields.index(name) if name in self.fields else None


def signature(headings: Sequence[str]) -> str:
    """The same for two files with the same headings in the same order."""
    return hashlib.sha256("\n".join(_plain(one) for one in headings).encode()).hexdigest()


def _plain(heading: str) -> str:
    return re.sub(r"[^\w/]+", " ", search_key(heading)).strip()


# Words of headings as school programs and secretaries write them; the first that fits speaks.
_OF_PARENT = (
    ("mother", re.compile(r"\b(мать|матери|мама|мамы)\b")),
    ("father", re.compile(r"\b(отец|отца|папа|папы)\b")),
    ("guardian", re.compile(r"родител|представител|опекун")),
)
_OF_CONTACT = (
    ("consent", re.compile(r"соглас")),
    ("phone", re.compile(r"тел|моб|сот")),
    ("email", re.compile(r"mail|почт|эл адр")),
    ("name", re.compile(r"фио|ф и о|имя|^(мать|мама|отец|папа|законный представитель|родитель|опекун)$")),
)
_COMMON = (
    ("name", r"фио|ф и о|фамилия имя|^(ученик|учащийся|обучающийся|воспитанник|сотрудник|работник)$"),
    ("last", r"^фамилия|^surname$|^last name$"),
    ("patronymic", r"^отчество|^middle name$"),
    ("first", r"^имя|^first name$"),
)
_WORDS = {
    "pupils": (
        ("consent_date", r"дат\w* соглас|соглас\w* (от|дата)|^согласие$"),
        ("consent_signer", r"подписал|подписант"),
        ("health", r"здоров"),
        ("birth", r"рожд|^д р$|^др$|birth"),
        ("sex", r"^пол$|^gender$|^sex$"),
        ("grade", r"параллел|^год обучения$|^grade$"),
        ("letter", r"^букв|литер"),
        ("class", r"^класс\b|^class$|наименование класса|^группа$"),
        ("starts_on", r"зачисл|прибы|учится с"),
    ),
    "staff": (
        ("position", r"должност|^кем работает"),
        ("roles", r"^рол"),
        ("email", r"mail|почт"),
        ("phone", r"тел|моб"),
        ("starts_on", r"принят|прием|работает с|дата приема"),
        ("ends_on", r"уволен|работает по"),
    ),
    "marks": (
        ("class", r"^класс\b|^class$"),
        ("subject", r"^предмет|дисциплина"),
        ("date", r"^дата|^date$"),
        ("mark", r"^отметк|^оценк|^балл"),
        ("work", r"вид|тип|форма|работ|за что"),
        ("weight", r"^вес|коэф"),
        ("by_date", r"^\d{4} \d\d \d\d$|^\d{1,2} \d\d( \d{4})?$"),
    ),
    "finals": (
        ("class", r"^класс\b|^class$"),
        ("subject", r"^предмет|дисциплина"),
        ("by_period", r"^(\d|i{1,3})( ?й| ?е| ?я)? ?(трим|четв|полуг)|^год|^итог|^экзамен"),
        ("period", r"^период|^четверть$|^триместр$|^полугодие$"),
        ("date", r"^дата|^date$"),
        ("mark", r"^отметк|^оценк|^балл"),
    ),
}


def field_of(kind: str, heading: str) -> str:
    """The field that a heading names, "" when none."""
    text = _plain(heading)
    if kind == "pupils":
        for who, pattern in _OF_PARENT:
            if pattern.search(text):
                return next((f"{who}_{what}" for what, words in _OF_CONTACT if words.search(text)), "")
    return next((name for name, words in (*_WORDS[kind], *_COMMON) if re.search(words, text)), "")


def guess_header(rows: Sequence[tuple[int, Sequence[str]]]) -> int:
    """The number of the row that looks most like headings; the first with a value when none does."""
    best, most = 0, 0
    for number, cells in rows[:FREE]:
        known = max(sum(bool(field_of(kind, cell)) for cell in cells if cell) for kind in KINDS)
        if known > most:
            best, most = number, known
    return best or next((number for number, cells in rows if any(cells)), 1)


def guess_kind(headings: Sequence[str]) -> str:
    """The kind of rows most headings speak of."""
    return max(KINDS, key=lambda kind: sum(bool(field_of(kind, one)) for one in headings))


def guess_fields(kind: str, headings: Sequence[str], samples: Sequence[Sequence[str]]) -> list[str]:
    """A field for each column by its heading, else by its values; each field once."""
    found: list[str] = []
    for position, heading in enumerate(headings):
        values = [row[position] for row in samples if position < len(row) and row[position]]
        name = field_of(kind, heading) or _by_values(kind, values)
        found.append("" if name in found and name not in WIDE else name)
    return found


_SAMPLES = {
    "birth": re.compile(r"(\d{1,2}\.\d{1,2}\.|)(19|20)\d\d(-\d\d-\d\d)?"),
    "class": re.compile(r"(\d|1[01])\s*[-«\"]?\s*[А-Яа-я][»\"]?"),
    "sex": re.compile(r"[МмЖж]|муж\w*|жен\w*"),
}


_MARKS = re.compile(r"([2-5нбу.]|нп|оп|зач|осв|н/а)([ ,;/]+([2-5нбу.]|нп|оп|зач|осв|н/а))*", re.IGNORECASE)


def _by_values(kind: str, values: Sequence[str]) -> str:
    if kind in MARKS and values and all(map(_MARKS.fullmatch, values)):
        return "by_subject"
    if kind != "pupils" or not values:
        return ""
    return next((name for name, shape in _SAMPLES.items() if all(map(shape.fullmatch, values))), "")


def lacking(kind: str, fields: Sequence[str], fixed: Dict[str, str]) -> list[str]:
    """What is wrong with the choice, as Russian sentences; empty = it will do."""
    chosen = set(fields)
    faults = [
        f"Поле «{FIELDS[kind][name]}» выбрано для {count} столбцов: оставьте один."
        for name, count in Counter(one for one in fields if one).items()
        if count > 1 and name not in WIDE
    ]
    if "name" in chosen and chosen & {"last", "first", "patronymic"}:
        faults.append("ФИО выбрано и одним столбцом, и частями: оставьте что-то одно.")
    if not ("name" in chosen or {"last", "first"} <= chosen):
        faults.append("Укажите столбец «ФИО» или столбцы «Фамилия» и «Имя».")
    if kind == "pupils":
        if not ("class" in chosen or "grade" in chosen):
            faults.append("Укажите столбец «Класс» или «Параллель» и «Буква класса».")
        if "birth" not in chosen:
            faults.append("Укажите столбец «Дата рождения»: она отличает однофамильцев.")
    return faults + (_marks_lacking(kind, chosen, fixed) if kind in MARKS else [])


def _marks_lacking(kind: str, chosen: set[str], fixed: Dict[str, str]) -> list[str]:
    faults = []
    wide = chosen & set(WIDE)
    if len(wide) + ("mark" in chosen) != 1:
        faults.append("Отметки стоят либо в одном столбце «Отметка», либо под датами, периодами или предметами.")
    for name in ("subject", "date" if kind == "marks" else "period"):
        if not (name in chosen or f"by_{name}" in chosen or fixed.get(name)):
            faults.append(f"Укажите столбец «{FIELDS[kind][name]}» или впишите одно значение на все строки.")
    return faults
