"""By what somebody sees a thing or not: the dated rows behind it. Looked up after the scopes have decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from parta.accounts.models import User
from parta.core.actor import Actor
from parta.core.dates import full_date
from parta.core.roles import ADMINISTRATION, ROLE_TITLES, Role
from parta.ops.rules import why
from parta.ops.why.verdicts import Verdict
from parta.people import ties
from parta.people.models import ClassMember, Dated, Guardianship, Homeroom, Pupil, StaffRole, Withdrawal, valid_on
from parta.people.rules.ties import Opens
from parta.teaching.models import Course, CourseTeacher, Substitution

# What each row opens: keys of `verdicts.Right`.
BY_OFFICE = frozenset({"card", "marks", "journal", "people", "attendance"})
BY_SECRETARY = frozenset({"card"})
BY_CLASS = BY_OFFICE
DIARY, JOURNAL = frozenset({"diary", "own-card"}), frozenset({"journal"})


@dataclass(frozen=True)
class Ground:
    rule: str
    row: str  # the dated row it comes from, in words
    about: frozenset[str]  # rights it opens, or would
    opens: bool

    @property
    def sentence(self) -> str:
        return why.sentence(self.rule)


@dataclass(frozen=True)
class About:
    """What is asked about, by numbers; the classes of a pupil are those of the day."""

    pupil: Pupil | None = None
    course: Course | None = None
    class_ids: frozenset[int] = frozenset()


def about(kind: str, obj: Any, on: date) -> About:
    if kind == "pupil":
        rows = ClassMember.objects.filter(valid_on(on), pupil=obj)
        return About(pupil=obj, class_ids=frozenset(rows.values_list("school_class", flat=True)))
    if kind == "course":
        return About(course=obj, class_ids=frozenset(obj.classes.values_list("pk", flat=True)))
    return About(class_ids=frozenset({obj.pk}))


def explain(actor: Actor | None, verdict: Verdict, found: list[Ground]) -> list[Ground]:
    """Of all rows found, those that speak of this right: what opens it, or what would and does not."""
    key = verdict.right.key
    spoken = [one for one in found if one.opens == verdict.reads and key in one.about]
    if verdict.writes and actor and actor.networks:
        spoken.append(Ground("NET-01", "Сети школы названы в «Правилах школы».", frozenset({key}), True))
    return spoken or [Ground("WHY-09", "", frozenset({key}), verdict.reads)]


def grounds(user: User, actor: Actor | None, thing: About, on: date) -> list[Ground]:
    """Every row of this person that bears on the object, in force or not. At most eight queries."""
    person = user.person
    return [
        *_account(user, actor, on),
        *_withdrawn(thing),
        *_roles(person, on),
        *_homerooms(person, thing, on),
        *_journal(person, thing, on),
        *_substitutions(person, actor, thing),
        *_family(person, actor, thing, on),
    ]


def _account(user: User, actor: Actor | None, on: date) -> Iterable[Ground]:
    everything = BY_OFFICE | DIARY
    staff = getattr(user.person, "staff_member", None)
    if staff is not None and (actor is None or actor.staff_id is None):
        yield Ground("WHY-08", f"Работа в школе: {_span(staff)}.", everything, False)


def _withdrawn(thing: About) -> Iterable[Ground]:
    if thing.pupil is None:
        return
    for row in Withdrawal.objects.filter(person_id_was=thing.pupil.person_id, undone_at=None):
        yield Ground("WHY-10", f"Согласие отозвано {full_date(row.received_on)}", BY_OFFICE | DIARY, False)


def _roles(person: Any, on: date) -> Iterable[Ground]:
    for row in StaffRole.objects.filter(staff__person=person).order_by("starts_on"):
        role = Role(row.role)
        if role in ADMINISTRATION:
            yield Ground("WHY-01", f"Роль «{ROLE_TITLES[role]}», {_span(row)}", BY_OFFICE, _in_force(row, on))
        elif role == Role.SECRETARY:
            yield Ground("WHY-02", f"Роль «{ROLE_TITLES[role]}», {_span(row)}", BY_SECRETARY, _in_force(row, on))


def _homerooms(person: Any, thing: About, on: date) -> Iterable[Ground]:
    rows = Homeroom.objects.filter(staff__person=person, school_class__in=thing.class_ids)
    for row in rows.select_related("school_class").order_by("starts_on"):
        title = "Исполняет обязанности классного руководителя" if row.acting else "Классный руководитель"
        yield Ground("WHY-03", f"{title} {row.school_class.title}, {_span(row)}", BY_CLASS, _in_force(row, on))


def _journal(person: Any, thing: About, on: date) -> Iterable[Ground]:
    if thing.course is None:
        return
    for row in CourseTeacher.objects.filter(staff__person=person, course=thing.course).order_by("starts_on"):
        yield Ground("WHY-04", f"Учитель этого журнала, {_span(row)}", JOURNAL, _in_force(row, on))


def _substitutions(person: Any, actor: Actor | None, thing: About) -> Iterable[Ground]:
    if thing.course is None:
        return
    open_ids = {one.lesson_id for one in actor.substituted} if actor else set()
    rows = Substitution.objects.filter(staff__person=person, lesson__course=thing.course).select_related("lesson")
    for row in rows.order_by("-lesson__date")[:5]:
        words = f"Замена: урок {row.lesson.number}, {full_date(row.lesson.date)}"
        yield Ground("WHY-05", words, JOURNAL, row.lesson_id in open_ids)


def _family(person: Any, actor: Actor | None, thing: About, on: date) -> Iterable[Ground]:
    if thing.pupil is None:
        return
    if person.pk == thing.pupil.person_id:
        own = actor is not None and thing.pupil.pk in actor.family_pupil_ids
        yield Ground("WHY-07" if own else "WHY-08", "Это сам ученик", DIARY, own)
    rows = Guardianship.objects.filter(guardian__person=person, pupil=thing.pupil)
    for row in rows.select_related("pupil__person").order_by("starts_on"):
        state = ties.state(row, on)
        relation = row.relation or "родитель"
        words = f"{relation[:1].upper()}{relation[1:]}, {_span(row)}"
        if state is None:
            yield Ground("WHY-06", f"{words}: в этот день связь не действует", DIARY, False)
        else:
            yield Ground(_rule_of(state), f"{words}: {state.value}", DIARY, state.reads)


def _rule_of(state: Opens) -> str:
    if state is Opens.LIMITED:
        return "TIE-01"
    return "WHY-06" if state is Opens.READS else "TIE-02"


def _in_force(row: Dated, on: date) -> bool:
    return row.starts_on <= on and (row.ends_on is None or on <= row.ends_on)


def _span(row: Dated) -> str:
    return f"с {full_date(row.starts_on)}" + (f" по {full_date(row.ends_on)}" if row.ends_on else "")
