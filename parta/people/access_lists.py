"""The lists of «Доступ» and «Мой класс»: who has a code, who has been in."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from parta.core.actor import Actor
from parta.core.prepared import prepared
from parta.core.russian import search_key
from parta.people import access, ties
from parta.people.account_states import STATES, Account, account, counts, with_accounts, without_code
from parta.people.addressees import pupil_word, staff_words
from parta.people.models import ClassMember, Guardianship, Person, StaffMember, not_over, valid_on
from parta.people.rules.ties import last_birth_date_closed
from parta.school.models import School, SchoolClass


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

    def has(self, state: str) -> bool:
        return any(row.account.state == state for row in (self.pupil, *self.guardians))


@dataclass(frozen=True)
class StaffList:
    rows: tuple[Row, ...]
    counts: dict[str, int]  # of the whole list, not only of the shown part; so the others
    without: int  # people who have neither code nor account
    total: int


@dataclass(frozen=True)
class ClassList:
    class_id: int
    title: str
    pupils: tuple[PupilRow, ...]
    counts: dict[str, int]
    pupils_without: int
    guardians_without: int
    total: int  # pupils
    junior: bool  # pupils of this class have no accounts by the school's decision


def staff_list(actor: Actor, text: str, state: str, at: datetime) -> StaffList:
    """Three queries. `text`: part of a name; `state`: a key of `STATES`, else everybody."""
    everybody = with_accounts(access.employed(actor), access.staff_to_issue(actor))
    people = list(everybody.order_by("sort_key", "pk"))
    words = staff_words(actor, people)
    rows = [Row(one.pk, one.full_name, words[one.pk], account(one, actor, at)) for one in people]
    wanted = search_key(text)
    shown = [
        row
        for row, one in zip(rows, people, strict=True)
        if wanted in one.search_key and (state not in STATES or row.account.state == state)
    ]
    without = sum(row.account.waits for row in rows)
    return StaffList(tuple(shown), counts(row.account for row in rows), without, len(rows))


def class_list(actor: Actor, school_class: SchoolClass, state: str, at: datetime) -> ClassList:
    """Four queries, whatever the size of the class. `state`: families with somebody in it."""
    pupils_allowed = access.pupils_to_issue(actor, school_class)
    members = ClassMember.objects.filter(valid_on(actor.on), school_class=school_class)
    pupils = with_accounts(Person.objects.filter(pupil__class_members__in=members), pupils_allowed)
    by_pupil = _guardians(actor, school_class, members, at)
    junior = access.is_junior(actor, school_class)
    rows = []
    for number, one in enumerate(pupils.select_related("pupil").order_by("sort_key", "pk").distinct(), 1):
        closed = junior and one.user_id is not None
        row = Row(one.pk, one.name, pupil_word(one), account(one, actor, at, closed=closed))
        rows.append(PupilRow(number, one.pupil.pk, row, tuple(by_pupil.get(one.pupil.pk, ()))))
    guardians = {row.person_id: row.account for pupil in rows for row in pupil.guardians}
    of_pupils = [row.pupil.account for row in rows if not junior or row.pupil.account.state == "closed"]
    return ClassList(
        class_id=school_class.pk,
        title=school_class.title,
        pupils=tuple(row for row in rows if state not in STATES or row.has(state)),
        counts=counts([*of_pupils, *guardians.values()]),
        pupils_without=sum(one.waits for one in of_pupils),
        guardians_without=sum(one.waits for one in guardians.values()),
        total=len(rows),
        junior=bool(rows) and junior,
    )


def waiting_by_class(actor: Actor, at: datetime) -> dict[int, int]:
    """How many pupils and guardians of each class have neither an account nor a live code. Three queries."""
    members = ClassMember.objects.filter(valid_on(actor.on)).order_by()
    waiting = without_code(Person.objects.all(), at).values("pk")
    pupils = members.filter(pupil__person__in=waiting).exclude(access.juniors_without_accounts(actor.on))
    open_ties = ties.reading(actor.on, last_birth_date_closed(actor.on)).filter(guardian__person__in=waiting)
    works = StaffMember.objects.filter(not_over(actor.on), person=OuterRef("guardian__person"))
    guardians = open_ties.exclude(Exists(works)).filter(pupil__class_members__in=members).order_by()
    found = Counter(dict(pupils.values_list("school_class").annotate(number=Count("pupil", distinct=True))))
    found.update(
        dict(guardians.values_list("pupil__class_members__school_class").annotate(Count("guardian", distinct=True)))
    )
    return found


def _guardians(
    actor: Actor, school_class: SchoolClass, members: QuerySet[ClassMember], at: datetime
) -> dict[int, list[Row]]:
    """Rows of guardians by pupil, by name."""
    rows = Guardianship.objects.filter(valid_on(actor.on), pupil__in=members.values("pupil"))
    allowed = access.guardians_to_issue(actor, school_class)
    people = {one.pk: one for one in with_accounts(Person.objects.filter(guardian__guardianships__in=rows), allowed)}
    found: dict[int, list[Row]] = {}
    for tie in rows.select_related("guardian", "pupil__person").order_by("guardian__person__sort_key", "pk"):
        person = people[tie.guardian.person_id]
        opens = ties.state(tie, actor.on)
        state = account(person, actor, at, closed=opens is None or not opens.reads)
        row = Row(person.pk, person.full_name, tie.relation or "родитель", state, tie.guardian_id)
        found.setdefault(tie.pupil_id, []).append(row)
    return found


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
