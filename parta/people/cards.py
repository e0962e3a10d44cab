"""Actions on people's cards: staff and their roles, class teachers, guardians, consents [3.2] [3.3]."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from parta.core.actor import Actor
from parta.core.roles import ADMINISTRATION, ROLE_TITLES, Role
from parta.people.consents import JOURNAL, Signed, add_consents, stands
from parta.people.models import (
    Guardian,
    Guardianship,
    Homeroom,
    Person,
    Pupil,
    StaffMember,
    StaffRole,
    name_fields,
)
from parta.people.rules.pairs import longer
from parta.people.rules.roles import day_without, refusal
from parta.people.stamps import card_changed
from parta.people.ties import check, tell_of_another
from parta.school.changes import add, change, remove
from parta.school.refusals import Refused

RULES = {
    "CARD-01": "Запись об ученике появляется только вместе с согласием: дата и кто подписал [3.2].",
    "CARD-02": "Запись о родителе появляется только вместе с его согласием [3.2].",
    "CARD-03": "У класса в каждый день не больше одного классного руководителя и одного исполняющего обязанности.",
    "CARD-04": "Ученика с тем же именем и датой рождения второй раз не записывают.",
}
DAY = timedelta(days=1)
BY_TWO = "Директора и завуча назначают двое: попросите об этом в карточке сотрудника, другой человек подтвердит."
WORK_OF_ADMINISTRATOR = (
    "Вместе с работой продлилась бы и роль администратора. Сначала поставьте последний день роли, потом продлите "
    "работу и дайте роль снова: её подтвердит другой человек."
)


@dataclass(frozen=True)
class Representative:
    """A parent to be written down together with the child."""

    values: Mapping[str, Any]  # of Person
    relation: str

    @property
    def words(self) -> str:
        """How the parent signs: «Зайцева Анна Сергеевна, мать»."""
        name = " ".join(filter(None, (self.values[part] for part in ("last_name", "first_name", "patronymic"))))
        return f"{name}, {self.relation}"


def new_person(values: Mapping[str, Any], *, by: Actor, at: datetime) -> Person:
    _born_before(values, by.on)
    person = Person(**with_keys(values))
    add(person, "people.add_person", by=by, at=at)
    return person


@transaction.atomic
def change_person(person: Person, values: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    _born_before(values, by.on)
    if change(person, with_keys(values), "people.change_person", by=by, at=at):
        card_changed([person.pk], by.on)


def _born_before(values: Mapping[str, Any], on: date) -> None:
    born: date | None = values.get("birth_date")
    if born and born >= on:
        raise Refused("Такой даты рождения не может быть. Проверьте год.", "birth_date")


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
    """ROLE-01; the same role may not run twice at once. An administrator is made by two (administrators.py)."""
    row = StaffRole(staff=staff, role=role, starts_on=starts_on, ends_on=ends_on)
    may_grant(row, by)
    if role in ADMINISTRATION:
        raise Refused(BY_TWO, "role")
    add(row, "people.grant_role", by=by, at=at)
    return row


def may_grant(row: StaffRole, by: Actor) -> None:
    """ROLE-01; the same role may not run twice at once."""
    _allowed(Role(row.role), by)
    may_run(row)


@transaction.atomic
def change_role(row: StaffRole, starts_on: date, ends_on: date | None, *, by: Actor, at: datetime) -> None:
    """ROLE-01, ROLE-02. More days of an administrator are given by two (administrators.py)."""
    may_grant(StaffRole(pk=row.pk, staff_id=row.staff_id, role=row.role, starts_on=starts_on, ends_on=ends_on), by)
    if gives_days(row, starts_on, ends_on, by.on):
        raise Refused(BY_TWO, "ends_on")
    change(row, {"starts_on": starts_on, "ends_on": ends_on}, "people.change_role", by=by, at=at)
    _keep_director([row], by.on, "ends_on")


def gives_days(row: StaffRole, starts_on: date, ends_on: date | None, on: date) -> bool:
    """Whether these dates give an administrator days that the role hadn't. PAIR-07."""
    return row.role in ADMINISTRATION and longer((row.starts_on, row.ends_on), (starts_on, ends_on), on)


@transaction.atomic
def remove_role(row: StaffRole, *, by: Actor, at: datetime) -> None:
    """Undoes a role that has not begun, or began today by mistake."""
    _allowed(Role(row.role), by)
    if row.starts_on < by.on:
        raise Refused("Роль уже действует или действовала. Укажите последний день вместо удаления.")
    gone = StaffRole(role=row.role)
    remove(row, "people.remove_role", "", by=by, at=at)
    _keep_director([gone], by.on, None)


def _allowed(role: Role, by: Actor) -> None:
    if said := refusal(by.roles, role):
        raise Refused(said, "role")


def may_run(row: StaffRole) -> None:
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


def _keep_director(touched: Iterable[StaffRole], on: date, field: str | None) -> None:
    """ROLE-02, asked after the change: is there a director on every day from now on?"""
    if all(row.role != Role.DIRECTOR for row in touched):
        return
    spans = []
    for row in StaffRole.objects.filter(role=Role.DIRECTOR).select_related("staff"):
        ends = [day for day in (row.ends_on, row.staff.ends_on) if day]
        spans.append((max(row.starts_on, row.staff.starts_on), min(ends) if ends else None))
    if (day := day_without(spans, on)) is not None:
        raise Refused(
            f"С {day:%d.%m.%Y} школа осталась бы без директора. Сначала дайте роль директора другому сотруднику.",
            field,
        )


@transaction.atomic
def change_work(staff: StaffMember, values: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Position and dates of work; the dates carry all the roles, so they ask for each. ROLE-01, ROLE-02."""
    was, now = (staff.starts_on, staff.ends_on), (values["starts_on"], values["ends_on"])
    dates_differ = was != now
    held = list(staff.roles.filter(Q(ends_on=None) | Q(ends_on__gte=by.on))) if dates_differ else []
    for row in held:
        if said := refusal(by.roles, Role(row.role)):
            raise Refused(f"{said} Поэтому и дни работы этого сотрудника меняет он.", "ends_on")
        if row.role in ADMINISTRATION and longer(was, now, by.on):  # PAIR-07
            raise Refused(WORK_OF_ADMINISTRATOR, "ends_on")
    change(staff, values, "people.change_work", by=by, at=at)
    _keep_director(held, by.on, "ends_on")


@transaction.atomic
def appoint(row: Homeroom, *, by: Actor, at: datetime) -> None:
    """A class teacher of a class from a date; the former one of the same kind ends the day before. CARD-03."""
    for other in _same_place(row):
        if other.starts_on >= row.starts_on or other.staff_id == row.staff_id:
            raise Refused(_taken(other), "starts_on")
        change(other, {"ends_on": row.starts_on - DAY}, "people.appoint", by=by, at=at)
    add(row, "people.appoint", by=by, at=at)


@transaction.atomic
def change_homeroom(row: Homeroom, values: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """CARD-03."""
    wanted = Homeroom(pk=row.pk, school_class=row.school_class, **values)
    if other := _same_place(wanted).first():
        raise Refused(_taken(other), "starts_on")
    change(row, values, "people.change_homeroom", by=by, at=at)


@transaction.atomic
def remove_homeroom(row: Homeroom, *, by: Actor, at: datetime) -> None:
    """Undoes an appointment that has not begun, or began today by mistake."""
    if row.starts_on < by.on:
        raise Refused("Назначение уже действует или действовало. Укажите последний день вместо удаления.")
    remove(row, "people.remove_homeroom", "", by=by, at=at)


def _same_place(row: Homeroom) -> QuerySet[Homeroom]:
    others = Homeroom.objects.filter(school_class=row.school_class, acting=row.acting).exclude(pk=row.pk)
    return others.filter(_meeting(row.starts_on, row.ends_on)).select_related("staff__person")


def _taken(other: Homeroom) -> str:
    return f"С {other.starts_on:%d.%m.%Y} это уже {other.staff.person.short_name}. Исправьте даты."


@transaction.atomic
def add_pupil(values: Mapping[str, Any], signed: Signed, *, by: Actor, at: datetime) -> Pupil:
    """CARD-01: there is no way to make a pupil without the consent. CARD-04."""
    key, born = with_keys(values)["sort_key"], values.get("birth_date")
    if born and Pupil.objects.filter(person__sort_key=key, person__birth_date=born).exists():
        raise Refused(
            "Ученик с таким именем и датой рождения уже записан. Найдите его в списке «Ученики» и зачислите снова.",
            "last_name",
        )
    person = new_person(values, by=by, at=at)
    add_consents(person, signed, [JOURNAL, *signed.also], by=by, at=at)
    pupil = Pupil(person=person)
    add(pupil, "people.add_pupil", by=by, at=at)
    return pupil


@transaction.atomic
def add_guardian(
    pupil: Pupil,
    values: Mapping[str, Any],
    relation: str,
    starts_on: date,
    signed: Signed,
    *,
    by: Actor,
    at: datetime,
    **basis: str,
) -> Guardianship:
    """CARD-02. An adult of the school with the same name and the same phone or e-mail is the same person."""
    check(basis)
    person = same_adult(values) or new_person(values, by=by, at=at)
    if not stands(person, JOURNAL, by.on):
        add_consents(person, signed, [JOURNAL], by=by, at=at)
    guardian = Guardian.objects.filter(person=person).first()
    if guardian is None:
        guardian = Guardian(person=person)
        add(guardian, "people.add_guardian", by=by, at=at)
    if pupil.guardianships.filter(_meeting(starts_on, None), guardian=guardian).exists():
        raise Refused("Этот родитель у ученика уже записан.", "last_name")
    row = Guardianship(guardian=guardian, pupil=pupil, relation=relation, starts_on=starts_on, **basis)
    add(row, "people.add_guardianship", by=by, at=at)
    card_changed([pupil.person_id], by.on)
    tell_of_another(row, by=by, at=at)
    return row


def same_adult(values: Mapping[str, Any]) -> Person | None:
    """A guardian or a member of the staff with this name and one of these contacts."""
    contact = Q()
    for name in ("phone", "email"):
        if values.get(name):
            contact |= Q(**{f"{name}__iexact": values[name]})
    if not contact:
        return None
    adults = Person.objects.exclude(guardian=None, staff_member=None)
    return adults.filter(contact, sort_key=with_keys(values)["sort_key"]).first()
