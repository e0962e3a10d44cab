"""What demo stands in the database, read from the history: the first `Change` makes it, later ones extend it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from parta.audit.models import Change
from parta.school.models import School

MADE, EXTENDED = "ops.make_demo", "ops.extend_demo"


class NotTheDemo(Exception):
    """The database holds a school of its own; the message says so in Russian."""


@dataclass(frozen=True)
class Demo:
    """`year` is that of 1 September; lessons are filled up to the day `till`, included; numbers are primary keys."""

    year: int
    seed: int
    till: date
    staff: Mapping[str, int]  # key in the data → StaffMember
    pupils: Mapping[str, int]
    courses: Mapping[str, int]
    signins: Mapping[str, int]  # role of the demo → Person


def standing() -> Demo | None:
    """The demo of this database; None when there is no school yet. Raises NotTheDemo. Two or three queries."""
    if not School.objects.exists():
        return None
    found = list(Change.objects.filter(action__in=(MADE, EXTENDED)).order_by("seq").values_list("payload", flat=True))
    if not found or found[0] is None:
        raise NotTheDemo(
            "в этой базе данных уже есть школа, и это не демонстрация. Для демонстрации нужна пустая база: "
            "задайте другую папку PARTA_HOME или другую PARTA_DATABASE_URL."
        )
    first, last = (json.loads(text)["after"] for text in (found[0], found[-1] or found[0]))
    return Demo(**{**first, "till": date.fromisoformat(last["till"])})
