"""Writing a note on behaviour, and the class teacher's decision on it."""

from datetime import datetime

from django.db import transaction

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.journal.models import BehaviourNote
from parta.journal.rules import behaviour as rules
from parta.school.changes import add
from parta.school.refusals import SAME_TIME, Refused

WRITE, DECIDE = "journal.write_note", "journal.decide_note"


@transaction.atomic
def write_note(pupil_id: int, lesson_id: int, text: str, *, by: Actor, at: datetime) -> BehaviourNote:
    """For the pupil's class teacher. The caller has checked that the lesson is the writer's and the pupil is in it."""
    if reason := rules.text_refusal(text):
        raise Refused(reason, "text")
    same = BehaviourNote.objects.filter(pupil=pupil_id, lesson=lesson_id, text=text, written_by=by.user_id)
    if standing := same.first():  # the button was pressed twice
        return standing
    note = BehaviourNote(pupil_id=pupil_id, lesson_id=lesson_id, text=text, written_by=by.user_id, written_at=at)
    add(note, WRITE, by=by, at=at)
    return note


@transaction.atomic
def decide(note: BehaviourNote, decision: str, family_text: str, *, by: Actor, at: datetime) -> None:
    """The class teacher tells the family in own words, or keeps the note at school."""
    told = family_text if decision == rules.FAMILY else ""
    reason = rules.decision_refusal(note.decision, decision)
    if not reason and decision == rules.FAMILY:
        reason = rules.text_refusal(told)
    if reason:
        raise Refused(reason)
    after = {"decision": decision, "family_text": told, "decided_by": by.user_id, "decided_at": at}
    standing = BehaviourNote.objects.filter(pk=note.pk, decision=note.decision)
    if not standing.update(**after):
        raise Refused(SAME_TIME)
    record([Event(DECIDE, note, {"decision": note.decision}, after)], by=by, at=at)
