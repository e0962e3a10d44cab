"""Actions on people's cards: staff and their roles, class teachers, guardians, consents [3.2] [3.3]."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from parta.core.actor import Actor
from parta.core.roles import ROLE_TITLES, Role
from parta.people.models import (
    Consent,
    Guardian,
    Guardianship,
    Homeroom,
    Person,
    Pupil,
    StaffMember,
    StaffRole,
    name_fields,
)
from parta.people.rules.roles import refusal
from parta.school.changes import add, change, remove
from parta.school.refusals import Refused

RULES = {
    "CARD-01": "Запись об ученике появляется только вместе с согласием: дата и кто подписал [3.2].",
    "CARD-02": "Запись о родителе появляется только вместе с его согласием [3.2].",
    "CARD-03": "У класса в каждый день не больше одного классного руководителя и одного исполняющего обязанности.",
}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Signed:
    """A signed consent: the gate of every record of a pupil or a guardian [3.2]."""

    given_on: date
    signer: str
    health: bool = False


def new_person(values: Mapping[str, Any], *, by: Actor, at: datetime) -> Person:
    person = Person(**with_keys(values))
    add(person, "people.add_person", by=by, at=at)
    return person


def with_keys(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of `Person` from a form, with the keys that names are sorted and searched by."""
    names = name_fields(values["last_name"], values["first_name"], values.get("patronymic", ""))
    return {**values, **names}


@transaction.atomic
def add_staff(
    values: Mapping[str, Any], position: str, starts_on: date, role: Role | None, *, by: Actor, at: datetime
) -> StaffMember:
    person = new_person(values, by=by, at=at)
    staff = StaffMember(person=person, position=position, starts_on=starts_on)
    add(staff, "people.add_staff", by=by, at=at)
    if role:
        grant_role(staff, role, starts_on, None, by=by, at=at)
    return staff


@transaction.atomic
def grant_role(
    staff: StaffMember, role: Role, starts_on: date, ends_on: date | None, *, by: Actor, at: datetime
) -> StaffRole:
    """ROLE-01; the same role may not run twice at once."""
    _allowed(role, by)
    row = StaffRole(staff=staff, role=role, starts_on=starts_on, ends_on=ends_on)
    _alone(row)
    add(row, "people.grant_role", by=by, at=at)
    return row


@transaction.atomic
def change_role(row: StaffRole, starts_on: date, ends_on: date | None, *, by: Actor, at: datetime) -> None:
    _allowed(Role(row.role), by)
    _alone(StaffRole(pk=row.pk, staff_id=row.staff_id, role=row.role, starts_on=starts_on, ends_on=ends_on))
    if ends_on is not None:
        _another_director(row)
    change(row, {"starts_on": starts_on, "ends_on": ends_on}, "people.change_role", by=by, at=at)


@transaction.atomic
def remove_role(row: StaffRole, *, by: Actor, at: datetime) -> None:
    _allowed(Role(row.role), by)
    if row.starts_on <= by.on:
        raise Refused("Роль уже действует или действовала. Укажите последний день вместо удаления.")
    remove(row, "people.remove_role", "", by=by, at=at)


def _allowed(role: Role, by: Actor) -> None:
    if said := refusal(by.roles, role):
        raise Refused(said, "role")


def _alone(row: StaffRole) -> None:
    others = StaffRole.objects.filter(staff_id=row.staff_id, role=row.role).exclude(pk=row.pk)
    if meets := others.filter(_meeting(row.starts_on, row.ends_on)).first():
        until = f" по {meets.ends_on:%d.%m.%Y}" if meets.ends_on else ""
        raise Refused(
            f"Роль «{ROLE_TITLES[Role(row.role)]}» уже есть с {meets.starts_on:%d.%m.%Y}{until}. Измените её даты.",
            "starts_on",
        )


def _meeting(starts_on: date, ends_on: date | None, prefix: str = "") -> Q:
    """Dated rows that share a day with the span."""
    later = Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": starts_on})
    return later if ends_on is None else later & Q(**{f"{prefix}starts_on__lte": ends_on})


def _another_director(row: StaffRole) -> None:
    """ROLE-02."""
    if row.role != Role.DIRECTOR:
        return
    open_ended = StaffRole.objects.filter(role=Role.DIRECTOR, ends_on=None, staff__ends_on=None)
    if not open_ended.exclude(pk=row.pk).exists():
        raise Refused("Это единственный директор. Сначала дайте роль директора другому сотруднику.", "ends_on")


def may_set_work(staff: StaffMember, by: Actor) -> None:
    """Ending somebody's work takes all the roles away, so it asks for the right to each of them. ROLE-01, ROLE-02."""
    for row in staff.roles.filter(Q(ends_on=None) | Q(ends_on__gte=by.on)):
        if said := refusal(by.roles, Role(row.role)):
            raise Refused(said, "ends_on")
        _another_director(row)


@transaction.atomic
def appoint(row: Homeroom, *, by: Actor, at: datetime) -> None:
    """A class teacher of a class from a date; the former one of the same kind ends the day before. CARD-03."""
    others = Homeroom.objects.filter(school_class=row.school_class, acting=row.acting).exclude(pk=row.pk)
    for other in others.filter(_meeting(row.starts_on, row.ends_on)).select_related("staff__person"):
        if other.starts_on >= row.starts_on or other.staff_id == row.staff_id:
            raise Refused(
                f"С {other.starts_on:%d.%m.%Y} это уже {other.staff.person.short_name}. Исправьте даты.", "starts_on"
            )
        change(other, {"ends_on": row.starts_on - DAY}, "people.appoint", by=by, at=at)
    add(row, "people.appoint", by=by, at=at)


@transaction.atomic
def add_pupil(values: Mapping[str, Any], signed: Signed, *, by: Actor, at: datetime) -> Pupil:
    """CARD-01: there is no way to make a pupil without the consent."""
    person = new_person(values, by=by, at=at)
    add_consent(person, signed, by=by, at=at)
    pupil = Pupil(person=person)
    add(pupil, "people.add_pupil", by=by, at=at)
    return pupil


def add_consent(person: Person, signed: Signed, *, by: Actor, at: datetime) -> None:
    if signed.given_on > by.on:
        raise Refused("Согласие не может быть подписано завтра: проверьте дату.", "given_on")
    if person.consents.filter(given_on=signed.given_on).exists():
        raise Refused("Согласие с этой датой уже записано.", "given_on")
    row = Consent(person=person, given_on=signed.given_on, signer=signed.signer, health=signed.health)
    add(row, "people.add_consent", by=by, at=at)


@transaction.atomic
def add_guardian(
    pupil: Pupil, values: Mapping[str, Any], relation: str, starts_on: date, signed: Signed, *, by: Actor, at: datetime
) -> Guardianship:
    """CARD-02. A guardian with the same name and the same phone or e-mail is the same person: only the tie is added."""
    guardian = same_guardian(values)
    if guardian is None:
        person = new_person(values, by=by, at=at)
        add_consent(person, signed, by=by, at=at)
        guardian = Guardian(person=person)
        add(guardian, "people.add_guardian", by=by, at=at)
    elif pupil.guardianships.filter(_meeting(starts_on, None), guardian=guardian).exists():
        raise Refused("Этот родитель у ученика уже записан.", "last_name")
    row = Guardianship(guardian=guardian, pupil=pupil, relation=relation, starts_on=starts_on)
    add(row, "people.add_guardianship", by=by, at=at)
    return row


def same_guardian(values: Mapping[str, Any]) -> Guardian | None:
    key = with_keys(values)["sort_key"]
    contact = Q()
    for name in ("phone", "email"):
        if values.get(name):
            contact |= Q(**{f"person__{name}__iexact": values[name]})
    return Guardian.objects.filter(contact, person__sort_key=key).first() if contact else None
