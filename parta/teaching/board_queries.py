"""What the pages «Расписание» show: a week of a class, of a teacher, of a room; a day of the school; clashes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q

from parta.core import dates
from parta.people.models import StaffMember
from parta.school.bells import all_bells
from parta.school.calendar import calendar_between, days_off, year_of
from parta.school.models import DayOff, Room, SchoolClass
from parta.school.rules.bells import ALL_GRADES, Bells
from parta.school.rules.calendar import SUNDAY, Calendar, week_of_cycle
from parta.teaching import boards
from parta.teaching.boards import Board, Head, Row
from parta.teaching.models import Lesson, Slot
from parta.teaching.placed import (
    Placed,
    around,
    clashes,
    given_by,
    lessons_between,
    of_classes,
    standing,
    warned,
)
from parta.teaching.rules.timetable import Conflict, beyond_cycle
from parta.teaching.timetable import entries_on

NO_LESSONS = "нет уроков"


@dataclass(frozen=True)
class Whose:
    """A class, a teacher or a room, whose timetable is asked for."""

    school_class: SchoolClass | None = None
    staff: StaffMember | None = None
    room: str = ""

    @property
    def grade_level(self) -> int:
        return self.school_class.grade_level if self.school_class else ALL_GRADES

    @property
    def class_id(self) -> int | None:
        return self.school_class.pk if self.school_class else None

    def lessons(self, start: date, end: date) -> Q:
        if self.school_class:
            return of_classes([self.school_class.pk])
        return given_by([self.staff.pk], start, end) if self.staff else Q(room=self.room)

    def has(self, one: Placed) -> bool:
        """Exactly: a teacher's journal may have been another's on that day."""
        if self.school_class:
            return self.school_class.pk in one.entry.class_ids
        if self.staff:
            return self.staff.pk in one.entry.teachers or self.staff.pk in one.led_by
        return one.room == self.room


@dataclass(frozen=True)
class WeekPage:
    on: date  # the asked day: the week of it, or the timetable valid then
    days: tuple[date, ...]
    board: Board
    lessons: int
    clashes: int
    cycle: str  # «2-я неделя цикла»

    @property
    def windows(self) -> int:
        return sum(row.windows for row in self.board.rows)

    @property
    def empty(self) -> list[str]:
        """Weekdays without lessons that are school days."""
        return [row.title for row in self.board.rows if row.warning]

    @property
    def title(self) -> str:
        """«23–28 ноября»"""
        first, last = self.days[0], self.days[-1]
        if first.month == last.month:
            return f"{first.day}–{dates.day_month(last)}"
        return f"{dates.day_month(first)} – {dates.day_month(last)}"


def week_page(whose: Whose, on: date, today: date) -> WeekPage:
    """The lessons of the week of `on`, as they really go. Eighteen queries, whatever the size of the school."""
    monday = dates.monday_of(on)
    sunday = monday + timedelta(days=SUNDAY)
    bells = all_bells()
    mine = [one for one in lessons_between(monday, sunday, whose.lessons(monday, sunday), bells) if whose.has(one)]
    found = clashes(around(mine, monday, sunday, bells)) if mine else []
    return _week(whose, on, today, bells, warned(mine, found), permanent=False)


def permanent_page(whose: Whose, on: date, today: date) -> WeekPage:
    """The timetable as it is valid on a day, every week of its cycle."""
    bells = all_bells()
    year = year_of(on)
    everything = standing(entries_on(on, bells))
    found = clashes(everything)
    mine = [one for one in everything if whose.has(one)]
    found += beyond_cycle([one.entry for one in mine], year.cycle_weeks if year else 1)
    return _week(whose, on, today, bells, warned(mine, found), permanent=True)


def _cycle(on: date) -> str:
    year = year_of(on)
    if year is None or year.cycle_weeks == 1:
        return ""
    return f"{week_of_cycle(on, year.starts_on, year.cycle_weeks)}-я неделя цикла"


def _week(whose: Whose, on: date, today: date, bells: Bells, mine: Sequence[Placed], *, permanent: bool) -> WeekPage:
    monday = dates.monday_of(on)
    calendar = calendar_between(monday, monday + timedelta(days=SUNDAY))
    last = max([calendar.week_days(monday, whose.class_id) - 1, *(one.entry.weekday for one in mine)])
    days = dates.days(monday, monday + timedelta(days=last))
    heads = boards.heads_of(mine, bells, whose.grade_level)
    rows = boards.days_of(days, heads, mine, today)
    if whose.staff:
        rows = [boards.with_windows(row, heads, whose.staff.pk) for row in rows]
    if permanent:
        rows = [_of_each_week(row, whose, calendar) for row in rows]
    else:
        off = days_off(days[0], days[-1], whose.grade_level, whose.class_id)
        rows = [_of_this_week(row, whose, calendar, off) for row in rows]
    return WeekPage(
        on=on,
        days=tuple(days),
        board=Board(heads, tuple(rows)),
        lessons=sum(not one.gone and (not whose.staff or whose.staff.pk in one.entry.teachers) for one in mine),
        clashes=len({text for one in mine for text in one.warnings}),
        cycle=_cycle(on),
    )


def _of_each_week(row: Row, whose: Whose, calendar: Calendar) -> Row:
    weekday = row.day.weekday() if row.day else 0
    empty = row.day and whose.school_class and not row.filled and weekday < calendar.week_days(row.day, whose.class_id)
    return replace(row, title=dates.WEEKDAYS[weekday].capitalize(), here=False, warning=NO_LESSONS if empty else "")


def _of_this_week(row: Row, whose: Whose, calendar: Calendar, off: dict[date, DayOff]) -> Row:
    if row.day is None or row.filled:
        return row
    works = calendar.weekday(row.day, whose.grade_level or None, whose.class_id) is not None
    if not works:
        return replace(row, note=off[row.day].title if row.day in off else "выходной")
    return replace(row, warning=NO_LESSONS) if whose.school_class else row


# --- a day of the whole school -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class FreeRooms:
    head: Head
    rooms: tuple[str, ...]


@dataclass(frozen=True)
class Shift:
    number: int
    board: Board
    free: tuple[FreeRooms, ...]


@dataclass(frozen=True)
class DayPage:
    day: date
    shifts: tuple[Shift, ...]
    off: str  # why the school has no lessons
    empty: tuple[str, ...]  # classes without lessons on their school day
    substituted: int
    gone: int
    uncovered: int
    clashes: int


def day_page(classes: Sequence[SchoolClass], day: date, homerooms: frozenset[int]) -> DayPage:
    """The whole school on one day. Twelve queries; the cost depends on that day's lessons only."""
    bells = all_bells()
    lessons = lessons_between(day, day, Q(), bells)
    lessons = warned(lessons, clashes(lessons))
    calendar = calendar_between(day, day)
    rooms = list(Room.objects.values_list("name", flat=True))
    taught = {id for one in lessons for id in one.entry.class_ids}
    idle = [one for one in classes if one.pk not in taught]
    shifts = sorted({one.shift for one in classes} | {one.entry.shift for one in lessons})
    return DayPage(
        day=day,
        shifts=tuple(_shift(shift, classes, lessons, bells, rooms, homerooms) for shift in shifts),
        off="" if lessons else _off(day),
        empty=tuple(one.title for one in idle if calendar.weekday(day, one.grade_level, one.pk) is not None),
        substituted=sum(bool(one.instead_of) for one in lessons),
        gone=sum(bool(one.gone) for one in lessons),
        uncovered=sum(one.uncovered for one in lessons),
        clashes=len({text for one in lessons for text in one.warnings}),
    )


def _off(day: date) -> str:
    found = days_off(day, day, ALL_GRADES, None).get(day)
    return found.title if found else ""


def _shift(
    shift: int,
    classes: Sequence[SchoolClass],
    lessons: Sequence[Placed],
    bells: Bells,
    rooms: Sequence[str],
    homerooms: frozenset[int],
) -> Shift:
    here = [one for one in lessons if one.entry.shift == shift]
    heads = boards.heads_of(here, bells)
    rows = [
        Row(
            title=one.title,
            cells=boards.cells_of(heads, [lesson for lesson in here if one.pk in lesson.entry.class_ids]),
            class_id=one.pk,
            here=one.pk in homerooms,
        )
        for one in classes
        if one.shift == shift
    ]
    loose = [lesson for lesson in here if not lesson.entry.class_ids]
    rows += [Row(title="Без класса", cells=boards.cells_of(heads, loose))] if loose else []
    free = tuple(FreeRooms(head, tuple(_free(head, rooms, lessons))) for head in heads if head.span)
    return Shift(shift, Board(heads, tuple(row for row in rows if row.filled)), free if rooms else ())


def _free(head: Head, rooms: Iterable[str], lessons: Iterable[Placed]) -> list[str]:
    """Rooms where nothing is going on between the bells."""
    taken = {one.room for one in lessons if head.span and not one.gone and one.meets(head.span)}
    return [room for room in rooms if room not in taken]


# --- clashes of the whole school ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClashLine:
    weekday: int
    numbers: tuple[int, ...]
    text: str
    classes: tuple[tuple[int, str], ...]  # whose timetable to edit


@dataclass(frozen=True)
class ClashPage:
    monday: date
    of_week: tuple[ClashLine, ...]
    uncovered: tuple[Placed, ...]
    permanent: tuple[ClashLine, ...]
    empty: tuple[tuple[date, str], ...]  # «8 «Б», 9 «А»» without lessons on a school day

    @property
    def days(self) -> list[date]:
        return dates.days(self.monday, self.monday + timedelta(days=SUNDAY))


def clash_page(classes: Sequence[SchoolClass], on: date) -> ClashPage:
    """Everything that contradicts itself in a week, and in the timetable valid on the day. Twenty queries."""
    monday = dates.monday_of(on)
    sunday = monday + timedelta(days=SUNDAY)
    bells = all_bells()
    lessons = lessons_between(monday, sunday, Q(), bells)
    slots = standing(entries_on(on, bells))
    year = year_of(on)
    beyond = beyond_cycle([one.entry for one in slots], year.cycle_weeks if year else 1)
    names = {one.pk: one.title for one in classes}
    return ClashPage(
        monday=monday,
        of_week=tuple(_lines(clashes(lessons), lessons, names)),
        uncovered=tuple(one for one in lessons if one.uncovered),
        permanent=tuple(_lines([*clashes(slots), *beyond], slots, names)),
        empty=tuple(_empty(classes, lessons, monday, sunday)),
    )


def _lines(found: Iterable[Conflict], lessons: Iterable[Placed], names: dict[int, str]) -> Iterable[ClashLine]:
    """A line a clash: one of two numbers is said once."""
    taught: dict[int, set[int]] = defaultdict(set)
    for one in lessons:
        taught[one.course_id] |= one.entry.class_ids
    numbers: dict[tuple[int, str], set[int]] = defaultdict(set)
    about: dict[tuple[int, str], frozenset[int]] = {}
    for conflict in found:
        numbers[(conflict.weekday, conflict.text)].add(conflict.number)
        about[(conflict.weekday, conflict.text)] = conflict.course_ids
    for (weekday, text), course_ids in about.items():
        ids = sorted({id for course_id in course_ids for id in taught[course_id]} & names.keys())
        yield ClashLine(weekday, tuple(sorted(numbers[(weekday, text)])), text, tuple((id, names[id]) for id in ids))


def _empty(
    classes: Sequence[SchoolClass], lessons: Iterable[Placed], start: date, end: date
) -> Iterable[tuple[date, str]]:
    calendar = calendar_between(start, end)
    taught = {(one.day, id) for one in lessons for id in one.entry.class_ids}
    for day in dates.days(start, end):
        idle = [
            one.title
            for one in classes
            if (day, one.pk) not in taught and calendar.weekday(day, one.grade_level, one.pk) is not None
        ]
        if idle:
            yield day, ", ".join(idle)


# --- rooms -------------------------------------------------------------------------------------------------------


def room_names() -> list[str]:
    """One query."""
    return list(Room.objects.values_list("name", flat=True))


def known_room(name: str) -> bool:
    """Whether the school has such a room, or the timetable names it."""
    named = (rows.filter(**{field: name}) for rows, field in ((Room.objects, "name"), (Slot.objects, "room")))
    return any(rows.exists() for rows in named) or Lesson.objects.filter(room=name).exists()
