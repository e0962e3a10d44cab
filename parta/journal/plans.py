"""The КТП of a journal as data. The topics offered in the lesson panel: details.find()."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from parta.core.actor import Actor
from parta.journal.models import PlanItem
from parta.journal.rules.plans import Standing, standing
from parta.teaching.models import Course, Lesson, LessonState


@dataclass(frozen=True)
class Item:
    pk: int
    position: int
    section: str
    topic: str
    homework: str
    kind: str  # «КР»; empty = none
    planned_on: date | None
    given_on: date | None
    lesson_id: int | None


@dataclass(frozen=True)
class PlanPage:
    items: tuple[Item, ...]
    standing: Standing

    @property
    def sections(self) -> list[tuple[str, list[Item]]]:
        """Runs of topics of one section, in the plan's order."""
        return [(section, list(run)) for section, run in groupby(self.items, key=lambda item: item.section)]

    @property
    def next_pk(self) -> int | None:
        """The topic to be given next."""
        return next((item.pk for item in self.items if item.lesson_id is None), None)


def plan_page(course_id: int, on: date) -> PlanPage:
    """Two queries."""
    items = tuple(_items(PlanItem.objects.filter(course_id=course_id)))
    topics = ((item.planned_on, item.lesson_id is not None) for item in items)
    return PlanPage(items, standing(topics, coming(course_id, on).count(), on))


def _items(items: QuerySet[PlanItem]) -> list[Item]:
    named = items.annotate(code=Coalesce("kind__code", Value("")), given_on=F("lesson__date")).order_by("position")
    fields = ("pk", "position", "section", "topic", "homework", "code", "planned_on", "given_on", "lesson_id")
    rows: Any = named.values_list(*fields)
    return [Item(*row) for row in rows]


def coming(course_id: int, on: date) -> QuerySet[Lesson]:
    """Lessons a topic can still be given at: those to come, and today's while it has none."""
    held = Q(date__gt=on) | Q(date=on, topic="")
    found = Lesson.objects.filter(held, course_id=course_id, plan_item__isnull=True)
    return found.filter(state=LessonState.REGULAR).order_by("date", "number")


def item_of(course_id: int, item_id: int) -> PlanItem | None:
    return PlanItem.objects.filter(course_id=course_id, pk=item_id).select_related("kind").first()


def models_for(actor: Actor, course: Course) -> list[Course]:
    """Own journals of the same subject whose plan can be taken over. One query."""
    planned = PlanItem.objects.filter(course=OuterRef("pk"))
    own = Course.objects.filter(Exists(planned), pk__in=actor.course_ids, subject_id=course.subject_id)
    return list(own.exclude(pk=course.pk).select_related("subject"))
