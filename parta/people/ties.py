"""Ties of parents to pupils: which of them open the diary, and how they are changed [3.3]."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from parta.core.actor import Actor
from parta.notices.actions import tell
from parta.people.models import Basis, ClassMember, Guardianship, Homeroom, valid_on
from parta.people.rules.ties import Opens, grown_up_on, last_birth_date_closed, opens
from parta.people.stamps import card_changed
from parta.school.changes import change
from parta.school.refusals import Refused

NO_DOCUMENT = (
    "Закрыть дневник одному из родителей можно только по документу, например решению суда. Впишите его номер и дату."
)
NO_BASIS = "Впишите документ: по нему усыновитель, опекун или попечитель представляет ученика."


def reading(on: Any, grown: Any) -> QuerySet[Guardianship]:
    """Ties that open the diary on the day `on`. TIE-01, TIE-02. `grown`: `last_birth_date_closed(on)`; whoever was
    born later still has the time to decide. A refusal counts from the 18th birthday, before which there is none."""
    decides = Q(pupil__person__birth_date__lte=grown, allowed_by_adult_on=None)
    return Guardianship.objects.filter(valid_on(on), reads_diary=True, refused_by_adult_on=None).exclude(decides)


def state(tie: Guardianship, on: date) -> Opens | None:
    """What a tie opens; None while it is not in force. The pupil's person must be loaded."""
    if on < tie.starts_on or (tie.ends_on and on > tie.ends_on):
        return None
    return opens(
        on,
        tie.pupil.person.birth_date,
        limited=not tie.reads_diary,
        allowed=tie.allowed_by_adult_on is not None,
        refused=tie.refused_by_adult_on is not None,
    )


@transaction.atomic
def change_tie(tie: Guardianship, values: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """TIE-01, TIE-03. Counts from the next request of that parent on."""
    check(values)
    if change(tie, values, "people.change_guardianship", by=by, at=at):
        card_changed([tie.pupil.person_id], by.on)


def check(values: Mapping[str, Any]) -> None:
    if not values.get("reads_diary", True) and not values.get("limit_document"):
        raise Refused(NO_DOCUMENT, "limit_document")
    if values.get("basis") in {Basis.ADOPTED, Basis.WARDSHIP} and not values.get("basis_document"):
        raise Refused(NO_BASIS, "basis_document")


def tell_of_another(tie: Guardianship, *, by: Actor, at: datetime) -> None:
    """A parent more: the ones who read the diary already and the class teacher learn of it [3.3]."""
    born_by = last_birth_date_closed(by.on)
    others = reading(by.on, born_by).filter(pupil=tie.pupil).exclude(guardian=tie.guardian_id)
    parents = set(others.exclude(guardian__person__user=None).values_list("guardian__person__user_id", flat=True))
    if not others.exists():
        return
    classes = ClassMember.objects.filter(valid_on(by.on), pupil=tie.pupil).values("school_class")
    teachers = Homeroom.objects.filter(valid_on(by.on), school_class__in=classes).exclude(staff__person__user=None)
    who = ", ".join(filter(None, [tie.guardian.person.full_name, tie.relation]))
    text = f"{tie.pupil.person.name}: записан ещё один родитель или представитель — {who}."
    tell(parents, "people.another_guardian", f"{text} Если это ошибка, скажите классному руководителю.", at=at)
    users = set(teachers.values_list("staff__person__user_id", flat=True)) - {by.user_id}
    tell(users, "people.another_guardian", text, reverse("pupil-card", args=[tie.pupil_id]), at=at)


def own_ties(pupil_id: int, on: date) -> list[Guardianship]:
    """Ties in force of a pupil who may be of age, by the names of the parents."""
    rows = Guardianship.objects.filter(valid_on(on), pupil_id=pupil_id)
    return list(rows.select_related("guardian__person", "pupil__person").order_by("guardian__person__sort_key", "pk"))


def decides(pupil_born: date | None, on: date) -> bool:
    """Whether the pupil is of age. TIE-02."""
    return pupil_born is not None and on >= grown_up_on(pupil_born)


@transaction.atomic
def allow(tie: Guardianship, *, allowed: bool, by: Actor, at: datetime) -> None:
    """The word of the pupil of 18 on one parent; it can be changed any day. TIE-02."""
    if by.pupil_id != tie.pupil_id or not decides(tie.pupil.person.birth_date, by.on):
        raise Refused("Кому виден дневник, ученик решает сам с 18 лет.")
    values = {"allowed_by_adult_on": by.on if allowed else None, "refused_by_adult_on": None if allowed else by.on}
    change(tie, values, "people.adult_decides", by=by, at=at)
