"""Notices as pages show them. One query each; the number of unread ones comes with the account, at no cost."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, QuerySet

from parta.core.actor import Actor
from parta.core.dates import day_month
from parta.notices import access
from parta.notices.models import Notice

SHOWN = 100  # on «Уведомления»
FIRST = 5  # on the start page and in the diary


@dataclass(frozen=True)
class Line:
    notice_id: int
    text: str
    when: str  # «24 ноября, 10:05»
    opens: bool  # there is a page about it
    unread: bool


def lines(actor: Actor) -> list[Line]:
    """The newest ones."""
    return _lines(actor, access.notices(actor).order_by("-at", "-pk")[:SHOWN])


def unread_lines(actor: Actor, count: int) -> list[Line]:
    """The newest unread ones, for a page that shows a few; no query where the account counts none."""
    if not count:
        return []
    return _lines(actor, access.notices(actor).filter(read_at=None).order_by("-at", "-pk")[:FIRST])


def _lines(actor: Actor, rows: QuerySet[Notice]) -> list[Line]:
    zone = ZoneInfo(actor.zone)
    found = []
    for row in rows:
        at = row.at.astimezone(zone)
        when = f"{day_month(at.date())}, {at.hour}:{at.minute:02}"
        found.append(Line(row.pk, row.text, when, bool(row.url), row.read_at is None))
    return found


def unread_number() -> Any:
    """The number of unread notices of the account that an outer query is about."""
    mine = Notice.objects.filter(user=OuterRef("pk"), read_at=None).order_by()
    return mine.values("user").annotate(number=Count("pk")).values("number")
