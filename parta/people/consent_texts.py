"""The wordings of the school's consent forms in versions (CONS-03), and their fields filled in."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from parta.core.actor import Actor
from parta.people.models import ConsentScope, ConsentText, Person
from parta.people.rules.consents import ADDRESS, CITY, SCHOOL, text_fault
from parta.school.changes import add
from parta.school.models import School
from parta.school.refusals import Refused

AUTO, OWN = "auto", "own"  # the version of the day of signing; a paper of the school's own


def versions(scope: str) -> QuerySet[ConsentText]:
    """The latest first."""
    return ConsentText.objects.filter(scope=scope).order_by("-version")


def current(scope: str) -> ConsentText | None:
    return versions(scope).first()


def currents() -> dict[str, ConsentText]:
    """The latest version of each scope. One query."""
    return {one.scope: one for one in ConsentText.objects.order_by("version")}


def signed_text(scope: ConsentScope, wording: str, day: date) -> ConsentText | None:
    """Which wording a paper signed on the day bears. `wording`: AUTO, OWN or the number of a version."""
    if wording == OWN:
        return None
    if wording == AUTO:
        return versions(scope).filter(made_at__date__lte=day).first()
    found = versions(scope).filter(version=int(wording)).first() if wording.isascii() and wording.isdecimal() else None
    if found is None:
        raise Refused(f"У бланка «{scope.label}» нет версии {wording}. Выберите другую.", "wording")
    return found


def form_choices() -> list[tuple[str, str]]:
    last = max((one.version for one in currents().values()), default=0)
    numbered = [(str(number), f"бланк Парты, версия {number}") for number in range(last, 0, -1)] if last > 1 else []
    return [(AUTO, "бланк Парты на день подписи"), (OWN, "собственная бумага школы"), *numbered]


def school_values() -> dict[str, str]:
    """What the fields of a text stand for."""
    school = School.objects.first()
    return {SCHOOL: school.name, ADDRESS: school.address, CITY: school.city} if school else {}


@transaction.atomic
def new_version(scope: ConsentScope, body: str, after: int, *, by: Actor, at: datetime) -> ConsentText:
    """CONS-03, CONS-04. `after`: the version the author started from."""
    if said := text_fault(body, both=scope == ConsentScope.JOURNAL):
        raise Refused(said, "body")
    last = current(scope)
    if last and last.version != after:
        raise Refused(f"Пока вы правили, появилась версия {last.version}. Откройте её и внесите свои изменения в неё.")
    if last and last.body.split() == body.split():
        raise Refused(f"Текст не отличается от версии {last.version}.", "body")
    row = ConsentText(scope=scope, version=(last.version if last else 0) + 1, body=body, made_by=by.user_id, made_at=at)
    add(row, "people.new_consent_text", by=by, at=at)
    return row


@dataclass(frozen=True)
class VersionLine:
    id: int
    version: int
    made_at: datetime
    made_by: str  # empty: the text the product came with
    signed: int


def history(scope: str) -> list[VersionLine]:
    """Versions of a text, the latest first. Two queries."""
    rows = list(versions(scope).annotate(signed=Count("consent")))
    names = {one.user_id: one for one in Person.objects.filter(user__in=[row.made_by for row in rows if row.made_by])}
    return [
        VersionLine(
            row.pk, row.version, row.made_at,
            names[row.made_by].short_name if row.made_by in names else "", row.signed,
        )
        for row in rows
    ]  # fmt: skip
