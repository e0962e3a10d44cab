"""The diary's pages: a week, and the marks of a period. Each function's cost depends only on what it shows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.db.models import BigIntegerField, DateField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery

from parta.core import dates
from parta.core.prepared import prepared
from parta.diary.former import with_former
from parta.diary.homework import Task, tasks
from parta.diary.owners import Owner
from parta.diary.records import Record, records
from parta.diary.summary import Missed, SubjectLine, missed_lessons, subject_lines
from parta.journal.brought import BroughtFinal, brought_finals
from parta.journal.elsewhere import GRADED
from parta.people.models import ClassMember
from parta.school import calendar
from parta.school.bells import bells_for
from parta.school.models import AcademicYear, DayOffKind, Period, Scale
from parta.teaching.models import CourseMember, Lesson, LessonState
from parta.teaching.rules.places import Place, came_words, gone_words

SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True)
class Entry:
    """One lesson of a day."""

    lesson_id: int
    number: int
    starts_at: time | None
    subject: str
    topic: str
    due: tuple[Task, ...]  # homework for this lesson: set at the previous one, or earlier for just this one
    not_set: bool  # the previous lesson is over and nothing was set; said only of today and later
    sets: Task | None  # homework set at this lesson for a later one
    gone: str  # «снят: мороз», «перенесён на 3 декабря, 2-й урок»; empty when it is given
    came: str  # «перенесён с 1 декабря, 3-й урок»
    record: Record | None


@dataclass(frozen=True)
class Day:
    date: date
    entries: tuple[Entry, ...]
    off: str  # why there are no lessons: «Осенние каникулы»
    cancelled: bool = False  # they were cancelled: said even when some of them still stand in the list

    @property
    def title(self) -> str:
        """«Понедельник, 18 мая»"""
        return f"{dates.WEEKDAYS[self.date.weekday()].capitalize()}, {dates.day_month(self.date)}"

    @property
    def has_marks(self) -> bool:
        return any(entry.record and entry.record.marks for entry in self.entries)


@dataclass(frozen=True)
class Week:
    monday: date
    number: int | None  # in the academic year
    days: tuple[Day, ...]
    period: Period | None
    subjects: tuple[SubjectLine, ...]
    missed: Missed

    @property
    def title(self) -> str:
        """«18–23 мая», «30 ноября – 5 декабря»"""
        first, last = self.monday, self.days[-1].date
        if first.month == last.month:
            return f"{first.day}–{dates.day_month(last)}"
        return f"{dates.day_month(first)} – {dates.day_month(last)}"


@dataclass(frozen=True)
class PeriodMarks:
    periods: tuple[Period, ...]
    period: Period | None
    subjects: tuple[SubjectLine, ...]
    missed: Missed
    finals: tuple[BroughtFinal, ...] = ()


def week(owner: Owner, monday: date, on: date) -> Week:
    """The diary's spread from `monday`; below it the marks of the period `on` (or the week) falls in. Eight queries,
    a ninth for former marks."""
    sunday = monday + timedelta(days=SUNDAY)
    policy = calendar.policy_on(monday)
    periods = calendar.periods_on(monday, owner.grade_level, policy)
    year = periods[0].year if periods else calendar.year_of(monday)
    day = on if monday <= on <= sunday else sunday
    period = calendar.current(periods, day)
    start, end = (min(monday, period.starts_on), max(sunday, period.ends_on)) if period else (monday, sunday)
    written = records(owner.pupil_id, start, end, on)
    counted = [one for one in written if period and period.starts_on <= one.lesson_date <= period.ends_on]
    if owner.former_marks and period:
        counted = with_former(counted, owner.pupil_id, period.starts_on, period.ends_on)
    return Week(
        monday=monday,
        number=_week_number(monday, year),
        days=_days(owner, monday, owner.week_days or policy.week_days, written, on),
        period=period,
        subjects=_with_marks(subject_lines(counted)) if owner.has_marks else (),
        missed=missed_lessons(counted),
    )


def years(pupil_id: int, on: date) -> list[AcademicYear]:
    """Years in which the pupil is at the school, the latest first. One query."""
    there = ClassMember.objects.filter(pupil=pupil_id, school_class__year=OuterRef("pk"))
    return list(AcademicYear.objects.filter(Exists(there), starts_on__lte=on).order_by("-starts_on"))


def marks(owner: Owner, year: AcademicYear | None, period_id: int | None, on: date) -> PeriodMarks | None:
    """Marks of a period of the year, the current or the last one by default; None when the pupil has no such period.
    Four queries, a fifth for former marks, one more for final marks brought."""
    periods = calendar.periods_of(year, owner.grade_level, min(on, year.ends_on)) if year else []
    period = calendar.current(periods, on)
    if period_id is not None:
        period = next((one for one in periods if one.pk == period_id), None)
        if period is None:
            return None
    if period is None:
        return PeriodMarks((), None, (), missed_lessons([]))
    written = records(owner.pupil_id, period.starts_on, period.ends_on, on)
    if owner.former_marks:
        written = with_former(written, owner.pupil_id, period.starts_on, period.ends_on)
    learned = _subjects(owner.pupil_id, period)
    finals = brought_finals(owner.pupil_id, period.ends_on) if owner.brought_finals else ()
    return PeriodMarks(tuple(periods), period, subject_lines(written, learned), missed_lessons(written), finals)


def _with_marks(lines: Iterable[SubjectLine]) -> tuple[SubjectLine, ...]:
    return tuple(line for line in lines if line.marks)


def _subjects(pupil_id: int, period: Period) -> list[tuple[int, str, str]]:
    """Subjects with marks the pupil learns in the period: (id, name, sort key)."""
    dated = {"start": period.starts_on, "end": period.ends_on}
    return _subject_rows(pupil_id=pupil_id, year_id=period.year_id, **dated)


@prepared(pupil_id=BigIntegerField(), year_id=BigIntegerField(), start=DateField(), end=DateField())
def _subject_rows(pupil_id: Any, year_id: Any, start: Any, end: Any) -> Any:
    mine = CourseMember.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=start),
        pupil_id=pupil_id,
        starts_on__lte=end,
        course__year_id=year_id,
        course__subject__scale__in=(Scale.MARKS, Scale.PASS),
        course__kind__in=GRADED,
    )
    rows = mine.values_list("course__subject_id", "course__subject__name", "course__subject__sort_key")
    return rows.distinct()


def _week_number(monday: date, year: AcademicYear | None) -> int | None:
    if year is None or monday > year.ends_on or monday + timedelta(days=SUNDAY) < year.starts_on:
        return None
    return (monday - dates.monday_of(year.starts_on)).days // 7 + 1


def _days(owner: Owner, monday: date, week_days: int, written: Sequence[Record], on: date) -> tuple[Day, ...]:
    sunday = monday + timedelta(days=SUNDAY)
    off = calendar.days_off(monday, sunday, owner.grade_level, owner.class_id)
    entries = _entries(owner, monday, sunday, {one.lesson_id: one for one in written}, on)
    shown = [
        day
        for day in dates.days(monday, sunday)
        if day.weekday() < SATURDAY or day in entries or (day.weekday() == SATURDAY and week_days == 6)
    ]
    return tuple(
        Day(
            day,
            tuple(entries.get(day, ())),
            off[day].words if day in off else _empty_day(day),
            cancelled=day in off and off[day].kind == DayOffKind.CANCELLED,
        )
        for day in shown
    )


def _empty_day(day: date) -> str:
    return "Выходной" if day.weekday() >= SATURDAY else "Уроков нет"


def _entries(owner: Owner, start: date, end: date, written: dict[int, Record], on: date) -> dict[date, list[Entry]]:
    found: dict[date, list[Entry]] = defaultdict(list)
    lessons = _lessons(owner, start, end)
    sets, due_for = tasks(owner.pupil_id, lessons)
    for row in lessons:
        held_before = row.before_on is not None and row.before_on < on
        due = due_for.get(row.pk, [])
        entry = Entry(
            lesson_id=row.pk,
            number=row.number,
            starts_at=row.starts_at,
            subject=row.course__own_title or row.course__subject__name,
            topic=row.topic,
            due=tuple(due),
            not_set=owner.has_marks and not due and held_before and row.date >= on,
            sets=sets.get(row.pk),
            gone=gone_words(row.state, row.note, _place(row.moved_to__date, row.moved_to__number)),
            came=came_words(_place(row.moved_from__date, row.moved_from__number)),
            record=written.get(row.pk),
        )
        found[row.date].append(entry)
    return found


def _lessons(owner: Owner, start: date, end: date) -> list[Any]:
    """Lessons of journals the pupil belongs to on the lesson's date, each with the journal's last one held before."""
    place = {"shift": owner.shift, "grade_level": owner.grade_level}
    rows = _lesson_rows(pupil_id=owner.pupil_id, start=start, end=end, **place)
    return list({row.pk: row for row in rows}.values())  # two memberships of one journal show its lesson once


@prepared(
    pupil_id=BigIntegerField(), start=DateField(), end=DateField(), shift=IntegerField(), grade_level=IntegerField()
)
def _lesson_rows(pupil_id: Any, start: Any, end: Any, shift: Any, grade_level: Any) -> Any:
    bells = bells_for(shift, grade_level).filter(number=OuterRef("number"))
    return (
        Lesson.objects.filter(
            Q(course__members__ends_on__isnull=True) | Q(course__members__ends_on__gte=F("date")),
            date__range=(start, end),
            course__members__pupil_id=pupil_id,
            course__members__starts_on__lte=F("date"),
        )
        .annotate(
            starts_at=Subquery(bells.values("starts_at")[:1]),
            before_id=Subquery(_previous().values("pk")[:1]),
            before_on=Subquery(_previous().values("date")[:1]),
            before_number=Subquery(_previous().values("number")[:1]),
        )
        .order_by("date", "number", "course__sort_key", "pk")
        .values_list(
            "pk", "date", "number", "state", "topic", "course__own_title", "course__subject__name",
            "course_id", "starts_at", "before_id", "before_on", "before_number", "note", "moved_to__date",
            "moved_to__number", "moved_from__date", "moved_from__number",
            named=True,
        )
    )  # fmt: skip


def _place(day: date | None, number: int | None) -> Place | None:
    return (day, number) if day and number is not None else None


def _previous() -> QuerySet[Lesson]:
    """The journal's last lesson held before the outer one."""
    earlier = Q(date__lt=OuterRef("date")) | Q(date=OuterRef("date"), number__lt=OuterRef("number"))
    found = Lesson.objects.filter(earlier, course=OuterRef("course"), date__lte=OuterRef("date"))
    return found.filter(state=LessonState.REGULAR).order_by("-date", "-number")
