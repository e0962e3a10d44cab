"""Движение обучающихся [8.2.2]: coming, leaving and changing class by an order. The memberships (actions/members.py)
and the line in the book of movement are one transaction."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from parta.core.actor import Actor
from parta.people.models import ClassMember, Pupil
from parta.school.changes import add, change, remove
from parta.school.models import SchoolClass
from parta.school.refusals import Refused
from parta.teaching.actions import classes
from parta.teaching.actions.members import leave, move, unmove
from parta.teaching.models import Movement, MovementKind
from parta.teaching.rules.movement import needs_order, order_fault, too_late_to_undo

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Order:
    """Приказ, and the school the pupil comes from or goes to."""

    number: str = ""
    signed_on: date | None = None
    school: str = ""


def arrived(pupil: Pupil, school_class: SchoolClass, day: date, order: Order, *, by: Actor, at: datetime) -> None:
    """The line about a new pupil, if there is an order."""
    _note(pupil, MovementKind.ARRIVED, day, order, by=by, at=at, to_class=school_class)


@transaction.atomic
def readmit(pupil: Pupil, school_class: SchoolClass, starts_on: date, order: Order, *, by: Actor, at: datetime) -> None:
    """MOV-01."""
    judge(order, school_class, starts_on, by)
    classes.readmit(pupil, school_class, starts_on, by=by, at=at)
    arrived(pupil, school_class, starts_on, order, by=by, at=at)


@transaction.atomic
def transfer(
    member: ClassMember, school_class: SchoolClass, starts_on: date, order: Order, *, by: Actor, at: datetime
) -> None:
    """To another class of the school. MOV-01."""
    judge(order, member.school_class, None, by)
    move(member, school_class, starts_on, by=by, at=at)
    classes_of = {"from_class": member.school_class, "to_class": school_class}
    _note(member.pupil, MovementKind.MOVED, starts_on, order, by=by, at=at, **classes_of)


@transaction.atomic
def depart(member: ClassMember, last_day: date | None, order: Order, *, by: Actor, at: datetime) -> None:
    """Out of the school after `last_day`; a leaving noted before is corrected, or (None) taken back. MOV-01."""
    noted = leaving_of(member)
    if last_day is not None:
        judge(order, member.school_class, None, by)
    if member.ends_on and (moved := _moves(member).first()):
        raise Refused(f"Отсюда ученик переведён в {moved.to_class.title}. Перевод исправляют в «Движении».")
    leave(member, last_day, by=by, at=at, reason=order.school)
    if noted is None and last_day is not None:
        _note(member.pupil, MovementKind.LEFT, last_day, order, by=by, at=at, from_class=member.school_class)
    elif noted and last_day is not None:
        change(noted, {"date": last_day, **_columns(order)}, "teaching.correct_movement", by=by, at=at)
    elif noted:
        remove(noted, "teaching.undo_movement", "", by=by, at=at)


def leaving_of(member: ClassMember) -> Movement | None:
    """The line about this membership's end."""
    rows = Movement.objects.filter(pupil_id=member.pupil_id, kind=MovementKind.LEFT, from_class=member.school_class_id)
    return rows.filter(date=member.ends_on).last() if member.ends_on else None


def _moves(member: ClassMember) -> Any:
    assert member.ends_on is not None
    rows = Movement.objects.filter(pupil_id=member.pupil_id, kind=MovementKind.MOVED, date=member.ends_on + DAY)
    return rows.filter(from_class=member.school_class_id).select_related("to_class")


@transaction.atomic
def correct(movement: Movement, order: Order, *, by: Actor, at: datetime) -> None:
    """The order and the other school; days and classes are corrected where they are set."""
    if fault := order_fault(order.number, order.signed_on, by.on, needed=True):
        raise Refused(fault[1], fault[0])
    change(movement, _columns(order), "teaching.correct_movement", by=by, at=at)


@transaction.atomic
def undo_transfer(movement: Movement, *, by: Actor, at: datetime) -> None:
    """The pupil stays in the former class after all. MOV-03."""
    if movement.kind != MovementKind.MOVED:
        raise Refused("Выбытие отменяют на странице класса («Исправить»), прибытие — отметив выбытие.")
    if too_late_to_undo(movement.date, by.on):
        raise Refused("Перевод уже действует. Если он ошибочный, переведите ученика обратно новым приказом.")
    rows = ClassMember.objects.filter(pupil_id=movement.pupil_id).select_related("school_class__year", "pupil")
    left = rows.filter(school_class=movement.from_class, ends_on=movement.date - DAY).first()
    joined = rows.filter(school_class=movement.to_class, starts_on=movement.date).first()
    if left is None or joined is None or joined.ends_on is not None:
        raise Refused("С тех пор ученика переводили ещё раз: сначала отмените последнее.")
    unmove(left, joined, by=by, at=at)
    remove(movement, "teaching.undo_movement", "", by=by, at=at)


def judge(order: Order, school_class: SchoolClass, arrives_on: date | None, by: Actor) -> None:
    needed = needs_order(
        arrives_on=arrives_on, year_starts_on=school_class.year.starts_on,
        unassigned=school_class.unassigned and arrives_on is None,
    )  # fmt: skip
    if fault := order_fault(order.number, order.signed_on, by.on, needed=needed):
        raise Refused(fault[1], fault[0])


def _columns(order: Order) -> dict[str, Any]:
    return {"order_number": order.number, "order_date": order.signed_on, "other_school": order.school}


def _note(
    pupil: Pupil, kind: MovementKind, day: date, order: Order, *, by: Actor, at: datetime, **classes_of: SchoolClass
) -> None:
    if not order.number:
        return
    row = Movement(pupil=pupil, kind=kind, date=day, noted_by=by.user_id, noted_at=at, **_columns(order), **classes_of)
    add(row, "teaching.note_movement", by=by, at=at)
