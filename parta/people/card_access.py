"""Whose cards an actor reaches [3.3]: the office reaches all, a class teacher those of the own class."""

from django.db.models import QuerySet

from parta.core.actor import Actor
from parta.core.roles import ADMINISTRATION, Role
from parta.people.models import (
    CardProposal,
    ClassMember,
    Guardian,
    Guardianship,
    Pupil,
    StaffMember,
    StaffRole,
    valid_on,
)

_OFFICE = ADMINISTRATION | {Role.SECRETARY}


def is_office(actor: Actor) -> bool:
    return bool(actor.roles & _OFFICE)


def staff_cards(actor: Actor) -> QuerySet[StaffMember]:
    rows = StaffMember.objects.select_related("person")
    return rows if is_office(actor) else rows.none()


def own_staff_card(actor: Actor) -> QuerySet[StaffMember]:
    return StaffMember.objects.select_related("person").filter(pk=actor.staff_id or 0)


def staff_roles(actor: Actor) -> QuerySet[StaffRole]:
    rows = StaffRole.objects.select_related("staff__person")
    return rows if is_office(actor) else rows.none()


def pupil_cards(actor: Actor) -> QuerySet[Pupil]:
    rows = Pupil.objects.select_related("person")
    if is_office(actor):
        return rows
    mine = ClassMember.objects.filter(valid_on(actor.on), school_class_id__in=actor.homeroom_class_ids)
    return rows.filter(pk__in=mine.values("pupil"))


def guardian_cards(actor: Actor) -> QuerySet[Guardian]:
    rows = Guardian.objects.select_related("person")
    if is_office(actor):
        return rows
    ties = Guardianship.objects.filter(valid_on(actor.on), pupil__in=pupil_cards(actor).values("pk"))
    return rows.filter(pk__in=ties.values("guardian"))


def guardianships(actor: Actor) -> QuerySet[Guardianship]:
    rows = Guardianship.objects.select_related("guardian__person", "pupil__person")
    return rows if is_office(actor) else rows.filter(pupil__in=pupil_cards(actor).values("pk"))


def proposals(actor: Actor) -> QuerySet[CardProposal]:
    """Messages of parents about the cards the actor keeps."""
    rows = CardProposal.objects.select_related("person", "pupil__person")
    return rows if is_office(actor) else rows.filter(pupil__in=pupil_cards(actor).values("pk"))
