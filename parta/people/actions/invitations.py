"""Issuing one-time codes and turning them into accounts. No code and no name gets into the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from parta.accounts.actions import change_password, create_account
from parta.accounts.models import User
from parta.accounts.rules.logins import suggestion
from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.people.actions import telling
from parta.people.invitations import code_hash, live, still_belongs, unused
from parta.people.models import Invitation, Person
from parta.people.rules import codes
from parta.school.refusals import Refused

SAME_TIME = "Кому-то из этого списка в ту же минуту выдали код. Откройте страницу заново и проверьте."

NO_CODE = "У этого человека нет кода, который ещё действует."


@dataclass(frozen=True)
class Issued:
    """The only place where a code exists in clear: on its way to the paper."""

    person: Person
    code: str
    expires_at: datetime


def prepare(people: Sequence[Person], *, at: datetime) -> list[Issued]:
    """New codes that open nothing till `put_in_force()`."""
    return [Issued(person, codes.new_code(), at + codes.VALID) for person in people]


def put_in_force(issued: Sequence[Issued], *, by: Actor | None, at: datetime) -> None:
    """From now on the codes work and the former ones of these people don't. The caller has taken the people from a
    scope. CODE-02."""
    try:
        with transaction.atomic():
            _revoke([one.person for one in issued], by=by, at=at)
            _store(issued, by=by, at=at)
            telling.code_for_account([one.person for one in issued], by=by, at=at)
    except IntegrityError:  # one unused code a person: somebody was quicker
        raise Refused(SAME_TIME) from None


def issue(people: Sequence[Person], *, by: Actor | None, at: datetime) -> list[Issued]:
    issued = prepare(people, at=at)
    put_in_force(issued, by=by, at=at)
    return issued


def _revoke(people: Sequence[Person], *, by: Actor | None, at: datetime) -> None:
    former = list(unused().filter(person__in=people))
    revoked = unused().filter(pk__in=[one.pk for one in former]).update(revoked_at=at)
    if revoked != len(former):  # used or replaced since it was read
        raise Refused(SAME_TIME)
    record([Event("people.revoke_code", one, {"revoked_at": None}, {"revoked_at": at}) for one in former], by=by, at=at)


def _store(issued: Sequence[Issued], *, by: Actor | None, at: datetime) -> None:
    rows = Invitation.objects.bulk_create(
        Invitation(
            person=one.person,
            code_hash=code_hash(one.code),
            issued_at=at,
            issued_by=by.user_id if by else None,
            expires_at=one.expires_at,
        )
        for one in issued
    )
    facts = [{"person": row.person_id, "expires_at": row.expires_at} for row in rows]
    events = [Event("people.issue_code", row, None, after) for row, after in zip(rows, facts, strict=True)]
    record(events, by=by, at=at)


@transaction.atomic
def revoke(person: Person, *, by: Actor, at: datetime) -> None:
    """The code dies, and no other takes its place. CODE-08."""
    if not unused().filter(person=person).exists():
        raise Refused(NO_CODE)
    _revoke([person], by=by, at=at)


@transaction.atomic
def activate(invitation_id: int, password: str, *, on: date, at: datetime) -> User | None:
    """The account of the code's person with this password: a new one, or the former one, whose password is lost.

    None when the code has been used, replaced or has expired meanwhile: of two at the same instant one wins.
    """
    won = live(at).filter(pk=invitation_id).update(used_at=at)
    if not won:
        return None
    invitation = Invitation.objects.select_related("person__user").get(pk=invitation_id)
    person = invitation.person
    if not still_belongs(person.pk, on):
        transaction.set_rollback(True)
        return None
    user, reset = person.user, person.user is not None
    if user is None:
        user = create_account(suggestion(person.last_name, person.first_name, person.patronymic), password, at=at)
        person.user = user
        person.save(update_fields=["user"])
        actor = Actor(on=on, user_id=user.pk, person_id=person.pk)
    else:
        actor = Actor(on=on, user_id=user.pk, person_id=person.pk)
        change_password(user, password, by=actor, at=at, action="accounts.reset_password")
    telling.came_in(person, reset=reset, on=on, at=at)
    record([Event("people.activate", invitation, {"used_at": None}, {"used_at": at, "user": user.pk})], by=actor, at=at)
    return user
