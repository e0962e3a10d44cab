"""Moving and cancelling one lesson: what the rules ask about it, and what stands in the way at another place."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, Min, OuterRef, Prefetch, Q, QuerySet

from parta.core.dates import WEEKDAYS, day_month, days
from parta.core.russian import room_words
from parta.journal.models import Cell, Homework, Mark, PeriodLock, RollCall, Unlock
from parta.journal.rules.moving import Facts, Written
from parta.journal.timing import kind_of, with_policy
from parta.school.bells import bells_for
from parta.school.calendar import days_off
from parta.school.models import Period, PeriodKind, SchoolClass
from parta.school.rules.calendar import SATURDAY
from parta.teaching.models import Course, CourseKind, Lesson, LessonState, Substitution
from parta.teaching.queries import teachers_on
from parta.teaching.rooms import shared_rooms
from parta.teaching.rules.places import Place, came_words, gone_words, place_words
from parta.teaching.rules.substitutions import Given, Hour, Staffing
from parta.teaching.rules.timetable import Entry, conflicts
from parta.teaching.staffing import staffing


@dataclass(frozen=True)
class Target:
    """Where a lesson is to go."""

    date: date
    number: int
    room: str

    @property
    def place(self) -> Place:
        return self.date, self.number


def stamp(lesson: Lesson) -> str:
    """The place a form was opened with."""
    return f"{lesson.date.isoformat()} {lesson.number}"


def facts_of(lesson: Lesson, at: datetime) -> Facts:
    """Seven queries; `lesson` comes with its course and the year."""
    year = lesson.course.year
    return Facts(
        place=(lesson.date, lesson.number),
        year=(year.starts_on, year.ends_on),
        written=written_in(lesson),
        cancelled=lesson.state == LessonState.CANCELLED,
        closed=closed_on(lesson.course_id, lesson.date, at),
        substituted=Substitution.objects.filter(lesson=lesson).exists(),
        merged=Substitution.objects.filter(merged_with=lesson).exists(),
    )


def written_in(lesson: Lesson) -> Written:
    return Written(
        marks=Mark.objects.filter(cell__lesson=lesson).count(),
        absences=Cell.objects.filter(lesson=lesson).exclude(absence="").count(),
        roll=RollCall.objects.filter(lesson=lesson).exists(),
    )


def held() -> Q:
    """A condition on lessons: marks, absences or a roll-call are there (MOVE-01)."""
    marks = Mark.objects.filter(cell__lesson=OuterRef("pk"))
    absences = Cell.objects.filter(lesson=OuterRef("pk")).exclude(absence="")
    return Q(Exists(marks)) | Q(Exists(absences)) | Q(Exists(RollCall.objects.filter(lesson=OuterRef("pk"))))


def closed_on(course_id: int, day: date, at: datetime) -> bool:
    """Whether the journal's period of that day is closed, and the journal not opened for a while (LOCK-01, YEAR-02)."""
    opened = Unlock.objects.filter(course_id=course_id, period=OuterRef("period"), ended_at=None, until__gt=at)
    locks = PeriodLock.objects.filter(~Exists(opened), period__in=_periods(course_id, day).values("pk"))
    return locks.exists() or Course.objects.filter(pk=course_id, year__closed_at__isnull=False).exists()


def _periods(course_id: int, day: date) -> QuerySet[Period]:
    """The accounting period of the journal's classes the day falls in."""
    course = with_policy(Course.objects.filter(pk=course_id), day).annotate(grade_level=Min("classes__grade_level"))
    row = course.get()
    kind: PeriodKind = kind_of(row)
    return Period.objects.filter(year=row.year_id, kind=kind, starts_on__lte=day, ends_on__gte=day)


def taken(lesson: Lesson, place: Place) -> bool:
    """Whether the journal has another lesson there, or the empty place of one (MOVE-03)."""
    others = Lesson.objects.filter(course=lesson.course_id, date=place[0], number=place[1])
    return others.exclude(pk=lesson.pk).exclude(moved_to=lesson.pk).exists()


def warnings(lesson: Lesson, target: Target) -> list[str]:
    """What speaks against the new place and forbids nothing (MOVE-04)."""
    day = target.date
    state = staffing(day, day)
    columns = ("pk", "room", "course__kind")
    regular = Lesson.objects.filter(date=day, state=LessonState.REGULAR).exclude(pk=lesson.pk).values_list(*columns)
    rooms = {pk: (room, kind) for pk, room, kind in regular}
    there = [one for one in state.lessons if one.lesson_id in rooms]
    return [
        *_clashes(lesson, target, there, rooms, state),
        *_without_lessons(lesson, target, there),
        *_other_period(lesson, target),
        *_homework(lesson, target.place),
    ]


def _clashes(
    lesson: Lesson, target: Target, there: list[Given], rooms: dict[int, tuple[str, str]], state: Staffing
) -> Iterable[str]:
    """Teacher, room and class in two places at once; a teacher who is away; no bell."""
    course, classes = lesson.course, list(lesson.course.classes.all())
    names = {one.staff_id: one.name for one in state.colleagues}
    teachers = {row.staff_id: row.staff.person.short_name for row in teachers_on(target.date).filter(course=course)}
    shared = shared_rooms()
    shift, grade_level = (classes[0].shift, classes[0].grade_level) if classes else (1, 0)
    bell = bells_for(shift, grade_level).filter(number=target.number).first()
    hour = Hour(target.date, target.number, shift, bell.starts_at if bell else None, bell.ends_at if bell else None)
    entries = [
        Entry(
            course_id=one.course_id, title=one.title, weekday=0, number=0,
            room=rooms[one.lesson_id][0], shared=rooms[one.lesson_id][0] in shared,
            teachers={pk: names.get(pk, "") for pk in one.staff}, class_ids=one.class_ids, subgroup=bool(one.label),
            individual=rooms[one.lesson_id][1] == CourseKind.INDIVIDUAL,
        )
        for one in there
        if one.hour.meets(hour)
    ]  # fmt: skip
    mine = Entry(
        course_id=course.pk, title=course.full_title, weekday=0, number=0, room=target.room,
        shared=target.room in shared, teachers=teachers, class_ids=frozenset(one.pk for one in classes),
        subgroup=bool(course.label), individual=course.kind == CourseKind.INDIVIDUAL,
    )  # fmt: skip
    yield from (one.text for one in conflicts([mine, *entries]) if course.pk in one.course_ids)
    away = {one.staff_id for one in state.colleagues if not one.there(target.date)}
    yield from (f"{name} в этот день отсутствует" for pk, name in teachers.items() if pk in away)
    if bell is None:
        yield f"Звонка для {target.number}-го урока в {shift}-й смене нет"


def _without_lessons(lesson: Lesson, target: Target, there: list[Given]) -> Iterable[str]:
    busy = {pk for one in there for pk in one.class_ids}
    for one in lesson.course.classes.all():
        if one.pk not in busy:
            off = days_off(target.date, target.date, one.grade_level, one.pk).get(target.date)
            why = f": {off.title[:1].lower()}{off.title[1:]}" if off else ""
            yield f"У {one.title} {day_month(target.date)} других уроков нет{why}"


def _other_period(lesson: Lesson, target: Target) -> Iterable[str]:
    now, then = (_periods(lesson.course_id, day).first() for day in (lesson.date, target.date))
    if now != then and then:
        yield f"Урок переходит в другой период: {then.title}"


def _homework(lesson: Lesson, target: Place) -> Iterable[str]:
    """Homework is done between the lesson that sets it and the one it is for."""
    tasks = Homework.objects.filter(Q(due=lesson) | Q(lesson=lesson, due__isnull=False), text__gt="")
    for one in tasks.select_related("lesson", "due"):
        assert one.due is not None
        if one.due_id == lesson.pk and target <= (one.lesson.date, one.lesson.number):
            yield f"Задание к этому уроку задано позже: {place_words((one.lesson.date, one.lesson.number))}"
        elif one.lesson_id == lesson.pk and (one.due.date, one.due.number) <= target:
            yield f"Задание этого урока нужно раньше: к {place_words((one.due.date, one.due.number))}"


def home_of(lesson: Lesson) -> Lesson | None:
    """The empty place it was moved from; None when it stands where the timetable put it."""
    home: Lesson | None = getattr(lesson, "moved_from", None)
    return home


def title(lesson: Lesson) -> str:
    """«8Б · Алгебра, четверг, 3 декабря, 2-й урок, каб. 31»"""
    weekday = WEEKDAYS[lesson.date.weekday()]
    room = f", {room_words(lesson.room)}" if lesson.room else ""
    return f"{lesson.course.full_title}, {weekday}, {place_words((lesson.date, lesson.number))}{room}"


@dataclass(frozen=True)
class WeekLesson:
    pk: int
    number: int
    title: str  # «Алгебра, 1-я гр.»
    room: str
    teachers: str
    gone: str
    came: str
    cancelled: bool
    moved: bool  # only its empty place is here
    back: bool  # can be returned to where it came from
    held: bool


@dataclass(frozen=True)
class WeekPage:
    monday: date
    days: tuple[tuple[date, tuple[WeekLesson, ...], str], ...]  # with why there are no lessons

    @property
    def previous(self) -> date:
        return self.monday - timedelta(days=7)

    @property
    def next(self) -> date:
        return self.monday + timedelta(days=7)


def week_page(school_class: SchoolClass, monday: date, on: date) -> WeekPage:
    """The lessons of a class in a week, as they are. Four queries."""
    sunday = monday + timedelta(days=6)
    rows = (
        Lesson.objects.filter(course__classes=school_class, date__range=(monday, sunday))
        .select_related("course__subject", "moved_to", "moved_from")
        .annotate(held=ExpressionWrapper(held(), output_field=BooleanField()))
        .prefetch_related(Prefetch("course__teachers", teachers_on(max(monday, on)), to_attr="now_teachers"))
        .order_by("date", "number", "course__sort_key", "course__label", "pk")
    )
    by_day: dict[date, list[WeekLesson]] = defaultdict(list)
    for row in rows:
        by_day[row.date].append(_week_lesson(row))
    off = days_off(monday, sunday, school_class.grade_level, school_class.pk)
    shown = [day for day in days(monday, sunday) if day.weekday() < SATURDAY or day in by_day]
    return WeekPage(monday, tuple((day, tuple(by_day[day]), off[day].title if day in off else "") for day in shown))


def _week_lesson(row: Any) -> WeekLesson:
    home, moved_to = home_of(row), row.moved_to
    return WeekLesson(
        pk=row.pk,
        number=row.number,
        title=row.course.title,
        room=row.room,
        teachers=", ".join(one.staff.person.short_name for one in row.course.now_teachers),
        gone=gone_words(row.state, row.note, (moved_to.date, moved_to.number) if moved_to else None),
        came=came_words((home.date, home.number) if home else None),
        cancelled=row.state == LessonState.CANCELLED,
        moved=row.state == LessonState.MOVED,
        back=home is not None and row.state == LessonState.REGULAR and not row.held,
        held=row.held,
    )
