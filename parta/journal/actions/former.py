"""Marks of a former school: written in, corrected, taken out, each with its history [8.2.2]."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.journal.models import FormerMark
from parta.journal.rules import former
from parta.people.models import Pupil
from parta.school.calendar import year_of
from parta.school.changes import change, facts, remove
from parta.school.refusals import Refused


@transaction.atomic
def add_marks(pupil: Pupil, marks: str, values: Mapping[str, Any], *, by: Actor, at: datetime) -> int:
    """One row a mark of `marks` («5 4 4»), the rest alike. FMR-01, FMR-02."""
    found, fault = former.parse(marks)
    if fault:
        raise Refused(fault, "marks")
    year = year_of(by.on)
    if year is None:
        raise Refused("Учебного года ещё нет: отметки относятся к нему.")
    _judge(values["given_on"], year.starts_on, by)
    common = {"pupil": pupil, "year": year, "noted_by": by.user_id, "noted_at": at, **values}
    rows = [FormerMark(value=value, **common) for value in found]
    for row in rows:
        row.save(force_insert=True)
    record([Event("journal.add_former_mark", row, after=facts(row)) for row in rows], by=by, at=at)
    return len(rows)


def change_mark(row: FormerMark, values: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """FMR-02."""
    _judge(values["given_on"], row.year.starts_on, by)
    change(row, values, "journal.change_former_mark", by=by, at=at)


def remove_mark(row: FormerMark, *, by: Actor, at: datetime) -> None:
    remove(row, "journal.remove_former_mark", "", by=by, at=at)


def _judge(given_on: date, year_starts_on: date, by: Actor) -> None:
    if fault := former.date_fault(given_on, year_starts_on, by.on):
        raise Refused(fault, "given_on")
