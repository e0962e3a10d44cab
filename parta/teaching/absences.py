"""Teachers who are away and their lessons: what the pages «Замены» show [5.2]."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from parta.core import dates
from parta.core.russian import counted
from parta.people.models import not_over, valid_on
from parta.teaching.actions.lessons import unwritten
from parta.teaching.models import CourseTeacher, Lesson, LessonState, Substitution, SubstitutionKind, TeacherAbsence
from parta.teaching.rules.substitutions import SAME_CLASS, SAME_SUBJECT, Choice, Given, Staffing, propose
from parta.teaching.staffing import staffing

SOON = timedelta(days=14)  # how far ahead the list counts lessons nobody gives
PAST_SHOWN = 30
CANCEL = "cancel"
_RANKS = {SAME_SUBJECT: "Ведут этот предмет", SAME_CLASS: "Ведут в этом классе"}


def missed_lessons(**extra: Any) -> QuerySet[Lesson]:
    """Lessons of journals whose teacher is marked absent on the lesson's date.

    Conditions on teachers and absences belong into this one filter(): another call would join them anew.
    """
    teachers = "course__teachers__"
    absences = f"{teachers}staff__absences__"
    day = F("date")
    return Lesson.objects.exclude(state=LessonState.MOVED).filter(
        Q(**{f"{teachers}ends_on__isnull": True}) | Q(**{f"{teachers}ends_on__gte": day}),
        Q(**{f"{absences}ends_on__isnull": True}) | Q(**{f"{absences}ends_on__gte": day}),
        **{f"{teachers}starts_on__lte": day, f"{absences}starts_on__lte": day},
        **extra,
    )


def unattended() -> Q:
    """Lessons none of whose journal's teachers is there: where two lead a journal, one may be away."""
    day = OuterRef("date")
    away = TeacherAbsence.objects.filter(valid_on(OuterRef(day)), staff=OuterRef("staff"))
    there = CourseTeacher.objects.filter(valid_on(day), ~Exists(away), course=OuterRef("course"))
    return ~Q(Exists(there))


@dataclass(frozen=True)
class AbsenceLine:
    pk: int
    name: str
    starts_on: date
    ends_on: date | None
    cause: str
    order_number: str
    finals_to: str
    uncovered: int  # lessons of the next two weeks nobody gives


@dataclass(frozen=True)
class DayLine:
    """A substitution of today."""

    number: int
    title: str
    staff: str
    absent: str
    merged: bool


@dataclass(frozen=True)
class Overview:
    current: tuple[AbsenceLine, ...]  # now and to come
    past: tuple[AbsenceLine, ...]
    today: tuple[DayLine, ...]


def overview(on: date) -> Overview:
    """Three queries."""
    key = "course__teachers__staff__absences"
    open_lessons = missed_lessons(state=LessonState.REGULAR, substitution=None, date__range=(on, on + SOON))
    counts = dict(open_lessons.filter(unattended()).order_by().values_list(key).annotate(n=Count("pk", distinct=True)))
    rows = TeacherAbsence.objects.select_related("staff__person", "finals_to__person")
    lines = [_absence_line(row, counts.get(row.pk, 0)) for row in rows.filter(not_over(on)).order_by("starts_on")]
    past = [_absence_line(row, 0) for row in rows.exclude(not_over(on))[:PAST_SHOWN]]
    return Overview(tuple(lines), tuple(past), tuple(_day_lines(on)))


def _absence_line(row: TeacherAbsence, uncovered: int) -> AbsenceLine:
    finals_to = row.finals_to.person.short_name if row.finals_to else ""
    return AbsenceLine(
        row.pk, row.staff.person.short_name, row.starts_on, row.ends_on, row.get_cause_display(), row.order_number,
        finals_to, uncovered,
    )  # fmt: skip


def _day_lines(on: date) -> Iterable[DayLine]:
    rows = Substitution.objects.filter(lesson__date=on).order_by("lesson__number", "lesson__course__sort_key")
    for row in rows.select_related("lesson__course__subject", "staff__person", "absent__person"):
        merged = row.kind == SubstitutionKind.MERGE
        names = (row.staff.person.short_name, row.absent.person.short_name)
        yield DayLine(row.lesson.number, row.lesson.course.full_title, *names, merged)


@dataclass(frozen=True)
class Group:
    title: str
    options: tuple[tuple[str, str], ...]  # (value, text)


@dataclass(frozen=True)
class Line:
    """A lesson of the absent teacher and what can be done with it. Values: "", «12», «m345» (merge), «cancel»."""

    given: Given
    room: str
    stored: str
    chosen: str
    groups: tuple[Group, ...]
    substitute: str  # as stored
    instead_of: str  # the absent teacher was to give it for this one
    cancelled: bool
    written: bool

    @property
    def pk(self) -> int:
        return self.given.lesson_id

    @property
    def known(self) -> bool:
        """Whether `chosen` is among the options."""
        return self.chosen in ("", CANCEL) or any(
            value == self.chosen for group in self.groups for value, _ in group.options
        )

    @property
    def settled(self) -> bool:
        """SUB-04: a substitute has written in the lesson."""
        return self.written and self.stored not in ("", CANCEL)


@dataclass(frozen=True)
class AbsencePage:
    monday: date
    days: tuple[tuple[date, tuple[Line, ...]], ...]
    previous: date | None
    next: date | None

    @property
    def lines(self) -> list[Line]:
        return [line for _, lines in self.days for line in lines]

    def choosing(self, chosen: Mapping[int, str]) -> "AbsencePage":
        """With what was chosen and not saved."""
        days = [
            (day, tuple(replace(one, chosen=chosen.get(one.pk, one.stored)) for one in lines))
            for day, lines in self.days
        ]
        return replace(self, days=tuple(days))

    @property
    def uncovered(self) -> int:
        return sum(not line.chosen for line in self.lines)


def absence_page(absence: TeacherAbsence, week: date, *, fill: bool = False) -> AbsencePage:
    """The week of an absence. `fill`: lessons without a substitute get the first choice, not saved. 11 queries."""
    monday = dates.monday_of(week)
    start, end = max(monday, absence.starts_on), monday + timedelta(days=6)
    if absence.ends_on:
        end = min(end, absence.ends_on)
    state = staffing(start, end)
    lines = _lines(absence, start, end, state)
    if fill:
        proposed = propose([line.given for line in lines if not line.chosen], state)
        lines = [_filled(line, proposed.get(line.pk)) for line in lines]
    days = sorted({line.given.hour.day for line in lines})
    return AbsencePage(
        monday=monday,
        days=tuple((day, tuple(line for line in lines if line.given.hour.day == day)) for day in days),
        previous=monday - timedelta(days=7) if absence.starts_on < monday else None,
        next=monday + timedelta(days=7)
        if absence.ends_on is None or absence.ends_on > monday + timedelta(days=6)
        else None,
    )


def _filled(line: Line, choice: Choice | None) -> Line:
    return replace(line, chosen=value_of(choice.staff_id, choice.merged_with)) if choice else line


def value_of(staff_id: int | None, merged_with: int | None) -> str:
    return f"m{merged_with}" if merged_with else str(staff_id or "")


def lessons_of(absence: TeacherAbsence, start: date, end: date) -> QuerySet[Lesson]:
    """Lessons the absent teacher leads, and those they were to give for others."""
    led = missed_lessons(date__range=(start, end), course__teachers__staff__absences=absence)
    taken = Q(date__range=(start, end), substitution__staff=absence.staff_id)
    return Lesson.objects.filter(Q(pk__in=led.values("pk")) | taken)


def stored_value(lesson: Lesson) -> str:
    if lesson.state == LessonState.CANCELLED:
        return CANCEL
    row: Substitution | None = getattr(lesson, "substitution", None)
    return value_of(row.staff_id, row.merged_with_id) if row else ""


def _lines(absence: TeacherAbsence, start: date, end: date, state: Staffing) -> list[Line]:
    rows = (
        lessons_of(absence, start, end)
        .select_related("substitution__absent__person", "substitution__staff__person")
        .order_by("date", "number", "pk")
    )
    lessons = list(rows)
    blank = set(unwritten(Substitution).filter(pk__in=[one.pk for one in lessons]).values_list("pk", flat=True))
    given = {one.lesson_id: one for one in state.lessons}
    return [
        _line(one, given[one.pk], absence, state, written=one.pk not in blank) for one in lessons if one.pk in given
    ]


def _line(lesson: Lesson, given: Given, absence: TeacherAbsence, state: Staffing, *, written: bool) -> Line:
    row: Substitution | None = getattr(lesson, "substitution", None)
    cancelled = lesson.state == LessonState.CANCELLED
    stored = stored_value(lesson)
    foreign = row is not None and row.absent_id != absence.staff_id
    return Line(
        given=given,
        room=lesson.room,
        stored=stored,
        chosen=stored,
        groups=tuple(_groups(given, state)),
        substitute=row.staff.person.short_name if row else "",
        instead_of=row.absent.person.short_name if row and foreign else "",
        cancelled=cancelled,
        written=written and not cancelled,
    )


def _groups(given: Given, state: Staffing) -> Iterable[Group]:
    found: dict[str, list[tuple[str, str]]] = {}
    for one in state.candidates(given):
        load = counted(one.load, "урок", "урока", "уроков") if one.load else "без уроков"
        title = "Ведут этот журнал" if one.staff_id in given.partners else _RANKS.get(one.rank, "Свободны")
        found.setdefault(title, []).append((str(one.staff_id), f"{one.name}, {load}"))
    for title, options in found.items():
        yield Group(title, tuple(options))
    beside = state.groups_beside(given)
    if beside:
        names = {one.staff_id: one.name for one in state.colleagues}
        options = [(f"m{one.lesson_id}", f"{one.label}: {names.get(min(one.staff), '')}") for one in beside]
        yield Group("Объединить с группой", tuple(options))
