"""What the pages of people's cards show."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from parta.core.roles import ROLE_TITLES, Role
from parta.core.russian import search_key
from parta.people.models import (
    ClassMember,
    Consent,
    Guardianship,
    Homeroom,
    Pupil,
    StaffMember,
    StaffRole,
    valid_on,
)


@dataclass(frozen=True)
class StaffLine:
    id: int
    name: str
    position: str
    roles: list[str]
    homerooms: list[str]
    phone: str
    ended_on: date | None


def staff_lines(scope: QuerySet[StaffMember], text: str, *, former: bool, on: date) -> list[StaffLine]:
    """Staff of the scope by the Russian alphabet; `text` is found whatever the case and Ё. Three queries."""
    gone = Q(ends_on__lt=on)
    rows = (
        scope.filter(gone if former else ~gone)
        .prefetch_related(
            Prefetch("roles", StaffRole.objects.filter(valid_on(on)).order_by("starts_on"), to_attr="now_roles"),
            Prefetch(
                "homerooms",
                Homeroom.objects.filter(valid_on(on)).select_related("school_class"),
                to_attr="now_homerooms",
            ),
        )
        .order_by("person__sort_key", "pk")
    )
    for word in search_key(text).split():
        rows = rows.filter(person__search_key__contains=word)
    return [_staff_line(staff, on) for staff in rows]


def _staff_line(staff: StaffMember, on: date) -> StaffLine:
    return StaffLine(
        id=staff.pk,
        name=staff.person.full_name,
        position=staff.position,
        roles=[ROLE_TITLES[Role(row.role)] for row in staff.now_roles],  # type: ignore[attr-defined]
        homerooms=[row.school_class.title for row in staff.now_homerooms],  # type: ignore[attr-defined]
        phone=staff.person.phone,
        ended_on=staff.ends_on,
    )


@dataclass(frozen=True)
class RoleLine:
    id: int
    title: str
    starts_on: date
    ends_on: date | None
    now: bool
    editable: bool


def role_lines(staff: StaffMember, allowed: frozenset[Role], on: date) -> list[RoleLine]:
    return [
        RoleLine(
            row.pk,
            ROLE_TITLES[Role(row.role)],
            row.starts_on,
            row.ends_on,
            row.starts_on <= on and (row.ends_on is None or on <= row.ends_on),
            Role(row.role) in allowed,
        )
        for row in staff.roles.order_by("-starts_on", "role")
    ]


@dataclass(frozen=True)
class PupilCard:
    classes: list[ClassMember]
    consents: list[Consent]
    guardianships: list[Guardianship] = field(default_factory=list)


def pupil_card(pupil: Pupil) -> PupilCard:
    """Classes, consents and guardians of a pupil. Three queries."""
    return PupilCard(
        classes=list(pupil.class_members.select_related("school_class__year").order_by("-starts_on")),
        consents=list(pupil.person.consents.order_by("-given_on")),
        guardianships=list(
            pupil.guardianships.select_related("guardian__person").order_by("guardian__person__sort_key")
        ),
    )
