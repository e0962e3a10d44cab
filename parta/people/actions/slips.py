"""Codes straight onto paper. The sheets are drawn before anything is written: drawing takes seconds and holds no lock,
and when it fails nobody's former code is dead."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from parta.core.actor import Actor
from parta.core.dates import day_month, full_date
from parta.people.access_lists import school_line
from parta.people.actions.invitations import prepare, put_in_force
from parta.people.addressees import Addressee
from parta.people.papers.slips import Heading, Slip, slips_pdf
from parta.people.rules.codes import VALID


def print_slips(groups: Sequence[Sequence[Addressee]], whom: str, address: str, *, by: Actor, at: datetime) -> bytes:
    """New codes for everybody of the groups, as a PDF; pupils and guardians are separate groups. `whom`: «8 «Б»»."""
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
    pdf = slips_pdf(slips, heading)
    put_in_force(issued, by=by, at=at)
    return pdf


def _slip(one: Addressee, code: str) -> Slip:
    person = one.person
    return Slip(person.full_name, one.who, one.short, one.role, code, one.place, person.user_id is not None)
