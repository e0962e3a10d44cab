"""Telling people what happened, and their reading it. Notices are no facts of the school: the history has none."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from parta.core.actor import Actor
from parta.core.bulk import insert
from parta.notices.models import Notice

KEPT = timedelta(days=365)
SAME = timedelta(days=1)


@transaction.atomic
def tell(user_ids: Iterable[int], kind: str, text: str, url: str = "", *, at: datetime) -> None:
    """A notice for each of the accounts; nobody gets the same one twice within a day while it is unread.

    `text` and `url` hold only what every one of them may see; `url` is an address of ours.
    """
    wanted = set(user_ids)
    if not wanted:
        return
    Notice.objects.filter(at__lt=at - KEPT).delete()
    same = Notice.objects.filter(kind=kind, text=text, read_at=None, at__gt=at - SAME, user__in=wanted)
    wanted -= set(same.values_list("user", flat=True))
    insert([Notice(user_id=user_id, at=at, kind=kind, text=text, url=url) for user_id in sorted(wanted)])


def read(notice: Notice, *, at: datetime) -> None:
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


def read_all(*, by: Actor, at: datetime) -> None:
    Notice.objects.filter(user=by.user_id, read_at=None, at__lte=at).update(read_at=at)
