"""Cancelling a lesson and letting it stand again: the one home of both."""

from parta.audit.chain import Event
from parta.school.changes import facts
from parta.school.refusals import SAME_TIME, Refused
from parta.teaching.models import Lesson, LessonState, Substitution


def cancel(lesson: Lesson, note: str) -> Event:
    return _turn(lesson, LessonState.CANCELLED, note, "teaching.cancel_lesson")


def restore(lesson: Lesson) -> Event:
    return _turn(lesson, LessonState.REGULAR, "", "teaching.restore_lesson")


def _turn(lesson: Lesson, state: LessonState, note: str, action: str) -> Event:
    """Refused when somebody else has turned it meanwhile."""
    before = {"state": str(lesson.state)} | ({"note": lesson.note} if lesson.note or note else {})
    after = {"state": state.value} | ({"note": note} if "note" in before else {})
    if not Lesson.objects.filter(pk=lesson.pk, **before).update(**after):
        raise Refused(SAME_TIME)
    lesson.state, lesson.note = state, note
    return Event(action, lesson, before, after)


def drop_substitutions(rows: list[Substitution]) -> list[Event]:
    """A lesson that isn't given needs no substitute."""
    events = [Event("teaching.drop_substitute", Substitution(pk=one.pk), facts(one), None) for one in rows]
    Substitution.objects.filter(pk__in=[one.pk for one in rows]).delete()
    return events
