"""Who is told that somebody came in by a code: what was stolen or misdirected is noticed the same day.

A parent learns of the other one only what kind of tie it is: names are the class teacher's business.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse

from parta.core.actor import Actor
from parta.notices.actions import tell
from parta.people.models import ClassMember, Guardianship, Homeroom, Person, Pupil, StaffMember, valid_on
from parta.people.rules.ties import last_birth_date_closed
from parta.people.ties import reading

NOT_EXPECTED = "Если вы этого не ждали, скажите классному руководителю."


def code_for_account(people: Iterable[Person], *, by: Actor | None, at: datetime) -> None:
    """A code that resets a password is on its way."""
    who = f"выдал(а) {by.short_name}" if by and by.short_name else "выдан из командной строки"
    text = f"Выдан код, по которому можно сменить ваш пароль: {who}. Если вы о нём не просили, скажите в школе."
    tell([one.user_id for one in people if one.user_id], "people.code_for_account", text, at=at)


def came_in(person: Person, *, reset: bool, on: date, at: datetime) -> None:
    """The code was used: a first sign-in, or a password chosen anew."""
    if reset and person.user_id:
        text = "Ваш пароль сменили по новому коду, другие устройства отключены. Если это были не вы, скажите в школе."
        tell([person.user_id], "people.password_reset", text, at=at)
    for pupil in Pupil.objects.filter(person=person).select_related("person"):
        _to_parents_of_pupil(pupil, reset=reset, on=on, at=at)
    if not reset:
        _of_guardian(person, on=on, at=at)


def _to_parents_of_pupil(pupil: Pupil, *, reset: bool, on: date, at: datetime) -> None:
    what = "пароль ученика сменили по новому коду" if reset else "в дневник вошли по коду ученика"
    text = f"{pupil.person.first_name}: {what}. {NOT_EXPECTED}"
    tell(
        _users(_ties(on).filter(pupil=pupil)), "people.pupil_activated", text, reverse("diary", args=[pupil.pk]), at=at
    )


def _of_guardian(person: Person, *, on: date, at: datetime) -> None:
    for tie in _ties(on).filter(guardian__person=person).select_related("pupil__person"):
        child, relation = tie.pupil, tie.relation or "родитель"
        others = _ties(on).filter(pupil=child).exclude(guardian__person=person)
        text = f"{child.person.first_name}: дневник открыт ещё одному представителю ({relation}). {NOT_EXPECTED}"
        tell(_users(others), "people.guardian_activated", text, reverse("diary", args=[child.pk]), at=at)
        _to_class_teachers(person, relation, child, on=on, at=at)


def _to_class_teachers(person: Person, relation: str, child: Pupil, *, on: date, at: datetime) -> None:
    classes = ClassMember.objects.filter(valid_on(on), pupil=child).values_list("school_class", flat=True)
    working = StaffMember.objects.filter(valid_on(on))
    text = f"Доступ к дневнику получил представитель: {person.full_name} ({relation}; {child.person.name})."
    for class_id in classes:
        rows = Homeroom.objects.filter(valid_on(on), school_class=class_id, staff__in=working)
        users = rows.values_list("staff__person__user", flat=True)
        url = reverse("class-people", args=[class_id])
        tell([one for one in users if one], "people.guardian_activated", text, url, at=at)


def _ties(on: date) -> QuerySet[Guardianship]:
    return reading(on, last_birth_date_closed(on))


def _users(ties: QuerySet[Guardianship]) -> list[int]:
    found = ties.filter(guardian__person__user__is_active=True)
    return list(found.values_list("guardian__person__user", flat=True))
