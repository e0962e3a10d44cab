"""Days without lessons by quarantine or frost: which lessons they take, and what may stay. For preview and action."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from parta.core.actor import Actor
from parta.journal.details import next_lessons
from parta.journal.models import Homework, PeriodLock
from parta.journal.moving import held
from parta.journal.rules import cancelled_days as rules
from parta.school.models import SENIOR_GRADES, DayOff, DayOffKind, PeriodKind, WorkingDay
from parta.school.rules.calendar import Off
from parta.teaching.actions.lessons import unwritten
from parta.teaching.models import Course, Lesson, LessonState
from parta.teaching.rules.places import place_words

HELD, SHARED, CLOSED = "урок проведён", "у других классов потока занятия есть", "период закрыт"
BEFORE = timedelta(days=21)  # how long before its day homework is looked for


@dataclass(frozen=True)
class Days:
    """What is asked for: dates and, for each row to be written, its grade level or class."""

    starts_on: date
    ends_on: date
    whom: tuple[tuple[int | None, int | None], ...]  # (grade level, class); (None, None) = the whole school

    @property
    def offs(self) -> tuple[Off, ...]:
        return tuple(Off(self.starts_on, self.ends_on, *one) for one in self.whom)


@dataclass
class Effect:
    """What the days do to lessons."""

    cancel: list[Lesson] = field(default_factory=list)  # they stay in the lists as cancelled ones
    drop: list[Lesson] = field(default_factory=list)  # nothing is written in them, they go
    stay: list[tuple[Lesson, str]] = field(default_factory=list)  # with the reason
    homework: int = 0  # tasks due for lessons that fall out

    @property
    def courses(self) -> set[int]:
        return {one.course_id for one in [*self.cancel, *self.drop]}

    @property
    def stays(self) -> list[str]:
        """«8Б · Алгебра, 24 ноября, 1-й урок: урок проведён»"""
        return [f"{one.course.full_title}, {place_words((one.date, one.number))}: {why}" for one, why in self.stay]


def days_off(actor: Actor) -> QuerySet[DayOff]:
    """Cancelled days, to be brought back."""
    rows = DayOff.objects.filter(kind=DayOffKind.CANCELLED).select_related("school_class")
    return rows if actor.is_administration else rows.none()


def effect(days: Days, on: date) -> Effect:
    """Six queries, whatever the size of the school."""
    found = Effect()
    lessons = _lessons(days.starts_on, days.ends_on)
    loose = set(unwritten().filter(date__range=(max(days.starts_on, on), days.ends_on)).values_list("pk", flat=True))
    standing = _standing(days.starts_on, days.ends_on)
    for lesson in lessons:
        touched, out = rules.concerned(lesson.date, _classes(lesson.course), days.offs, standing)
        if touched:
            _sort(found, lesson, on, out=out, loose=lesson.pk in loose)
    found.homework = _homework_for([one.pk for one in [*found.cancel, *found.drop]], days.starts_on)
    return found


def _sort(found: Effect, lesson: Lesson, on: date, *, out: bool, loose: bool) -> None:
    """OFF-02, OFF-03"""
    if not out:
        found.stay.append((lesson, SHARED))
    elif lesson.held:  # type: ignore[attr-defined]
        found.stay.append((lesson, HELD))
    elif lesson.closed:  # type: ignore[attr-defined]
        found.stay.append((lesson, CLOSED))
    elif loose and lesson.date > on:
        found.drop.append(lesson)
    else:
        found.cancel.append(lesson)


def _lessons(start: date, end: date) -> Iterable[Lesson]:
    """Lessons that are to be given, each with `held` and `closed`."""
    seniors = Course.classes.through.objects.filter(course_id=OuterRef("course_id"))
    seniors = seniors.filter(schoolclass__grade_level__in=SENIOR_GRADES)
    lock = PeriodLock.objects.filter(period__starts_on__lte=OuterRef("date"), period__ends_on__gte=OuterRef("date"))
    halves, thirds = (lock.filter(period__kind=kind) for kind in (PeriodKind.HALF_YEAR, PeriodKind.TRIMESTER))
    closed = (Exists(seniors) & Exists(halves)) | (~Exists(seniors) & Exists(thirds))
    return (
        Lesson.objects.filter(date__range=(start, end), state=LessonState.REGULAR)
        .annotate(
            held=ExpressionWrapper(held(), output_field=BooleanField()),
            closed=ExpressionWrapper(Q(closed), output_field=BooleanField()),
        )
        .select_related("course__subject")
        .prefetch_related("course__classes")
        .order_by("date", "number", "course__sort_key", "pk")
    )


def _classes(course: Course) -> list[rules.Pupils]:
    return [(one.grade_level, one.pk) for one in course.classes.all()]


def _standing(start: date, end: date, without: int | None = None) -> list[Off]:
    rows = DayOff.objects.filter(starts_on__lte=end, ends_on__gte=start).exclude(pk=without or 0)
    return [Off(*row) for row in rows.values_list("starts_on", "ends_on", "grade_level", "school_class_id")]


def _homework_for(lessons: list[int], start: date) -> int:
    due = Coalesce(F("due_id"), Subquery(next_lessons().values("pk")[:1]))
    rows = Homework.objects.filter(text__gt="", lesson__date__gte=start - BEFORE, lesson__state=LessonState.REGULAR)
    return rows.annotate(due_lesson=due).filter(due_lesson__in=lessons).count()


def working_days(days: Days) -> list[date]:
    """Declared working days of the dates: they are stronger than a day off of the whole school (CAL-04)."""
    if (None, None) not in days.whom:
        return []
    rows = WorkingDay.objects.filter(date__range=(days.starts_on, days.ends_on))
    return list(rows.values_list("date", flat=True))


def cancelled_by(row: DayOff) -> list[Lesson]:
    """Lessons that stand again when this day off goes: cancelled with its words, and free by nothing else. OFF-04"""
    off = Off(row.starts_on, row.ends_on, row.grade_level, row.school_class_id)
    lessons = Lesson.objects.filter(
        date__range=(row.starts_on, row.ends_on), state=LessonState.CANCELLED, note=row.title
    ).select_related("course").prefetch_related("course__classes")  # fmt: skip
    others = _standing(row.starts_on, row.ends_on, row.pk)
    return [
        one
        for one in lessons
        if rules.concerned(one.date, _classes(one.course), [off], others)[0]
        and not rules.concerned(one.date, _classes(one.course), others, [])[1]
    ]


def courses_of(row: DayOff) -> QuerySet[Course]:
    """Journals whose lessons are made again when this day off goes."""
    rows = Course.objects.filter(year__starts_on__lte=row.ends_on, year__ends_on__gte=row.starts_on)
    if row.school_class_id:
        return rows.filter(classes=row.school_class_id)
    return rows.filter(classes__grade_level=row.grade_level).distinct() if row.grade_level else rows
