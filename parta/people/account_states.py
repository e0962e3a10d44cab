"""How far somebody has come with the own account: from no code at all to the last time they were here."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, QuerySet, Subquery

from parta.accounts.models import Session
from parta.core.actor import Actor
from parta.core.dates import day_month
from parta.people.invitations import live
from parta.people.models import Invitation, Person

STATES = {
    "none": "без кода",
    "issued": "ждём входа",
    "expired": "код истёк",
    "revoked": "код отозван",
    "active": "активирован",
    "closed": "вход закрыт",
}
WITHOUT = frozenset({"none", "expired"})  # a code revoked by hand is given anew by hand


@dataclass(frozen=True)
class Account:
    """`state` is one of `STATES`."""

    state: str
    text: str  # «код выдан 24 ноября, до 24 декабря»
    may_issue: bool
    may_revoke: bool = False
    also: str = ""  # of an active account: «последний вход 20 ноября»
    renewed: str = ""  # of an active account with a new code

    @property
    def issue_words(self) -> str:
        """What the button says: the result of pressing it."""
        words = {"issued": "Новый код", "active": "Сбросить пароль"}
        return words.get(self.state, "Выдать код")

    @property
    def waits(self) -> bool:
        return self.may_issue and self.state in WITHOUT


def with_accounts(people: QuerySet[Person], allowed: QuerySet[Person]) -> QuerySet[Any]:
    """People with what `account()` needs: the last code, the first used one, the last visit, `may_issue`."""
    mine = Invitation.objects.filter(person=OuterRef("pk"))
    last = mine.order_by("-issued_at", "-pk")
    seen = Session.objects.filter(user_id=OuterRef("user_id")).order_by(F("seen_at").desc(nulls_last=True))
    return people.annotate(
        issued_at=Subquery(last.values("issued_at")[:1]),
        expires_at=Subquery(last.values("expires_at")[:1]),
        revoked_at=Subquery(last.values("revoked_at")[:1]),
        last_used_at=Subquery(last.values("used_at")[:1]),
        used_at=Subquery(mine.filter(used_at__isnull=False).order_by("used_at").values("used_at")[:1]),
        seen_at=Subquery(seen.values("seen_at")[:1]),
        last_login=F("user__last_login"),
        open=F("user__is_active"),
        may_issue=Subquery(allowed.filter(pk=OuterRef("pk")).values("pk")[:1]),
    )


def account(person: Any, actor: Actor, at: datetime, *, closed: bool = False) -> Account:
    """The state of the account of somebody out of `with_accounts()`. `closed`: nothing would open to them today."""
    allowed = person.may_issue is not None and not closed
    unused = person.issued_at is not None and person.last_used_at is None and person.revoked_at is None
    waits = unused and person.expires_at > at
    if closed or person.open is False:
        return Account("closed", "вход закрыт", allowed, waits)
    if person.user_id is not None:
        since = f"активирован {_day(person.used_at, actor)}" if person.used_at else "активирован"
        renewed = f"новый код до {_day(person.expires_at, actor)}" if waits else ""
        return Account("active", since, allowed, waits and allowed, _last_seen(person, actor), renewed)
    if waits:
        text = f"выдан {_day(person.issued_at, actor)}, до {_day(person.expires_at, actor)}"
        return Account("issued", text, allowed, allowed)
    if person.revoked_at:
        return Account("revoked", f"код отозван {_day(person.revoked_at, actor)}", allowed)
    if unused:
        return Account("expired", f"код истёк {_day(person.expires_at, actor)}", allowed)
    return Account("none", "кода нет", allowed)


def _last_seen(person: Any, actor: Actor) -> str:
    seen = max(filter(None, [person.seen_at, person.last_login]), default=None)
    return f"последний вход {_day(seen, actor)}" if seen else "ещё не входил"


def _day(instant: datetime, actor: Actor) -> str:
    """«24 ноября», of another year «24.11.2025»."""
    day = instant.astimezone(ZoneInfo(actor.zone)).date()
    return day_month(day) if day.year == actor.on.year else f"{day:%d.%m.%Y}"


def counts(accounts: Iterable[Account]) -> dict[str, int]:
    """How many of each state, in the order of `STATES`; only states there are."""
    found = Counter(one.state for one in accounts)
    return {state: found[state] for state in STATES if found[state]}


def without_code(people: QuerySet[Person], at: datetime) -> QuerySet[Person]:
    """Those who have neither an account nor a live code, but for whose code was revoked by hand."""
    last = Invitation.objects.filter(person=OuterRef("pk")).order_by("-issued_at", "-pk")
    waiting = people.filter(user=None).exclude(pk__in=live(at).values("person"))
    return waiting.alias(stopped_at=Subquery(last.values("revoked_at")[:1])).filter(stopped_at=None)
