"""Changing the timetable from a date on. What was valid before stays as it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.school.changes import facts
from parta.school.models import SchoolClass
from parta.school.refusals import Refused
from parta.school.years import refuse_closed
from parta.teaching.actions.lessons import LessonPlanResult, generate_lessons
from parta.teaching.models import Course, Lesson, Slot

RULES = {"TT-05": "Новое расписание действует с даты; старое кончается накануне, прошедшие уроки не меняются."}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """What stands, or is to stand, at one lesson of a day."""

    course_id: int
    number: int
    room: str
    week: int = 0  # of the cycle; 0 = each


@transaction.atomic
def set_day(
    school_class: SchoolClass, weekday: int, wanted: Iterable[Place], starts_on: date, *, by: Actor, at: datetime
) -> LessonPlanResult:
    """From `starts_on` the class has exactly these lessons on that weekday; future lessons follow. TT-05."""
    _refuse_past(school_class, starts_on, by.on)
    places = {(place.course_id, place.number, place.week): place for place in wanted}
    now = Slot.objects.filter(course__classes=school_class, weekday=weekday).distinct()
    touched, events = set(), []
    for slot in now.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on)):
        key = (slot.course_id, slot.number, slot.week)
        place = places.get(key)
        if place and place.room == slot.room and slot.starts_on <= starts_on and slot.ends_on is None:
            del places[key]
            continue
        touched.add(slot.course_id)
        events.append(_end(slot, starts_on))
    for place in places.values():
        touched.add(place.course_id)
        slot = Slot.objects.create(
            course_id=place.course_id,
            weekday=weekday,
            number=place.number,
            week=place.week,
            room=place.room,
            starts_on=starts_on,
        )
        events.append(Event("teaching.set_timetable", slot, after=facts(slot)))
    record(events, by=by, at=at)
    return _follow(school_class, touched, starts_on, by=by, at=at)


def _refuse_past(school_class: SchoolClass, starts_on: date, on: date) -> None:
    year = school_class.year
    if not year.starts_on <= starts_on <= year.ends_on:
        raise Refused(f"Эта дата лежит вне учебного года {year.title}.", "starts_on")
    held = Lesson.objects.filter(course__classes=school_class, date__gte=starts_on, date__lte=on)
    if starts_on <= on and held.exists():
        raise Refused(
            f"Уроки по {on:%d.%m.%Y} уже прошли или идут. Новое расписание может начаться с {on + DAY:%d.%m.%Y}.",
            "starts_on",
        )


def _end(slot: Slot, starts_on: date) -> Event:
    before = facts(slot)
    if slot.starts_on >= starts_on:
        event = Event("teaching.set_timetable", Slot(pk=slot.pk), before=before)
        slot.delete()
        return event
    slot.ends_on = starts_on - DAY
    slot.save(update_fields=["ends_on"])
    return Event("teaching.set_timetable", slot, {"ends_on": before["ends_on"]}, {"ends_on": slot.ends_on})


def _follow(
    school_class: SchoolClass, touched: set[int], starts_on: date, *, by: Actor, at: datetime
) -> LessonPlanResult:
    """Lessons are made again as far as the class has them made."""
    refuse_closed(school_class.year_id)
    made = Lesson.objects.filter(course__classes=school_class, moved_from=None)  # not those moved far ahead
    last = made.aggregate(last=Max("date"))["last"]
    if not touched or last is None or last < starts_on:
        return LessonPlanResult()
    return generate_lessons(Course.objects.filter(pk__in=touched), starts_on, last, by=by, at=at)
