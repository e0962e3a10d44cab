from collections.abc import Iterable

from django.urls import reverse

from parta.core.actor import Actor
from parta.core.registry import MenuItem
from parta.core.roles import ADMINISTRATION, Role
from parta.school.editing import SCHEDULERS

SCHOOL = ADMINISTRATION | {Role.SECRETARY, Role.SCHEDULER}


def items(actor: Actor) -> Iterable[MenuItem]:
    if actor.is_staff:
        yield MenuItem("Расписание", reverse("timetable-home"), "calendar", "boards", 55)
    if actor.roles & SCHOOL:
        yield MenuItem("Школа", reverse("school"), "home", "school", 60)
    if actor.has(*SCHEDULERS):
        yield MenuItem("Замены", reverse("substitutions"), "swap", "substitutions", 50)
