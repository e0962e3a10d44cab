"""Who imports rosters, what they may read of one, and what a file may change on their behalf."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from parta.core.actor import Actor
from parta.core.roles import ADMINISTRATION, Role
from parta.ops import uploads
from parta.ops.importing.draft import Rights
from parta.people.approvals import decides_alone
from parta.people.models import DestructionAct, Person, Withdrawal
from parta.people.rules.roles import grantable

IMPORTERS = (Role.DIRECTOR, Role.DEPUTY, Role.RESPONSIBLE)
EXPORTERS = (Role.DIRECTOR, Role.DEPUTY)  # the personal data of everybody at once, each time by two


def sees_names(actor: Actor) -> bool:
    """Names and values of rows that are taken; the responsible person sees names of refused rows only (PRODUCT.md)."""
    return actor.is_administration


def may_export(actor: Actor) -> bool:
    return actor.has(*EXPORTERS)


def rights(actor: Actor) -> Rights:
    """An import makes nobody more than its author may make by hand and alone; a roster always brings teachers."""
    alone = grantable(actor.roles) if decides_alone("admin", actor) else grantable(actor.roles) - ADMINISTRATION
    return Rights(
        roles=alone | {Role.TEACHER},
        own_staff_id=actor.staff_id,
        closed_periods=actor.is_administration,
    )


def own_upload(actor: Actor, token: str, at: datetime) -> uploads.Held:
    """An upload that waits, for whoever uploaded it; `Http404` for others and past its hour."""
    held = uploads.find(token, user_id=actor.user_id, at=at)
    if held is None:
        raise Http404
    return held


# --- withdrawals of consent and erasure [3.2] --------------------------------------------------------------------

ERASERS = (Role.DIRECTOR, Role.DEPUTY)


def people_to_withdraw(actor: Actor) -> QuerySet[Person]:
    """Pupils and guardians; whoever works here withdraws only the family side."""
    rows = Person.objects.exclude(pupil=None, guardian=None)
    return rows if actor.has(*ERASERS) else rows.none()


def withdrawals(actor: Actor) -> QuerySet[Withdrawal]:
    rows = Withdrawal.objects.all()
    return rows if actor.has(*ERASERS) else rows.none()


def acts(actor: Actor) -> QuerySet[DestructionAct]:
    rows = DestructionAct.objects.select_related("withdrawal")
    return rows if actor.has(*ERASERS) else rows.none()
