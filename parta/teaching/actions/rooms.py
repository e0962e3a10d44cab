"""Кабинеты. Timetable and lessons name a room by its text, so a new name goes into what is to come."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from parta.core.actor import Actor
from parta.core.dates import WEEKDAYS_SHORT
from parta.core.russian import sort_key
from parta.school.changes import add, put, remove
from parta.school.models import Room
from parta.school.refusals import Refused
from parta.teaching.models import Lesson
from parta.teaching.rooms import places_of

NAMED = 3  # places said in a refusal


def room_key(name: str) -> str:
    """Orders 9, 101, 101а, Спортзал."""
    return sort_key(re.sub(r"\d+", lambda found: found[0].zfill(6), name))


@transaction.atomic
def save_room(room: Room, values: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """A new name goes into the timetable not over and into lessons from today on; past ones keep theirs."""
    before = Room(name=room.name)
    put(room, {**values, "sort_key": room_key(values["name"])}, "teaching.save_room", by=by, at=at)
    if before.name and before.name != room.name:
        places_of(before, by.on).update(room=room.name)
        Lesson.objects.filter(room=before.name, date__gte=by.on).update(room=room.name)


@transaction.atomic
def adopt_rooms(names: Iterable[str], *, by: Actor | None, at: datetime) -> int:
    """Put into the list what the timetable already names; repeating adds nothing."""
    known = set(Room.objects.values_list("name", flat=True))
    missing = [name for name in names if name not in known]
    for name in missing:
        add(Room(name=name, sort_key=room_key(name)), "teaching.save_room", by=by, at=at)
    return len(missing)


def remove_room(room: Room, *, by: Actor, at: datetime) -> None:
    places = list(places_of(room, by.on).order_by("weekday", "number")[: NAMED + 1])
    if places:
        said = [f"{WEEKDAYS_SHORT[one.weekday]}, {one.number}-й урок, {one.course.full_title}" for one in places]
        more = " и ещё" if len(said) > NAMED else ""
        raise Refused(
            f"Кабинет {room.name} стоит в расписании: {'; '.join(said[:NAMED])}{more}. Сначала замените его там."
        )
    remove(room, "teaching.remove_room", "", by=by, at=at)
