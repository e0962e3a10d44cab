"""What «Решения вдвоём» shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from parta.core.actor import Actor
from parta.core.dates import day_month
from parta.core.roles import Role
from parta.people import approvals, large_exports
from parta.people.approval_access import approvals_of
from parta.people.models import Approval, Person, StaffRole, valid_on
from parta.people.rules import pairs

SHOWN = 20  # decided ones: the history has them all


@dataclass(frozen=True)
class Line:
    pk: int
    title: str
    reason: str
    asked: str  # «24 ноября, 10:00»
    by: str  # who asked
    until: str  # till when it waits
    state: str = ""  # of a decided one: «Разрешено 24 ноября, 10:05»
    decided_by: str = ""
    approved: bool = False
    take: str = ""  # where the file is
    deciders: str = ""  # of an own one that waits: whom to ask


@dataclass(frozen=True)
class Page:
    for_me: list[Line]
    mine: list[Line]  # wait for another's decision, or for me to take the file
    decided: list[Line]


def page(actor: Actor, at: datetime) -> Page:
    """Six queries, and one for the words of each request; no more than twenty decided ones."""
    waiting = list(_waiting(actor, at).order_by("asked_at"))
    rest = list(approvals_of(actor).exclude(pk__in=[one.pk for one in waiting]).order_by("-asked_at", "-pk")[:SHOWN])
    names = _names([*waiting, *rest])
    deciders = _deciders(actor) if any(one.asked_by == actor.user_id for one in waiting) else {}
    lines = {one.pk: _line(one, actor, at, names, deciders) for one in [*waiting, *rest]}
    to_take = [one for one in rest if one.asked_by == actor.user_id and lines[one.pk].take]
    own = [one for one in waiting if one.asked_by == actor.user_id]
    return Page(
        for_me=[lines[one.pk] for one in waiting if _is_mine_to_decide(one, actor)],
        mine=[lines[one.pk] for one in [*to_take, *own]],
        decided=[lines[one.pk] for one in rest if one not in to_take],
    )


def waiting_for(actor: Actor, at: datetime) -> int:
    """How many requests wait for this actor's decision; no query for those who decide nothing."""
    if not any(pairs.may_decide(actor.roles, kind) for kind in pairs.DECIDES):
        return 0
    return sum(_is_mine_to_decide(one, actor) for one in _waiting(actor, at))


def _waiting(actor: Actor, at: datetime) -> QuerySet[Approval]:
    return approvals_of(actor).filter(pk__in=approvals.waiting(at).values("pk"))


def _is_mine_to_decide(one: Approval, actor: Actor) -> bool:
    return one.asked_by != actor.user_id and pairs.may_decide(actor.roles, one.kind)


def _names(rows: Iterable[Approval]) -> dict[int, str]:
    users = {pk for one in rows for pk in (one.asked_by, one.decided_by) if pk}
    people = Person.objects.filter(user__in=users)
    return {one.user_id: one.short_name for one in people if one.user_id}


def _deciders(actor: Actor) -> dict[str, str]:
    """Kind → who else decides today, for whoever waits."""
    rows = StaffRole.objects.filter(valid_on(actor.on), valid_on(actor.on, "staff__"), role__in=pairs.TAKES_PART)
    rows = rows.filter(staff__person__user__is_active=True).exclude(staff__person=actor.person_id or 0)
    found = [(Role(row.role), row.staff.person) for row in rows.select_related("staff__person")]
    found.sort(key=lambda pair: pair[1].sort_key)
    return {
        kind: ", ".join(dict.fromkeys(person.short_name for role, person in found if role in roles))
        for kind, roles in pairs.DECIDES.items()
    }


def _line(one: Approval, actor: Actor, at: datetime, names: dict[int, str], deciders: dict[str, str]) -> Line:
    def words(instant: datetime) -> str:
        local = instant.astimezone(ZoneInfo(actor.zone))
        return f"{day_month(local.date())}, {local:%H:%M}"

    return Line(
        pk=one.pk,
        title=approvals.title_of(one),
        reason=one.reason,
        asked=words(one.asked_at),
        by=names.get(one.asked_by, "бывший сотрудник"),
        until=words(one.expires_at),
        state=_state(one, at, words(one.decided_at) if one.decided_at else ""),
        decided_by=names.get(one.decided_by or 0, ""),
        approved=bool(one.approved),
        take=large_exports.address(one, at) if one.asked_by == actor.user_id else "",
        deciders=deciders.get(one.kind, "") or "пока никто: нет второго человека с учётной записью",
    )


def _state(one: Approval, at: datetime, when: str) -> str:
    if not one.decided_at:
        return "" if one.expires_at > at else "Не решено за три дня"
    if one.decided_by is None:
        return f"Назначено одним, {when}" if one.approved else f"Отозвано {when}"
    return f"Разрешено {when}" if one.approved else f"Отклонено {when}"
