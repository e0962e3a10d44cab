"""The log of reading: a member of the staff looked at personal data. Kept a year, never with a name in it."""

from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Model

from parta.audit.models import Reading
from parta.core import dates
from parta.core.actor import Actor

What = Literal["card", "search", "print", "export"]
KEPT = timedelta(days=365)


def note(actor: Actor, what: What, obj: Model | None = None, detail: str = "") -> None:
    """One INSERT. `detail` says what was seen of how many, in words without a name; a family leaves no line."""
    if not actor.is_staff or actor.user_id is None:
        return
    Reading.objects.create(
        at=dates.now(),
        user=actor.user_id,
        what=what,
        model=obj._meta.label if obj else "",
        object_id=obj.pk if obj else None,
        detail=detail[:200],
    )


def note_search(actor: Actor, found: int) -> None:
    """Somebody was looked for by name: how many were found, never what was typed."""
    note(actor, "search", detail=f"найдено: {found}")


def sweep(*, at: datetime) -> int:
    """Forget what is older than a year; how many lines that was."""
    gone, _ = Reading.objects.filter(at__lt=at - KEPT).delete()
    return gone
