"""What the page «Кабинеты» shows, and what the timetable knows of rooms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from parta.people.models import not_over
from parta.school.models import Room
from parta.teaching.models import Slot


@dataclass(frozen=True)
class RoomLine:
    id: int
    name: str
    title: str
    capacity: int | None
    shared: bool
    places: int  # in the timetable that is not over


@dataclass(frozen=True)
class RoomsPage:
    rooms: list[RoomLine]
    unknown: list[str]  # named by the timetable, but not in the list


def rooms_page(scope: QuerySet[Room], on: date) -> RoomsPage:
    """Two queries."""
    used = dict(
        Slot.objects.filter(not_over(on)).exclude(room="").order_by().values_list("room").annotate(n=Count("pk"))
    )
    rooms = [
        RoomLine(one.pk, one.name, one.title, one.capacity, one.shared, used.get(one.name, 0)) for one in scope
    ]  # fmt: skip
    return RoomsPage(rooms, sorted(used.keys() - {one.name for one in rooms}))


def places_of(room: Room, on: date) -> QuerySet[Slot]:
    """Where the timetable that is not over names the room."""
    return Slot.objects.filter(Q(room=room.name) & not_over(on)).select_related("course__subject")


def room_names() -> list[str]:
    return list(Room.objects.values_list("name", flat=True))


def shared_rooms() -> set[str]:
    """Names of those where several lessons go on at once."""
    return set(Room.objects.filter(shared=True).values_list("name", flat=True))


def strange_rooms(names: Iterable[str]) -> list[str]:
    """Those not in the list of rooms; a school without a list has none."""
    known = set(room_names())
    return sorted({name for name in names if name and name not in known}) if known else []
