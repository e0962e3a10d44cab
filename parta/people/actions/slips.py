"""Codes straight onto paper. The sheets are drawn before anything is written: drawing takes seconds and holds no lock,
and when it fails nobody's former code is dead."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from parta.core.actor import Actor
from parta.core.dates import day_month, full_date
from parta.people.access_lists import school_line
from parta.people.actions.invitations import Issued, prepare, put_in_force
from parta.people.addressees import Addressee, of_school
from parta.people.approvals import take
from parta.people.models import Approval
from parta.people.papers.slips import Heading, Slip, slips_pdf
from parta.people.rules.codes import VALID
from parta.school.refusals import Refused

NOBODY = "Коды выдавать некому: у всех в школе уже есть код или вход."


def print_slips(groups: Sequence[Sequence[Addressee]], whom: str, address: str, *, by: Actor, at: datetime) -> bytes:
    """New codes for everybody of the groups, as a PDF; pupils and guardians are separate groups. `whom`: «8 «Б»»."""
    issued, pdf = _drawn(groups, whom, address, by=by, at=at)
    put_in_force(issued, by=by, at=at)
    return pdf


def print_school(approval: Approval, address: str, *, by: Actor, at: datetime) -> bytes:
    """Of all who have neither a code nor an account, by an approval that this uses up. CODE-09."""
    groups = of_school(by, at)
    if not any(groups):
        raise Refused(NOBODY)
    issued, pdf = _drawn(groups, "вся школа", address, by=by, at=at)
    with transaction.atomic():
        take(approval, by=by, at=at)
        put_in_force(issued, by=by, at=at)
    return pdf


def _drawn(
    groups: Sequence[Sequence[Addressee]], whom: str, address: str, *, by: Actor, at: datetime
) -> tuple[list[Issued], bytes]:
    issued = prepare([one.person for group in groups for one in group], at=at)
    code_of = {one.person.pk: one.code for one in issued}
    slips = [[_slip(one, code_of[one.person.pk]) for one in group] for group in groups]
    zone = ZoneInfo(by.zone)
    heading = Heading(
        title=f"Ведомость выдачи кодов доступа, {whom}",
        school=school_line(),
        school_name=by.school_name,
        address=address,
        until=day_month((at + VALID).astimezone(zone).date()),
        date=full_date(at.astimezone(zone).date()),
        issuer=by.short_name,
    )
    return issued, slips_pdf(slips, heading)


def _slip(one: Addressee, code: str) -> Slip:
    person = one.person
    return Slip(person.full_name, one.who, one.short, one.role, code, one.place, person.user_id is not None)
