"""Whom slips are printed for, and the few words on each that say whose it is: first name and initial, no parent's name
(SECURITY.md 5.9). The full names are on the issue sheet, which stays at school."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from parta.core.actor import Actor
from parta.core.roles import ROLE_TITLES, Role
from parta.core.russian import NBSP
from parta.people import access
from parta.people.account_states import without_code
from parta.people.models import ClassMember, Guardianship, Person, Sex, StaffMember, StaffRole, valid_on
from parta.school.models import SchoolClass


@dataclass(frozen=True)
class Addressee:
    person: Person
    who: str  # on the issue sheet: «мать, ребёнок: Зайцев Пётр»
    short: str  # on the slip: «Пётр З.»
    role: str  # on the slip: «карточка родителя: мать»
    place: str = ""  # «8 «Б»»


def of_staff(actor: Actor, people: Iterable[Person]) -> list[Addressee]:
    people = list(people)
    words = staff_words(actor, people)
    return [Addressee(one, words[one.pk], _staff_name(one), words[one.pk]) for one in people]


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


def of_pupils(school_class: SchoolClass, people: Iterable[Person]) -> list[Addressee]:
    return [
        Addressee(one, pupil_word(one), _pupil_name(one), f"карточка: {pupil_word(one)}", school_class.title)
        for one in people
    ]


def of_guardians(actor: Actor, school_class: SchoolClass, people: Iterable[Person]) -> list[Addressee]:
    """With the children they have in this class. Two queries."""
    members = ClassMember.objects.filter(valid_on(actor.on), school_class=school_class)
    ties = Guardianship.objects.filter(valid_on(actor.on), pupil__in=members.values("pupil"))
    of_person: dict[int, list[Guardianship]] = {}
    for tie in ties.select_related("guardian", "pupil__person").order_by("pupil__person__sort_key", "pk"):
        of_person.setdefault(tie.guardian.person_id, []).append(tie)
    return list(_guardians(school_class, people, of_person))


def _guardians(
    school_class: SchoolClass, people: Iterable[Person], of_person: dict[int, list[Guardianship]]
) -> Iterator[Addressee]:
    for person in people:
        ties = of_person[person.pk]
        relation = ties[0].relation or "родитель"
        children = [tie.pupil.person for tie in ties]
        names = ", ".join(one.name for one in children)
        yield Addressee(
            person,
            f"{relation}, {'дети' if len(children) > 1 else 'ребёнок'}: {names}",
            ", ".join(_pupil_name(one) for one in children),
            f"карточка родителя: {relation}",
            school_class.title,
        )


def of_school(actor: Actor, at: datetime) -> list[list[Addressee]]:
    """Everybody who has neither a code nor an account, class by class; a parent of several classes once. CODE-09."""
    groups: list[list[Addressee]] = []
    seen: set[int] = set()
    for school_class in access.classes(actor):
        pupils = without_code(access.pupils_to_issue(actor, school_class), at).order_by("sort_key", "pk")
        guardians = without_code(access.guardians_to_issue(actor, school_class), at).exclude(pk__in=seen)
        parents = list(guardians.order_by("sort_key", "pk"))
        seen.update(one.pk for one in parents)
        groups += [of_pupils(school_class, pupils), of_guardians(actor, school_class, parents)]
    return groups


def pupil_word(person: Person) -> str:
    return "ученица" if person.sex == Sex.FEMALE else "ученик"


def _pupil_name(person: Person) -> str:
    """«Пётр З.»"""
    return f"{person.first_name}{NBSP}{person.last_name[:1]}."


def _staff_name(person: Person) -> str:
    """«Ольга Викторовна С.»"""
    return f"{person.first_name} {person.patronymic}".strip() + f"{NBSP}{person.last_name[:1]}."
