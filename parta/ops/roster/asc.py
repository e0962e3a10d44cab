"""aSc Timetables XML («аСк Расписание») → a `Timetable`. Runs in the child process.

Versions differ: days are masks (`daysdefs`) or numbers (`days`), tables may be empty or absent, lists of one may be
called by the single word (`classid`). What can't stand in a timetable of ours is told in `Timetable.unplaced`.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from parta.core.russian import search_key
from parta.ops.roster.asc_xml import Document, Element, read_xml
from parta.ops.roster.fields import FieldError, parse_name, parse_weekday, shown
from parta.ops.roster.rows import PersonName, Place, Problem, Roster, RosterRefused, Severity
from parta.ops.roster.tables import Upload
from parta.ops.roster.timetables import Card, FileBell, FileLesson, FileName, Timetable

SOURCE = "asc"
LAST_NUMBER = 12
_MOST_WEEKS = 4
SUNDAY = 6


def read_asc(upload: Upload) -> Roster:
    """Raises `RosterRefused` when it is another XML."""
    document = read_xml(upload)
    if document.root != "timetable":
        raise RosterRefused(
            f"Файл «{upload.name}»: это XML, но не расписание aSc. "
            "В программе расписания выберите «Файл — Экспорт — aSc Timetables XML»."
        )
    timetable = _Reader(document, upload.name).read()
    if not timetable.lessons and not timetable.unplaced:
        raise RosterRefused(f"Файл «{upload.name}»: в расписании нет ни одного урока.")
    return Roster(SOURCE, timetable=timetable)


@dataclass
class _Group:
    key: str  # of a name; empty = the whole class
    class_key: str


@dataclass
class _Reader:
    document: Document
    file: str
    unplaced: list[Problem] = field(default_factory=list)
    names: list[FileName] = field(default_factory=list)
    ids: dict[tuple[str, str], str] = field(default_factory=dict)  # (kind, id) → key
    titles: dict[tuple[str, str], str] = field(default_factory=dict)  # (kind, key) → as written

    def read(self) -> Timetable:
        for kind, tag in (("staff", "teacher"), ("class", "class"), ("subject", "subject"), ("room", "classroom")):
            self._read_names(kind, self.document.of(tag))
        self.groups = dict(self._read_groups())
        self.days = _Days(self.document)
        self.weeks = _masks(self.document.of("weeksdef"), "weeks")
        self.terms = _masks(self.document.of("termsdef"), "terms")
        self.cycle = self._cycle()
        bells = tuple(self._bells())
        self.numbers = {bell.number for bell in bells}
        lessons = self._lessons()
        return Timetable(tuple(self.names), tuple(lessons), bells, self.cycle, tuple(self.unplaced))

    def place(self, row: Element) -> Place:
        """The line of the element; its id where it has one."""
        return Place(self.file, row.line, element=f"{row.tag} {row.get('id')}".strip())

    def skip(self, row: Element, text: str) -> None:
        self.unplaced.append(Problem(self.place(row), text, Severity.NOTE))

    # --- names ---------------------------------------------------------------------------------------------------

    def _read_names(self, kind: str, rows: list[Element]) -> None:
        titles = Counter(search_key(_title(row)) for row in rows)
        for row in rows:
            title = _title(row)
            key = search_key(title)
            if titles[key] > 1:  # namesakes: told apart by the short name, which the program keeps unique
                key = f"{key}|{search_key(row.get('short')) or row.get('id')}"
            if not title:
                self.skip(row, "У этой строки нет ни названия, ни сокращения: уроки с ней не поставлены.")
            else:
                self._name(FileName(kind, key, self.place(row), title, row.get("short"), _person(kind, row)))
                self.ids[kind, row.get("id")] = key

    def _name(self, name: FileName) -> None:
        if (name.kind, name.key) not in self.titles:
            self.titles[name.kind, name.key] = name.title
            self.names.append(name)

    def _read_groups(self) -> Iterable[tuple[str, _Group]]:
        for row in self.document.of("group"):
            class_key = self.ids.get(("class", row.get("classid")))
            if class_key is None:
                continue  # of a class that isn't there: its lessons say so
            title = _title(row)
            whole = row.get("entireclass") == "1" or not title
            if not whole:
                self._name(FileName("group", search_key(title), self.place(row), title))
            yield row.get("id"), _Group("" if whole else search_key(title), class_key)

    # --- time ----------------------------------------------------------------------------------------------------

    def _bells(self) -> Iterable[FileBell]:
        for row in self.document.of("period"):
            number = _whole(row.get("period") or row.get("name"))
            if number is None or number > LAST_NUMBER:
                self.skip(row, f"Урок «{shown(_title(row))}»: номер не от 0 до {LAST_NUMBER}, в Парте таких нет.")
                continue
            yield FileBell(self.place(row), number, _time(row.get("starttime")), _time(row.get("endtime")))

    def _cycle(self) -> int:
        masks = [mask for found in self.weeks.values() for mask in found]
        masks += [row.get("weeks") for tag in ("card", "lesson") for row in self.document.of(tag)]
        return max([1, *(len(mask) for mask in masks if re.fullmatch("[01]+", mask) and len(mask) <= _MOST_WEEKS)])

    # --- lessons and cards ---------------------------------------------------------------------------------------

    def _lessons(self) -> list[FileLesson]:
        cards: dict[str, list[Element]] = {}
        known = {row.get("id") for row in self.document.of("lesson")}
        for card in self.document.of("card"):
            if card.get("lessonid") in known:
                cards.setdefault(card.get("lessonid"), []).append(card)
            else:
                self.skip(card, f"Урока «{shown(card.get('lessonid'))}», который здесь поставлен, в файле нет.")
        found = []
        for row in self.document.of("lesson"):
            lesson = self._lesson(row)
            if lesson is not None:
                found.append(self._with_cards(row, lesson, cards.get(row.get("id"), [])))
        return found

    def _lesson(self, row: Element) -> FileLesson | None:
        subject = self.ids.get(("subject", row.get("subjectid")))
        if subject is None:
            self.skip(row, "У урока нет предмета, или его нет в файле.")
            return None
        classes = {self.ids.get(("class", one)): one for one in _listed(row, "class")}
        groups = {one: self.groups.get(one) for one in _listed(row, "group")}
        lost = [one for key, one in classes.items() if key is None] + [one for one, it in groups.items() if it is None]
        named = dict.fromkeys([*(key for key in classes if key), *(one.class_key for one in groups.values() if one)])
        if lost or not named:
            what = f"класса или группы «{shown(lost[0])}» в файле нет" if lost else "класс не указан"
            self.skip(row, f"{self.titles['subject', subject]}: {what}.")
            return None
        return FileLesson(
            place=self.place(row),
            subject=subject,
            classes=tuple(named),
            groups=tuple(dict.fromkeys(one.key for one in groups.values() if one and one.key)),
            teachers=self._teachers(row, subject),
            hours=min(_whole(row.get("periodspercard")) or 1, LAST_NUMBER),
            per_week=_number(row.get("periodsperweek")),
        )

    def _teachers(self, row: Element, subject: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for one in _listed(row, "teacher"):
            key = self.ids.get(("staff", one))
            if key is None:
                title = self.titles["subject", subject]
                self.skip(row, f"{title}: учителя «{shown(one)}» в файле нет, урок поставлен без него.")
            else:
                found[key] = None
        return tuple(found)

    def _with_cards(self, row: Element, lesson: FileLesson, cards: list[Element]) -> FileLesson:
        title = self._lesson_title(lesson)
        terms = self.terms.get(row.get("termsdefid"), [])
        placed, standing = [], 0.0
        for card in cards:
            problem, found = self._card(card, row, lesson, terms)
            if problem:
                self.skip(card, f"{title}: {problem}.")
            placed += found
            standing += lesson.hours * self._share(card, row)
        if not cards or standing + 0.01 < lesson.per_week:
            self.skip(row, _told(title, standing, lesson.per_week))
        return replace(lesson, cards=tuple(placed))

    def _lesson_title(self, lesson: FileLesson) -> str:
        classes = ", ".join(self.titles["class", key] for key in lesson.classes)
        groups = ", ".join(self.titles["group", key] for key in lesson.groups)
        return " · ".join(filter(None, [classes, self.titles["subject", lesson.subject], groups]))

    def _card(self, card: Element, row: Element, lesson: FileLesson, terms: list[str]) -> tuple[str, list[Card]]:
        """Why the card can't stand, or where it does; a mask may name several days."""
        number = _whole(card.get("period"))
        if number is None or (self.numbers and number not in self.numbers and number <= LAST_NUMBER):
            return f"урока с номером «{shown(card.get('period'))}» среди звонков файла нет", []
        if number + lesson.hours - 1 > LAST_NUMBER:
            return f"{number + lesson.hours - 1}-го урока в Парте нет, последний — {LAST_NUMBER}-й", []
        if not _whole_year(card.get("terms"), terms):
            return "урок только на часть года, а расписание Парты действует весь год", []
        weeks = self._weeks(card, row)
        if weeks is None:
            return f"недели «{shown(self._mask(card, row))}» не понятны", []
        days = self.days.of(card)
        if not days:
            return "день не указан или его нет в файле", []
        rooms = tuple(key for one in _listed(card, "classroom") if (key := self.ids.get(("room", one))))
        where = self.place(card)
        cards = [Card(where, day, number, weeks, rooms) for day in days if day != SUNDAY]
        return ("в воскресенье уроков не бывает" if SUNDAY in days else ""), cards

    def _mask(self, card: Element, row: Element) -> str:
        """Weeks of the card, else of its lesson when those leave no choice."""
        defined = self.weeks.get(row.get("weeksdefid"), [])
        return card.get("weeks") or row.get("weeks") or (defined[0] if len(defined) == 1 else ",".join(defined))

    def _weeks(self, card: Element, row: Element) -> tuple[int, ...] | None:
        """Weeks of the cycle, () = each, None = not understood."""
        mask = self._mask(card, row)
        if not mask or set(mask) == {"1"}:
            return ()
        if not re.fullmatch("[01]+", mask) or len(mask) != self.cycle or "1" not in mask:
            return None
        return tuple(week for week, bit in enumerate(mask, 1) if bit == "1")

    def _share(self, card: Element, row: Element) -> float:
        """Of the weeks in which the card stands, times its days."""
        weeks = self._weeks(card, row)
        return (len(weeks) / self.cycle if weeks else 1) * max(1, len(self.days.of(card)))


class _Days:
    """Weekdays of cards: positions of masks, or numbers of the older table `days`."""

    def __init__(self, document: Document) -> None:
        self.positions: dict[int, int] = {}  # of a mask → weekday, where the file's names say so
        for row in document.of("daysdef"):
            mask = row.get("days")
            weekday = _weekday(row)
            if weekday is not None and re.fullmatch("[01]+", mask) and mask.count("1") == 1:
                self.positions.setdefault(mask.index("1"), weekday)
        self.numbers: dict[str, int] = {}
        for position, row in enumerate(document.of("day")):
            weekday = _weekday(row)
            self.numbers[row.get("day")] = position if weekday is None else weekday
        self.first = 0 if any(card.get("day") == "0" for card in document.of("card")) else 1

    def of(self, card: Element) -> list[int]:
        mask, number = card.get("days"), card.get("day")
        if re.fullmatch("[01]{1,7}", mask):
            found = [place for place, bit in enumerate(mask) if bit == "1"]
            return [self.positions.get(place, place) for place in found]
        if number in self.numbers:
            return [self.numbers[number]]
        plain = _whole(number)
        return [plain - self.first] if not self.numbers and plain is not None and 0 <= plain - self.first <= 6 else []


def _weekday(row: Element) -> int | None:
    for name in ("name", "short"):
        try:
            return parse_weekday(row.get(name))
        except FieldError:
            continue
    return None


def _masks(rows: list[Element], name: str) -> dict[str, list[str]]:
    return {row.get("id"): row.listed(name) for row in rows}


def _whole_year(own: str, defined: list[str]) -> bool:
    masks = [own] if own else defined
    return not masks or any(set(mask) == {"1"} for mask in masks)


def _told(title: str, standing: float, wanted: float) -> str:
    if not standing:
        return f"{title}: не поставлен ни на один день" + (f", а нужно {wanted:g} ч в неделю." if wanted else ".")
    return f"{title}: поставлено {standing:g} ч в неделю из {wanted:g}."


def _title(row: Element) -> str:
    return row.get("name") or row.get("short")


def _listed(row: Element, what: str) -> list[str]:
    """«classids», in the older files «classid»; `*` stands for nobody."""
    found = row.listed(f"{what}ids") or row.listed(f"{what}id")
    return [one for one in dict.fromkeys(found) if one != "*"]


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,3}", text) else None


def _number(text: str) -> float:
    return float(text.replace(",", ".")) if re.fullmatch(r"\d{1,3}([.,]\d{1,4})?", text) else 0


def _time(text: str) -> str:
    """«8:30» → «08:30», empty where it is none."""
    match = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::\d{2})?", text)
    return f"{int(match[1]):02}:{match[2]}" if match and int(match[1]) < 24 and int(match[2]) < 60 else ""


def _person(kind: str, row: Element) -> PersonName | None:
    """Last and first name where the file has both in full; «Бабкин В.Г.» has not."""
    if kind != "staff":
        return None
    words = row.get("name").split()
    if row.get("lastname") and row.get("firstname"):
        words = [row.get("lastname"), *row.get("firstname").split()]
    return person_of(words)


def person_of(words: list[str]) -> PersonName | None:
    """Two or three words that are no initials, last name first."""
    if not 2 <= len(words) <= 3 or any("." in word or len(word) < 2 for word in words):
        return None
    try:
        return PersonName(*(parse_name(word) for word in words))
    except FieldError:
        return None
