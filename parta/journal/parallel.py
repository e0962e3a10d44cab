"""«Взять из параллели»: what the same teacher wrote at the like lesson of the same subject and grade level."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from parta.core import dates
from parta.core.actor import Actor
from parta.school.models import SchoolClass
from parta.teaching.models import Course, Lesson, LessonState

NEAR = timedelta(days=21)
SHOWN = 3  # lessons of one journal


@dataclass(frozen=True)
class Offer:
    """A lesson to copy from."""

    lesson_id: int
    course: str  # «8В · Алгебра»
    date: date
    number: int
    same_place: bool  # of the plan
    topic: str
    homework: str
    minutes: int
    files: int

    @property
    def title(self) -> str:
        """«8В · Алгебра, ср, 20 мая»"""
        day = f"{dates.WEEKDAYS_SHORT[self.date.weekday()].lower()}, {dates.day_month(self.date)}"
        return f"{self.course}, {day}"


def sources(actor: Actor, course: Course) -> QuerySet[Lesson]:
    """Lessons of the actor's other journals of the same subject, grade level and year that have something to copy."""
    grades = SchoolClass.objects.filter(courses=course.pk).values("grade_level")
    like = Course.objects.filter(
        pk__in=actor.course_ids, year_id=course.year_id, subject_id=course.subject_id, classes__grade_level__in=grades
    ).exclude(pk=course.pk)
    written = Q(topic__gt="") | Q(homework__text__gt="") | Q(files__isnull=False)
    return Lesson.objects.filter(written, course__in=like.values("pk")).filter(state=LessonState.REGULAR).distinct()


def offers(actor: Actor, course: Course, lesson: Lesson) -> list[Offer]:
    """Of each journal the lesson of the same place in the plan first, then the nearest by date. Two queries."""
    place = getattr(getattr(lesson, "plan_item", None), "position", None)
    same = Q(plan_item__position=place) if place is not None else Q(pk__in=[])
    near = Q(date__range=(lesson.date - NEAR, lesson.date + NEAR))
    rows: Any = (
        sources(actor, course)
        .filter(near | same)
        .annotate(file_count=Count("files", distinct=True))
        .order_by("course__sort_key", "course__label", "course_id", "date", "number")
        .values_list(
            "pk", "course_id", "course__class_names", "course__own_title", "course__subject__name", "course__label",
            "date", "number", "plan_item__position", "topic", "homework__text", "homework__minutes", "file_count",
        )
    )  # fmt: skip
    by_course: dict[int, list[Offer]] = defaultdict(list)
    for (
        pk,
        course_id,
        classes,
        own_title,
        subject,
        label,
        day,
        number,
        position,
        topic,
        homework,
        minutes,
        files,
    ) in rows:
        title = " · ".join(filter(None, [classes, ", ".join(filter(None, [own_title or subject, label]))]))
        like = place is not None and position == place
        by_course[course_id].append(Offer(pk, title, day, number, like, topic, homework or "", minutes or 0, files))
    return [one for found in by_course.values() for one in _closest(found, lesson)]


def _closest(found: Iterable[Offer], lesson: Lesson) -> list[Offer]:
    return sorted(found, key=lambda one: (not one.same_place, abs(one.date - lesson.date), one.date))[:SHOWN]
