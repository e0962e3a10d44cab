"""A teacher's day: the lessons, what each still lacks, and lessons of the last two weeks left unfilled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    PositiveSmallIntegerField,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from parta.core.actor import Actor
from parta.core.russian import counted, plural
from parta.journal.models import Mark, Sign
from parta.school.bells import all_bells
from parta.school.models import DayOff, DayOffKind, Period, PeriodKind, SchoolClass
from parta.school.rules.bells import Bells
from parta.teaching.models import Lesson, Substitution
from parta.teaching.rules.places import Place, came_words, gone_words
from parta.today import readiness, words
from parta.today.readiness import Readiness

LOOK_BACK = timedelta(days=14)
SOON = 21  # days before a period ends from which it is announced
_COUNTS = ("Один", "Два", "Три", "Четыре", "Пять", "Шесть", "Семь", "Восемь", "Девять", "Десять")


@dataclass(frozen=True)
class OwnLesson:
    lesson_id: int
    course_id: int
    date: date
    number: int
    starts_at: time | None
    ends_at: time | None
    title: str  # «8 «Б», физика, 2-я гр.»
    room: str
    topic: str
    gone: str  # «снят: мороз», «перенесён на 3 декабря, 2-й урок»; empty when it is given
    came: str  # «перенесён с 1 декабря, 3-й урок»
    opens: bool  # the journal is still open to this teacher
    instead_of: str  # «Соколова О. В.»: given for an absent colleague
    covered_by: str  # «замена: Орлова И. П.»: a colleague gives the own lesson
    readiness: Readiness

    @property
    def due(self) -> bool:
        """Whether it is this teacher who gives and fills it."""
        return not self.gone and not self.covered_by

    @property
    def day_title(self) -> str:
        """«Суббота, 16 мая»"""
        return words.day_title(self.date)


@dataclass(frozen=True)
class OwnDay:
    day: date
    lessons: tuple[OwnLesson, ...]
    unfilled: tuple[OwnLesson, ...]  # before today, the latest first
    going: OwnLesson | None  # the lesson under way
    minutes_left: int
    coming: OwnLesson | None  # the next one of today when none is under way
    off: str  # why there are no lessons
    cancelled: tuple[str, ...]  # «8 «Б»: карантин»: of classes the teacher leads journals in
    period_ends: str  # «До конца 1-го триместра 6 дней»

    @property
    def planned(self) -> int:
        return sum(lesson.due for lesson in self.lessons)

    @property
    def filled(self) -> int:
        return sum(lesson.readiness.filled for lesson in self.lessons if lesson.due)

    @property
    def count_in_words(self) -> str:
        """«Шесть уроков»"""
        if self.planned == 0:
            return "Уроков нет"
        if self.planned > len(_COUNTS):
            return counted(self.planned, "урок", "урока", "уроков")
        return f"{_COUNTS[self.planned - 1]} {plural(self.planned, 'урок', 'урока', 'уроков')}"


def own_day(actor: Actor, day: date, now: datetime) -> OwnDay:
    """`now` is on the school's clock. Three queries."""
    today = now.date()
    bells = all_bells()
    found = [_lesson(row, bells, actor) for row in _rows(actor, day, today)]
    lessons = tuple(lesson for lesson in found if lesson.date == day)
    unfilled = [lesson for lesson in found if lesson.date < today and not lesson.readiness.filled]
    off, period = _calendar(actor, day)
    going, coming = _now_and_next(lessons, now) if day == today else (None, None)
    return OwnDay(
        day=day,
        lessons=lessons,
        unfilled=tuple(sorted(unfilled, key=lambda lesson: (-lesson.date.toordinal(), lesson.number))),
        going=going,
        minutes_left=_minutes_left(going, now),
        coming=coming,
        off="" if lessons else _off(day, off),
        cancelled=tuple(f"{one.whose}: {one.title}" for one in off if one.kind == DayOffKind.CANCELLED),
        period_ends=_period_ends(day, period),
    )


def _rows(actor: Actor, day: date, today: date) -> Iterable[Any]:
    """Lessons of the day, and the unfilled ones before today, of journals the teacher led on the lesson's date or gave
    for another.

    Nobody is reminded of a journal handed over to another, nor of a lesson another gave.
    """
    in_class = SchoolClass.objects.filter(courses=OuterRef("course_id")).order_by("sort_key")
    given = (
        Mark.objects.filter(cell__lesson=OuterRef("pk"))
        .exclude(sign=Sign.OWED)
        .order_by()
        .values("cell__lesson")
        .annotate(n=Count("pk"))
    )
    own = Q(course_id__in=actor.course_ids, substitution__isnull=True)
    mine = own | Q(pk__in=[one.lesson_id for one in actor.substituted])
    past = Q(date__gte=today - LOOK_BACK, date__lt=today) & mine & readiness.unfilled()
    led = Q(course__teachers__staff_id=actor.staff_id, course__teachers__starts_on__lte=F("date")) & (
        Q(course__teachers__ends_on__isnull=True) | Q(course__teachers__ends_on__gte=F("date"))
    )
    rows = (
        Lesson.objects.filter(led | Q(substitution__staff_id=actor.staff_id))
        .filter(Q(date=day) | past)
        .annotate(
            shift=Coalesce(Subquery(in_class.values("shift")[:1]), 1),
            grade_level=Coalesce(Subquery(in_class.values("grade_level")[:1]), 0),
            marks=Coalesce(Subquery(given.values("n"), output_field=IntegerField()), 0),
            roll_held=_yes(readiness.with_roll_call()),
            homework_set=_yes(readiness.with_homework()),
            wants_homework=_yes(readiness.wants_homework()),
            wants_marks=_yes(readiness.wants_marks()),
        )
        .select_related("course__subject", "substitution__staff__person", "substitution__absent__person")
        .select_related("moved_to", "moved_from")
        .order_by("date", "number", "course__sort_key", "pk")
    )
    return {row.pk: row for row in rows}.values()  # two dated rows of one teacher show the lesson once


def _yes(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _lesson(row: Any, bells: Bells, actor: Actor) -> OwnLesson:
    starts_at, ends_at = bells.at(row.shift, row.grade_level, row.number)
    given: Substitution | None = getattr(row, "substitution", None)
    mine = given is not None and given.staff_id == actor.staff_id
    return OwnLesson(
        lesson_id=row.pk,
        course_id=row.course_id,
        date=row.date,
        number=row.number,
        starts_at=starts_at,
        ends_at=ends_at,
        title=words.course_title(row.course.class_names, row.course.title),
        room=row.room,
        topic=row.topic,
        gone=gone_words(row.state, row.note, _place(row.moved_to)),
        came=came_words(_place(getattr(row, "moved_from", None))),
        opens=actor.is_administration or row.course_id in actor.course_ids | actor.substituted_course_ids,
        instead_of=given.absent.person.short_name if given and mine else "",
        covered_by=f"{given.get_kind_display()}: {given.staff.person.short_name}" if given and not mine else "",
        readiness=Readiness(
            roll=bool(row.roll_held),
            topic=bool(row.topic),
            homework=bool(row.homework_set),
            marks=row.marks,
            wants_homework=row.wants_homework,
            wants_marks=row.wants_marks,
        ),
    )


def _place(lesson: Lesson | None) -> Place | None:
    return (lesson.date, lesson.number) if lesson else None


def _now_and_next(lessons: Iterable[OwnLesson], now: datetime) -> tuple[OwnLesson | None, OwnLesson | None]:
    clock = now.time()
    timed = [one for one in lessons if one.starts_at and one.ends_at and one.due]
    going = next((one for one in timed if one.starts_at <= clock < one.ends_at), None)  # type: ignore[operator]
    if going:
        return going, None
    return None, next((one for one in timed if one.starts_at > clock), None)  # type: ignore[operator]


def _minutes_left(going: OwnLesson | None, now: datetime) -> int:
    """Whole minutes to the bell, the one begun included."""
    if going is None or going.ends_at is None:
        return 0
    left = datetime.combine(now.date(), going.ends_at) - now.replace(tzinfo=None)
    return -int(-left.total_seconds() // 60)


@dataclass(frozen=True)
class _Off:
    """A day off, or the trimester that goes: both are asked for at once."""

    title: str  # empty for a trimester
    kind: str
    number: int | None  # grade level; of the trimester its number
    grade_level: int | None  # of the class
    letter: str | None
    ends_on: date

    @property
    def whose(self) -> str:
        if self.grade_level:
            return SchoolClass(grade_level=self.grade_level, letter=self.letter or "").title
        return f"{self.number}-е классы" if self.number else "Вся школа"


def _calendar(actor: Actor, day: date) -> tuple[list[_Off], _Off | None]:
    """Days off of the whole school and cancelled days of the classes the teacher leads journals in; the trimester."""
    led = SchoolClass.objects.filter(courses__in=actor.course_ids)
    of_classes = Q(school_class__in=led.values("pk")) | Q(grade_level__in=led.values("grade_level"))
    whole = Q(grade_level=None, school_class=None)
    off = DayOff.objects.filter(whole | (of_classes & Q(kind=DayOffKind.CANCELLED)))
    off = off.annotate(of_grade=F("school_class__grade_level"), letter=F("school_class__letter"))
    period = Period.objects.filter(kind=PeriodKind.TRIMESTER).annotate(
        untitled=Value("", CharField()),
        of_grade=Value(None, PositiveSmallIntegerField()),
        letter=Value(None, CharField()),
    )
    now = Q(starts_on__lte=day, ends_on__gte=day)
    rows: Any = off.filter(now).order_by().values_list("title", "kind", "grade_level", "of_grade", "letter", "ends_on")
    terms: Any = (
        period.filter(now).order_by().values_list("untitled", "kind", "number", "of_grade", "letter", "ends_on")
    )
    found = [_Off(*row) for row in rows.union(terms, all=True)]
    return [one for one in found if one.title], next((one for one in found if not one.title), None)


def _off(day: date, found: Iterable[_Off]) -> str:
    """Why the whole school has no lessons; «Выходной» at the weekend, empty when nothing says why."""
    whole = next((one for one in found if not one.number and not one.grade_level), None)
    if whole:
        return DayOff(title=whole.title, kind=whole.kind).words
    return "Выходной" if day.weekday() >= 5 else ""


def _period_ends(day: date, period: _Off | None) -> str:
    left = (period.ends_on - day).days if period else SOON + 1
    if period is None or left > SOON:
        return ""
    if left == 0:
        return f"Последний день {period.number}-го триместра"
    return f"До конца {period.number}-го триместра {counted(left, 'день', 'дня', 'дней')}"
