"""A timetable of another program → rows of journals and lessons, with the names as the operator matched them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import time

from parta.core.russian import sort_key
from parta.ops.importing.draft import Draft, Entry
from parta.ops.importing.names import LABEL, NEW, ROOM_LENGTH, SKIP, SKIPPED, class_of, names_of, typed_person
from parta.ops.importing.parts import YEAR, Action, External, Name, Ref, RowRefused, Update
from parta.ops.importing.state import TABLE_OF, State
from parta.ops.roster.rows import (
    ClassRow,
    CourseRow,
    CourseTeacherRow,
    MatchedRow,
    PersonName,
    Place,
    Problem,
    RoomRow,
    Roster,
    RosterRefused,
    Severity,
    SlotRow,
    StaffRow,
    SubjectRow,
)
from parta.ops.roster.timetables import Card, FileBell, FileLesson, FileName, Timetable
from parta.school.rules.calendar import Span, out_of_order

NO_YEAR = "В школе нет учебного года, расписание поставить не на что. Создайте год в разделе «Школа — Год и периоды»."
_TOLD = {"staff": "учитель", "class": "класс", "subject": "предмет", "room": "кабинет", "group": "группа"}
_YEAR_MODEL, _BELL = "school.AcademicYear", "school.Bell"


@dataclass(frozen=True)
class Placed:
    """`roster`: with the rows of its timetable, if it has one."""

    roster: Roster
    names: tuple[Name, ...] = ()
    unplaced: tuple[Problem, ...] = ()


def place_timetable(roster: Roster, state: State) -> Placed:
    """Pure. Raises `RosterRefused` when the school has no year to put a timetable in."""
    timetable = roster.timetable
    if timetable is None:
        return Placed(roster)
    if state.year == YEAR:
        raise RosterRefused(NO_YEAR)
    names = names_of(timetable, dict(roster.choices), state)
    return _Placing(timetable, names, state).place(roster)


@dataclass
class _Placing:
    timetable: Timetable
    names: tuple[Name, ...]
    state: State
    unplaced: list[Problem] = field(default_factory=list)
    courses: dict[str, CourseRow] = field(default_factory=dict)
    slots: dict[str, SlotRow] = field(default_factory=dict)
    by_pupils: dict[tuple[str, ...], str] = field(default_factory=dict)  # subject, classes, label → key of the course

    def __post_init__(self) -> None:
        self.answers = {(one.kind, one.key): one.answer for one in self.names}
        self.titles = {(one.kind, one.key): one.title for one in self.names}
        # Two names of the file may be one object: the first of them speaks for both.
        self.first: dict[tuple[str, str], str] = {}
        for one in self.names:
            if one.answer.isdecimal():
                self.first.setdefault((one.kind, one.answer), one.key)
        self.rooms = {(one.kind, one.key): _room_name(one) for one in self.timetable.names if one.kind == "room"}
        year = self.state.tables[_YEAR_MODEL][int(str(self.state.year))]
        self.has_weeks = year["cycle_weeks"] in {1, self.timetable.cycle_weeks}
        self.cycle_weeks = year["cycle_weeks"]

    def place(self, roster: Roster) -> Placed:
        for lesson in self.timetable.lessons:
            self._lesson(lesson)
        made = self._created()
        rows = replace(
            roster,
            matched=tuple(self._matched()),
            staff=tuple(one for one in made if isinstance(one, StaffRow)),
            classes=tuple(one for one in made if isinstance(one, ClassRow)),
            subjects=tuple(one for one in made if isinstance(one, SubjectRow)),
            rooms=tuple(one for one in made if isinstance(one, RoomRow)),
            courses=tuple(self.courses.values()),
            slots=tuple(self.slots.values()),
            cycle_weeks=self.timetable.cycle_weeks if any(one.week for one in self.slots.values()) else 1,
        )
        return Placed(rows, self.names, (*self.timetable.unplaced, *self.unplaced))

    def _matched(self) -> Iterator[MatchedRow]:
        for one in self.names:
            if one.answer.isdecimal() or one.answer == SKIP:
                pk = SKIPPED if one.answer == SKIP else int(one.answer)
                yield MatchedRow(one.kind, one.key, one.place, one.title, pk)

    def _created(self) -> list[StaffRow | ClassRow | SubjectRow | RoomRow]:
        found: list[StaffRow | ClassRow | SubjectRow | RoomRow] = []
        for one in self.timetable.names:
            answer = self.answers.get((one.kind, one.key), "")
            if answer == NEW or answer.startswith(f"{NEW}:"):
                row = _new(one, answer)
                if row is not None:
                    found.append(row)
        return found

    def _taken(self, kind: str, key: str) -> str | None:
        """The key that speaks for the name; None when it is left out or nobody knows what it is."""
        answer = self.answers.get((kind, key), "")
        if answer in {"", SKIP}:
            return None
        return self.first.get((kind, answer), key)

    def _known(self, lesson: FileLesson, kind: str, keys: tuple[str, ...]) -> list[str]:
        """What of the lesson's names is taken; the rest is told."""
        found = {key: self._taken(kind, key) for key in keys}
        lost = [self.titles[kind, key] for key, taken in found.items() if taken is None]
        if lost:
            what, names = _TOLD[kind], ", ".join(f"«{title}»" for title in lost)
            rest = "урок поставлен без него" if len(lost) < len(keys) else "урок не поставлен"
            plain = (
                f"{self._title(lesson)}: {what} не сопоставлен или не загружается, {rest}." if kind == "staff" else ""
            )
            text = f"{self._title(lesson)}: {what} {names} не сопоставлен или не загружается, {rest}."
            self._skip(lesson.place, text, plain)
        return list(dict.fromkeys(taken for taken in found.values() if taken is not None))

    def _skip(self, place: Place, text: str, plain: str = "") -> None:
        self.unplaced.append(Problem(place, text, Severity.NOTE, plain))

    def _title(self, lesson: FileLesson) -> str:
        classes = ", ".join(self.titles["class", key] for key in lesson.classes)
        groups = ", ".join(self.titles["group", key] for key in lesson.groups)
        return " · ".join(filter(None, [classes, self.titles["subject", lesson.subject], groups]))

    def _lesson(self, lesson: FileLesson) -> None:
        subject = self._known(lesson, "subject", (lesson.subject,))
        classes = self._known(lesson, "class", lesson.classes)
        groups = self._known(lesson, "group", lesson.groups)
        teachers = self._known(lesson, "staff", lesson.teachers)
        lost = (lesson.groups and not groups) or (lesson.teachers and not teachers)
        if lost or not subject or not classes:
            return
        course = self._course(lesson, subject[0], classes, groups, teachers)
        for card in lesson.cards:
            self._card(lesson, card, course)

    def _course(
        self, lesson: FileLesson, subject: str, classes: list[str], groups: list[str], teachers: list[str]
    ) -> str:
        """The journal of the lesson: several lessons of one subject with the same pupils are one."""
        label = " + ".join(dict.fromkeys(self._label(key) for key in groups))
        identity = (subject, *sorted(classes), label)
        known = self.by_pupils.get(identity)
        if known is None:
            known = "|".join([subject, "+".join(sorted(classes)), "+".join(groups)])
            self.by_pupils[identity] = known
            self.courses[known] = CourseRow(known, lesson.place, subject, tuple(classes), label)
        row = self.courses[known]
        more = [CourseTeacherRow(key) for key in teachers if all(key != one.staff_key for one in row.teachers)]
        self.courses[known] = replace(row, teachers=(*row.teachers, *more))
        return known

    def _label(self, key: str) -> str:
        answer = self.answers["group", key]
        return answer.removeprefix(LABEL) if answer.startswith(LABEL) else self.titles["group", key]

    def _card(self, lesson: FileLesson, card: Card, course: str) -> None:
        if card.weeks and not self.has_weeks:
            text = f"в файле цикл из {self.timetable.cycle_weeks} недель, а в учебном году — из {self.cycle_weeks}"
            self._skip(card.place, f"{self._title(lesson)}: {text}.")
            return
        room = self._room(card)
        for hour in range(lesson.hours):
            number = card.number + hour
            for week in card.weeks or (0,):
                key = f"{course}|{card.weekday}|{number}|{week}"
                self.slots.setdefault(key, SlotRow(key, card.place, course, card.weekday, number, room, week))

    def _room(self, card: Card) -> str:
        names = []
        for key in card.rooms:
            answer = self.answers.get(("room", key), "")
            if answer.isdecimal():
                names.append(self.state.tables["school.Room"][int(answer)]["name"])
            elif answer == NEW:
                names.append(self.rooms["room", key])
        together = ", ".join(dict.fromkeys(names))
        return together if len(together) <= ROOM_LENGTH else names[0]


def _room_name(one: FileName) -> str:
    return one.title if len(one.title) <= ROOM_LENGTH else (one.short or one.title)[:ROOM_LENGTH]


def _new(one: FileName, answer: str) -> StaffRow | ClassRow | SubjectRow | RoomRow | None:
    """The row of what is to be created; a group is made with its journals."""
    if one.kind == "staff":
        person = one.person if answer == NEW else typed_person(answer)
        return StaffRow(one.key, one.place, person) if isinstance(person, PersonName) else None
    if one.kind == "class":
        level, letter = class_of(one.title) or (0, "")
        return ClassRow(one.key, one.place, level, letter)
    if one.kind == "subject":
        return SubjectRow(one.key, one.place, one.title, one.short if one.short != one.title else "")
    return RoomRow(one.key, one.place, _room_name(one)) if one.kind == "room" else None


# --- steps of the plan -------------------------------------------------------------------------------------------


def plan_matched(draft: Draft) -> None:
    """Names that are objects of the school: nothing of those is changed, only remembered."""
    for row in draft.roster.matched:
        if row.pk == SKIPPED:
            draft.seen.add((row.kind, row.key))
            if draft.state.external.get((row.kind, row.key)) != SKIPPED:
                draft.external.append(External(row.kind, row.key, SKIPPED))
            continue
        with draft.row(row.kind, row, row.title) as entry:
            if row.pk not in draft.state.tables[TABLE_OF[row.kind]]:
                raise RowRefused("Того, чем вы это сочли, в школе больше нет. Сопоставьте заново.")
            entry.ref = row.pk


def plan_rooms(draft: Draft) -> None:
    known = {one["name"]: pk for pk, one in draft.state.tables["school.Room"].items()}
    made: dict[str, Ref] = {}
    for row in draft.roster.rooms:
        with draft.row("room", row, f"Кабинет {row.name}") as entry:
            entry.ref = known.get(row.name) or made.get(row.name)
            if entry.ref is None:
                entry.ref = made[row.name] = entry.create("school.Room", name=row.name, sort_key=sort_key(row.name))


def plan_calendar(draft: Draft) -> None:
    """Weeks of the cycle and bells, where the school has said nothing of its own."""
    timetable = draft.roster.timetable
    if timetable is None:
        return
    entry = Entry(draft, "bell", Place(""), "")
    year = draft.state.tables[_YEAR_MODEL][int(str(draft.state.year))]
    weeks = draft.roster.cycle_weeks
    if weeks > year["cycle_weeks"]:
        draft.write(Update(_YEAR_MODEL, year["id"], {"cycle_weeks": year["cycle_weeks"]}, {"cycle_weeks": weeks}))
        entry.note(f"Расписание чередует недели: в учебном году будет цикл из {weeks}, первая — с начала года.")
    draft.take(entry)
    shifts = {draft.value("school.SchoolClass", ref).get("shift", 1) for ref in draft.accepted["class"]}
    for shift in sorted(shifts):
        _bells(draft, timetable, shift)


def _bells(draft: Draft, timetable: Timetable, shift: int) -> None:
    standing = {
        one["number"]: f"{one['starts_at']:%H:%M}–{one['ends_at']:%H:%M}"
        for one in draft.state.tables[_BELL].values()
        if one["shift"] == shift and not one["grade_level"]
    }
    timed = {one.number: one for one in timetable.bells if one.starts_at and one.starts_at < one.ends_at}
    bells = sorted(timed.values(), key=_number)
    entry = Entry(draft, "bell", Place(bells[0].place.file) if bells else Place(""), "")
    if standing:
        other = [str(one.number) for one in bells if standing.get(one.number) != f"{one.starts_at}–{one.ends_at}"]
        if other:
            entry.note(f"Звонки {shift}-й смены в школе другие (урок {', '.join(other)}): оставлены школьные.")
    elif out_of_order([Span("", time.fromisoformat(one.starts_at), _end(one)) for one in bells], may_touch=True):
        entry.note(f"Звонки в файле накладываются друг на друга: звонки {shift}-й смены не внесены.")
    else:
        for bell in bells:
            _bell(draft, bell, shift)
    draft.take(entry)


def _bell(draft: Draft, bell: FileBell, shift: int) -> None:
    with draft.row("bell", bell, f"{shift}-я смена, {bell.number}-й урок") as entry:
        entry.create(
            _BELL, shift=shift, number=bell.number, starts_at=time.fromisoformat(bell.starts_at), ends_at=_end(bell)
        )
        entry.action = Action.CREATED


def _end(bell: FileBell) -> time:
    return time.fromisoformat(bell.ends_at)


def _number(bell: FileBell) -> int:
    return bell.number
