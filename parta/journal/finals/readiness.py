"""How many final marks of a period are set in each journal: lists, start pages, the deputy's page of empty ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from parta.journal.elsewhere import GRADED
from parta.journal.models import FinalMark
from parta.people.models import valid_on
from parta.school.models import Period, Scale
from parta.teaching.models import Course, CourseMember, CourseTeacher


@dataclass(frozen=True)
class Ready:
    """One journal in one period."""

    course_id: int
    title: str  # «8Б · Алгебра»
    teachers: tuple[str, ...]
    done: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.done


def with_finals(courses: QuerySet[Course]) -> QuerySet[Course]:
    """Journals that have final marks at all: not grade 1, nothing unmarked. `grade_level` is annotated already."""
    marked = courses.filter(kind__in=GRADED).exclude(subject__scale=Scale.NONE)
    return marked.filter(Q(grade_level=None) | Q(grade_level__gt=1))


def members_on(day: date) -> Q:
    """Whose final marks a period asks for: who is in the journal on its last day, or today while it runs."""
    return valid_on(day)


def ready(courses: QuerySet[Course], period: Period, on: date, *, preliminary: bool) -> list[Ready]:
    """Journals of the period's kind, in their order. Three queries. `preliminary`: marks for the council count too."""
    rows = list(courses.select_related("subject").order_by("sort_key", "label", "pk"))
    counts = counted([one.pk for one in rows], period, on, preliminary=preliminary)
    teachers: dict[int, list[str]] = {}
    taught = CourseTeacher.objects.filter(valid_on(min(on, period.ends_on)), course__in=[one.pk for one in rows])
    for one in taught.select_related("staff__person").order_by("staff__person__sort_key"):
        teachers.setdefault(one.course_id, []).append(one.staff.person.short_name)
    return [
        Ready(one.pk, one.full_title, tuple(teachers.get(one.pk, ())), *counts[one.pk])
        for one in rows
        if one.pk in counts
    ]


def counted(courses: Iterable[int], period: Period, on: date, *, preliminary: bool) -> dict[int, tuple[int, int]]:
    """(done, total) of each journal that has pupils. One query."""
    place = {"pupil": OuterRef("pupil"), "subject": OuterRef("course__subject"), "period": period}
    set_marks = FinalMark.objects.filter(Q(value__isnull=False) | ~Q(sign=""), **place)
    if not preliminary:
        set_marks = set_marks.filter(preliminary=False)
    members = CourseMember.objects.filter(members_on(min(on, period.ends_on)), course__in=list(courses))
    there = members.annotate(done=Exists(set_marks)).order_by().values("course_id")
    total, done = Count("pupil", distinct=True), Count("pupil", filter=Q(done=True), distinct=True)
    sums = there.annotate(ready=done, of=total).values_list("course_id", "ready", "of")
    return {pk: (ready, of) for pk, ready, of in sums}
