"""What the start page tells of withdrawals that wait for their erasure."""

from dataclasses import dataclass
from datetime import date

from parta.core.actor import Actor
from parta.people.models import Withdrawal
from parta.people.rules.withdrawals import left_words


@dataclass(frozen=True)
class Due:
    count: int
    days: int  # till the nearest has to be erased; negative = overdue

    @property
    def words(self) -> str:
        return left_words(self.days)


def due(actor: Actor) -> Due | None:
    """One query, none for whoever doesn't erase."""
    if not actor.is_administration:
        return None
    waiting = Withdrawal.objects.filter(undone_at=None, erased_at=None).order_by("due_on")
    days: list[date] = list(waiting.values_list("due_on", flat=True))
    return Due(len(days), (days[0] - actor.on).days) if days else None
