"""What a timetable's names may be in the school: known from an earlier file, suggested, or for the operator to say.

Only what has one reading is taken for granted; a name that could be several is always asked. Pure over `State`.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from parta.core.russian import search_key
from parta.ops.importing.parts import Name
from parta.ops.importing.state import TABLE_OF, State
from parta.ops.roster.asc import person_of
from parta.ops.roster.fields import FieldError, parse_class_name
from parta.ops.roster.rows import PersonName
from parta.ops.roster.timetables import FileName, Timetable

NEW, SKIP = "new", "skip"
LABEL = "label:"  # of a group: a subgroup's label, which is no row of its own
SKIPPED = 0  # stands in `ExternalId` for a name that is left out
ROOM_LENGTH = 30
KIND_TITLES = {
    "staff": "Учителя",
    "class": "Классы",
    "subject": "Предметы",
    "room": "Кабинеты",
    "group": "Группы",
}


@dataclass(frozen=True)
class _Guess:
    """`likely`: values to offer first; `sure`: the one to take unless somebody says otherwise."""

    likely: tuple[str, ...] = ()
    sure: str = ""


def names_of(timetable: Timetable, choices: dict[str, str], state: State) -> tuple[Name, ...]:
    """The names that lessons use, each with what it may be."""
    used = _used(timetable)
    known = _School(state)
    found = [_name(one, choices, known) for one in timetable.names if (one.kind, one.key) in used]
    return tuple(_once(found))


def _used(timetable: Timetable) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for lesson in timetable.lessons:
        found.add(("subject", lesson.subject))
        found |= {("class", key) for key in lesson.classes}
        found |= {("group", key) for key in lesson.groups}
        found |= {("staff", key) for key in lesson.teachers}
        found |= {("room", key) for card in lesson.cards for key in card.rooms}
    return found


def _name(one: FileName, choices: dict[str, str], school: "_School") -> Name:
    guess = school.guess(one)
    options = school.options(one.kind)
    titles = dict(options)
    likely = [(value, titles[value]) for value in guess.likely if value in titles]
    rest = [pair for pair in options if pair not in likely]
    if _may_create(one):
        rest.append((NEW, "создать"))
    name = Name(one.kind, one.key, one.place, one.title, (*likely, *rest, (SKIP, "не загружать")), guess.sure)
    said = choices.get(name.id, "")
    if _fits(name, said):
        return replace(name, answer=said, chosen=True)
    remembered = school.remembered(one)
    if remembered and _fits(name, remembered):
        return replace(name, answer=remembered, chosen=True)
    return replace(name, answer=guess.sure)


def _fits(name: Name, value: str) -> bool:
    if name.kind == "staff" and value.startswith(f"{NEW}:"):
        return typed_person(value) is not None
    return any(value == known for known, _ in name.options)


def typed_person(value: str) -> PersonName | None:
    """The name typed for a new member of staff: «new:Бабкин Василий Георгиевич»."""
    return person_of(value.removeprefix(f"{NEW}:").split())


def _may_create(one: FileName) -> bool:
    if one.kind == "staff":
        return one.person is not None
    return one.kind != "class" or class_of(one.title) is not None


def _once(names: list[Name]) -> Iterable[Name]:
    """A teacher or a class suggested for two names of the file is sure for neither."""
    taken = Counter((one.kind, one.answer) for one in names if one.answer not in {NEW, SKIP, ""})
    for one in names:
        twice = one.kind in {"staff", "class"} and taken[one.kind, one.answer] > 1
        yield replace(one, answer="", suggested="") if twice and not one.chosen else one


class _School:
    def __init__(self, state: State) -> None:
        self.state = state
        people = state.tables["people.Person"]
        self.staff = {
            pk: people[one["person_id"]]
            for pk, one in state.tables["people.StaffMember"].items()
            if one["ends_on"] is None or one["ends_on"] >= state.on
        }
        self.classes = {pk: one for pk, one in state.tables["school.SchoolClass"].items() if not one["unassigned"]}
        self.subjects, self.rooms = state.tables["school.Subject"], state.tables["school.Room"]
        courses = state.tables["teaching.Course"]
        self.labels = sorted({one["label"] for one in courses.values() if one["label"]})
        self.guesses = {
            "staff": self._staff,
            "class": self._class,
            "subject": self._subject,
            "room": self._room,
            "group": self._group,
        }
        self._options: dict[str, list[tuple[str, str]]] = {}

    def guess(self, one: FileName) -> _Guess:
        return self.guesses[one.kind](one)

    def remembered(self, one: FileName) -> str:
        """What an earlier file of the source was told."""
        if one.kind == "group":
            return self._known_group(one)
        pk = self.state.external.get((one.kind, one.key))
        if pk is None or (pk != SKIPPED and pk not in self.state.tables[TABLE_OF[one.kind]]):
            return ""
        return SKIP if pk == SKIPPED else str(pk)

    def _known_group(self, one: FileName) -> str:
        """The label of the journals that were made for the group."""
        if self.state.external.get(("group", one.key)) == SKIPPED:
            return SKIP
        courses = self.state.tables["teaching.Course"]
        labels = {
            courses[pk]["label"]
            for (kind, key), pk in self.state.external.items()
            if kind == "course" and pk in courses and key.rpartition("|")[2] == one.key
        }
        return f"{LABEL}{labels.pop()}" if len(labels) == 1 else ""

    def options(self, kind: str) -> list[tuple[str, str]]:
        if kind not in self._options:
            self._options[kind] = list(self._of(kind))
        return self._options[kind]

    def _of(self, kind: str) -> Iterable[tuple[str, str]]:
        if kind == "staff":
            for pk, one in sorted(self.staff.items(), key=lambda pair: pair[1]["sort_key"]):
                yield str(pk), " ".join(filter(None, [one["last_name"], one["first_name"], one["patronymic"]]))
        elif kind == "class":
            for pk, one in sorted(self.classes.items(), key=lambda pair: pair[1]["sort_key"]):
                yield str(pk), f"{one['grade_level']}{one['letter']}"
        elif kind == "group":
            yield from ((f"{LABEL}{label}", label) for label in self.labels)
        else:
            rows = self.subjects if kind == "subject" else self.rooms
            for pk, one in sorted(rows.items(), key=lambda pair: pair[1]["sort_key"]):
                yield str(pk), one["name"]

    # --- guessing ------------------------------------------------------------------------------------------------

    def _staff(self, one: FileName) -> _Guess:
        """By the last name and whatever initials there are."""
        last, initials = _split(one)
        same = [pk for pk, person in self.staff.items() if search_key(person["last_name"]) == last]
        fit = [pk for pk in same if _fits_initials(self.staff[pk], initials)]
        if len(fit) == 1:
            return _Guess((str(fit[0]),), str(fit[0]))
        likely = tuple(map(str, fit or same))
        return _Guess(likely, NEW if not likely and one.person else "")

    def _class(self, one: FileName) -> _Guess:
        known = class_of(one.title)
        if known is None:
            return _Guess()
        level, letter = known
        fit = [
            str(pk)
            for pk, row in self.classes.items()
            if (row["grade_level"], row["letter"].casefold()) == (level, letter.casefold())
        ]
        return _Guess(tuple(fit), fit[0] if len(fit) == 1 else NEW if not fit else "")

    def _subject(self, one: FileName) -> _Guess:
        title, words = search_key(one.title), {search_key(one.title), search_key(one.short)} - {""}
        fit = [str(pk) for pk, row in self.subjects.items() if search_key(row["name"]) == title]
        fit = fit or [str(pk) for pk, row in self.subjects.items() if search_key(row["short"]) in words]
        if len(fit) == 1:
            return _Guess((fit[0],), fit[0])
        alike = [str(pk) for pk, row in self.subjects.items() if _alike(title, search_key(row["name"]))]
        return _Guess(tuple(fit or alike), "" if fit or alike else NEW)

    def _room(self, one: FileName) -> _Guess:
        fit = [str(pk) for pk, row in self.rooms.items() if _room_key(row["name"]) == _room_key(one.title)]
        return _Guess(tuple(fit), fit[0] if len(fit) == 1 else NEW if not fit else "")

    def _group(self, one: FileName) -> _Guess:
        fit = [f"{LABEL}{label}" for label in self.labels if _group_key(label) == _group_key(one.title)]
        return _Guess(tuple(fit), fit[0] if len(fit) == 1 else NEW if not fit else "")


def class_of(title: str) -> tuple[int, str] | None:
    """«5-А», «5 «А» класс» → (5, "А")"""
    try:
        return parse_class_name(re.sub(r"\s*(класс|кл\.?)$", "", title, flags=re.IGNORECASE))
    except FieldError:
        return None


def _split(one: FileName) -> tuple[str, list[str]]:
    """Last name and what stands for the others: «Бабкин В.Г.», «В. Г. Бабкин», a full name."""
    if one.person:
        return search_key(one.person.last), [search_key(one.person.first), search_key(one.person.patronymic)]
    words = search_key(one.title).replace(".", " ").split()
    if words and len(words[0]) == 1 and len(words[-1]) > 1:
        words = [words[-1], *words[:-1]]
    return (words[0], words[1:]) if words else ("", [])


def _fits_initials(person: dict[str, str], initials: list[str]) -> bool:
    parts = [search_key(person["first_name"]), search_key(person["patronymic"])]
    return all(not part or part.startswith(start) for part, start in zip(parts, initials, strict=False))


def _alike(one: str, other: str) -> bool:
    """«англ. яз.» and «английский язык», «физ-ра» and «физика»: worth asking about."""
    short, full = one.replace(".", " ").replace("-", " ").split(), other.replace("-", " ").split()
    begins = len(short) <= len(full) and all(b.startswith(a[:3]) for a, b in zip(short, full, strict=False))
    return begins or SequenceMatcher(None, one, other).ratio() > 0.7


def _room_key(title: str) -> str:
    return re.sub(r"^(кабинет|каб\.?|к\.)\s*(№\s*)?", "", search_key(title)).replace(" ", "")


def _group_key(label: str) -> str:
    """«Группа 1», «1-я гр.», «1 подгруппа» are one."""
    text = search_key(label)
    match = re.fullmatch(r"(?:(?:под)?гр\w*\.?\s*(\d)|(\d)\s*-?(?:[а-я]{1,2})?\s*(?:под)?гр\w*\.?)", text)
    return f"#{match[1] or match[2]}" if match else text


# --- for the command line ------------------------------------------------------------------------------------------

KIND_WORDS = {"учитель": "staff", "класс": "class", "предмет": "subject", "кабинет": "room", "группа": "group"}


def choice_of(text: str, names: tuple[Name, ...]) -> tuple[str, str]:
    """«учитель:Бабкин В.Г.=Бабкин Василий Георгиевич» → (`Name.id`, answer); raises ValueError with the reason."""
    kind_title, equals, value = text.partition("=")
    kind, colon, title = kind_title.partition(":")
    if not (equals and colon and search_key(kind) in KIND_WORDS):
        raise ValueError("пишется так: учитель:Бабкин В.Г.=Бабкин Василий Георгиевич")
    word, wanted = search_key(kind), search_key(value)
    found = [one for one in names if one.kind == KIND_WORDS[word] and search_key(one.title) == search_key(title)]
    if len(found) != 1:
        raise ValueError("такого имени в файле нет" if not found else "таких имён в файле несколько: нужна страница")
    fit = [answer for answer, option in found[0].options if search_key(option) == wanted]
    if len(fit) == 1:
        return found[0].id, fit[0]
    if not fit and found[0].kind == "staff" and typed_person(value):
        return found[0].id, f"{NEW}:{' '.join(value.split())}"
    raise ValueError(f"«{value}» в школе {'несколько' if fit else 'нет'}; бывают и «создать», «не загружать»")
