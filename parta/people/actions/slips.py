"""Codes straight onto paper: issuing and printing are one transaction, so no code dies unprinted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from parta.core.actor import Actor
from parta.core.dates import day_month, full_date
from parta.people.access_lists import school_line
from parta.people.actions.invitations import issue
from parta.people.models import Person
from parta.people.papers.slips import Heading, Slip, slips_pdf
from parta.people.rules.codes import VALID


@dataclass(frozen=True)
class Addressee:
    person: Person
    who: str


@transaction.atomic
def print_slips(
    groups: Sequence[Sequence[Addressee]], class_title: str, address: str, *, by: Actor, at: datetime
) -> bytes:
    """New codes for everybody of the groups, as a PDF; pupils and guardians are separate groups."""
    issued = {one.person.pk: one for one in issue(_people(groups), by=by, at=at)}
    slips = [
        [
            Slip(one.person.full_name, one.who, issued[one.person.pk].code, one.person.user_id is not None)
            for one in group
        ]
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
    return slips_pdf(slips, heading)


def _people(groups: Sequence[Sequence[Addressee]]) -> list[Person]:
    return [one.person for group in groups for one in group]
