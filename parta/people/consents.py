"""Consents by scope [3.2]: which stand on a day, writing a signed one down, taking back health or photo alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from parta.core.actor import Actor
from parta.files.actions import Checked, keep
from parta.files.models import StoredFile
from parta.files.rules.uploads import JPEG, PDF, FileRefused
from parta.people import ties
from parta.people.consent_texts import AUTO, signed_text
from parta.people.models import Consent, ConsentScope, Person
from parta.people.rules.consents import signing_fault, withdrawal_fault
from parta.school.changes import add, change
from parta.school.refusals import Refused

JOURNAL, HEALTH, PHOTO = ConsentScope.JOURNAL, ConsentScope.HEALTH, ConsentScope.PHOTO
NOT_A_SCAN = "«{}»: скан согласия принимается в PDF или JPEG."


@dataclass(frozen=True)
class Signed:
    """A signed consent: the gate of every record of a pupil or a guardian [3.2]. `also`: what was signed beside it."""

    given_on: date
    signer: str
    also: tuple[ConsentScope, ...] = ()
    valid_until: date | None = None  # None = while at the school
    basis: str = ""
    basis_document: str = ""
    paper_number: str = ""
    wording: str = AUTO  # which wording was signed: consent_texts.signed_text()
    scan: Checked | None = None


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
def add_consents(person: Person, signed: Signed, scopes: Iterable[ConsentScope], *, by: Actor, at: datetime) -> None:
    """One row for each scope, as each is a document of its own. CONS-01, CONS-02, CONS-06."""
    ties.check({"basis": signed.basis, "basis_document": signed.basis_document})
    scopes = list(scopes)
    taken_back = dict(person.consents.order_by().values_list("scope").annotate(Max("withdrawn_on")))
    for scope in scopes:
        field, said = signing_fault(signed.given_on, signed.valid_until, taken_back.get(scope), by.on)
        if said:
            raise Refused(said, field)
    if person.consents.filter(given_on=signed.given_on, scope__in=scopes).exists():
        raise Refused("Согласие с этой датой уже записано.", "given_on")
    scan = _kept(signed.scan, by=by, at=at)
    for scope in scopes:
        row = Consent(
            person=person, scope=scope, text=signed_text(scope, signed.wording, signed.given_on),
            given_on=signed.given_on, valid_until=signed.valid_until, signer=signed.signer, basis=signed.basis,
            basis_document=signed.basis_document, paper_number=signed.paper_number, scan=scan,
            entered_by=by.user_id, entered_at=at,
        )  # fmt: skip
        add(row, "people.add_consent", by=by, at=at)


def _kept(scan: Checked | None, *, by: Actor, at: datetime) -> StoredFile | None:
    if scan is None:
        return None
    if scan.media_type not in {PDF.media_type, JPEG.media_type}:
        raise Refused(NOT_A_SCAN.format(scan.name), "scan")
    try:
        return keep([scan], by=by, at=at)[0]
    except FileRefused as refusal:
        raise Refused(str(refusal), "scan") from None


@transaction.atomic
def take_back(consent: Consent, day: date, channel: str, *, by: Actor, at: datetime) -> None:
    """Health or photo alone, from that day on. CONS-05."""
    _not_the_journal(consent)
    if said := withdrawal_fault(consent.given_on, day, by.on):
        raise Refused(said, "withdrawn_on")
    values = {"withdrawn_on": day, "withdrawn_channel": channel}
    change(consent, values, "people.take_back_consent", by=by, at=at)


@transaction.atomic
def not_taken_back(consent: Consent, *, by: Actor, at: datetime) -> None:
    """The withdrawal was noted by mistake."""
    _not_the_journal(consent)
    change(consent, {"withdrawn_on": None, "withdrawn_channel": ""}, "people.consent_stands", by=by, at=at)


def _not_the_journal(consent: Consent) -> None:
    if consent.scope == JOURNAL:
        raise Refused("Отзыв согласия на журнал — другое действие: ученик выходит из журнала целиком.")
