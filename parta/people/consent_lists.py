"""«Согласия»: who has which, what is lacking, whose term ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from parta.core.actor import Actor
from parta.core.dates import full_date
from parta.people import card_access
from parta.people.consents import HEALTH, JOURNAL, PHOTO, agreed, standing
from parta.people.models import (
    ClassMember,
    Consent,
    ConsentScope,
    Guardian,
    Guardianship,
    Person,
    Pupil,
    valid_on,
)
from parta.people.paper_pupils import counts
from parta.people.rules.consents import WARNING
from parta.school.models import SchoolClass


def classes(actor: Actor) -> QuerySet[SchoolClass]:
    """The office reaches all classes, a class teacher the own ones."""
    rows = SchoolClass.objects.select_related("year")
    return rows if card_access.is_office(actor) else rows.filter(pk__in=actor.homeroom_class_ids)


def consents(actor: Actor) -> QuerySet[Consent]:
    """Consents of the people whose cards the actor reaches."""
    rows = Consent.objects.select_related("person", "scan", "text")
    if card_access.is_office(actor):
        return rows
    pupils, guardians = card_access.pupil_cards(actor), card_access.guardian_cards(actor)
    return rows.filter(Q(person__pupil__in=pupils.values("pk")) | Q(person__guardian__in=guardians.values("pk")))


@dataclass(frozen=True)
class State:
    """How a consent of one scope stands; `kind`: «yes», «soon», «gone», «none»."""

    kind: str
    text: str
    version: str = ""


NONE = State("none", "нет")


def state_of(rows: Iterable[Consent], on: date) -> State:
    """Of one person and one scope. `rows` carry their texts."""
    held = sorted(rows, key=lambda one: (one.given_on, one.pk))
    now = [one for one in held if is_standing(one, on)]
    if not now:
        return _gone(held[-1], on) if held else NONE
    best = max(now, key=lambda one: (one.valid_until or date.max, one.given_on))
    version = f"версия {best.text.version}" if best.text else "бумага школы"
    if best.valid_until and best.valid_until <= on + WARNING:
        return State("soon", f"до {full_date(best.valid_until)}", version)
    return State("yes", f"с {full_date(best.given_on)}", version)


def is_standing(one: Consent, on: date) -> bool:
    over = one.valid_until is not None and one.valid_until < on
    return one.given_on <= on and not over and (one.withdrawn_on is None or one.withdrawn_on > on)


def _gone(last: Consent, on: date) -> State:
    if last.withdrawn_on and last.withdrawn_on <= on:
        return State("gone", f"отозвано {full_date(last.withdrawn_on)}")
    return State("gone", f"истекло {full_date(last.valid_until)}" if last.valid_until else "ещё не действует")


@dataclass(frozen=True)
class GuardianLine:
    guardian_id: int
    name: str
    relation: str
    own: State


@dataclass(frozen=True)
class PupilLine:
    pupil_id: int
    name: str
    states: tuple[State, ...]  # in the order of ConsentScope
    guardians: tuple[GuardianLine, ...]


@dataclass(frozen=True)
class ClassConsents:
    rows: tuple[PupilLine, ...]
    on_paper: int

    @property
    def lacking(self) -> tuple[int, ...]:
        """Pupils without a consent of each scope."""
        return tuple(sum(row.states[at].kind in LACKING for row in self.rows) for at in range(len(ConsentScope)))

    @property
    def parents_lacking(self) -> int:
        lines = {one.guardian_id: one.own.kind for row in self.rows for one in row.guardians}
        return sum(kind in LACKING for kind in lines.values())


LACKING = frozenset({"none", "gone"})


def class_consents(school_class: SchoolClass, on: date) -> ClassConsents:
    """Four queries, whatever the size of the class."""
    members = ClassMember.objects.filter(valid_on(on), school_class=school_class)
    pupils = list(Pupil.objects.filter(pk__in=members.values("pupil")).select_related("person"))
    ties = Guardianship.objects.filter(valid_on(on), pupil__in=pupils).select_related("guardian__person")
    by_pupil: dict[int, list[Guardianship]] = {}
    for tie in ties.order_by("guardian__person__sort_key", "pk"):
        by_pupil.setdefault(tie.pupil_id, []).append(tie)
    people = {one.person_id for one in pupils}
    people |= {tie.guardian.person_id for found in by_pupil.values() for tie in found}
    held = _by_person_and_scope(people)
    rows = [
        PupilLine(
            one.pk,
            one.person.name,
            tuple(state_of(held.get((one.person_id, scope), ()), on) for scope in ConsentScope.values),
            tuple(
                GuardianLine(
                    tie.guardian_id, tie.guardian.person.full_name, tie.relation,
                    state_of(held.get((tie.guardian.person_id, JOURNAL.value), ()), on),
                )
                for tie in by_pupil.get(one.pk, ())
            ),
        )
        for one in sorted(pupils, key=lambda one: (one.person.sort_key, one.pk))
    ]  # fmt: skip
    return ClassConsents(tuple(rows), counts([school_class.pk], on).get(school_class.pk, 0))


def _by_person_and_scope(people: Iterable[int]) -> dict[tuple[int, str], list[Consent]]:
    found: dict[tuple[int, str], list[Consent]] = {}
    for one in Consent.objects.filter(person__in=people).select_related("text"):
        found.setdefault((one.person_id, one.scope), []).append(one)
    return found


@dataclass(frozen=True)
class ClassLine:
    id: int
    title: str
    pupils: int
    on_paper: int
    without: tuple[int, ...]  # pupils, in the order of ConsentScope


def class_lines(school_classes: Iterable[SchoolClass], on: date) -> list[ClassLine]:
    """Two queries, whatever the size of the school."""
    chosen = list(school_classes)
    members = ClassMember.objects.filter(valid_on(on), school_class__in=chosen).order_by()
    marks = {scope.value: Exists(agreed(scope, on).filter(person__pupil=OuterRef("pupil"))) for scope in _SCOPES}
    sums = {f"no_{name}": Count("pk", filter=Q(**{name: False})) for name in marks}
    rows: Any = members.annotate(**marks).values("school_class").annotate(number=Count("pk"), **sums)
    found: dict[int, dict[str, int]] = {row["school_class"]: row for row in rows}
    paper = counts([one.pk for one in chosen], on)
    return [
        ClassLine(
            one.pk, one.title, found[one.pk]["number"] if one.pk in found else 0, paper.get(one.pk, 0),
            tuple(found[one.pk][f"no_{name}"] if one.pk in found else 0 for name in marks),
        )
        for one in chosen
    ]  # fmt: skip


_SCOPES = (JOURNAL, HEALTH, PHOTO)


@dataclass(frozen=True)
class Ending:
    name: str
    pupil_id: int | None
    guardian_id: int | None
    scope: str
    until: date
    over: bool


MOST_ENDINGS = 100


def endings(on: date) -> list[Ending]:
    """Consents of today's pupils and parents that end within a month or have ended, the earliest first; those with a
    later one are no matter. One query."""
    mine = Pupil.objects.filter(person=OuterRef("person"), class_members__in=ClassMember.objects.filter(valid_on(on)))
    child = Guardian.objects.filter(
        person=OuterRef("person"), guardianships__in=Guardianship.objects.filter(valid_on(on))
    )
    later = Consent.objects.filter(standing(on), person=OuterRef("person"), scope=OuterRef("scope")).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=OuterRef("valid_until"))
    )
    rows = Consent.objects.filter(Exists(mine) | Exists(child), ~Exists(later), valid_until__lte=on + WARNING)
    rows = rows.filter(withdrawn_on=None).select_related("person__pupil", "person__guardian")
    return [
        Ending(
            one.person.full_name, _pk(one.person, "pupil"), _pk(one.person, "guardian"),
            one.get_scope_display(), one.valid_until, one.valid_until < on,
        )
        for one in rows.order_by("valid_until", "person__sort_key", "pk")[:MOST_ENDINGS]
        if one.valid_until is not None
    ]  # fmt: skip


def _pk(person: Person, what: str) -> int | None:
    found = getattr(person, what, None)
    return found.pk if found else None


@dataclass(frozen=True)
class CardLine:
    """A consent on its person's card."""

    row: Consent
    state: State
    may_take_back: bool


def card_lines(person: Person, on: date) -> list[CardLine]:
    """Consents of one person, the latest first. One query."""
    rows = person.consents.select_related("text").order_by("-given_on", "scope")
    return [
        CardLine(one, state_of([one], on), one.scope != JOURNAL and one.withdrawn_on is None and is_standing(one, on))
        for one in rows
    ]
