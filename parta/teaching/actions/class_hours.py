"""Классные часы of the year's classes in one step: a journal each, led by the class teacher."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.core.russian import search_key
from parta.people.models import Homeroom, valid_on
from parta.school.changes import facts
from parta.school.models import AcademicYear, Scale, SchoolClass, Subject
from parta.school.setup import save_subject
from parta.teaching.actions.courses import add_teacher, save_course
from parta.teaching.models import Course, CourseKind, Slot

TITLE = "Классный час"


@dataclass
class Made:
    classes: list[str] = field(default_factory=list)
    without_teacher: list[str] = field(default_factory=list)


@transaction.atomic
def make_class_hours(
    year: AcademicYear, starts_on: date, place: tuple[int, int] | None, *, by: Actor, at: datetime
) -> Made:
    """For classes that have none yet; `place`: weekday and number of the weekly hour. Repeating makes nothing twice."""
    made, subject = Made(), _subject(by=by, at=at)
    classes = SchoolClass.objects.filter(year=year, unassigned=False)
    for school_class in classes.exclude(courses__kind=CourseKind.CLASS_HOUR):
        values = {"subject": subject, "label": "", "own_title": "", "kind": CourseKind.CLASS_HOUR, "hours_per_week": 1}
        course = save_course(Course(year=year), values, [school_class], by=by, at=at)
        made.classes.append(school_class.name)
        rows = Homeroom.objects.filter(valid_on(starts_on), valid_on(starts_on, "staff__"), school_class=school_class)
        if leader := rows.select_related("staff").order_by("acting", "starts_on").first():
            add_teacher(course, leader.staff, starts_on, None, by=by, at=at)
        else:
            made.without_teacher.append(school_class.name)
        if place:
            slot = Slot.objects.create(course=course, weekday=place[0], number=place[1], starts_on=starts_on)
            record([Event("teaching.set_timetable", slot, after=facts(slot))], by=by, at=at)
    return made


def _subject(*, by: Actor, at: datetime) -> Subject:
    """The school's own subject of that name, or a new one without marks."""
    key = search_key(TITLE)
    found = next((one for one in Subject.objects.all() if search_key(one.name) == key), None)
    if found is None:
        found = Subject()
        save_subject(found, {"name": TITLE, "short": "Кл. час", "scale": Scale.NONE}, by=by, at=at)
    return found
