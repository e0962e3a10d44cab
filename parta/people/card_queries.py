"""What the pages of people's cards show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from parta.core.roles import ROLE_TITLES, Role
from parta.people import ties
from parta.people.consent_lists import CardLine, card_lines
from parta.people.finding import named, words_of
from parta.people.merging import records
from parta.people.models import (
    ClassMember,
    Guardian,
    Guardianship,
    Homeroom,
    Person,
    Pupil,
    StaffMember,
    StaffRole,
    valid_on,
)
from parta.people.rules.ties import Opens


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
                Homeroom.objects.filter(valid_on(on)).select_related("school_class").order_by("school_class__sort_key"),
                to_attr="now_homerooms",
            ),
        )
        .order_by("person__sort_key", "pk")
    )
    return [_staff_line(staff, on) for staff in named(rows, words_of(text))]


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
    consents: list[CardLine]
    guardianships: list[tuple[Guardianship, Opens | None]]  # with what each opens today; None = not in force


def pupil_card(pupil: Pupil, on: date) -> PupilCard:
    """Classes, consents and guardians of a pupil. Three queries."""
    return PupilCard(
        classes=list(pupil.class_members.select_related("school_class__year").order_by("-starts_on")),
        consents=card_lines(pupil.person, on),
        guardianships=[(tie, ties.state(tie, on)) for tie in _ties(pupil)],
    )


def _ties(pupil: Pupil) -> Iterable[Guardianship]:
    for tie in pupil.guardianships.select_related("guardian__person").order_by("guardian__person__sort_key"):
        tie.pupil = pupil
        yield tie


MOST_PUPILS = 100


@dataclass(frozen=True)
class PupilLine:
    id: int
    name: str
    birth_date: date | None
    class_id: int | None
    class_title: str


@dataclass(frozen=True)
class PupilList:
    rows: list[PupilLine]
    total: int


def pupil_list(scope: QuerySet[Pupil], text: str, *, without_class: bool, on: date) -> PupilList:
    """The first hundred of the pupils found, by the Russian alphabet, with their classes. Three queries."""
    now_in = ClassMember.objects.filter(valid_on(on))
    found = scope.filter(~Exists(now_in.filter(pupil=OuterRef("pk")))) if without_class else scope
    found = named(found, words_of(text))
    classes = Prefetch("class_members", now_in.select_related("school_class"), to_attr="now_in")
    rows = found.prefetch_related(classes).order_by("person__sort_key", "pk")[:MOST_PUPILS]
    return PupilList([_pupil_line(pupil) for pupil in rows], found.count())


def _pupil_line(pupil: Pupil) -> PupilLine:
    place = next((row.school_class for row in pupil.now_in), None)  # type: ignore[attr-defined]
    title = place.title if place else ""
    return PupilLine(pupil.pk, pupil.person.full_name, pupil.person.birth_date, place.pk if place else None, title)


@dataclass(frozen=True)
class Side:
    """One of two records compared."""

    id: int
    name: str
    facts: list[tuple[str, str]]  # the same headings on both sides, in the same order


def _facts(person: Person) -> list[tuple[str, str]]:
    return [
        ("Дата рождения", f"{person.birth_date:%d.%m.%Y}" if person.birth_date else ""),
        ("Телефон", person.phone),
        ("E-mail", person.email),
        ("Заметка", person.note),
        ("Вход", "есть" if person.user_id else "нет"),
        ("Согласия", ", ".join(f"{row.given_on:%d.%m.%Y}" for row in person.consents.order_by("given_on"))),
    ]


def pupil_side(pupil: Pupil) -> Side:
    classes = [row.school_class.title for row in pupil.class_members.select_related("school_class")]
    parents = [row.guardian.person.name for row in pupil.guardianships.select_related("guardian__person")]
    written = records(pupil)
    own = [
        ("Классы", ", ".join(classes)),
        ("Родители", ", ".join(parents)),
        ("В журналах", f"записей: {written}" if written else "ничего"),
    ]
    return Side(pupil.pk, pupil.person.full_name, own + _facts(pupil.person))


def guardian_side(guardian: Guardian) -> Side:
    ties = guardian.guardianships.select_related("pupil__person").order_by("pupil__person__sort_key")
    children = [", ".join(filter(None, [row.pupil.person.name, row.relation])) for row in ties]
    works = "работает в школе" if hasattr(guardian.person, "staff_member") else ""
    own = [("Дети", "; ".join(children)), ("Работа", works)]
    return Side(guardian.pk, guardian.person.full_name, own + _facts(guardian.person))
