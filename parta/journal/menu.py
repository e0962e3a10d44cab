from collections.abc import Iterable

from django.urls import reverse

from parta.core.actor import Actor
from parta.core.registry import MenuItem


def items(actor: Actor) -> Iterable[MenuItem]:
    """«Журнал»: straight to the only journal, by way of the list when there are several or others' to read."""
    many = actor.homeroom_class_ids or actor.substituted or actor.is_administration
    if not (actor.course_ids or many):
        return []
    alone = len(actor.course_ids) == 1 and not many
    address = reverse("journal", args=list(actor.course_ids)) if alone else reverse("journals")
    return [MenuItem("Журнал", address, "journal", "journal", 20)]


def attendance(actor: Actor) -> Iterable[MenuItem]:
    if actor.homeroom_class_ids or actor.is_administration:
        yield MenuItem("Посещаемость", reverse("attendance"), "absent", "attendance", 30)


def behaviour(actor: Actor) -> Iterable[MenuItem]:
    if actor.homeroom_class_ids or actor.is_administration:
        yield MenuItem("Поведение", reverse("behaviour"), "flag", "behaviour", 46, on_phone=False)


def finals(actor: Actor) -> Iterable[MenuItem]:
    if actor.course_ids or actor.homeroom_class_ids or actor.is_administration:
        yield MenuItem("Итоговые", reverse("finals"), "finals", "finals", 25, on_phone=False)
