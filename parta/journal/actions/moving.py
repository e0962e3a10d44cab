"""Moving one lesson to another place and back, cancelling and restoring one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.journal import moving
from parta.journal.actions.closing import alone
from parta.journal.moving import Target
from parta.journal.rules import moving as rules
from parta.school.refusals import SAME_TIME, Refused
from parta.teaching.actions import states
from parta.teaching.models import Course, Lesson, LessonState, Substitution
from parta.teaching.rules.places import place_words

OUTRUN = "Пока вы выбирали, урок перенесли: {place}. Проверьте, куда его поставить."
GONE = "Этого урока уже нет: расписание изменилось."


class Unsure(Refused):
    """Nothing forbids the move, but something speaks against it (MOVE-04)."""

    def __init__(self, warnings: list[str]):
        super().__init__(rules.UNSURE)
        self.warnings = warnings


def sure_of(warnings: list[str]) -> str:
    """What «всё равно перенести» confirms: exactly these warnings."""
    return " · ".join(warnings)


def _alone_with(lesson: Lesson, write: Callable[[Lesson], None]) -> None:
    """Call `write` with the lesson as it is now; until the end nobody writes in journals or makes its lessons anew."""
    try:
        with transaction.atomic():
            alone()
            # Whoever makes lessons of the timetable waits here, or is waited for (teaching.actions.lessons).
            Course.objects.select_for_update(no_key=True).get(pk=lesson.course_id)
            rows = Lesson.objects.filter(pk=lesson.pk)
            list(rows.select_for_update(of=("self",)).values_list("pk"))  # a substitution being assigned is waited for
            fresh = rows.select_related("course__subject", "course__year", "moved_from").first()
            if fresh is None:
                raise Refused(GONE)
            write(fresh)
    except IntegrityError:
        raise Refused(SAME_TIME) from None


def move_lesson(
    lesson: Lesson, target: Target, reason: str, *, opened: str, sure: str, by: Actor, at: datetime
) -> None:
    """`opened`: the place the mover saw (`moving.stamp`); `sure`: the warnings the mover has agreed to (`sure_of`)."""

    def write(fresh: Lesson) -> None:
        if moving.stamp(fresh) != opened:
            raise Refused(OUTRUN.format(place=place_words((fresh.date, fresh.number))))
        facts = moving.facts_of(fresh, at)
        closed = moving.closed_on(fresh.course_id, target.date, at)
        taken = moving.taken(fresh, target.place)
        if refusal := rules.move_refusal(facts, target.place, by.on, closed=closed, taken=taken):
            raise Refused(*refusal)
        found = moving.warnings(fresh, target)
        if found and sure != sure_of(found):
            raise Unsure(found)
        record([_put(fresh, target, reason)], by=by, at=at)

    _alone_with(lesson, write)


def return_lesson(lesson: Lesson, *, by: Actor, at: datetime) -> None:
    """Back to the place the timetable gave it. MOVE-06"""

    def write(fresh: Lesson) -> None:
        home = moving.home_of(fresh)
        if home is None:
            raise Refused(rules.NOT_MOVED)
        reason = rules.leave_refusal(moving.facts_of(fresh, at))
        if not reason and moving.closed_on(fresh.course_id, home.date, at):
            reason = rules.CLOSED
        if reason:
            raise Refused(reason)
        record([_put(fresh, Target(home.date, home.number, home.room), "")], by=by, at=at)

    _alone_with(lesson, write)


def _put(lesson: Lesson, target: Target, reason: str) -> Event:
    """The row itself moves; what was written in it, and points to it, stays with it. MOVE-06"""
    names = ("date", "number", "room")
    before: dict[str, Any] = {name: getattr(lesson, name) for name in names}
    after: dict[str, Any] = {name: getattr(target, name) for name in names}
    home = moving.home_of(lesson)
    back = home is not None and (home.date, home.number) == target.place
    if home is not None and back:
        home.delete()
    if not Lesson.objects.filter(pk=lesson.pk, **before).update(**after):
        raise Refused(SAME_TIME)
    if home is None:
        Lesson.objects.create(
            course_id=lesson.course_id, state=LessonState.MOVED, moved_to_id=lesson.pk, note=reason, **before
        )
    elif not back:
        Lesson.objects.filter(pk=home.pk).update(note=reason)
    return Event("teaching.return_lesson" if back else "teaching.move_lesson", lesson, before, after, reason)


def cancel_lesson(lesson: Lesson, note: str, *, by: Actor, at: datetime) -> None:
    """The lesson isn't given; a substitute isn't needed any more. MOVE-01, MOVE-05"""

    def write(fresh: Lesson) -> None:
        if reason := rules.cancel_refusal(moving.facts_of(fresh, at)):
            raise Refused(reason)
        dropped = states.drop_substitutions(list(Substitution.objects.filter(lesson=fresh)))
        record([*dropped, states.cancel(fresh, note)], by=by, at=at)

    _alone_with(lesson, write)


def restore_lesson(lesson: Lesson, *, by: Actor, at: datetime) -> None:
    def write(fresh: Lesson) -> None:
        if reason := rules.restore_refusal(moving.facts_of(fresh, at)):
            raise Refused(reason)
        record([states.restore(fresh)], by=by, at=at)

    _alone_with(lesson, write)
