"""One lesson of the demo's class that is moved to the end of its day, and one that is cancelled, in days to come."""

from datetime import datetime, timedelta

from parta.core.actor import Actor
from parta.journal.actions.moving import cancel_lesson, move_lesson
from parta.journal.moving import Target, stamp
from parta.ops.demo_school.filling import ZONE
from parta.ops.demo_school.people import People
from parta.school.refusals import Refused
from parta.teaching.models import Lesson

_DEPUTY, _CLASS = "ermakova", "8Б"
_AHEAD = timedelta(days=14)


def make_moves(people: People, *, at: datetime) -> None:
    today = at.astimezone(ZONE).date()
    by = Actor(on=today, user_id=people.staff[_DEPUTY].person.user_id, zone=ZONE.key)
    coming = Lesson.objects.filter(course__class_names=_CLASS, course__label="", substitution=None)
    coming = coming.filter(date__gt=today, date__lte=today + _AHEAD).order_by("date", "number", "pk")
    moved = next((one for one in coming if _to_the_end(one, by=by, at=at)), None)
    if moved is not None and (last := coming.exclude(pk=moved.pk).exclude(date=moved.date).first()):
        cancel_lesson(last, "концерт к юбилею школы", by=by, at=at)


def _to_the_end(lesson: Lesson, *, by: Actor, at: datetime) -> bool:
    """Whether it went there without anything to confirm."""
    day = Lesson.objects.filter(course__class_names=_CLASS, date=lesson.date)
    numbers = sorted(day.values_list("number", flat=True))
    target = Target(lesson.date, numbers[-1] + 1, lesson.room)
    try:
        move_lesson(lesson, target, "семинар учителей", opened=stamp(lesson), sure="", by=by, at=at)
    except Refused:
        return False
    return True
