from collections.abc import Iterable

from django.urls import reverse

from parta.core.actor import Actor
from parta.core.registry import MenuItem


def items(actor: Actor) -> Iterable[MenuItem]:
    if actor.homeroom_class_ids:
        yield MenuItem("Мой класс", reverse("my-class"), "people", "my-class", 40)
    if actor.is_administration:
        yield MenuItem("Доступ", reverse("access"), "key", "access", 80)
