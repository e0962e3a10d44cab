from collections.abc import Iterable

from django.urls import reverse

from parta.core.actor import Actor
from parta.core.registry import MenuItem
from parta.core.roles import Role


def items(actor: Actor) -> Iterable[MenuItem]:
    if actor.homeroom_class_ids:
        yield MenuItem("Мой класс", reverse("my-class"), "people", "my-class", 40)
    if actor.is_administration:
        yield MenuItem("Доступ", reverse("access"), "key", "access", 80)
    elif Role.RESPONSIBLE in actor.roles:  # the administration comes to it from «Школа» and «Сегодня»
        yield MenuItem("Решения вдвоём", reverse("approvals"), "people", "approvals", 80, short_title="Решения")
