"""The first hours of an installation: the school, its year and its first director, who gets a one-time code.

Deputies get their codes from the director, everybody else from them; a director's come from here only (CODE-03).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from parta.accounts.factor.actions import reset
from parta.audit.chain import Event, record
from parta.core.roles import Role
from parta.journal.defaults import make_work_kinds
from parta.people.actions.invitations import Issued, issue
from parta.people.models import Person, StaffMember, StaffRole, name_fields, valid_on
from parta.school.actions import create_year, prefill_calendar
from parta.school.calendar import school_day
from parta.school.changes import add, facts
from parta.school.models import School
from parta.school.refusals import Refused

SCHOOL_FIELDS = ("name", "short_name", "city", "timezone")
_NAME_PART = re.compile(r"[А-ЯЁа-яё]+([-’'][А-ЯЁа-яё]+)*")
_FIRST_SUMMER_MONTH = 6  # who sets up in summer prepares the coming year


@dataclass(frozen=True)
class Director:
    last: str
    first: str
    patronymic: str


def fault_of_school(field: str, value: str) -> str:
    """What is wrong with a field of the school, as a sentence; empty = nothing."""
    if field == "timezone" and value not in available_timezones():
        return "Такого часового пояса нет. Напишите, например, Europe/Moscow или Asia/Yekaterinburg."
    if not value.isprintable():
        return "Здесь есть знаки, которых на письме не бывает. Наберите строку заново."
    try:
        School(**{field: value}).clean_fields(exclude={other for other in SCHOOL_FIELDS if other != field})
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def director_named(text: str) -> Director:
    """«Иванова Мария Петровна», with or without the patronymic. Raises Refused."""
    parts = text.split()
    if not 2 <= len(parts) <= 4 or not all(_NAME_PART.fullmatch(part) for part in parts):
        raise Refused("Напишите фамилию, имя и отчество русскими буквами через пробел: Иванова Мария Петровна.")
    last, first, *rest = parts
    found = Director(last, first, " ".join(rest))
    try:
        Person(**name_fields(found.last, found.first, found.patronymic)).clean_fields(exclude=("user",))
    except ValidationError:
        raise Refused("Фамилия, имя или отчество длиннее 80 знаков.") from None
    return found


@transaction.atomic
def set_up(school: School, director: Director, *, at: datetime) -> tuple[Issued, date]:
    """The whole set-up, and the first day of its academic year. Raises Refused when there is a school already."""
    if School.objects.exists():
        raise Refused("Школа в этой базе данных уже есть. Новый код директору: parta setup --new-code")
    school.pk = 1
    add(school, "ops.set_up", by=None, at=at)
    on = school_day(at)
    year = create_year(year_start(on), by=None, at=at)
    prefill_calendar(year, by=None, at=at)
    make_work_kinds()
    (issued,) = issue([_appoint(director, on, at=at)], by=None, at=at)
    return issued, year.starts_on


def _appoint(director: Director, on: date, *, at: datetime) -> Person:
    person = Person(**name_fields(director.last, director.first, director.patronymic))
    staff = StaffMember(person=person, position="директор", starts_on=on)
    role = StaffRole(staff=staff, role=Role.DIRECTOR, starts_on=on)
    made: list[Model] = [person, staff, role]
    for row in made:
        row.save(force_insert=True)
    record([Event("ops.appoint_director", row, after=facts(row)) for row in made], by=None, at=at)
    return person


def new_code(*, at: datetime, name: str = "") -> Issued:
    """A fresh code for the director. Raises Refused."""
    return issue([_director(at, name)], by=None, at=at)[0]


def reset_factor(*, at: datetime, name: str = "") -> Person:
    """The director has lost the second step of signing in. Raises Refused."""
    person = _director(at, name)
    if person.user is None:
        raise Refused(f"{person.full_name} ещё не входил(а). Код для первого входа: parta setup --new-code")
    reset(person.user, by=None, at=at)
    return person


def _director(at: datetime, name: str) -> Person:
    """`name` picks one of several by the beginning of the full name."""
    roles = StaffRole.objects.filter(valid_on(school_day(at)), role=Role.DIRECTOR)
    roles = roles.filter(valid_on(school_day(at), "staff__")).select_related("staff__person__user")
    people = {role.staff.person.pk: role.staff.person for role in roles}
    chosen = [person for person in people.values() if person.full_name.casefold().startswith(name.casefold())]
    if not chosen:
        raise Refused(
            f"Среди действующих директоров нет такого: {name}." if name else "Действующего директора в школе нет."
        )
    if len(chosen) > 1:
        names = ", ".join(sorted(person.full_name for person in chosen))
        raise Refused(f"Директоров несколько: {names}. Укажите, кому нужен код: --director «Фамилия Имя Отчество»")
    return chosen[0]


def year_start(on: date) -> date:
    """1 September of the current academic year; from June on, of the coming one."""
    return date(on.year if on.month >= _FIRST_SUMMER_MONTH else on.year - 1, 9, 1)


def until(issued: Issued, zone: str) -> date:
    """The last school-local day of the code."""
    return issued.expires_at.astimezone(ZoneInfo(zone)).date()
