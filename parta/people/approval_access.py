"""Which requests an actor sees: of the kinds that the own roles ask for or decide. PAIR-01, PAIR-02."""

from django.db.models import QuerySet

from parta.core.actor import Actor
from parta.people.models import Approval
from parta.people.rules import pairs

DECIDERS = tuple(sorted(pairs.TAKES_PART))


def approvals_of(actor: Actor) -> QuerySet[Approval]:
    return Approval.objects.filter(kind__in=pairs.kinds_of(actor.roles))


def approved_exports_of(actor: Actor) -> QuerySet[Approval]:
    """Exports the actor asked for and was allowed, taken or not."""
    return approvals_of(actor).filter(kind="export", asked_by=actor.user_id or 0, approved=True)
