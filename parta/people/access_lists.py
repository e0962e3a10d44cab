"""The lists of «Доступ» and «Мой класс»: who has a code, who has been in."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from parta.core.actor import Actor
from parta.core.dates import day_month
from parta.core.prepared import prepared
from parta.core.roles import ROLE_TITLES, Role
from parta.core.russian import search_key
from parta.people import access
from parta.people.invitations import live, unused
from parta.people.models import (
    ClassMember,
    Guardianship,
    Invitation,
    Person,
    Sex,
    StaffMember,
    StaffRole,
    not_over,
    valid_on,
)
from parta.school.models import School, SchoolClass

STATES = {"none": "без кода", "issued": "ждём входа", "active": "входили"}


@dataclass(frozen=True)
class Account:
    """How far somebody has come; `state` is one of `STATES`."""

    state: str
    text: str  # «код до 24 декабря»
    may_issue: bool
    also: str = ""  # of an active account with a new code

    @property
    def issue_words(self) -> str:
        """What the button says: the result of pressing it."""
        return {"none": "Выдать код", "issued": "Новый код", "active": "Сбросить пароль"}[self.state]


@dataclass(frozen=True)
class Row:
    person_id: int
    name: str
    who: str  # «учитель»; «мать»
    account: Account
    card_id: int = 0  # of the guardian


@dataclass(frozen=True)
class PupilRow:
    number: int
    pupil_id: int
    pupil: Row
    guardians: tuple[Row, ...]


@dataclass(frozen=True)
class StaffList:
    rows: tuple[Row, ...]
    without: int  # people of the whole list, not only of the shown part, who have neither code nor account
    total: int


@dataclass(frozen=True)
class ClassList:
    class_id: int
    title: str
    pupils: tuple[PupilRow, ...]
    pupils_without: int
    guardians_without: int
    junior: bool  # pupils of this class have no accounts by the school's decision


def staff_list(actor: Actor, text: str, state: str, at: datetime) -> StaffList:
    """Three queries. `text`: part of a name; `state`: a key of `STATES`, else everybody."""
    everybody = _with_accounts(access.employed(actor), access.staff_to_issue(actor))
    people = list(everybody.order_by("sort_key", "pk"))
    words = staff_words(actor, people)
    rows = [Row(one.pk, one.full_name, words[one.pk], account(one, at, actor.zone)) for one in people]
    wanted = search_key(text)
    shown = [
        row
        for row, one in zip(rows, people, strict=True)
        if wanted in one.search_key and (state not in STATES or row.account.state == state)
    ]
    without = sum(row.account.may_issue and row.account.state == "none" for row in rows)
    return StaffList(tuple(shown), without, len(rows))


def staff_words(actor: Actor, people: Iterable[Person]) -> dict[int, str]:
    """What each does here: the position, else the roles of today."""
    of_people = StaffMember.objects.filter(person__in=[one.pk for one in people])
    words: dict[int, str] = dict(of_people.values_list("person", "position"))
    held: dict[int, set[str]] = {}
    for person_id, role in StaffRole.objects.filter(valid_on(actor.on)).values_list("staff__person", "role"):
        held.setdefault(person_id, set()).add(role)
    for person_id, position in words.items():
        titles = [ROLE_TITLES[role] for role in Role if role.value in held.get(person_id, ())]
        words[person_id] = position or ", ".join(titles) or "сотрудник"
    return words


def class_list(actor: Actor, school_class: SchoolClass, at: datetime) -> ClassList:
    """Four queries, whatever the size of the class."""
    pupils_allowed = access.pupils_to_issue(actor, school_class)
    members = ClassMember.objects.filter(valid_on(actor.on), school_class=school_class)
    pupils = _with_accounts(Person.objects.filter(pupil__class_members__in=members), pupils_allowed)
    by_pupil = _guardians(actor, school_class, members, at)
    rows = []
    for number, one in enumerate(pupils.select_related("pupil").order_by("sort_key", "pk").distinct(), 1):
        row = Row(one.pk, one.name, pupil_word(one), account(one, at, actor.zone))
        rows.append(PupilRow(number, one.pupil.pk, row, tuple(by_pupil.get(one.pupil.pk, ()))))
    everybody = {row.person_id: row for pupil in rows for row in pupil.guardians}
    return ClassList(
        class_id=school_class.pk,
        title=school_class.title,
        pupils=tuple(rows),
        pupils_without=sum(_waits(row.pupil) for row in rows),
        guardians_without=sum(_waits(row) for row in everybody.values()),
        junior=bool(rows) and not pupils_allowed.exists(),
    )


def waiting_by_class(actor: Actor, at: datetime) -> dict[int, int]:
    """How many pupils and guardians of each class have neither an account nor a live code. Three queries."""
    members = ClassMember.objects.filter(valid_on(actor.on)).order_by()
    waiting = Person.objects.filter(user=None).exclude(pk__in=live(at).values("person"))
    pupils = members.filter(pupil__person__in=waiting).exclude(access.juniors_without_accounts(actor))
    ties = Guardianship.objects.filter(valid_on(actor.on), guardian__person__in=waiting)
    works = StaffMember.objects.filter(not_over(actor.on), person=OuterRef("guardian__person"))
    guardians = ties.exclude(Exists(works)).filter(pupil__class_members__in=members).order_by()
    found = Counter(dict(pupils.values_list("school_class").annotate(number=Count("pupil", distinct=True))))
    found.update(
        dict(guardians.values_list("pupil__class_members__school_class").annotate(Count("guardian", distinct=True)))
    )
    return found


def _waits(row: Row) -> bool:
    return row.account.may_issue and row.account.state == "none"


def _guardians(
    actor: Actor, school_class: SchoolClass, members: QuerySet[ClassMember], at: datetime
) -> dict[int, list[Row]]:
    """Rows of guardians by pupil, by name."""
    ties = Guardianship.objects.filter(valid_on(actor.on), pupil__in=members.values("pupil"))
    allowed = access.guardians_to_issue(actor, school_class)
    people = {one.pk: one for one in _with_accounts(Person.objects.filter(guardian__guardianships__in=ties), allowed)}
    found: dict[int, list[Row]] = {}
    for tie in ties.select_related("guardian").order_by("guardian__person__sort_key", "pk"):
        person = people[tie.guardian.person_id]
        state = account(person, at, actor.zone)
        row = Row(person.pk, person.full_name, tie.relation or "родитель", state, tie.guardian_id)
        found.setdefault(tie.pupil_id, []).append(row)
    return found


def class_words(actor: Actor, school_class: SchoolClass) -> dict[int, str]:
    """Who each pupil and guardian of the class is, for the slips: «ученица»; «мать, ребёнок: Зайцев Пётр»."""
    members = ClassMember.objects.filter(valid_on(actor.on), school_class=school_class)
    words = {one.pk: pupil_word(one) for one in Person.objects.filter(pupil__class_members__in=members)}
    ties = Guardianship.objects.filter(valid_on(actor.on), pupil__in=members.values("pupil"))
    children: dict[int, list[str]] = {}
    relation: dict[int, str] = {}
    for tie in ties.select_related("guardian", "pupil__person").order_by("pupil__person__sort_key"):
        children.setdefault(tie.guardian.person_id, []).append(tie.pupil.person.name)
        relation.setdefault(tie.guardian.person_id, tie.relation or "родитель")
    for person_id, names in children.items():
        words[person_id] = f"{relation[person_id]}, {'дети' if len(names) > 1 else 'ребёнок'}: {', '.join(names)}"
    return words


def pupil_word(person: Person) -> str:
    return "ученица" if person.sex == Sex.FEMALE else "ученик"


def _with_accounts(people: QuerySet[Person], allowed: QuerySet[Person]) -> QuerySet[Any]:
    """People with `expires_at` of the last unused code, `used_at` of the first used one, and `may_issue`."""
    mine = Invitation.objects.filter(person=OuterRef("pk"))
    last = unused().filter(person=OuterRef("pk")).order_by("-issued_at")
    return people.annotate(
        expires_at=Subquery(last.values("expires_at")[:1]),
        used_at=Subquery(mine.filter(used_at__isnull=False).order_by("used_at").values("used_at")[:1]),
        may_issue=Subquery(allowed.filter(pk=OuterRef("pk")).values("pk")[:1]),
    )


def account(person: Any, at: datetime, zone: str) -> Account:
    """The state of the account of somebody out of `_with_accounts()`."""
    allowed = person.may_issue is not None
    waits = person.expires_at is not None and person.expires_at > at
    until = f"код до {_day(person.expires_at, zone)}" if person.expires_at else ""
    if person.user_id is not None:
        since = f"вход с {_day(person.used_at, zone)}" if person.used_at else "вход есть"
        return Account("active", since, allowed, f"новый {until}" if waits else "")
    if waits:
        return Account("issued", until, allowed)
    return Account("none", f"код истёк {_day(person.expires_at, zone)}" if until else "кода нет", allowed)


def _day(instant: datetime, zone: str) -> str:
    return day_month(local_day(instant, zone))


def local_day(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


def without_code(people: QuerySet[Person], at: datetime) -> QuerySet[Person]:
    """Those who have neither an account nor a live code."""
    return people.filter(user=None).exclude(pk__in=live(at).values("person")).order_by("sort_key", "pk")


def school_line() -> str:
    """«Школа № 14, г. Заречный»; empty before `parta setup`."""
    school = next(iter(_school()), None)
    return ", ".join(filter(None, [school.short_name, school.city])) if school else ""


@prepared()
def _school() -> Any:
    return School.objects.order_by("pk")[:1]


def school_zone() -> str:
    school = School.objects.first()
    return school.timezone if school else "Europe/Moscow"
