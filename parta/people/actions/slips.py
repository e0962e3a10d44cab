"""Codes straight onto paper. The sheets are drawn before anything is written: drawing takes seconds and holds no lock,
and when it fails nobody's former code is dead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from parta.core.actor import Actor
from parta.core.dates import day_month, full_date
from parta.people.access_lists import school_line
from parta.people.actions.invitations import prepare, put_in_force
from parta.people.models import Person
from parta.people.papers.slips import Heading, Slip, slips_pdf
from parta.people.rules.codes import VALID


@dataclass(frozen=True)
class Addressee:
    person: Person
    who: str


def print_slips(
    groups: Sequence[Sequence[Addressee]], class_title: str, address: str, *, by: Actor, at: datetime
) -> bytes:
    """New codes for everybody of the groups, as a PDF; pupils and guardians are separate groups."""
    issued = prepare([one.person for group in groups for one in group], at=at)
    code_of = {one.person.pk: one.code for one in issued}
    slips = [
        [Slip(one.person.full_name, one.who, code_of[one.person.pk], one.person.user_id is not None) for one in group]
        for group in groups
    ]
    zone = ZoneInfo(by.zone)
    title = "Ведомость выдачи кодов доступа"
    heading = Heading(
        title=f"{title}, {class_title}" if class_title else f"{title} сотрудникам",
        school=school_line(),
        place=", ".join(filter(None, [class_title, by.school_name])),
        address=address,
        until=day_month((at + VALID).astimezone(zone).date()),
        date=full_date(at.astimezone(zone).date()),
        issuer=by.short_name,
    )
    pdf = slips_pdf(slips, heading)
    put_in_force(issued, by=by, at=at)
    return pdf
