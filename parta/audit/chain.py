"""Writing, reading and verifying the change history.

digest = SHA-256(previous digest | seq | at | actor | action | model | object_id | payload_digest)
payload_digest = SHA-256(salt | payload)
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model, QuerySet

from parta.audit.models import Change, Head
from parta.core.actor import Actor
from parta.core.bulk import insert


@dataclass(frozen=True)
class Event:
    """One change to be recorded. `before` and `after` hold only the fields that differ; None = did not exist."""

    action: str
    obj: Model
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    reason: str = ""


def record(events: Iterable[Event], *, by: Actor | None, at: datetime) -> None:
    """Append changes to the chain, in the caller's transaction. Three queries however many events."""
    user = by.user_id if by else None
    record_each((event, user, at) for event in events)


def record_each(entries: Iterable[tuple[Event, int | None, datetime]]) -> None:
    """Append (change, User.pk of its author, instant) for bulk writers: each has an author and a time of its own."""
    entries = list(entries)
    if not entries:
        return
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() belongs in the transaction of the change it records")
    head, _ = Head.objects.select_for_update().get_or_create(pk=1)
    rows = []
    for event, user, at in entries:
        row = _row(event, head, user=user, at=at)
        head.seq, head.digest = row.seq, row.digest
        rows.append(row)
    insert(rows)
    Head.objects.filter(pk=head.pk).update(seq=head.seq, digest=head.digest)


def _row(event: Event, head: Head, *, user: int | None, at: datetime) -> Change:
    body: dict[str, Any] = {"before": event.before, "after": event.after}
    if event.reason:
        body["reason"] = event.reason
    payload = json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    salt = secrets.token_hex(16)
    row = Change(
        seq=head.seq + 1,
        at=at.astimezone(UTC),
        actor=user,
        action=event.action,
        model=event.obj._meta.label,
        object_id=event.obj.pk,
        salt=salt,
        payload=payload,
        payload_digest=_sha(salt, payload),
    )
    row.digest = link(head.digest, row)
    return row


def link(previous: str, row: Change) -> str:
    """The digest of `row` after a row whose digest is `previous`."""
    return _sha(
        previous,
        str(row.seq),
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(row.actor or ""),
        row.action,
        row.model,
        str(row.object_id),
        row.payload_digest,
    )


def _sha(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def history_of(obj: Model) -> QuerySet[Change]:
    """Changes of one object, oldest first."""
    return Change.objects.filter(model=obj._meta.label, object_id=obj.pk).order_by("seq")


def verify() -> list[str]:
    """What is wrong with the chain, as Russian sentences; empty = sound."""
    faults = []
    previous, expected = "", 1
    for row in Change.objects.order_by("seq").iterator():
        if row.seq != expected:
            faults.append(f"После записи {expected - 1} идёт запись {row.seq}: записи между ними изъяты.")
        if link(previous, row) != row.digest:
            faults.append(f"Запись {row.seq} изменена: её свёртка не сходится.")
        if row.payload is not None and _sha(row.salt or "", row.payload) != row.payload_digest:
            faults.append(f"Содержание записи {row.seq} изменено.")
        previous, expected = row.digest, row.seq + 1
    head = Head.objects.filter(pk=1).first()
    if (head.seq if head else 0) != expected - 1 or (head.digest if head else "") != previous:
        faults.append("Последняя запись не совпадает с концом цепочки: записи в конце изъяты.")
    return faults


def differences(before: Model, after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(old, new) values of the fields of `after` that differ from the object `before`; plain values, dates as dates."""
    old = {name: getattr(before, name) for name in after}
    changed = [name for name, value in after.items() if _plain(old[name]) != _plain(value)]
    return {name: _plain(old[name]) for name in changed}, {name: _plain(after[name]) for name in changed}


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    return value if isinstance(value, (str, int, float, bool, date, type(None))) else str(value)
