"""Marking teachers absent: dates, cause, who sets the final marks for them [5.2]."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from parta.audit.chain import record
from parta.core.actor import Actor
from parta.core.dates import day_month
from parta.people.models import StaffMember
from parta.school.changes import add, change, remove
from parta.school.refusals import Refused
from parta.teaching.absences import missed_lessons
from parta.teaching.actions import states
from parta.teaching.actions.lessons import unwritten
from parta.teaching.models import Lesson, LessonState, Substitution, TeacherAbsence

WRITTEN = "Замены {days} уже записаны в журнале, без них нельзя. Закончите отсутствие позже этих уроков."


@transaction.atomic
def note_absence(row: TeacherAbsence, values: Mapping[str, Any], *, by: Actor, at: datetime) -> TeacherAbsence:
    """A new absence. Two at once for one teacher are refused."""
    for name, value in values.items():
        setattr(row, name, value)
    _judge(row, row)
    row.noted_by, row.noted_at = by.user_id, at
    add(row, "teaching.note_absence", by=by, at=at)
    return row


@transaction.atomic
def change_absence(row: TeacherAbsence, values: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Days that leave the absence lose their substitutions, and lessons to come that were cancelled stand again."""
    wanted = TeacherAbsence(**facts_of(row) | dict(values))
    _judge(row, wanted)
    _release(row, wanted.starts_on, wanted.ends_on, by=by, at=at)
    change(row, values, "teaching.change_absence", by=by, at=at)


@transaction.atomic
def remove_absence(row: TeacherAbsence, *, by: Actor, at: datetime) -> None:
    _release(row, None, None, by=by, at=at)
    remove(row, "teaching.remove_absence", "", by=by, at=at)


def facts_of(row: TeacherAbsence) -> dict[str, Any]:
    return {"pk": row.pk, "staff": row.staff, "finals_to": row.finals_to} | {
        name: getattr(row, name) for name in ("starts_on", "ends_on", "cause", "order_number", "note")
    }


def _judge(row: TeacherAbsence, wanted: TeacherAbsence) -> None:
    # Two deputies at once: the second waits for the first here (SQLite lets in one writer at a time anyway).
    StaffMember.objects.select_for_update().get(pk=wanted.staff.pk)
    others = TeacherAbsence.objects.filter(staff=wanted.staff).exclude(pk=row.pk)
    others = others.filter(Q(ends_on=None) | Q(ends_on__gte=wanted.starts_on))
    if wanted.ends_on:
        others = others.filter(starts_on__lte=wanted.ends_on)
    if other := others.first():
        end = f" по {day_month(other.ends_on)}" if other.ends_on else ""
        text = f"В эти дни отсутствие уже отмечено: с {day_month(other.starts_on)}{end}. Исправьте его или даты здесь."
        raise Refused(text, "starts_on")
    if wanted.finals_to == wanted.staff:
        raise Refused("Выберите другого учителя: этот отсутствует.", "finals_to")


def _release(row: TeacherAbsence, start: date | None, end: date | None, *, by: Actor, at: datetime) -> None:
    """Take back what was arranged for days outside `start` … `end`; everything without `start`."""
    inside = Q(pk__in=[])
    if start is not None:
        inside = Q(date__gte=start) & (Q(date__lte=end) if end else Q())
    mine = Lesson.objects.filter(substitution__absence=row).exclude(inside)
    blank = unwritten(Substitution).values("pk")
    written = mine.filter(date__lte=by.on).exclude(pk__in=blank).order_by("date").values_list("date", flat=True)
    if days := ", ".join(dict.fromkeys(day_month(day) for day in written)):
        raise Refused(WRITTEN.format(days=days))
    events = states.drop_substitutions(list(Substitution.objects.filter(lesson__in=mine)))
    # One with a note was cancelled for a reason of its own: frost, quarantine.
    cancelled = {"state": LessonState.CANCELLED, "note": ""}
    led = missed_lessons(course__teachers__staff__absences=row, date__gte=by.on, **cancelled)
    back = Lesson.objects.filter(pk__in=led.values("pk")).exclude(inside)
    record([*events, *(states.restore(lesson) for lesson in list(back))], by=by, at=at)
