"""Decisions of two: erasure, a large export, making an administrator; nothing else (PRODUCT.md).

One asks with a reason, another one decides. What is decided happens in the transaction of the decision: the app that
does it registers a function with `on_approved()` in its `AppConfig.ready()`, since people imports none of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db import transaction
from django.db.models import QuerySet

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.core.roles import Role
from parta.people.models import Approval, ApprovalKind, Person, StaffRole, valid_on
from parta.people.rules import pairs
from parta.school.changes import add
from parta.school.refusals import Refused


class Executor(Protocol):
    def __call__(self, approval: Approval, *, by: Actor, at: datetime) -> None: ...


@dataclass(frozen=True)
class Kind:
    execute: Executor
    title: Callable[[Approval], str]  # «Стереть данные: Зайцев Пётр», for those who take part


_kinds: dict[str, Kind] = {}


def on_approved(kind: ApprovalKind, execute: Executor, *, title: Callable[[Approval], str]) -> None:
    """What an approval of this kind does, and what it is about in words."""
    _kinds[kind.value] = Kind(execute, title)


def title_of(approval: Approval) -> str:
    return _kinds[approval.kind].title(approval)


@transaction.atomic
def ask(
    kind: ApprovalKind, object_id: int | None, facts: Mapping[str, Any], reason: str, *, by: Actor, at: datetime
) -> Approval:
    """A request that waits for another one; approved at once where nobody else could decide it (PAIR-05).

    PAIR-01, PAIR-02. `facts`: plain values, no names; the executor finds them in `approval.facts`.
    """
    if not pairs.may_ask(by.roles, kind):
        raise Refused("Об этом просит директор." if kind in pairs.ALONE else "Об этом просит директор или завуч.")
    if not reason.strip():
        raise Refused("Напишите причину: её прочтёт тот, кто будет решать.", "reason")
    if waiting(at).filter(kind=kind, object_id=object_id, facts=dict(facts)).exists():
        raise Refused("Такая просьба уже ждёт решения: «Решения вдвоём».")
    approval = Approval(
        kind=kind,
        object_id=object_id,
        facts=dict(facts),
        reason=reason.strip(),
        asked_by=by.user_id or 0,
        asked_at=at,
        expires_at=at + pairs.WAITS,
    )
    add(approval, "people.ask_approval", by=by, at=at)
    if decides_alone(kind, by):
        _settle(approval, True, decided_by=None, action="people.decide_alone", by=by, at=at)
    return approval


@transaction.atomic
def decide(approval: Approval, approved: bool, *, by: Actor, at: datetime) -> None:
    """Of two who decide at once one does. What is approved happens here. PAIR-01…04."""
    if not pairs.may_decide(by.roles, approval.kind):
        raise Refused("Об этом решает другой человек: посмотрите, кто может.")
    asker = Person.objects.filter(user=approval.asked_by).first()
    if approval.asked_by == by.user_id or _same_human(asker, by):
        raise Refused("Вы сами об этом просили. Решает другой человек.")
    if approved and not (asker and pairs.may_ask(roles_of(asker, by.on), approval.kind)):
        raise Refused("Кто просил, больше не вправе об этом просить. Отклоните: если нужно, попросит другой.")
    _settle(approval, approved, decided_by=by.user_id, action="people.decide_approval", by=by, at=at)


@transaction.atomic
def withdraw(approval: Approval, *, by: Actor, at: datetime) -> None:
    """The asker thinks better of it. PAIR-04."""
    if approval.asked_by != by.user_id:
        raise Refused("Отозвать просьбу может только тот, кто просил. Вы можете её отклонить.")
    _settle(approval, False, decided_by=None, action="people.withdraw_approval", by=by, at=at)


@transaction.atomic
def take(approval: Approval, *, by: Actor, at: datetime) -> None:
    """Use an approved export: once, within a day, by the asker. PAIR-06."""
    fresh = Approval.objects.filter(pk=approval.pk, asked_by=by.user_id or 0, approved=True, used_at=None)
    if not fresh.filter(decided_at__gt=at - pairs.TAKEN_WITHIN).update(used_at=at):
        raise Refused("Эта выгрузка уже скачана, или прошли сутки. Попросите о новой.")
    approval.used_at = at
    record([Event("people.take_export", approval, {"used_at": None}, {"used_at": at})], by=by, at=at)


def _settle(
    approval: Approval, approved: bool, *, decided_by: int | None, action: str, by: Actor, at: datetime
) -> None:
    """Nobody's decision (`decided_by` None): withdrawn, or approved by the director alone."""
    values = {"decided_by": decided_by, "decided_at": at, "approved": approved}
    if not waiting(at).filter(pk=approval.pk).update(**values):
        raise Refused("Об этом уже решено, или три дня прошли. Откройте страницу заново.")
    before = dict.fromkeys(values)
    for name, value in values.items():
        setattr(approval, name, value)
    record([Event(action, approval, before, values)], by=by, at=at)
    if approved:
        _kinds[approval.kind].execute(approval, by=by, at=at)


def waiting(at: datetime) -> QuerySet[Approval]:
    """Requests that may still be decided."""
    return Approval.objects.filter(decided_at=None, expires_at__gt=at)


def decides_alone(kind: str, by: Actor) -> bool:
    """PAIR-05: whether there is nobody else with an account who could decide."""
    if kind not in pairs.ALONE:
        return False
    rows = StaffRole.objects.filter(valid_on(by.on), valid_on(by.on, "staff__"), role__in=pairs.DECIDES[kind])
    others = rows.filter(staff__person__user__is_active=True).exclude(staff__person=by.person_id)
    return not others.exists()


def roles_of(person: Person, on: date) -> frozenset[Role]:
    rows = StaffRole.objects.filter(valid_on(on), valid_on(on, "staff__"), staff__person=person)
    return frozenset(Role(role) for role in rows.values_list("role", flat=True))


def _same_human(asker: Person | None, by: Actor) -> bool:
    """PAIR-03: also somebody who was recorded twice."""
    if asker is None or asker.pk == by.person_id:
        return asker is not None
    me = Person.objects.get(pk=by.person_id or 0)
    if me.sort_key != asker.sort_key:
        return False
    return not me.birth_date or not asker.birth_date or me.birth_date == asker.birth_date
