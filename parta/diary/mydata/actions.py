"""Handing out the own data: each time leaves a line in the history."""

from datetime import datetime

from django.db import transaction

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.diary.mydata import archive
from parta.people.models import Person, Pupil


@transaction.atomic
def take_child(pupil: Pupil, *, by: Actor, at: datetime) -> bytes:
    """The caller has taken the pupil from a scope of the family."""
    record([Event("diary.take_data", pupil)], by=by, at=at)
    return archive.pack(archive.of_child(pupil, by, at))


@transaction.atomic
def take_own(person: Person, *, by: Actor, at: datetime) -> bytes:
    record([Event("diary.take_data", person)], by=by, at=at)
    return archive.pack(archive.of_adult(person, by, at))
