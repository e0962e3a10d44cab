"""Planning the timetable. The file owns the weeks of the classes it has lessons for; what was held stays (TT-05)."""

from collections.abc import Hashable
from datetime import date, timedelta

from parta.ops.importing.dated import is_live, made_by_import
from parta.ops.importing.draft import Draft, Entry
from parta.ops.importing.parts import Action, Item, Ref, Row, RowRefused, creates_of
from parta.ops.roster.rows import Place, Severity, SlotRow

MODEL = "teaching.Slot"
DAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
DAY = timedelta(days=1)
_UNREAD = (
    "В расписании есть непрочитанные строки, поэтому уроки, которых в нём больше нет, не убраны. Исправьте строки."
)


def plan_slots(draft: Draft) -> None:
    if not draft.roster.slots:
        return
    week = _Week(draft)
    for row in draft.roster.slots:
        title = _place_title(row.weekday, row.number, row.week)
        with draft.row("slot", row, title) as entry:
            course = draft.refs.get(("course", row.course_key))
            if course is None:
                raise RowRefused("Журнал этого урока не принят. Исправьте его строку в нагрузке.", "Предмет")
            entry.title = f"{title}, {week.title(course)}"
            week.put(entry, row, course)
    week.end_absent()


def _place(row: Row) -> tuple[int, int, int]:
    return row["weekday"], row["number"], row["week"]


def _place_title(weekday: int, number: int, week: int) -> str:
    return f"{DAYS[weekday]}, {number}-й урок" + (f", {week}-я неделя" if week else "")


class _Week:
    def __init__(self, draft: Draft):
        self.draft = draft
        self.rows = draft.state.grouped(MODEL, "course_id")
        self.places: dict[Ref, set[Hashable]] = {}
        self.classes: dict[Ref, set[Ref]] = {}
        for tie in draft.state.tables["teaching.Course_classes"].values():
            self.classes.setdefault(tie["course_id"], set()).add(tie["schoolclass_id"])
        for write in creates_of(draft.writes, "teaching.Course_classes"):
            self.classes.setdefault(write.values["course_id"], set()).add(write.values["schoolclass_id"])
        # Classes that have had lessons by a timetable: theirs changes from tomorrow on.
        self.begun = {one for course in self.rows for one in self.classes.get(course, ())}

    def title(self, course: Ref) -> str:
        row = self.draft.value("teaching.Course", course)
        subject = self.draft.value("school.Subject", row["subject_id"])["name"]
        title = ", ".join(filter(None, [row["own_title"] or subject, row["label"]]))
        return " · ".join(filter(None, [row["class_names"], title]))

    def put(self, entry: Entry, row: SlotRow, course: Ref) -> None:
        """The lesson of one row: there already, in another room, ended by hand, or new."""
        place = (row.weekday, row.number, row.week)
        self.places.setdefault(course, set()).add(place)
        mine = [one for one in self.rows.get(course, []) if _place(one) == place]
        live = [one for one in mine if is_live(self.draft, MODEL, one) and one["ends_on"] is None]
        entry.action = Action.SAME
        if live:
            if row.room and live[-1]["room"] != row.room:
                entry.change(MODEL, live[-1]["id"], room=row.room)
                self._touch(course, self.change_day)
            return
        if any((MODEL, one["id"]) not in self.draft.state.touched for one in mine):
            entry.note("Этот урок убрали из расписания вручную после прошлой загрузки, поэтому из файла он не взят.")
            return
        starts_on = self._first_day(course)
        values = {"weekday": row.weekday, "number": row.number, "week": row.week, "room": row.room}
        entry.create(MODEL, course_id=course, starts_on=starts_on, **values)
        entry.action = Action.CREATED
        self._touch(course, starts_on)

    @property
    def change_day(self) -> date:
        return self.draft.rights.timetable_from or max(self.draft.state.on + DAY, self.draft.state.year_starts_on)

    def _first_day(self, course: Ref) -> date:
        if self.draft.rights.timetable_from or self.begun & self.classes.get(course, set()):
            return self.change_day
        return self.draft.state.timetable_day

    def _touch(self, course: Ref, day: date) -> None:
        known = self.draft.lessons_of.get(course)
        self.draft.lessons_of[course] = min(day, known) if known else day

    def end_absent(self) -> None:
        """Lessons that an import brought and the file has no more, in the classes whose week it has."""
        draft = self.draft
        owned = {one for course in self.places for one in self.classes.get(course, ())}
        named = {ref for (kind, _), ref in draft.refs.items() if kind == "course"}
        if draft.roster.timetable is not None:  # a journal that has no lesson any more is not named either
            named |= {pk for (kind, _), pk in draft.state.external.items() if kind == "course"}
        files = {row.place.file for row in draft.roster.slots}
        absent = [
            (course, row)
            for course, rows in self.rows.items()
            if course in named and owned & self.classes.get(course, set())
            for row in rows
            if self._is_absent(course, row)
        ]
        if not absent:
            return
        entry = Entry(draft, "slot", Place(""), "")
        if any(one.severity is Severity.REFUSED and one.place.file in files for one in draft.roster.problems):
            entry.note(_UNREAD)
            draft.take(entry)
            return
        for course, row in absent:
            self._end(course, row)

    def _is_absent(self, course: Ref, row: Row) -> bool:
        live = is_live(self.draft, MODEL, row) and row["ends_on"] is None
        there = _place(row) in self.places.get(course, set())
        return live and not there and made_by_import(self.draft, MODEL, row)

    def _end(self, course: Ref, row: Row) -> None:
        title = f"{_place_title(*_place(row))}, {self.title(course)}"
        entry = Entry(self.draft, "slot", Place(""), title)
        last_day = self.change_day - DAY
        entry.end(MODEL, row, last_day)
        entry.say("в расписании по", "", f"{last_day:%d.%m.%Y}")
        self.draft.take(entry)
        self.draft.items.append(Item("slot", Action.CHANGED, Place(""), title, tuple(entry.changes)))
        self._touch(course, self.change_day)
