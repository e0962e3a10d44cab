"""Whose diaries a caller may read: the own one and the children's [3.6]. Staff rights play no part here."""

from django.db.models import QuerySet

from parta.core.actor import Actor
from parta.people.models import Pupil


def pupils(actor: Actor) -> QuerySet[Pupil]:
    return Pupil.objects.filter(pk__in=actor.family_pupil_ids)


def first_pupil_id(actor: Actor) -> int | None:
    """Whose diary opens first: the own one, else the first child's; None for somebody without a family."""
    if actor.pupil_id is not None:
        return actor.pupil_id
    return actor.children[0].pupil_id if actor.children else None
