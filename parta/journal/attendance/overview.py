"""What the deputy asks of all classes: weeks not checked, systematic absence [4.2]."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateField, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, TruncWeek

from parta.core import dates
from parta.core.actor import Actor
from parta.journal.attendance import access
from parta.journal.models import Cell, WeekCheck
from parta.journal.rules.attendance import UNEXCUSED, systematic
from parta.journal.rules.entries import EXEMPT, MISSED
from parta.journal.rules.visibility import EXCUSED, ILL, UNKNOWN
from parta.people.consents import health_of
from parta.people.models import ClassMember, Homeroom, valid_on
from parta.school.calendar import year_of
from parta.school.models import AcademicYear, SchoolClass
from parta.teaching.models import Lesson, LessonState

DAY = timedelta(days=1)


@dataclass(frozen=True)
class ClassLine:
    school_class: SchoolClass
    teachers: tuple[str, ...]
    unchecked: tuple[date, ...]  # Mondays of past weeks with lessons that nobody has checked
    checked: int
    unknown: int  # absences of unknown reason


@dataclass(frozen=True)
class Owed:
    """What the class teacher still has to do about the absences of a class."""

    class_id: int
    title: str  # «8 «Б»»
    unknown: int  # absences of unknown reason
    unchecked: int  # past weeks with lessons
    since: date | None  # Monday of the first of them


@dataclass(frozen=True)
class Often:
    """One pupil's month in which at least 30 % of the lessons were missed."""

    pupil_id: int
    name: str
    class_id: int
    class_title: str
    lessons: int  # of the month, those to come included
    missed: int
    ill: int
    excused: int
    without: int  # no reason yet, or no good one

    @property
    def percent(self) -> float:
        return self.missed * 100 / self.lessons


def lines(actor: Actor) -> list[ClassLine]:
    """Classes of the year, those furthest behind first. Six queries, whatever the size of the school."""
    year = year_of(actor.on)
    if year is None:
        return []
    homerooms = Homeroom.objects.filter(valid_on(actor.on)).select_related("staff__person").order_by("acting", "pk")
    classes = (
        access.classes(actor).filter(year=year).prefetch_related(Prefetch("homerooms", homerooms, "now_homerooms"))
    )
    weeks, checked = _weeks(year, actor.on), _checked(year)
    unknown = _unknown(year, actor.on)
    found = []
    for one in classes:
        past = weeks[one.pk]
        teachers = tuple(row.staff.person.short_name for row in one.now_homerooms)
        unchecked = tuple(sorted(past - checked[one.pk]))
        found.append(ClassLine(one, teachers, unchecked, len(past & checked[one.pk]), unknown.get(one.pk, 0)))
    return sorted(found, key=lambda line: (-len(line.unchecked), line.school_class.sort_key))


def owed(actor: Actor) -> list[Owed]:
    """Own classes of the running year with absences to explain or weeks to check. One query."""
    own = access.kept(actor).filter(year__starts_on__lte=actor.on, year__ends_on__gte=actor.on)
    absences = Cell.objects.filter(
        valid_on(actor.on, "pupil__class_members__"),
        pupil__class_members__school_class=OuterRef("pk"),
        absence=UNKNOWN,
        lesson__date__range=(OuterRef("year__starts_on"), actor.on),
    ).filter(lesson__state=LessonState.REGULAR)
    unknown = absences.order_by().values("absence").annotate(n=Count("pk", distinct=True)).values("n")
    weeks = _unchecked(actor.on)
    rows = own.annotate(
        unknown=Coalesce(Subquery(unknown), 0),
        unchecked=Coalesce(Subquery(weeks.annotate(n=Count("monday", distinct=True)).values("n")), 0),
        since=Subquery(weeks.annotate(first=Min("monday")).values("first")),
    ).order_by("sort_key")
    found = [Owed(one.pk, one.title, one.unknown, one.unchecked, one.since) for one in rows]
    return [one for one in found if one.unknown or one.unchecked]


def _unchecked(on: date) -> QuerySet[Any, Any]:
    """Lessons of the outer class in past weeks nobody has checked, to be summed up by `monday`."""
    told = WeekCheck.objects.filter(school_class=OuterRef(OuterRef("pk")), monday=OuterRef("monday"))
    held = Lesson.objects.filter(
        course__classes=OuterRef("pk"), date__gte=OuterRef("year__starts_on"), date__lt=dates.monday_of(on)
    ).filter(state=LessonState.REGULAR)
    monday = Cast(TruncWeek("date"), DateField())  # PostgreSQL truncates to a moment
    return held.order_by().annotate(monday=monday).filter(~Exists(told)).values("course__classes")


def _weeks(year: AcademicYear, on: date) -> dict[int, set[date]]:
    """Mondays of the weeks that are over and had lessons, by class."""
    held = Lesson.objects.filter(date__range=(year.starts_on, dates.monday_of(on) - DAY))
    rows = held.filter(state=LessonState.REGULAR).order_by().annotate(monday=TruncWeek("date"))
    found: dict[int, set[date]] = defaultdict(set)
    for class_id, monday in rows.values_list("course__classes", "monday").distinct():
        found[class_id].add(monday)
    return found


def _checked(year: AcademicYear) -> dict[int, set[date]]:
    found: dict[int, set[date]] = defaultdict(set)
    for class_id, monday in WeekCheck.objects.filter(school_class__year=year).values_list("school_class_id", "monday"):
        found[class_id].add(monday)
    return found


def _unknown(year: AcademicYear, on: date) -> dict[int, int]:
    """Absences of unknown reason of today's pupils, by class."""
    rows = Cell.objects.filter(
        valid_on(on, "pupil__class_members__"),
        absence=UNKNOWN,
        lesson__date__range=(year.starts_on, on),
        pupil__class_members__school_class__year=year,
    )
    rows = rows.filter(lesson__state=LessonState.REGULAR).order_by()
    counts = rows.values_list("pupil__class_members__school_class").annotate(Count("pk", distinct=True))
    return dict(counts)


def often_absent(actor: Actor, month: date) -> list[Often]:
    """Pupils of the classes the actor reads whose absence in the month is systematic. ATT-02. Five queries."""
    year = year_of(actor.on)
    mine = ClassMember.objects.filter(
        valid_on(actor.on), school_class__in=access.classes(actor).filter(year=year)
    ).select_related("pupil__person", "school_class")
    first = month.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - DAY
    pupils = mine.values("pupil")
    held, codes, free = _held(pupils, first, last), _codes(pupils, first, last), _free(pupils, first, last)
    found = []
    agreed = Exists(health_of(OuterRef("pupil"), actor.on))
    for row in mine.annotate(health=agreed).order_by("school_class__sort_key", "pupil__person__sort_key", "pupil_id"):
        mine_codes = codes[row.pupil_id]
        lessons = held.get(row.pupil_id, 0) - free.get(row.pupil_id, 0) - mine_codes[EXEMPT]
        missed = sum(mine_codes[code] for code in MISSED)
        if systematic(missed, lessons):
            found.append(_often(row, lessons, missed, mine_codes, health=row.health))
    return found


def _often(row: ClassMember, lessons: int, missed: int, codes: dict[str, int], *, health: bool) -> Often:
    """Without the consent to health data illness counts as excused (VIS-04)."""
    return Often(
        pupil_id=row.pupil_id,
        name=row.pupil.person.name,
        class_id=row.school_class_id,
        class_title=row.school_class.title,
        lessons=lessons,
        missed=missed,
        ill=codes[ILL] if health else 0,
        excused=codes[EXCUSED] + (0 if health else codes[ILL]),
        without=codes[UNKNOWN] + codes[UNEXCUSED],
    )


def _lessons(first: date, last: date) -> QuerySet[Lesson]:
    return Lesson.objects.filter(date__range=(first, last)).filter(state=LessonState.REGULAR).order_by()


def _in_dates(prefix: str, pupils: QuerySet[Any]) -> Q:
    """Rows of a dated tie between a journal and a pupil that hold on the day of the lesson."""
    return valid_on(F("date"), prefix) & Q(**{f"{prefix}pupil__in": pupils})


def _held(pupils: QuerySet[Any], first: date, last: date) -> dict[int, int]:
    rows = _lessons(first, last).filter(_in_dates("course__members__", pupils))
    return dict(rows.values_list("course__members__pupil").annotate(Count("pk", distinct=True)))


def _codes(pupils: QuerySet[Any], first: date, last: date) -> dict[int, dict[str, int]]:
    rows = Cell.objects.filter(pupil__in=pupils, lesson__date__range=(first, last), absence__in=[*MISSED, EXEMPT])
    rows = rows.filter(lesson__state=LessonState.REGULAR).order_by()
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for pupil_id, absence, count in rows.values_list("pupil_id", "absence").annotate(Count("pk")):
        found[pupil_id][absence] = count
    return found


def _free(pupils: QuerySet[Any], first: date, last: date) -> dict[int, int]:
    """Lessons a pupil is exempt from, but those the codes speak of."""
    told = Cell.objects.filter(
        lesson=OuterRef("pk"), pupil=OuterRef("course__exemptions__pupil"), absence__in=[*MISSED, EXEMPT]
    )
    rows = _lessons(first, last).filter(_in_dates("course__exemptions__", pupils)).filter(~Exists(told))
    return dict(rows.values_list("course__exemptions__pupil").annotate(Count("pk", distinct=True)))


def months(starts_on: date, on: date) -> Iterable[date]:
    """First days of the months of the year up to today, the latest first."""
    first, found = starts_on.replace(day=1), []
    while first <= on:
        found.append(first)
        first = (first + timedelta(days=31)).replace(day=1)
    return reversed(found)
