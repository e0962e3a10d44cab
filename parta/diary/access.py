"""Whose diaries a caller may read: the own one and the children's [3.6]. Staff rights play no part here."""

from django.db.models import Q, QuerySet

from parta.core.actor import Actor
from parta.journal.models import AbsenceNotice
from parta.people.models import CardProposal, Guardianship, Person, Pupil, valid_on


def pupils(actor: Actor) -> QuerySet[Pupil]:
    return Pupil.objects.filter(pk__in=actor.family_pupil_ids)


def children(actor: Actor) -> QuerySet[Pupil]:
    """For whom a caller speaks to the school: the children, never oneself [4.5]."""
    return Pupil.objects.filter(pk__in=[child.pupil_id for child in actor.children])


def notices(actor: Actor) -> QuerySet[AbsenceNotice]:
    """Notices of absence of the own children that can still be withdrawn, whichever parent sent them."""
    return AbsenceNotice.objects.filter(Q(ends_on=None) | Q(ends_on__gte=actor.on), pupil__in=children(actor))


def first_pupil_id(actor: Actor) -> int | None:
    """Whose diary opens first: the own one, else the first child's; None for somebody without a family."""
    if actor.pupil_id is not None:
        return actor.pupil_id
    return actor.children[0].pupil_id if actor.children else None


def own_person(actor: Actor) -> Person:
    return Person.objects.get(pk=actor.person_id or 0)


def proposals(actor: Actor) -> QuerySet[CardProposal]:
    """The caller's own messages about the cards of the own family; the other parent's hold the other's contacts."""
    rows = CardProposal.objects.select_related("person")
    return rows.filter(pupil__in=children(actor), sent_by=actor.user_id or 0)


def own_ties(actor: Actor) -> QuerySet[Guardianship]:
    """Ties of parents to the caller, a pupil, in force today."""
    rows = Guardianship.objects.select_related("pupil__person", "guardian__person")
    return rows.filter(valid_on(actor.on), pupil_id=actor.pupil_id or 0)
