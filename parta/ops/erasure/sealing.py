"""Everything of a person, whatever table it stands in: taken out as JSON, put back as it was.

Nothing stays in the tables, so no page, search, export or paper can show it, and none needs a filter for it.
"""

import base64
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import ForeignKey, Model, Q

from parta.accounts.models import Session, User
from parta.files import store
from parta.files.models import StoredFile
from parta.notices.models import Notice
from parta.ops.erasure.tables import EXTERNAL, pointing
from parta.ops.models import ExternalId, ImportItem
from parta.people.models import Guardian, Person, Pupil, StaffMember

CHUNK = 500
Rows = dict[type[Model], dict[int, Model]]
Roots = Iterable[Model]


class _Exact(DjangoJSONEncoder):
    """Instants to the microsecond: what comes back is what was there."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


@dataclass(frozen=True)
class Sealed:
    """What is taken out: rows by table, and the files that nothing else refers to."""

    rows: Rows
    files: list[StoredFile] = field(default_factory=list)

    def ids(self) -> dict[str, list[int]]:
        """Table → numbers of its rows."""
        return {model._meta.label: sorted(rows) for model, rows in sorted(self.rows.items(), key=_label) if rows}

    def text(self, about: Mapping[str, Any]) -> str:
        rows = [row for model, found in sorted(self.rows.items(), key=_label) for row in found.values()]
        files = [{"row": _serialized([one]), "content": _content(one)} for one in self.files]
        return json.dumps(
            {**about, "ids": self.ids(), "rows": _serialized(rows), "files": files},
            ensure_ascii=False,
        )


def _serialized(rows: Iterable[Model]) -> str:
    return serializers.serialize("json", rows, cls=_Exact)


def _label(item: tuple[type[Model], Any]) -> str:
    return item[0]._meta.label


def _content(one: StoredFile) -> str:
    try:
        return base64.b64encode(store.path_of(one.sha256).read_bytes()).decode()
    except FileNotFoundError:  # lost already
        return ""


def roots_of(person: Person) -> list[Model]:
    """Where the person's rows begin: all of the person, or only the family side of somebody who works here."""
    if not StaffMember.objects.filter(person=person).exists():
        return [person]
    return [*Pupil.objects.filter(person=person), *Guardian.objects.filter(person=person), *person.consents.all()]


def gather(roots: Roots) -> Sealed:
    """All rows that stand on the roots, whatever table they are in. Nothing is changed."""
    rows: Rows = defaultdict(dict)
    queue: list[tuple[type[Model], set[int]]] = [(type(root), {root.pk}) for root in roots]
    while queue:
        model, pks = queue.pop()
        fresh = pks - rows[model].keys()
        if not fresh:
            continue
        rows[model] |= {row.pk: row for part in _parts(fresh) for row in model._base_manager.filter(pk__in=part)}
        if model is Person:
            queue.append((User, {row.user_id for row in rows[Person].values() if row.user_id}))  # type: ignore[attr-defined]
        for other, key in pointing(model):
            found = [other._base_manager.filter(**{f"{key.name}__in": part}) for part in _parts(fresh)]
            queue.append((other, {pk for some in found for pk in some.values_list("pk", flat=True)}))
    _traces(rows)
    return Sealed(dict(rows), _files(rows))


def _parts(pks: Iterable[int]) -> Iterator[Sequence[int]]:
    ordered = sorted(pks)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def _traces(rows: Rows) -> None:
    """Rows that name the objects by table and number, and what others were told of the people."""
    by_label = {model._meta.label: set(found) for model, found in rows.items()}
    for label, pks in by_label.items():
        for part in _parts(pks):
            rows[ImportItem] |= ImportItem.objects.filter(model=label, object_id__in=part).in_bulk()
    for kind, label in EXTERNAL.items():
        for part in _parts(by_label.get(label, ())):
            rows[ExternalId] |= ExternalId.objects.filter(kind=kind, object_id__in=part).in_bulk()
    named = Q(pk__in=[])
    for person in rows.get(Person, {}).values():
        for name in (person.name, person.short_name, person.full_name):  # type: ignore[attr-defined]
            named |= Q(text__contains=name)
    rows[Notice] |= Notice.objects.filter(named).in_bulk()


def _files(rows: Rows) -> list[StoredFile]:
    """Stored files that only these rows refer to."""
    own: dict[int, int] = defaultdict(int)
    for model, found in rows.items():
        for key in model._meta.concrete_fields:
            if isinstance(key, ForeignKey) and key.related_model is StoredFile:
                for row in found.values():
                    if (pk := getattr(row, key.attname)) is not None:
                        own[pk] += 1
    return [one for one in StoredFile.objects.filter(pk__in=own) if _references(one) == own[one.pk]]


def _references(one: StoredFile) -> int:
    return sum(other._base_manager.filter(**{key.name: one}).count() for other, key in pointing(StoredFile))


def remove(sealed: Sealed) -> None:
    """Delete the rows, end the sessions, take the files off the disk. In the caller's transaction.

    Foreign keys are checked at the commit: whoever writes about the person meanwhile makes it fail.
    """
    users = sealed.rows.get(User, {})
    Session.objects.filter(user_id__in=users).delete()
    for model, rows in sealed.rows.items():
        for part in _parts(rows):
            model._base_manager.filter(pk__in=part)._raw_delete(connection.alias)
    for one in sealed.files:
        StoredFile.objects.filter(pk=one.pk).delete()
        transaction.on_commit(partial(_unlink, one.sha256))


def _unlink(sha256: str) -> None:
    if not StoredFile.objects.filter(sha256=sha256).exists():
        store.path_of(sha256).unlink(missing_ok=True)


def put_back(text: str) -> int:
    """Put the rows back with their numbers; how many could not return, because what they stood on is gone."""
    kept = json.loads(text)
    files = _files_back(kept["files"])
    rows: Rows = defaultdict(dict)
    for one in serializers.deserialize("json", kept["rows"]):
        rows[type(one.object)][one.object.pk] = one.object
    _free_logins(rows.get(User, {}).values())
    _free_keys(rows)
    lost = _drop_orphans(rows, files)
    for model, found in rows.items():
        model._base_manager.bulk_create(found.values(), batch_size=CHUNK)
    return lost


def _files_back(kept: list[dict[str, str]]) -> dict[int, int]:
    """Former number of a stored file → its number now."""
    found = {}
    for one in kept:
        row: Any = next(iter(serializers.deserialize("json", one["row"]))).object
        store.put(base64.b64decode(one["content"]))
        present = StoredFile.objects.filter(sha256=row.sha256).first()
        if present is None:
            StoredFile.objects.bulk_create([row])
        found[row.pk] = present.pk if present else row.pk
    return found


def _free_logins(users: Iterable[Any]) -> None:
    """A login name that somebody has taken meanwhile gets a number."""
    for user in users:
        wanted, number = user.login, 2
        while User.objects.filter(login=user.login).exists():
            user.login, number = f"{wanted[:56]}{number}", number + 1


def _free_keys(rows: Rows) -> None:
    """An id of another system that meanwhile names somebody else stays with that one."""
    for pk, one in list(rows.get(ExternalId, {}).items()):
        if ExternalId.objects.filter(source=one.source, kind=one.kind, key=one.key).exists():  # type: ignore[attr-defined]
            del rows[ExternalId][pk]


def _drop_orphans(rows: Rows, files: Mapping[int, int]) -> int:
    """Rows whose class, journal, lesson or work is gone can't return, nor what stands on them."""
    lost, again = 0, True
    while again:
        again = False
        for model, found in rows.items():
            for key in model._meta.concrete_fields:
                if not isinstance(key, ForeignKey):
                    continue
                gone = _gone(key, found, rows, files)
                for pk in gone:
                    if key.null and key.related_model is not StoredFile:
                        setattr(found[pk], key.attname, None)
                    else:
                        del found[pk]
                        lost += 1
                again = again or bool(gone)
    return lost


def _gone(key: Any, found: Mapping[int, Model], rows: Rows, files: Mapping[int, int]) -> list[int]:
    """Numbers of rows whose `key` points to nothing."""
    if key.related_model is StoredFile:
        for row in found.values():
            setattr(row, key.attname, files.get(getattr(row, key.attname), getattr(row, key.attname)))
    wanted = {getattr(row, key.attname) for row in found.values()} - {None} - rows.get(key.related_model, {}).keys()
    present: set[int] = set()
    for part in _parts(wanted):
        present |= set(key.related_model._base_manager.filter(pk__in=part).values_list("pk", flat=True))
    absent = wanted - present
    return [pk for pk, row in found.items() if getattr(row, key.attname) in absent] if absent else []
