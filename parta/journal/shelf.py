"""The list of journals the caller reads, and the switch from one journal to another."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q, QuerySet

from parta.core.actor import Actor
from parta.core.prepared import prepared
from parta.core.russian import search_key
from parta.journal import access
from parta.people.models import valid_on
from parta.school.calendar import day_in
from parta.school.models import AcademicYear
from parta.teaching.models import Course, CourseTeacher


@dataclass(frozen=True)
class Line:
    """One journal of the list."""

    course_id: int
    title: str  # «Английский язык, 1-я гр.»
    class_names: str  # «8Б», «10А, 10Б»; empty in a journal without classes
    teachers: tuple[str, ...]  # «Соколова О. В.»
    pupils: int  # today; in a past year on its last day
    own: bool

    @property
    def full_title(self) -> str:
        return " · ".join(filter(None, [self.class_names, self.title]))


@dataclass(frozen=True)
class Group:
    title: str  # «8Б», «10А, 10Б»
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class ClassChoice:
    pk: int
    title: str  # «8 «Б»»


@dataclass(frozen=True)
class Shelf:
    own: tuple[Line, ...]
    groups: tuple[Group, ...]  # the others, by class
    classes: tuple[ClassChoice, ...]  # of the others, to filter by
    class_id: int | None  # the filter; None = all
    text: str  # what was searched for

    @property
    def filtered(self) -> bool:
        return self.class_id is not None or bool(self.text)


@dataclass(frozen=True)
class Choice:
    """A journal to switch to."""

    course_id: int
    title: str  # «8Б · Алгебра»
    own: bool


def shelf(actor: Actor, year: AcademicYear | None, class_id: int | None, text: str) -> Shelf:
    """Own journals, then the others by class, narrowed by class and by words. Three queries."""
    if year is None:
        return Shelf((), (), (), None, text)
    lines = _lines(actor, year)
    ties = _ties([line.course_id for line in lines if not line.own], year)
    classes = tuple(ClassChoice(pk, title) for pk, title in dict.fromkeys((pk, title) for _, pk, title in ties))
    chosen = class_id if class_id in {one.pk for one in classes} else None
    of_class = {course_id for course_id, pk, _ in ties if pk == chosen}
    words = search_key(text).split()
    found = [line for line in lines if _matches(line, words)]
    others = [line for line in found if not line.own and (chosen is None or line.course_id in of_class)]
    return Shelf(tuple(line for line in found if line.own), tuple(_groups(others)), classes, chosen, text)


def years(actor: Actor) -> list[AcademicYear]:
    """Years the caller reads journals of, the latest first. One query."""
    reads = access.courses(actor).filter(year=OuterRef("pk")).order_by()
    return list(AcademicYear.objects.filter(Exists(reads)).order_by("-starts_on"))


def _lines(actor: Actor, year: AcademicYear) -> list[Line]:
    day = day_in(year, actor.on)
    rows = access.courses(actor).filter(year=year).select_related("subject")
    rows = rows.order_by("sort_key", "label", "pk")  # with an aggregate, the model's own order is dropped
    rows = rows.annotate(pupils=Count("members__pupil", filter=valid_on(day, "members__"), distinct=True))
    teachers: dict[int, list[str]] = {}
    own: set[int] = set(actor.course_ids)
    taught = CourseTeacher.objects.filter(valid_on(day), course__in=access.courses(actor).filter(year=year))
    for one in taught.select_related("staff__person").order_by("staff__person__sort_key"):
        teachers.setdefault(one.course_id, []).append(one.staff.person.short_name)
        if one.staff_id == actor.staff_id:
            own.add(one.course_id)
    return [
        Line(one.pk, one.title, one.class_names, tuple(teachers.get(one.pk, ())), one.pupils, one.pk in own)
        for one in rows
    ]


def _ties(course_ids: list[int], year: AcademicYear) -> list[tuple[int, int, str]]:
    """(journal, class, title of the class) in the order of the classes."""
    rows = year.classes.filter(courses__in=course_ids).values_list("courses", "pk", "grade_level", "letter")
    known = set(course_ids)
    return [(course, pk, f"{level}\u00a0«{letter}»") for course, pk, level, letter in rows if course in known]


def _matches(line: Line, words: list[str]) -> bool:
    where = search_key(line.class_names, line.title, *line.teachers)
    return all(word in where for word in words)


def _groups(lines: Iterable[Line]) -> Iterable[Group]:
    for title, group in groupby(lines, key=lambda line: line.class_names):
        yield Group(title or "Без класса", tuple(group))


def choices(actor: Actor, course: Course) -> tuple[Choice, ...]:
    """Journals to switch to: own ones and those of the same classes, in their order. One query."""
    found = _near(course_id=course.pk, year_id=course.year_id, **access.reader(actor))
    return tuple(Choice(one.pk, one.full_title, one.pk in actor.course_ids) for one in found)


@prepared(course_id=BigIntegerField(), year_id=BigIntegerField(), **access.READER)
def _near(course_id: Any, year_id: Any, **reader: Any) -> QuerySet[Course]:
    same = Course.classes.through.objects.filter(course_id=course_id).values("schoolclass_id")
    near = Course.classes.through.objects.filter(course_id=OuterRef("pk"), schoolclass_id__in=same)
    found = access.courses(access.reading(**reader))
    found = found.filter(Q(pk__in=reader["own"]) | Exists(near), year_id=year_id)
    return found.select_related("subject").order_by("sort_key", "label", "pk")
