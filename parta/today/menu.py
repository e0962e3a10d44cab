from collections.abc import Iterable

from django.urls import reverse

from parta.core.actor import Actor
from parta.core.registry import MenuItem


def items(actor: Actor) -> Iterable[MenuItem]:
    """«Сегодня» is for staff: a family starts in the diary."""
    return [MenuItem("Сегодня", reverse("today"), "today", "today", 10)] if actor.is_staff else []
