from collections.abc import Iterable

from django.urls import reverse

from parta.core.actor import Actor
from parta.core.registry import MenuItem
from parta.ops.access import IMPORTERS


def items(actor: Actor) -> Iterable[MenuItem]:
    if actor.has(*IMPORTERS):
        yield MenuItem("Импорт", reverse("import"), "upload", "import", 70)
