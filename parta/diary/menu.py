from collections.abc import Iterable

from django.urls import reverse

from parta.core.actor import Actor
from parta.core.registry import MenuItem


def items(actor: Actor) -> Iterable[MenuItem]:
    """«Дневник», «Отметки», «Наши данные»: straight to the only pupil, by way of the first when there are several."""
    pupils = actor.family_pupil_ids
    if not pupils:
        return []
    only = list(pupils) if len(pupils) == 1 else []
    diary = reverse("diary", args=only) if only else reverse("diary-home")
    marks = reverse("diary-marks", args=only) if only else reverse("diary-home-marks")
    card = reverse("diary-card", args=only) if only else reverse("diary-home-card")
    return [
        MenuItem("Дневник", diary, "diary", "diary", 20),
        MenuItem("Отметки", marks, "chart", "averages", 30),
        MenuItem("Наши данные" if actor.children else "Мои данные", card, "person", "own-card", 90),
    ]
