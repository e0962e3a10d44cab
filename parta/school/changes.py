"""Writing one row together with its line in the change history. What the editing actions of all apps stand on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError

from parta.audit.chain import Event, differences, record
from parta.core.actor import Actor
from parta.school.refusals import SAME_TIME, Refused


def facts(obj: Model) -> dict[str, Any]:
    """All own columns of a row but its number."""
    return {field.name: getattr(obj, field.attname) for field in obj._meta.concrete_fields if not field.primary_key}


@transaction.atomic
def add(obj: Model, action: str, *, by: Actor | None, at: datetime) -> None:
    obj.save(force_insert=True)
    record([Event(action, obj, after=facts(obj))], by=by, at=at)


@transaction.atomic
def change(
    obj: Model, values: Mapping[str, Any], action: str, *, by: Actor | None, at: datetime, reason: str = ""
) -> bool:
    """Set the fields that differ; False = nothing did, and nothing is recorded. Refused when they differ by now."""
    before, after = differences(obj, values)
    if not after:
        return False
    new = {name: values[name] for name in after}
    if not type(obj)._default_manager.filter(pk=obj.pk, **before).update(**new):
        raise Refused(SAME_TIME)
    for name, value in new.items():
        setattr(obj, name, value)
    record([Event(action, obj, before, after, reason)], by=by, at=at)
    return True


def put(obj: Model, values: Mapping[str, Any], action: str, *, by: Actor | None, at: datetime) -> None:
    """Make the row with these values, or change the one there is."""
    if obj.pk is not None:
        change(obj, values, action, by=by, at=at)
        return
    for name, value in values.items():
        setattr(obj, name, value)
    add(obj, action, by=by, at=at)


@transaction.atomic
def remove(obj: Model, action: str, hangs: str, *, by: Actor | None, at: datetime) -> None:
    """Delete a row nothing hangs on; else `Refused` with the sentence `hangs`, which says what does."""
    event = Event(action, type(obj)(pk=obj.pk), before=facts(obj))
    try:
        with transaction.atomic():
            obj.delete()
    except ProtectedError:
        raise Refused(hangs) from None
    record([event], by=by, at=at)
