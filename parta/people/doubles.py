"""«Возможные двойники»: found, compared, told apart. Making one of two is `merging.py`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from parta.core.actor import Actor
from parta.people.models import DifferentPeople, Guardian, Pupil
from parta.people.rules.doubles import Face, pairs
from parta.school.changes import add

KINDS = {"pupils": "Ученики", "guardians": "Родители"}
_FIELDS = ("pk", "person_id", *(f"person__{name}" for name in ("last_name", "first_name", "patronymic", "birth_date")))


@dataclass(frozen=True)
class Double:
    kind: str  # "pupils" or "guardians"
    first: Face
    second: Face

    @property
    def name(self) -> str:
        return f"{self.first.last} {self.first.first} {self.first.patronymic}".strip()


def find_doubles(pupils: QuerySet[Pupil], guardians: QuerySet[Guardian], actor: Actor) -> list[Double]:
    """Of the scopes, but for those the office has told apart. Guardians without a tie that lasts are no matter. Three
    queries."""
    apart = set(DifferentPeople.objects.values_list("first", "second"))
    standing = guardians.filter(not_over_tie(actor.on)).distinct()
    faces = {
        "pupils": [Face(*row) for row in pupils.order_by("pk").values_list(*_FIELDS)],
        "guardians": [
            Face(*row) for row in standing.order_by("pk").values_list(*_FIELDS, "person__phone", "person__email")
        ],
    }
    found = [Double(kind, *pair) for kind in KINDS for pair in pairs(faces[kind], guardians=kind == "guardians")]
    return [one for one in found if _in_order(one) not in apart]


def not_over_tie(on: Any) -> Q:
    return Q(guardianships__ends_on=None, guardianships__isnull=False) | Q(guardianships__ends_on__gte=on)


def _in_order(one: Double) -> tuple[int, int]:
    low, high = sorted((one.first.person_id, one.second.person_id))
    return low, high


@transaction.atomic
def tell_apart(one: Double, *, by: Actor, at: datetime) -> None:
    """«Это разные люди»: remembered; saying it twice changes nothing."""
    first, second = _in_order(one)
    if not DifferentPeople.objects.filter(first=first, second=second).exists():
        row = DifferentPeople(first_id=first, second_id=second, noted_by=by.user_id, noted_at=at)
        add(row, "people.tell_apart", by=by, at=at)
