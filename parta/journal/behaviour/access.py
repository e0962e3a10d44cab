"""Who reads a note on behaviour and who decides on it (BEH-02, BEH-03)."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from parta.core.actor import Actor
from parta.journal.models import BehaviourNote
from parta.people.models import ClassMember, valid_on


def _of_own_classes(actor: Actor) -> Exists:
    inside = ClassMember.objects.filter(valid_on(actor.on), pupil=OuterRef("pupil"))
    return Exists(inside.filter(school_class_id__in=actor.homeroom_class_ids))


def notes(actor: Actor) -> QuerySet[BehaviourNote]:
    """What the caller may read, each with `mine`: whether the caller decides on it."""
    found = BehaviourNote.objects.annotate(mine=_of_own_classes(actor))
    if not actor.is_staff:
        return found.none()
    return found if actor.is_administration else found.filter(Q(mine=True) | Q(written_by=actor.user_id))


def decided_by(actor: Actor) -> QuerySet[BehaviourNote]:
    """Notes the caller decides on: of pupils who are in the own class today."""
    return BehaviourNote.objects.filter(_of_own_classes(actor)) if actor.is_staff else BehaviourNote.objects.none()
