"""Homework as one pupil gets it: of the class, and of the own only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, DateField, Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from parta.core import dates
from parta.core.prepared import prepared
from parta.journal.details import File, next_lessons
from parta.journal.models import Homework, LessonFile
from parta.teaching.models import CourseMember, Lesson, LessonState

Place = tuple[date, int]  # date and number of a lesson


@dataclass(frozen=True)
class Task:
    """What one lesson set."""

    lesson_id: int
    course_id: int
    text: str
    minutes: int | None
    own: str  # for this pupil alone
    due: Place | None  # of the lesson chosen for it; None = the next one
    files: tuple[File, ...] = ()

    @property
    def says(self) -> bool:
        return bool(self.text or self.own or self.files)

    @property
    def due_words(self) -> str:
        """«На следующий урок», «На среду, 20 мая»"""
        if self.due is None:
            return "На следующий урок"
        day = self.due[0]
        return f"На {dates.WEEKDAYS_ON[day.weekday()]}, {dates.day_month(day)}"


def tasks(pupil_id: int, lessons: Sequence[Any]) -> tuple[Mapping[int, Task], Mapping[int, list[Task]]]:
    """What each of the lessons sets, and what is due for each, both by lesson. One query.

    `lessons`: rows with pk, course_id, date, number, state and `before_id`, `before_on`, `before_number` of the last
    lesson of the journal held before. Homework for a lesson cancelled meanwhile is due for the next one held.
    """
    if not lessons:
        return {}, {}
    since = min(row.before_on or row.date for row in lessons)
    until = max(row.date for row in lessons)
    numbers = {row.pk for row in lessons} | {row.before_id for row in lessons if row.before_id}
    places = {"numbers": numbers, "courses": {row.course_id for row in lessons}, "since": since, "until": until}
    found = _load(_set_tasks(pupil_id=pupil_id, **places))
    due: dict[int, list[Task]] = defaultdict(list)
    for row in lessons:
        if row.state == LessonState.REGULAR:
            due[row.pk] = [one for one in found.values() if one.says and _is_for(one, row)]
    return {pk: one for pk, one in found.items() if one.says}, due


def _is_for(task: Task, row: Any) -> bool:
    if task.due is None:
        return task.lesson_id == row.before_id
    before = (row.before_on, row.before_number) if row.before_id else None
    in_time = task.due <= (row.date, row.number) and (before is None or before < task.due)
    return task.course_id == row.course_id and in_time


@prepared(
    pupil_id=BigIntegerField(), numbers=BigIntegerField(), courses=BigIntegerField(), since=DateField(),
    until=DateField(),
)  # fmt: skip
def _set_tasks(pupil_id: Any, numbers: Any, courses: Any, since: Any, until: Any) -> Any:
    """Lessons held with their homework, in their order; a row for each file."""
    # A union, not an «or» over two tables: for that both databases read every lesson of the school.
    chosen = Homework.objects.filter(due__course__pk__in=courses, due__date__range=(since, until)).values("lesson")
    lessons = Lesson.objects.filter(pk__in=Lesson.objects.filter(pk__in=numbers).values("pk").union(chosen))
    return (
        lessons.filter(state=LessonState.REGULAR)
        .annotate(own=FilteredRelation("personal_tasks", condition=Q(personal_tasks__pupil=pupil_id)))
        .order_by("date", "number", "pk", "files__pk")
        .values_list(
            "pk", "course_id", "homework__text", "homework__minutes", "own__text", "homework__due__date",
            "homework__due__number", "files__pk", "files__name", "files__file__size",
        )
    )  # fmt: skip


def _load(rows: Iterable[Any]) -> dict[int, Task]:
    found: dict[int, Task] = {}
    for pk, course_id, text, minutes, own, due_on, due_number, file_id, name, size in rows:
        due = (due_on, due_number) if due_on else None
        task = found.setdefault(pk, Task(pk, course_id, text or "", minutes, own or "", due))
        if file_id:
            found[pk] = replace(task, files=(*task.files, File(file_id, name, size)))
    return found


def find_file(pupil_id: int, file_id: int) -> LessonFile | None:
    """A file of a lesson whose homework the pupil has: a member between the lesson and the day it is due."""
    due_on = Coalesce("lesson__homework__due__date", Subquery(next_lessons().values("date")[:1]), F("lesson__date"))
    member = CourseMember.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("lesson__date")),
        course=OuterRef("lesson__course"),
        pupil_id=pupil_id,
        starts_on__lte=OuterRef("due_on"),
    )
    held = LessonFile.objects.filter(lesson__state=LessonState.REGULAR).annotate(due_on=due_on)
    return held.filter(Exists(member), pk=file_id).select_related("file").first()
