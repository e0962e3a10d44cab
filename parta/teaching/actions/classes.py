"""Classes, and pupils the school knows who come back into one. New ones: actions/admission.py."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from parta.core.actor import Actor
from parta.people.consents import JOURNAL, stands
from parta.people.models import Pupil
from parta.school.changes import change, put
from parta.school.classes import class_sort_key
from parta.school.models import SchoolClass
from parta.school.refusals import Refused
from parta.school.years import refuse_closed
from parta.teaching.actions.courses import derived
from parta.teaching.actions.members import enrol


@transaction.atomic
def readmit(pupil: Pupil, school_class: SchoolClass, starts_on: date, *, by: Actor, at: datetime) -> None:
    """A pupil the school knows, who is in no class now. The consent must still stand. CARD-01."""
    if not stands(pupil.person, JOURNAL, by.on):
        raise Refused("Действующего согласия нет. Сначала впишите новое согласие в карточку ученика.")
    enrol(pupil, school_class, starts_on, by=by, at=at)


@transaction.atomic
def save_class(school_class: SchoolClass, values: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Its journals bear its name and stand in its place, so they follow."""
    refuse_closed(school_class.year_id)
    key = class_sort_key(values["grade_level"], values["letter"])
    put(school_class, {**values, "sort_key": key}, "school.save_class", by=by, at=at)
    for course in school_class.courses.select_related("subject").prefetch_related("classes"):
        columns = derived(course.subject, course.classes.all(), course.own_title)
        change(course, columns, "school.save_class", by=by, at=at)
