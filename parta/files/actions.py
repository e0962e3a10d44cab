"""Keeping uploads and clearing away what nobody refers to any more."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, ForeignObjectRel, OuterRef, Sum

from parta.core.actor import Actor
from parta.files import photos, store
from parta.files.models import StoredFile
from parta.files.rules import uploads
from parta.files.rules.uploads import JPEG, PNG, FileRefused

YOUNG = timedelta(days=1)  # what is being uploaded now is never an orphan
_FULL = "«{}»: на сервере кончается место, файлы пока не принимаются. Скажите ответственному лицу."
_PICTURES = {JPEG: "JPEG", PNG: "PNG"}


@dataclass(frozen=True)
class Checked:
    """An upload found good: what will be stored, and under which name it is shown."""

    name: str
    media_type: str
    content: bytes


def check(name: str, content: bytes) -> Checked:
    """FileRefused when the upload isn't accepted. Nothing is written."""
    label = uploads.clean_name(name)
    kind = uploads.kind_of(label or "без имени", content)
    if kind in _PICTURES:
        content = photos.re_encoded(label, content, _PICTURES[kind])
    return Checked(label, kind.media_type, content)


def keep(checked: Iterable[Checked], *, by: Actor | None, at: datetime) -> list[StoredFile]:
    """Store uploads, each content once; rows belong to the caller's transaction. FileRefused without room."""
    user = by.user_id if by else None
    left = uploads.DAY_QUOTA - _stored_lately(user, at) if user else None
    found = []
    for one in checked:
        if left is not None:
            left -= len(one.content)
            if left < 0:
                raise FileRefused(uploads.quota_refusal(one.name))
        found.append(_keep(one, user, at))
    return found


def _keep(one: Checked, user: int | None, at: datetime) -> StoredFile:
    try:
        if not store.has_room():
            raise FileRefused(_FULL.format(one.name))
        sha256 = store.put(one.content)
    except OSError:
        raise FileRefused(_FULL.format(one.name)) from None
    fields = {"size": len(one.content), "media_type": one.media_type, "stored_by": user, "stored_at": at}
    row, made = StoredFile.objects.get_or_create(sha256=sha256, defaults=fields)
    if not made:
        StoredFile.objects.filter(pk=row.pk).update(stored_at=at)  # young again: no sweep takes it
    return row


def _stored_lately(user: int, at: datetime) -> int:
    """Bytes the user added in the last day."""
    lately = StoredFile.objects.filter(stored_by=user, stored_at__gt=at - YOUNG)
    return lately.aggregate(total=Sum("size"))["total"] or 0


def remove_orphans(*, at: datetime) -> int:
    """Remove files no row of any app refers to, and files on disk no row names; how many went from the disk."""
    old = at - YOUNG
    unused = StoredFile.objects.filter(stored_at__lt=old)
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            referring = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            unused = unused.filter(~Exists(referring))
    unused.delete()
    named = set(StoredFile.objects.values_list("sha256", flat=True))
    gone = 0
    for path in list(store.older_than(old)):
        if path.parent.name + path.name not in named:
            with suppress(FileNotFoundError):
                path.unlink()
                gone += 1
    return gone
