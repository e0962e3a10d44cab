"""The journal page as data: one journal in one period."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, CharField, DateField, DateTimeField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least

from parta.core import dates
from parta.core.actor import Actor
from parta.core.prepared import prepared
from parta.core.russian import listed, sort_key
from parta.journal import access, content, elsewhere, norms
from parta.journal.content import EMPTY, CellView, LessonRow, Stored, Summary
from parta.journal.elsewhere import NOTHING, Elsewhere
from parta.journal.models import Cell, SeenChanges
from parta.journal.rules.courses import CourseFacts
from parta.journal.rules.language import repeated_topic
from parta.journal.rules.norms import own_norm
from parta.journal.rules.timeliness import Windows, is_late, stamp
from parta.journal.timing import Timing, kind_of, with_policy
from parta.school.models import AcademicYear, Period, PeriodKind
from parta.teaching.models import Course, CourseMember, CourseTeacher, Lesson

YEAR = "year"


@dataclass(frozen=True)
class Span:
    """The grid's dates: an accounting period or the whole academic year."""

    key: str  # the period's number in the address or «year»
    title: str
    starts_on: date
    ends_on: date
    norm: int = 0  # of marks; 0 = none

    @property
    def full_title(self) -> str:
        return f"{self.title}, {dates.day_month(self.starts_on)} — {dates.day_month(self.ends_on)}"


@dataclass(frozen=True)
class PupilRow:
    """A pupil of the journal with the dates of belonging to it."""

    pk: int
    last_name: str
    first_name: str
    health: bool
    dates: tuple[tuple[date, date | None], ...]
    elsewhere: bool = False  # marks of the subject may stand outside the journal
    class_name: str = ""  # «8Б»

    @property
    def name(self) -> str:
        return f"{self.last_name} {self.first_name}".strip()

    def norm(self, whole: int, start: date, end: date) -> int:
        """The pupil's norm of marks where `whole` is that of the period from `start` to `end`."""
        there = sum(max(0, (min(last or end, end) - max(first, start)).days + 1) for first, last in self.dates)
        return own_norm(whole, there, (end - start).days + 1)

    def shut(self, day: date) -> str:
        """Why the pupil has no cell on `day`; empty when there is one."""
        if any(start <= day and (end is None or day <= end) for start, end in self.dates):
            return ""
        first, last = self.dates[0][0], self.dates[-1][1]
        if day < first:
            return f"в журнале с {dates.day_month(first)}"
        if last is not None and day > last:
            return f"в журнале до {dates.day_month(last)}"
        return "в это время в другом журнале"


@dataclass(frozen=True)
class Column:
    lesson: LessonRow
    when: str  # «past», «today», «future»
    lacks: str  # «нет темы и задания»; empty when nothing is lacking
    average: str
    closed: str = ""  # why this reader can't write in the lesson though in others; empty = can

    @property
    def lock(self) -> str:
        """Why nothing can be put into the cells; empty when it can."""
        if self.lesson.cancelled:
            return "Урок снят, записать ничего нельзя."
        if self.when == "future":
            return "Урок ещё не начался. Отметки и отсутствия ставят в день урока или позже."
        return self.closed[:1].upper() + self.closed[1:]

    @property
    def title(self) -> str:
        """«ср, 25 февраля: Закон Ома. Нет задания»"""
        day = self.lesson.date
        text = f"{dates.WEEKDAYS_SHORT[day.weekday()].lower()}, {dates.day_month(day)}"
        if self.lesson.topic:
            text += f": {self.lesson.topic}"
        if self.lesson.cancelled:
            return f"{text}. {self.lesson.gone}"
        return ". ".join([text, *self.remarks])

    @property
    def remarks(self) -> list[str]:
        """What the title says of the lesson besides its topic."""
        lesson = self.lesson
        late = stamp(lesson.date, lesson.filled_on) if is_late(lesson.date, lesson.filled_on) else ""
        found = [
            lesson.given_by[:1].upper() + lesson.given_by[1:],
            lesson.came.capitalize(),
            self.lock.rstrip(".") if self.closed else self.lacks.capitalize(),
            late,
            "Проведён инструктаж по ТБ" if lesson.briefing else "",
            repeated_topic(lesson.topic, lesson.before),
        ]
        return [one for one in found if one]

    @property
    def spoken(self) -> str:
        """«18 мая, самостоятельная работа, вес 2»"""
        works = [work.name.lower() + _weight(work) for work in self.lesson.works]
        return ", ".join([dates.day_month(self.lesson.date), *works])


def _weight(work: content.WorkRow) -> str:
    """«, вес 2», «, вес 0, не в счёт: пробная работа»; empty for weight 1."""
    if work.weight == 0:
        return f", вес 0, не в счёт: {work.note}" if work.note else ", вес 0, не в счёт"
    return f", вес {work.weight}" if work.weight != 1 else ""


@dataclass(frozen=True)
class Row:
    pupil: PupilRow
    cells: tuple[CellView | str, ...]  # a text instead of a view: why there is no cell
    summary: Summary
    elsewhere: str  # «Ещё 3 отметки из журнала «8А · Английский язык, 2-я гр.»»


@dataclass(frozen=True)
class Grid:
    course: Course
    facts: CourseFacts
    writable: bool
    span: Span
    spans: tuple[Span, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    stored: dict[content.Key, Stored]
    foreign: int = 0  # cells and lessons that somebody else wrote in since the teacher last looked

    @property
    def classes(self) -> list[str]:
        """Names of the pupils' classes: several in a journal of a поток."""
        return sorted({row.pupil.class_name for row in self.rows} - {""}, key=lambda name: (len(name), sort_key(name)))

    @property
    def months(self) -> list[tuple[str, int]]:
        """(«Февраль», number of lessons)"""
        by_month = groupby(self.columns, key=lambda column: (column.lesson.date.year, column.lesson.date.month))
        return [(dates.MONTHS[month - 1].capitalize(), len(list(group))) for (_, month), group in by_month]

    @property
    def chosen(self) -> int:
        """Index of the lesson to begin with: today's or the last one held; -1 without lessons."""
        begun = [index for index, column in enumerate(self.columns) if column.when != "future"]
        return begun[-1] if begun else min(0, len(self.columns) - 1)


def find_course(actor: Actor, course_id: int, on: date) -> Course | None:
    """The journal, if the actor reads it, with subject, year and the policy's numbers (timing.with_policy). One query.

    `hours`: a week; `seen_at`: when the actor last looked at others' changes; `taught_from`: when the actor began to
    teach it.
    """
    rows = _course(course_id=course_id, user_id=actor.user_id or 0, day=on, **access.reader(actor))
    return next(iter(rows), None)


@prepared(course_id=BigIntegerField(), user_id=BigIntegerField(), day=DateField(), **access.READER)
def _course(course_id: Any, user_id: Any, day: Any, **reader: Any) -> QuerySet[Course]:
    actor = access.reading(**reader)
    found = access.courses(actor).filter(pk=course_id).select_related("subject", "year")
    seen = SeenChanges.objects.filter(user=user_id, course=OuterRef("pk"))
    taught = CourseTeacher.objects.filter(staff_id=reader["staff_id"], course=OuterRef("pk")).order_by("starts_on")
    return (
        with_policy(found, day)
        .annotate(
            hours=norms.weekly_hours(day),
            seen_at=Subquery(seen.values("at")[:1]),
            taught_from=Subquery(taught.values("starts_on")[:1]),
        )
        .order_by()
    )


def foreign_since(actor: Actor, course: Course) -> datetime:
    """From when on others' changes are news to a teacher of the journal: the last look, else the first day there."""
    seen: datetime | None = course.seen_at  # type: ignore[attr-defined]
    first: date = course.taught_from or actor.on  # type: ignore[attr-defined]
    return seen or datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(actor.zone))


def facts_of(course: Course) -> CourseFacts:
    return CourseFacts(course.kind, course.subject.scale, course.grade_level)  # type: ignore[attr-defined]


def spans_of(course: Course, on: date) -> list[Span]:
    """The periods of the journal, with the norms of marks the policy of their last day sets, and its whole year.

    One query. `on`: today; the policy of a day to come isn't in force yet.
    """
    hours: int = course.hours if facts_of(course).has_marks else 0  # type: ignore[attr-defined]
    found = [
        Span(str(one.pk), one.title, one.starts_on, one.ends_on, norms.norm(hours, one.kind, one.numbers))
        for one in _periods(year_id=course.year_id, kind=kind_of(course), on=on)
    ]
    return [*found, _year_span(course.year)]


@prepared(year_id=BigIntegerField(), kind=CharField(), on=DateField())
def _periods(year_id: Any, kind: Any, on: Any) -> QuerySet[Period]:
    found = Period.objects.filter(year_id=year_id, kind=kind).order_by("number")
    return found.annotate(numbers=norms.numbers(Least(OuterRef("ends_on"), on)))


def _year_span(year: AcademicYear) -> Span:
    return Span(YEAR, "Учебный год", year.starts_on, year.ends_on)


def choose_span(spans: Sequence[Span], key: str, on: date) -> Span | None:
    """The span asked for, the one `on` falls in by default; None when there is no such span."""
    if key:
        return next((span for span in spans if span.key == key), None)
    begun = [span for span in spans[:-1] if span.starts_on <= on]
    return begun[-1] if begun else spans[0]


def lesson_date(course: Course, lesson_id: int) -> date | None:
    """The date of a lesson of the journal; None when there is no such lesson. One query."""
    return Lesson.objects.filter(course_id=course.pk, pk=lesson_id).values_list("date", flat=True).first()


def load_pupils(members: QuerySet[CourseMember]) -> list[PupilRow]:
    """Pupils in Russian order with their dates. One query; `members` come from access.members()."""
    return pupils_of(member_rows(members))


def member_rows(members: QuerySet[CourseMember]) -> Any:
    return elsewhere.flagged(members).order_by("pupil__person__sort_key", "pupil_id", "starts_on").values_list(  # type: ignore[misc]
        "pupil_id", "pupil__person__last_name", "pupil__person__first_name", "health", "elsewhere", "class_name",
        "starts_on", "ends_on",
    )  # fmt: skip


def pupils_of(rows: Iterable[Any]) -> list[PupilRow]:
    found = []
    for (pk, last, first, health, more, class_name), group in groupby(rows, key=lambda row: row[:6]):
        dated = tuple((row[6], row[7]) for row in group)
        found.append(PupilRow(pk, last, first, bool(health), dated, bool(more), class_name or ""))
    return found


def members_between(actor: Actor, course_id: int, start: date, end: date) -> QuerySet[CourseMember]:
    return access.members(actor, course_id).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=start), starts_on__lte=end
    )  # fmt: skip


def grid(actor: Actor, course: Course, timing: Timing, spans: Sequence[Span], span: Span) -> Grid:
    """The whole table. Three queries: lessons, pupils, cells; a fourth for pupils with marks elsewhere (AVG-05)."""
    dated = {"course_id": course.pk, "start": span.starts_on, "end": span.ends_on}
    stored = content.cells_of(_cells_between(**dated))
    lessons = content.lessons_of(_lessons_between(**dated, kind=timing.kind, at=timing.at), timing)
    return made(actor, course, spans, span, lessons, stored, actor.on, writable=access.may_write_some(actor, course.pk))


@prepared(course_id=BigIntegerField(), start=DateField(), end=DateField())
def _cells_between(course_id: Any, start: Any, end: Any) -> Any:
    return content.cell_rows(Cell.objects.filter(lesson__course_id=course_id, lesson__date__range=(start, end)))


@prepared(course_id=BigIntegerField(), start=DateField(), end=DateField(), at=DateTimeField())
def _lessons_between(course_id: Any, start: Any, end: Any, kind: PeriodKind, at: Any) -> Any:
    lessons = Lesson.objects.filter(course_id=course_id, date__range=(start, end))
    return content.lesson_rows(lessons, Timing(kind, Windows(), at, ""))


@prepared(course_id=BigIntegerField(), start=DateField(), end=DateField(), **access.READER)
def _members_between(course_id: Any, start: Any, end: Any, **reader: Any) -> Any:
    return member_rows(members_between(access.reading(**reader), course_id, start, end))


def made(
    actor: Actor,
    course: Course,
    spans: Sequence[Span],
    span: Span,
    lessons: list[LessonRow],
    stored: dict[content.Key, Stored],
    on: date,
    *,
    writable: bool,
) -> Grid:
    """The table of these lessons and cells, `on` being today. One query: pupils; two when some have marks elsewhere."""
    dated = {"course_id": course.pk, "start": span.starts_on, "end": span.ends_on}
    pupils = pupils_of(_members_between(**dated, **access.reader(actor)))
    facts = facts_of(course)
    moved = [pupil.pk for pupil in pupils if pupil.elsewhere]
    till_now = (span.starts_on, min(span.ends_on, on))
    others = elsewhere.load(course.pk, course.subject_id, course.year_id, course.kind, moved, till_now)
    return Grid(
        course=course,
        facts=facts,
        writable=writable,
        span=span,
        spans=tuple(spans),
        columns=tuple(_columns(actor, course.pk, lessons, stored, facts, on)),
        rows=tuple(_rows(pupils, lessons, stored, span, others)),
        stored=stored,
        foreign=_foreign([*stored.values(), *lessons], actor, course),
    )


def _foreign(written: Iterable[Stored | LessonRow], actor: Actor, course: Course) -> int:
    """How many of them are news to the caller; none to whoever isn't a teacher of the journal."""
    if not access.may_write(actor, course.pk):
        return 0
    since = foreign_since(actor, course)
    return sum(
        one.updated_by not in (None, actor.user_id) and one.updated_at is not None and one.updated_at > since
        for one in written
    )


def _columns(
    actor: Actor,
    course_id: int,
    lessons: Iterable[LessonRow],
    stored: dict[content.Key, Stored],
    facts: CourseFacts,
    on: date,
) -> Iterable[Column]:
    writes = access.may_write_some(actor, course_id)
    by_lesson: dict[int, list[Stored]] = defaultdict(list)
    for cell in stored.values():
        by_lesson[cell.lesson_id].append(cell)
    for lesson in lessons:
        column = column_of(lesson, by_lesson[lesson.pk], facts, on)
        refusal = access.lesson_refusal(actor, course_id, lesson.pk) if writes else ""
        yield replace(column, closed=refusal or column.closed)


def column_of(lesson: LessonRow, cells: Iterable[Stored], facts: CourseFacts, on: date) -> Column:
    when = "future" if lesson.date > on else "today" if lesson.date == on else "past"
    lacks = []
    if when == "past" and not lesson.cancelled:
        lacks = ["переклички"] if not lesson.roll_at else []
        lacks += ["темы"] if not lesson.topic else []
        lacks += ["задания"] if facts.has_homework and not lesson.homework else []
    lacks_words = f"нет {listed(lacks)}" if lacks else ""
    return Column(lesson, when, lacks_words, content.column_average(cells), lesson.lock)


def _rows(
    pupils: Iterable[PupilRow],
    lessons: Sequence[LessonRow],
    stored: dict[content.Key, Stored],
    span: Span,
    others: Mapping[int, Elsewhere],
) -> Iterable[Row]:
    for pupil in pupils:
        cells: list[CellView | str] = []
        own = []
        for lesson in lessons:
            cell = stored.get((lesson.pk, pupil.pk))
            if cell is not None:
                own.append(cell)
            shut = pupil.shut(lesson.date)
            cells.append(shut or (EMPTY if cell is None else content.view_of(cell, lesson.works, pupil.health)))
        other = others.get(pupil.pk, NOTHING)
        norm = span.norm if other.in_school else pupil.norm(span.norm, span.starts_on, span.ends_on)
        yield Row(pupil, tuple(cells), content.summary_of(own, norm, other), other.said)
