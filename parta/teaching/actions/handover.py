"""Смена учителя: from a date another one leads the journals. Both rows are dated, so the past stays as it was."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.people.models import StaffMember
from parta.school.changes import change, facts, remove
from parta.school.refusals import SAME_TIME, Refused
from parta.teaching.actions.courses import DAY, in_year, once
from parta.teaching.models import CourseTeacher


@transaction.atomic
def hand_over(
    rows: Collection[CourseTeacher], to: StaffMember, starts_on: date, order: str, *, by: Actor, at: datetime
) -> None:
    """The teachers of `rows` lead till the day before, `to` goes on till their last day: all of it or nothing."""
    events = []
    for row in rows:
        _refuse(row, to, starts_on)
        new = CourseTeacher(course=row.course, staff=to, starts_on=starts_on, ends_on=row.ends_on)
        once(new)
        before, last = {"ends_on": row.ends_on}, {"ends_on": starts_on - DAY}
        if not CourseTeacher.objects.filter(pk=row.pk, starts_on=row.starts_on, **before).update(**last):
            raise Refused(SAME_TIME)
        new.save(force_insert=True)
        events += [
            Event("teaching.hand_over", row, before, last, reason=order),
            Event("teaching.hand_over", new, after=facts(new), reason=order),
        ]
    record(events, by=by, at=at)


def _refuse(row: CourseTeacher, to: StaffMember, starts_on: date) -> None:
    in_year(row.course, starts_on)
    title = row.course.full_title
    if to.pk == row.staff_id:
        raise Refused("Это тот же учитель. Выберите другого.", "staff")
    if to.starts_on > starts_on or (to.ends_on and to.ends_on < starts_on):
        raise Refused(f"{to.person.short_name} в этот день в школе не работает. Проверьте дату.", "starts_on")
    if starts_on <= row.starts_on:
        raise Refused(
            f"«{title}»: учитель ведёт его с {row.starts_on:%d.%m.%Y}, передать можно не раньше следующего дня.",
            "starts_on",
        )
    if row.ends_on and row.ends_on < starts_on:
        raise Refused(f"«{title}»: прежний учитель кончает раньше, {row.ends_on:%d.%m.%Y}.", "starts_on")


def former_of(row: CourseTeacher) -> CourseTeacher | None:
    """Who led the journal till the day before; None when nobody did, or more than one."""
    found = list(CourseTeacher.objects.filter(course=row.course_id, ends_on=row.starts_on - DAY)[:2])
    return found[0] if len(found) == 1 else None


@transaction.atomic
def take_back(row: CourseTeacher, *, by: Actor, at: datetime) -> None:
    """A change of teacher that has not come yet: the former goes on as if nothing had been."""
    former = former_of(row)
    if former is None or row.starts_on <= by.on:
        raise Refused("Эту смену уже не отменить. Исправьте даты учителей журнала по одному.")
    ends_on = row.ends_on
    remove(row, "teaching.take_back", "", by=by, at=at)
    change(former, {"ends_on": ends_on}, "teaching.take_back", by=by, at=at)
