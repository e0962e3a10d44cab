"""What was changed in a card, by whom and from what: so that an edit can be put back by hand."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Field, Model, Q

from parta.accounts.models import User
from parta.audit.models import Change
from parta.people.models import Guardianship, Person

SHOWN = 20
MODELS: dict[str, type[Model]] = {"people.Person": Person, "people.Guardianship": Guardianship}
HIDDEN = {"sort_key", "search_key", "user", "guardian", "pupil"}


@dataclass(frozen=True)
class ChangeLine:
    at: datetime
    who: str
    about: str  # whose card, or which tie
    fields: list[tuple[str, str, str]]  # label, was, became


def card_history(about: Iterable[tuple[Model, str]], zone: str) -> list[ChangeLine]:
    """The latest changes of these cards and ties, each with its name in words. Two queries."""
    names = {(obj._meta.label, obj.pk): name for obj, name in about}
    wanted = Q()
    for model, pk in names:
        wanted |= Q(model=model, object_id=pk)
    rows = list(Change.objects.filter(wanted).order_by("-seq")[:SHOWN]) if names else []
    users = User.objects.filter(pk__in={row.actor for row in rows if row.actor}).select_related("person")
    who = {user.pk: user.person.short_name for user in users if hasattr(user, "person")}
    lines = []
    for row in rows:
        if fields := _fields(row):
            at = row.at.astimezone(ZoneInfo(zone))
            lines.append(ChangeLine(at, who.get(row.actor or 0, ""), names[row.model, row.object_id], fields))
    return lines


def _fields(row: Change) -> list[tuple[str, str, str]]:
    """Of a change, not of the record's beginning; nothing when the content was erased."""
    body = json.loads(row.payload) if row.payload else {}
    before, after = body.get("before"), body.get("after")
    if not before or not after:
        return []
    known: dict[str, Any] = {field.name: field for field in MODELS[row.model]._meta.concrete_fields}
    return [
        (str(known[name].verbose_name), _shown(known[name], before.get(name)), _shown(known[name], value))
        for name, value in after.items()
        if name in known and name not in HIDDEN
    ]


def _shown(field: "Field[Any, Any]", value: Any) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    if field.get_internal_type() == "DateField" and value:
        return f"{date.fromisoformat(value):%d.%m.%Y}"
    return str(dict(field.flatchoices).get(value, value)) if value else "пусто"
