"""Classes, pupils and their parents. 8А and 8Б are the lists of the mock-ups; the rest is drawn from names."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from parta.core.russian import sort_key
from parta.ops.demo.model import Guardian, Name, Pupil, SchoolClass
from parta.ops.demo.names import ARM, RU, TAT, NameBook, patronymic, surname
from parta.ops.demo.staff import HOMEROOMS, staff

# class → (pupils in the lists, pupils without consent, elder brothers and sisters found in the school)
_CLASSES: dict[str, tuple[int, int, int]] = {
    "10А": (24, 0, 0),
    "9А": (24, 1, 2),
    "8А": (25, 0, 0),
    "8Б": (28, 2, 0),
    "7А": (26, 0, 4),
    "5А": (26, 1, 5),
    "5Б": (25, 0, 4),
    "4А": (24, 0, 5),
    "3А": (25, 1, 5),
    "1А": (26, 0, 5),
}

# «Фамилия(м.) Имя пол уровень», stock when not Russian. The levels of 8Б are the averages of the mock-ups.
_8B = """
Абрамов Кирилл m 3.8;Алексеев Дарья f 4.2;Белов Артём m 3.5;Васильев Полина f 4.45;Волков Тимофей m 3.45
Гаврилов Анна f 4.8;Григорьев Максим m 3.8;Данилов Егор m 3.0;Егоров Василиса f 4.55;Ёлкин Савелий m 4.1
Зайцев Мария f 4.45;Ибрагимов Тимур m 3.7 tat;Казаков Софья f 4.0;Киселёв Матвей m 3.0;Кузнецов Даниил m 3.65
Лебедев Алиса f 4.6;Макаров Виктория f 4.25;Морозов Иван m 3.7;Насибуллин Амина f 4.65 tat;Орлов Фёдор m 3.8
Павлов Ксения f 4.6;Романов Лев m 3.4;Сафин Камилла f 4.55 tat;Семёнов Ульяна f 4.35;Тихонов Никита m 2.7
Фёдоров Елизавета f 4.8;Хачатрян Левон m 3.9 arm;Шевченко Глеб m 3.45
"""
_8A = """
Аверин Денис m;Бойко Арина f;Валеев Карим m tat;Гончаров Алина f;Денисов Павел m;Жуков Варвара f;Ильин Степан m
Калинин Ева f;Кравцов Роман m;Лисицын Мила f;Мельников Захар m;Осипов Арсений m;Попов Таисия f;Рябов Марк m
Савельев Нина f;Соловьёв Марат m;Степанов Лада f;Тарасов Глеб m;Титов Эмилия f;Усманов Рустам m tat;Филиппов Яна f
Хромов Семён m;Цветков Диана f;Шубин Ярослав m;Яковлев Вера f
"""
# Parents whom the mock-ups name: pupil's surname in 8Б → (relation, first name, patronymic).
_KNOWN_PARENTS: dict[str, list[tuple[str, str, str]]] = {
    "Абрамов": [("мать", "Ирина", "Сергеевна")],
    "Алексеев": [("отец", "Дмитрий", "Олегович")],
    "Белов": [("мать", "Марина", "Игоревна")],
    "Васильев": [("отец", "Антон", "Павлович")],
    "Зайцев": [("мать", "Ольга", "Петровна"), ("отец", "Андрей", "Николаевич")],
    "Тихонов": [("мать", "Марина", "Алексеевна")],
}
# Илья Зайцев (5А) is the brother of Мария (8Б): their mother is the demo's parent of two.
_ZAYTSEV_BROTHER = ("5А", "Илья", 4.1)
# A teacher whose child learns here, under the father's surname: Staff.key, class of the child.
_TEACHER_AND_MOTHER = ("denisenko", "3А")


@dataclass
class _Child:
    name: Name
    sex: str
    class_key: str
    level: float | None
    key: str = ""


@dataclass
class _Family:
    last: str
    stock: str
    father: str
    known: list[tuple[str, str, str]] = field(default_factory=list)
    children: list[_Child] = field(default_factory=list)


def classes() -> tuple[SchoolClass, ...]:
    """The ten classes, the youngest first."""
    keys = sorted(_CLASSES, key=lambda key: (int(key[:-1]), key[-1]))
    return tuple(SchoolClass(key, int(key[:-1]), key[-1], HOMEROOMS[key], _CLASSES[key][1]) for key in keys)


def people(seed: int, year: int) -> tuple[tuple[Pupil, ...], tuple[Guardian, ...]]:
    """Pupils by class and alphabet, guardians by their first child; `year` is that of 1 September."""
    families = _Enrolment(seed).families()
    _number(families)
    random = Random(f"people:{seed}")
    guardians = _guardians(families, seed, year)
    signer = {pupil: guardian.key for guardian in reversed(guardians) for pupil in guardian.pupil_keys}
    signed = {guardian.key: guardian.consent_on for guardian in guardians}
    children = sorted((child for family in families for child in family.children), key=_place)
    pupils = tuple(_pupil(child, signer[child.key], signed[signer[child.key]], year, random) for child in children)
    return pupils, guardians


def _place(child: _Child) -> tuple[int, str, str]:
    return int(child.class_key[:-1]), child.class_key[-1], sort_key(child.name.last, child.name.first)


class _Enrolment:
    """Puts children into classes, the elder classes first, so that the younger find brothers and sisters there."""

    def __init__(self, seed: int) -> None:
        self._random = Random(f"enrolment:{seed}")
        self._book = NameBook(seed)
        for person in staff():
            self._book.reserve(person.name)
        self._families: list[_Family] = []
        self._last_names: dict[str, set[str]] = {}
        self._first_names: dict[str, list[str]] = {}

    def families(self) -> list[_Family]:
        for class_key, (size, _, siblings) in _CLASSES.items():
            self._last_names[class_key], self._first_names[class_key] = set(), []
            if class_key in ("8А", "8Б"):
                self._from_list(class_key, _8A if class_key == "8А" else _8B)
                continue
            for index in range(size):
                self._sibling(class_key) if index < siblings else self._first_child(class_key)
        return self._families

    def _from_list(self, class_key: str, text: str) -> None:
        for item in ";".join(text.split("\n")).split(";"):
            if item:
                last, first, sex, *rest = item.split()
                stock = rest.pop() if rest and rest[-1] in (TAT, ARM) else RU
                known = _KNOWN_PARENTS.get(last, []) if class_key == "8Б" else []
                fathers = [name for relation, name, _ in known if relation == "отец"]
                family = self._family(last, stock, fathers[0] if fathers else "", known)
                name = self._book.reserve(Name(surname(last, sex), first, patronymic(family.father, sex)))
                self._enrol(family, name, sex, class_key, float(rest[0]) if rest else None)

    def _first_child(self, class_key: str) -> None:
        last, stock = self._book.family(self._last_names[class_key])
        self._draw(self._family(last, stock), class_key)

    def _sibling(self, class_key: str) -> None:
        brother_of_zaytseva, first, level = _ZAYTSEV_BROTHER
        known = next((family for family in self._families if family.last == "Зайцев" and family.known), None)
        if class_key == brother_of_zaytseva and known and len(known.children) == 1:
            name = self._book.reserve(Name("Зайцев", first, patronymic(known.father, "m")))
            self._enrol(known, name, "m", class_key, level)
            return
        grade = class_key[:-1]
        free = [
            family
            for family in self._families
            if len(family.children) == 1
            and family is not known
            and family.children[0].class_key[:-1] != grade
            and family.last not in self._last_names[class_key]
        ]
        self._draw(self._random.choice(free), class_key)

    def _family(
        self, last: str, stock: str, father: str = "", known: list[tuple[str, str, str]] | None = None
    ) -> _Family:
        family = _Family(last, stock, father or self._book.father(stock), list(known or []))
        self._families.append(family)
        return family

    def _draw(self, family: _Family, class_key: str) -> None:
        sex = self._random.choice("mf")
        used = self._first_names[class_key]
        # Two of a first name in a class are usual, a third is not.
        avoid = {first for first in used if used.count(first) > 1} | {c.name.first for c in family.children}
        avoid |= {family.father}
        name = self._book.child(family.last, family.stock, family.father, sex, avoid)
        self._enrol(family, name, sex, class_key, None)

    def _enrol(self, family: _Family, name: Name, sex: str, class_key: str, level: float | None) -> None:
        family.children.append(_Child(name, sex, class_key, level))
        self._last_names[class_key].add(family.last)
        self._first_names[class_key].append(name.first)


def _number(families: list[_Family]) -> None:
    by_class: dict[str, list[_Child]] = {}
    for family in families:
        for child in family.children:
            by_class.setdefault(child.class_key, []).append(child)
    for class_key, children in by_class.items():
        for index, child in enumerate(sorted(children, key=_place), 1):
            child.key = f"{class_key}-{index:02}"


def _guardians(families: list[_Family], seed: int, year: int) -> tuple[Guardian, ...]:
    random = Random(f"guardians:{seed}")
    book = NameBook(seed + 1)
    for person in staff():
        book.reserve(person.name)
    for family in families:
        for child in family.children:
            book.reserve(child.name)
    made: list[Guardian] = []
    for family in families:
        pupils = tuple(child.key for child in family.children)
        for relation, name in _parents(family, book, random):
            signed = date(year, 8, 24) + timedelta(days=random.choice((0, 1, 2, 3, 4, 5, 7)))
            made.append(Guardian(f"g-{len(made) + 1:03}", name, pupils, relation, signed))
    return _with_teacher(made)


def _with_teacher(guardians: list[Guardian]) -> tuple[Guardian, ...]:
    staff_key, class_key = _TEACHER_AND_MOTHER
    teacher = next(person for person in staff() if person.key == staff_key)
    mother = next(
        guardian
        for guardian in guardians
        if guardian.relation == "мать" and [key.split("-")[0] for key in guardian.pupil_keys] == [class_key]
    )
    as_staff = replace(mother, name=teacher.name, staff_key=staff_key)
    return tuple(as_staff if guardian is mother else guardian for guardian in guardians)


def _parents(family: _Family, book: NameBook, random: Random) -> list[tuple[str, Name]]:
    if family.known:
        return [
            (relation, book.reserve(Name(surname(family.last, "f" if relation == "мать" else "m"), first, patronym)))
            for relation, first, patronym in family.known
        ]
    kind = random.choices(("both", "mother", "father", "ward"), (60, 33, 4, 3))[0]
    mother = family.last
    if random.random() < 0.12:  # she kept or took back another surname
        mother = book.family({family.last})[0]
    parents = {
        "мать": lambda: book.parent(mother, family.stock, "f"),
        "отец": lambda: book.parent(family.last, family.stock, "m", family.father),
        "опекун": lambda: book.parent(family.last, family.stock, "f"),
    }
    relations = {"both": ("мать", "отец"), "mother": ("мать",), "father": ("отец",), "ward": ("опекун",)}[kind]
    return [(relation, parents[relation]()) for relation in relations]


def _pupil(child: _Child, signer: str, signed: date, year: int, random: Random) -> Pupil:
    grade = int(child.class_key[:-1])
    birth = date(year - grade - 7, 10, 1) + timedelta(days=random.randrange(364))
    drawn = min(4.95, max(2.9, random.gauss(4.05 + 0.02 * (8 - grade), 0.48)))
    health_consent = random.random() > 0.05 or child.class_key == "8Б"
    health = min(2.5, max(0.3, random.lognormvariate(0.0, 0.45)))
    return Pupil(
        key=child.key,
        name=child.name,
        sex=child.sex,
        class_key=child.class_key,
        birth_date=birth,
        consent_on=signed,
        consent_signer=signer,
        health_consent=health_consent,
        level=round(child.level or drawn, 2),
        health=round(health, 2),
    )
