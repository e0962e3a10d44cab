"""A new pupil of a class: consent first [3.2], then the class and its journals, in one step."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from parta.core.actor import Actor
from parta.people.cards import Signed, add_pupil
from parta.people.models import Pupil
from parta.school.models import SchoolClass
from parta.teaching.actions.members import enrol


@transaction.atomic
def admit(
    school_class: SchoolClass, values: Mapping[str, Any], signed: Signed, starts_on: date, *, by: Actor, at: datetime
) -> Pupil:
    """CARD-01, MEM-01, MEM-02: all of it or nothing."""
    pupil = add_pupil(values, signed, by=by, at=at)
    enrol(pupil, school_class, starts_on, by=by, at=at)
    return pupil
