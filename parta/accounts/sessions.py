"""Where somebody is signed in: signing in, the list, ending."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import login
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac

from parta.accounts.devices import coarse_network_of
from parta.accounts.models import Session, User
from parta.accounts.rules import browsers
from parta.accounts.rules import sessions as rules
from parta.core import dates
from parta.core.actor import Actor
from parta.core.http import Request


@dataclass(frozen=True)
class Place:
    """One sign-in, as its owner sees it. `handle` names it without being its key."""

    handle: str
    device: str
    network: str
    since: str  # «24 ноября, 10:05»
    seen: str
    shared: bool
    here: bool


def enter(request: Request, user: User, *, stay: bool, shared: bool = False, backend: str | None = None) -> None:
    """Sign somebody in on this device. `stay`: past the closing of the browser; never on a common computer."""
    login(request, user, backend=backend)
    request.session.set_expiry(None if stay and not shared else 0)
    if shared:
        request.session.share()  # type: ignore[attr-defined]


def begin(sender: Any, request: Request, **kwargs: Any) -> None:
    """Receives Django's `user_logged_in`, so no way in can forget it."""
    sweep(dates.now())
    device = browsers.label(request.headers.get("User-Agent", ""))
    request.session.begin(device, coarse_network_of(request), at=dates.now())  # type: ignore[attr-defined]


def _handle(key: str) -> str:
    return salted_hmac("parta.accounts.sessions", key, algorithm="sha256").hexdigest()[:32]


def _live(user_id: int | None, *, staff: bool, at: datetime) -> list[Session]:
    """The last used first."""
    rows = Session.objects.filter(user_id=user_id, expire_date__gt=at).order_by("-seen_at", "-created_at")
    return [row for row in rows if not rules.is_over(row.created_at, row.seen_at, at, shared=row.shared, staff=staff)]


def places(actor: Actor, here: str | None, *, at: datetime) -> list[Place]:
    """Those of the person, this one first, the others by their last use. One query."""
    found = [
        Place(
            _handle(row.session_key),
            row.device or browsers.UNKNOWN,
            row.network,
            dates.moment(row.created_at, actor.zone),
            dates.moment(row.seen_at, actor.zone),
            row.shared,
            row.session_key == here,
        )
        for row in _live(actor.user_id, staff=actor.is_staff, at=at)
    ]
    return sorted(found, key=lambda place: not place.here)


def end_one(user_id: int, handle: str) -> int:
    """End one of the person's own sessions. Returns how many: 0 or 1."""
    for key in Session.objects.filter(user_id=user_id).values_list("session_key", flat=True):
        if constant_time_compare(_handle(key), handle):
            ended, _ = Session.objects.filter(session_key=key).delete()
            return ended
    return 0


def end_sessions(user: User | int, keep: str | None = None) -> int:
    """Sign somebody out everywhere but in the session `keep`: the next request from there is nobody's."""
    user_id = user if isinstance(user, int) else user.pk
    ended, _ = Session.objects.filter(user_id=user_id).exclude(session_key=keep or "").delete()
    return ended


def end_above_limit(user_id: int, here: str | None, *, staff: bool, at: datetime) -> list[str]:
    """Make room for the session `here`: the labels of those that had to end. SESS-02."""
    others = [row for row in _live(user_id, staff=staff, at=at) if row.session_key != here]
    ended = others[rules.life_of(staff=staff).most - 1 :]
    Session.objects.filter(session_key__in=[row.session_key for row in ended]).delete()
    return [row.device for row in ended]


def sweep(at: datetime) -> int:
    """Delete what no request can revive. Returns how many."""
    nobody = Q(user_id=None, created_at__lte=at - rules.NOBODY)
    long_ago = Q(created_at__lte=at - rules.FAMILY.whole) | Q(seen_at__lte=at - rules.FAMILY.idle)
    gone, _ = Session.objects.filter(nobody | long_ago | Q(expire_date__lte=at)).delete()
    return gone
