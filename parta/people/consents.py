"""Consents by scope [3.2]: which stand on a day, writing a signed one down, taking back health or photo alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from parta.core.actor import Actor
from parta.people.models import Consent, ConsentScope, Person
from parta.school.changes import add
from parta.school.refusals import Refused

JOURNAL, HEALTH, PHOTO = ConsentScope.JOURNAL, ConsentScope.HEALTH, ConsentScope.PHOTO


@dataclass(frozen=True)
class Signed:
    """A signed consent: the gate of every record of a pupil or a guardian [3.2]. `also`: what was signed beside it."""

    given_on: date
    signer: str
    also: tuple[ConsentScope, ...] = ()


def standing(on: Any) -> Q:
    """Consents in force on the day: signed, not over, not taken back."""
    not_over = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    return Q(given_on__lte=on) & not_over & (Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on))


def agreed(scope: ConsentScope, on: Any) -> QuerySet[Consent]:
    return Consent.objects.filter(standing(on), scope=scope)


def health_of(pupil: Any, on: Any) -> QuerySet[Consent]:
    """For `Exists`: whether illness of the pupil may be recorded and shown. `pupil`: a number or an `OuterRef`."""
    return agreed(HEALTH, on).filter(person__pupil=pupil)


def stands(person: Person, scope: ConsentScope, on: date) -> bool:
    return agreed(scope, on).filter(person=person).exists()


@transaction.atomic
def add_consents(
    person: Person, signed: Signed, scopes: Iterable[ConsentScope], *, by: Actor, at: datetime
) -> list[Consent]:
    """One row for each scope, as each is a document of its own."""
    if signed.given_on > by.on:
        raise Refused("Согласие не может быть подписано завтра: проверьте дату.", "given_on")
    scopes = list(scopes)
    if person.consents.filter(given_on=signed.given_on, scope__in=scopes).exists():
        raise Refused("Согласие с этой датой уже записано.", "given_on")
    rows = []
    for scope in scopes:
        row = Consent(
            person=person, scope=scope, given_on=signed.given_on, signer=signed.signer,
            entered_by=by.user_id, entered_at=at,
        )  # fmt: skip
        add(row, "people.add_consent", by=by, at=at)
        rows.append(row)
    return rows
