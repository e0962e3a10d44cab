"""Giving lessons of an absent teacher to others: all choices of a page at once, or none [5.2]."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.core.asked import number_of
from parta.core.dates import day_month
from parta.people.models import Person, StaffMember
from parta.school.changes import facts
from parta.school.refusals import SAME_TIME, Refused
from parta.teaching.absences import CANCEL, lessons_of, stored_value
from parta.teaching.actions import states
from parta.teaching.actions.lessons import unwritten
from parta.teaching.models import Lesson, LessonState, Substitution, SubstitutionKind, TeacherAbsence
from parta.teaching.rules.substitutions import Given, Staffing
from parta.teaching.staffing import staffing

OUTRUN = "пока вы выбирали, назначение изменили{by}. Сейчас показано оно; выберите ещё раз, если нужно другое."
SURE = "заменяющий уже записал этот урок. Отметьте «всё равно изменить» рядом с ним, если это верно."  # SUB-04
FILLED = "в уроке уже есть записи, снять его нельзя."  # SUB-05
GONE = "такого урока или группы уже нет. Обновите страницу."


@dataclass(frozen=True)
class Wish:
    """What one lesson's field says: the value it was opened with and the one chosen (absences.Line)."""

    lesson_id: int
    opened: str
    chosen: str
    sure: bool = False

    @property
    def staff_id(self) -> int:
        """The colleague chosen; 0 when it is none."""
        return number_of(self.chosen) or 0


def set_substitutes(absence: TeacherAbsence, wishes: Sequence[Wish], *, by: Actor, at: datetime) -> int:
    """Do what changed; how many lessons did. Refused names the lesson, and then nothing is written."""
    wishes = [wish for wish in wishes if wish.opened != wish.chosen]
    if not wishes:
        return 0
    try:
        with transaction.atomic():
            return _set(absence, wishes, by=by, at=at)
    except IntegrityError:
        raise Refused(SAME_TIME) from None


def _set(absence: TeacherAbsence, wishes: Sequence[Wish], *, by: Actor, at: datetime) -> int:
    # Whoever gives one colleague two lessons of one hour waits for the first (SQLite lets in one writer anyway).
    staff_ids = [wish.staff_id for wish in wishes]
    list(StaffMember.objects.select_for_update().filter(pk__in=staff_ids).order_by("pk").values_list("pk"))
    ids = [wish.lesson_id for wish in wishes]
    rows = lessons_of(absence, date.min, date.max).filter(pk__in=ids).select_related("substitution")
    lessons = {row.pk: row for row in rows}
    if set(ids) - lessons.keys():
        raise Refused(GONE[:1].upper() + GONE[1:])
    days = [row.date for row in lessons.values()]
    state = staffing(min(days), max(days))
    blank = set(unwritten(Substitution).filter(pk__in=ids).values_list("pk", flat=True))
    events: list[Event] = []
    for wish in wishes:
        lesson = lessons[wish.lesson_id]
        given = next(one for one in state.lessons if one.lesson_id == lesson.pk)
        try:
            events += _one(absence, lesson, given, state, wish, written=lesson.pk not in blank, by=by, at=at)
        except Refused as refusal:
            where = f"{day_month(lesson.date)}, {lesson.number}-й урок, {given.title}"
            raise Refused(f"{where}: {refusal.text}") from None
        if wish.staff_id:
            state = state.with_given(given, wish.staff_id)
    record(events, by=by, at=at)
    return len(wishes)


def _one(
    absence: TeacherAbsence, lesson: Lesson, given: Given, state: Staffing, wish: Wish, *,
    written: bool, by: Actor, at: datetime,
) -> list[Event]:  # fmt: skip
    old: Substitution | None = getattr(lesson, "substitution", None)
    if stored_value(lesson) != wish.opened:
        raise Refused(OUTRUN.format(by=_author(old)))
    cancelled = lesson.state == LessonState.CANCELLED
    if written and not cancelled and wish.chosen == CANCEL:
        raise Refused(FILLED)
    if old and written and lesson.date <= by.on and not wish.sure:
        raise Refused(SURE)
    values = _wanted(given, state, wish)
    events = [states.restore(lesson)] if cancelled else []
    if wish.chosen == CANCEL:
        events.append(states.cancel(lesson, ""))
    fresh = {"assigned_by": by.user_id, "assigned_at": at}
    return [*events, *_put(old, Substitution(lesson=lesson, absence=absence, absent=absence.staff), values, fresh)]


def _author(row: Substitution | None) -> str:
    person = Person.objects.filter(user_id=row.assigned_by).first() if row and row.assigned_by else None
    return f" ({person.short_name})" if person else ""


def _wanted(given: Given, state: Staffing, wish: Wish) -> dict[str, Any] | None:
    """Columns of the substitution; None = there is to be none."""
    if wish.chosen in ("", CANCEL):
        return None
    if wish.chosen.startswith("m"):
        beside = next((one for one in state.groups_beside(given) if wish.chosen == f"m{one.lesson_id}"), None)
        if beside is None:
            raise Refused(GONE)
        return {"kind": SubstitutionKind.MERGE, "staff_id": min(beside.staff), "merged_with_id": beside.lesson_id}
    if not wish.staff_id:
        raise Refused(GONE)
    if reason := state.refusal(given, wish.staff_id):
        raise Refused(f"{reason}.")
    return {"kind": SubstitutionKind.REPLACE, "staff_id": wish.staff_id, "merged_with_id": None}


def _put(
    old: Substitution | None, new: Substitution, values: dict[str, Any] | None, fresh: dict[str, Any]
) -> list[Event]:
    if old is None and values is None:
        return []
    if old is None:
        for name, value in {**(values or {}), **fresh}.items():
            setattr(new, name, value)
        new.save(force_insert=True)
        return [Event("teaching.assign_substitute", new, None, facts(new))]
    same = Substitution.objects.filter(pk=old.pk, staff=old.staff_id, merged_with=old.merged_with_id)
    if not (same.delete()[0] if values is None else same.update(**values | fresh)):
        raise Refused(OUTRUN.format(by=""))
    if values is None:
        return [Event("teaching.drop_substitute", old, facts(old), None)]
    before = {name: getattr(old, name) for name in values}
    return [Event("teaching.change_substitute", old, before, dict(values))]
