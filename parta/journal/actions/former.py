"""Marks of a former school: written in, corrected, taken out, each with its history [8.2.2]."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.core.russian import search_key
from parta.journal.models import FormerMark
from parta.journal.pupil_spans import class_of
from parta.journal.rules import former, transfer
from parta.journal.timing import Writing
from parta.people.models import Pupil
from parta.school.calendar import period_kind, policy_on, year_of
from parta.school.changes import change, facts, remove
from parta.school.models import AcademicYear, Period, Scale, Subject
from parta.school.refusals import Refused
from parta.school.years import refuse_closed

TWICE = timedelta(minutes=1)  # the same form sent again so soon is a button pressed twice


@transaction.atomic
def add_marks(pupil: Pupil, marks: str, values: Mapping[str, Any], *, by: Actor, at: datetime) -> int:
    """One row a mark of `marks` («5 4 4»), the rest alike. FMR-01, FMR-02, FMR-04."""
    found, fault = former.parse(marks)
    if fault:
        raise Refused(fault, "marks")
    year = year_of(by.on)
    if year is None:
        raise Refused("Учебного года ещё нет: отметки относятся к нему.")
    _judge(pupil, [values["given_on"]], year, by)
    common = {"pupil": pupil, "year": year, "noted_by": by.user_id, **values}
    just_now = FormerMark.objects.filter(**common, noted_at__gt=at - TWICE).values_list("value", flat=True)
    if sorted(just_now) == sorted(found):
        raise Refused("Эти отметки вы только что записали, они в списке. Если нужны ещё такие же, подождите минуту.")
    rows = [FormerMark(value=value, noted_at=at, **common) for value in found]
    for row in rows:
        row.save(force_insert=True)
    record([Event("journal.add_former_mark", row, after=facts(row)) for row in rows], by=by, at=at)
    return len(rows)


@transaction.atomic
def take_statement(pupil: Pupil, content: bytes, *, by: Actor, at: datetime) -> int:
    """The marks of another school's transfer sheet: all of them or none. FMR-02, FMR-03, FMR-04."""
    try:
        statement = transfer.read(content)
    except transfer.Unreadable as fault:
        raise Refused(str(fault)) from None
    if search_key(statement.name) != search_key(pupil.person.name):
        raise Refused(f"Эта выписка на другого ученика: {statement.name[:160]}.")
    year = year_of(by.on)
    if year is None or not statement.marks:
        raise Refused("В выписке нет отметок, которые входят в средний балл.")
    rows = _rows(pupil, year, statement, by=by, at=at)
    same = FormerMark.objects.filter(pupil=pupil, year=year, school__in={row.school for row in rows})
    if same.filter(given_on=rows[0].given_on, subject=rows[0].subject, value=rows[0].value).exists():
        raise Refused("Эта выписка уже внесена: её отметки есть в списке.")
    for row in rows:
        row.save(force_insert=True)
    record([Event("journal.add_former_mark", row, after=facts(row)) for row in rows], by=by, at=at)
    return len(rows)


def _rows(
    pupil: Pupil, year: AcademicYear, statement: transfer.Statement, *, by: Actor, at: datetime
) -> list[FormerMark]:
    subjects = {search_key(one.name): one for one in Subject.objects.filter(scale=Scale.MARKS)}
    unknown = sorted({one.subject[:80] for one in statement.marks if search_key(one.subject) not in subjects})
    if unknown:
        raise Refused(f"В нашей школе нет предметов: {', '.join(unknown[:10])}. Впишите их отметки вручную.")
    _judge(pupil, [one.given_on for one in statement.marks], year, by)
    return [
        FormerMark(
            pupil=pupil, year=year, subject=subjects[search_key(one.subject)], value=one.value, weight=one.weight,
            work=one.work, given_on=one.given_on, school=one.school, noted_by=by.user_id, noted_at=at,
        )
        for one in statement.marks
    ]  # fmt: skip


@transaction.atomic
def change_mark(row: FormerMark, values: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """FMR-02, FMR-04."""
    _judge(row.pupil, [row.given_on, values["given_on"]], row.year, by)
    change(row, values, "journal.change_former_mark", by=by, at=at)


@transaction.atomic
def remove_mark(row: FormerMark, *, by: Actor, at: datetime) -> None:
    """FMR-04."""
    _judge(row.pupil, [row.given_on], row.year, by)
    remove(row, "journal.remove_former_mark", "", by=by, at=at)


def _judge(pupil: Pupil, days: Sequence[date], year: AcademicYear, by: Actor) -> None:
    """Refused when marks of the pupil can't be of these days, or may not change in them. FMR-02, FMR-04."""
    closed = _closed_periods(pupil, year, by)
    refuse_closed(year.pk)
    for day in days:
        period = next((one.title for one in closed if one.starts_on <= day <= one.ends_on), "")
        fault = former.date_fault(day, year.starts_on, by.on)
        if fault := fault or former.closed_fault(day, period, administration=by.is_administration):
            raise Refused(fault, "given_on")


def _closed_periods(pupil: Pupil, year: AcademicYear, by: Actor) -> list[Period]:
    """Closed periods of the pupil's grade level; until the transaction's end no other gets closed."""
    list(AcademicYear.objects.filter(pk=year.pk).values_list(Writing()))
    school_class = class_of(pupil, by.on)
    kind = period_kind(school_class.grade_level if school_class else 0, policy_on(by.on))
    return list(Period.objects.filter(year=year, kind=kind, lock__isnull=False))
