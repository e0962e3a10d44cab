"""Writing the КТП of a journal. Each change has its line in the history; topics of lessons are never touched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from parta.audit.chain import Event, differences, record
from parta.core.actor import Actor
from parta.journal.models import PlanItem, WorkKind
from parta.journal.plans import coming
from parta.journal.rules.language import refusal as language_refusal
from parta.journal.rules.lessons import homework_refusal, topic_refusal
from parta.journal.rules.plans import lay
from parta.school.refusals import SAME_TIME, Refused
from parta.school.years import refuse_closed
from parta.teaching.models import Course, Lesson

MOST_TOPICS = 400  # a year has at most 34 weeks of 10 hours
_FAR = 10_000


@dataclass(frozen=True)
class PlanRow:
    """One hour of a plan as typed or read; `kind`: code of a work kind, empty = none."""

    topic: str
    section: str = ""
    homework: str = ""
    kind: str = ""
    planned_on: date | None = None


def row_refusal(row: PlanRow, kinds: Iterable[str]) -> str:
    """Why the row can't stand in a plan; empty when it can."""
    return (
        ("тема пустая, впишите её." if not row.topic else "")
        or topic_refusal(row.topic)
        or language_refusal(row.topic)
        or homework_refusal(row.homework, has_homework=True)
        or (f"вида работы «{row.kind[:20]}» в школе нет." if row.kind and row.kind not in kinds else "")
    )


def put_plan(course: Course, rows: Sequence[PlanRow], *, by: Actor, at: datetime) -> int:
    """The whole plan anew. Lessons that have a topic of it are known as given; rows without dates get them (PLAN-03).

    How many topics stand as given already.
    """
    kinds = kind_codes()
    with transaction.atomic():
        refuse_closed(course.year_id)
        before = PlanItem.objects.filter(course=course).count()
        PlanItem.objects.filter(course=course).delete()
        given = _given(course, rows)
        items = [_item(course, number, row, kinds) for number, row in enumerate(rows, 1)]
        for item, lesson in zip(items, given, strict=True):
            item.lesson = lesson
            item.planned_on = item.planned_on or (lesson.date if lesson else None)
        if not any(row.planned_on for row in rows):
            _lay([item for item in items if item.lesson is None], course, by.on)
        PlanItem.objects.bulk_create(items)
        record([Event("journal.put_plan", course, {"plan": before}, {"plan": len(items)})], by=by, at=at)
    return sum(lesson is not None for lesson in given)


def kind_codes() -> dict[str, int]:
    """Codes of the school's work kinds with their numbers."""
    return dict(WorkKind.objects.values_list("code", "pk"))


def _item(course: Course, position: int, row: PlanRow, kinds: Mapping[str, int]) -> PlanItem:
    return PlanItem(
        course=course,
        position=position,
        section=row.section,
        topic=row.topic,
        homework=row.homework,
        kind_id=kinds.get(row.kind),
        planned_on=row.planned_on,
    )


def _given(course: Course, rows: Sequence[PlanRow]) -> list[Lesson | None]:
    """The lesson each row was given at: lessons with the same topic, in order."""
    waiting: dict[str, list[Lesson]] = {}
    for lesson in Lesson.objects.filter(course=course).exclude(topic="").order_by("date", "number"):
        waiting.setdefault(_same(lesson.topic), []).append(lesson)
    return [found.pop(0) if (found := waiting.get(_same(row.topic))) else None for row in rows]


def _same(topic: str) -> str:
    return " ".join(topic.casefold().split()).rstrip(".")


def _lay(items: Sequence[PlanItem], course: Course, on: date) -> None:
    days = list(coming(course.pk, on).values_list("date", flat=True))
    for item, day in zip(items, lay(len(items), days), strict=True):
        item.planned_on = day


def shift_plan(course: Course, *, by: Actor, at: datetime) -> int:
    """Lay the topics not given yet over the lessons to come: lessons fell out, the dates move. How many moved."""
    with transaction.atomic():
        refuse_closed(course.year_id)
        waiting = list(PlanItem.objects.filter(course=course, lesson__isnull=True).order_by("position"))
        before = {item.pk: item.planned_on for item in waiting}
        _lay(waiting, course, by.on)
        moved = [item for item in waiting if item.planned_on != before[item.pk]]
        PlanItem.objects.bulk_update(moved, ["planned_on"])
        events = [
            Event("journal.shift_plan", item, {"planned_on": before[item.pk]}, {"planned_on": item.planned_on})
            for item in moved
        ]
        record(events, by=by, at=at)
    return len(moved)


def save_item(item: PlanItem, row: PlanRow, *, by: Actor, at: datetime) -> None:
    """Change one row; raises Refused."""
    kinds = kind_codes()
    if reason := row_refusal(row, kinds):
        raise Refused(reason[:1].upper() + reason[1:])
    values: dict[str, Any] = {
        "section": row.section, "topic": row.topic, "homework": row.homework, "kind_id": kinds.get(row.kind),
        "planned_on": row.planned_on,
    }  # fmt: skip
    before, after = differences(item, values)
    if not after:
        return
    with transaction.atomic():
        refuse_closed(item.course.year_id)
        if not PlanItem.objects.filter(pk=item.pk, **before).update(**values):
            raise Refused(SAME_TIME)
        record([Event("journal.put_plan_item", item, before, after)], by=by, at=at)


def add_item(course: Course, after: int, row: PlanRow, *, by: Actor, at: datetime) -> PlanItem:
    """A row behind position `after`; raises Refused."""
    kinds = kind_codes()
    if reason := row_refusal(row, kinds):
        raise Refused(reason[:1].upper() + reason[1:])
    with transaction.atomic():
        refuse_closed(course.year_id)
        items = PlanItem.objects.filter(course=course)
        if items.count() >= MOST_TOPICS:
            raise Refused(f"В плане не больше {MOST_TOPICS} тем.")
        # In two steps past all others: each row's position is unique at every instant.
        items.filter(position__gt=after).update(position=F("position") + _FAR)
        items.filter(position__gt=_FAR).update(position=F("position") - _FAR + 1)
        item = _item(course, after + 1, row, kinds)
        item.save(force_insert=True)
        record([Event("journal.add_plan_item", item, None, {"topic": row.topic})], by=by, at=at)
    return item


def remove_item(item: PlanItem, *, by: Actor, at: datetime) -> None:
    """Raises Refused for a topic that was given: the lesson counts it."""
    with transaction.atomic():
        refuse_closed(item.course.year_id)
        if not PlanItem.objects.filter(pk=item.pk, lesson__isnull=True).delete()[0]:
            raise Refused("Эта тема уже дана: убрать её из плана нельзя.")
        gone = PlanItem(pk=item.pk)
        record([Event("journal.remove_plan_item", gone, {"topic": item.topic}, None)], by=by, at=at)


def topic_given(course_id: int, lesson_id: int, topic: str) -> list[Event]:
    """The lesson's topic is now `topic`: the plan's row of that topic is given there. In the caller's transaction.

    A lesson that has a row keeps it when only its wording changes; it loses it with its topic, or to another row.
    """
    own, match = None, None
    waiting = PlanItem.objects.filter(course_id=course_id).order_by("position")
    for item in waiting.only("pk", "topic", "lesson_id"):
        if item.lesson_id == lesson_id:
            own = item
        elif match is None and item.lesson_id is None and topic and _same(item.topic) == _same(topic):
            match = item
    keeps = own is not None and topic and (match is None or _same(own.topic) == _same(topic))
    if keeps:
        return []
    return [*_moved(own, None), *_moved(match, lesson_id)]


def _moved(item: PlanItem | None, lesson_id: int | None) -> Iterable[Event]:
    if item is not None:
        PlanItem.objects.filter(pk=item.pk).update(lesson=lesson_id)
        yield Event("journal.give_plan_item", item, {"lesson": item.lesson_id}, {"lesson": lesson_id})
