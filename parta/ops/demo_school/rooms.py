"""The rooms of the demo school: those its timetable names."""

from datetime import date, datetime

from parta.school.changes import change
from parta.school.models import Room
from parta.teaching.actions.rooms import adopt_rooms
from parta.teaching.rooms import rooms_page

HALLS = ("спортзал", "малый зал")  # several lessons at once
SEATS = 30


def make_rooms(on: date, *, at: datetime) -> None:
    adopt_rooms(rooms_page(Room.objects.all(), on).unknown, by=None, at=at)
    for room in Room.objects.all():
        values = {"shared": True} if room.name in HALLS else {"capacity": SEATS}
        change(room, values, "teaching.save_room", by=None, at=at)
