"""Actions of the school's set-up: subjects, year and periods, bells."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from parta.audit.chain import Event, differences, record
from parta.core.actor import Actor
from parta.core.russian import sort_key
from parta.school.changes import change, facts, put, remove
from parta.school.classes import journal_sort_key
from parta.school.models import AcademicYear, Bell, DayOff, Period, SchoolPolicy, Subject, WorkingDay
from parta.school.refusals import Refused
from parta.school.years import refuse_closed


@transaction.atomic
def save_subject(subject: Subject, values: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Its journals stand in the lists by its name, so they follow."""
    put(subject, {**values, "sort_key": sort_key(values["name"])}, "school.save_subject", by=by, at=at)
    for course in subject.courses.filter(own_title="").prefetch_related("classes"):
        key = journal_sort_key(course.classes.all(), subject.name)
        change(course, {"sort_key": key}, "school.save_subject", by=by, at=at)


def remove_subject(subject: Subject, *, by: Actor, at: datetime) -> None:
    hangs = f"По предмету «{subject.name}» есть журналы, поэтому удалить его нельзя. Сначала удалите пустые журналы."
    remove(subject, "school.remove_subject", hangs, by=by, at=at)


def remove_day(day: DayOff | WorkingDay, *, by: Actor, at: datetime) -> None:
    remove(day, "school.remove_day", "", by=by, at=at)


def remove_policy(policy: SchoolPolicy, *, by: Actor, at: datetime) -> None:
    """Only rules that have not come into force: what was in force stays in the history of the school."""
    if policy.starts_on <= by.on:
        raise Refused("Эти правила уже действуют или действовали. Добавьте новые с нужной даты.")
    remove(policy, "school.remove_policy", "", by=by, at=at)


@transaction.atomic
def remove_year(year: AcademicYear, *, by: Actor, at: datetime) -> None:
    """Only a year made by mistake: nothing hangs on it but its periods."""
    refuse_closed(year.pk)
    if year.classes.exists() or year.courses.exists():
        raise Refused(f"В {year.title} году уже есть классы или журналы, удалить его нельзя.")
    for period in year.periods.all():
        remove(period, "school.remove_year", "", by=by, at=at)
    remove(year, "school.remove_year", f"К {year.title} году относятся записи, удалить его нельзя.", by=by, at=at)


@transaction.atomic
def change_year(
    year: AcademicYear, starts_on: date, ends_on: date, cycle_weeks: int,
    spans: Mapping[Period, tuple[date, date]], *, by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Set the dates of the year and of its periods, already checked by the form."""
    refuse_closed(year.pk)
    events = [_changed(year, {"starts_on": starts_on, "ends_on": ends_on, "cycle_weeks": cycle_weeks})]
    events += [_changed(period, {"starts_on": first, "ends_on": last}) for period, (first, last) in spans.items()]
    record([event for event in events if event.after], by=by, at=at)


def _changed(row: AcademicYear | Period, values: dict[str, Any]) -> Event:
    before, after = differences(row, values)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    return Event("school.change_year", row, before, after)


@transaction.atomic
def set_bells(
    shift: int, grade_level: int, wanted: Iterable[tuple[int, time, time]], *, by: Actor, at: datetime
) -> None:
    """From now on the shift, or the grade level in it, has exactly these lessons. BELL-01."""
    now = {bell.number: bell for bell in Bell.objects.filter(shift=shift, grade_level=grade_level)}
    events = []
    for number, starts_at, ends_at in wanted:
        bell = now.pop(number, None)
        if bell is None:
            bell = Bell(shift=shift, grade_level=grade_level, number=number, starts_at=starts_at, ends_at=ends_at)
            bell.save(force_insert=True)
            events.append(Event("school.set_bells", bell, after=facts(bell)))
            continue
        before, after = differences(bell, {"starts_at": starts_at, "ends_at": ends_at})
        if after:
            Bell.objects.filter(pk=bell.pk).update(starts_at=starts_at, ends_at=ends_at)
            events.append(Event("school.set_bells", bell, before, after))
    for bell in now.values():
        events.append(Event("school.set_bells", Bell(pk=bell.pk), before=facts(bell)))
        bell.delete()
    record(events, by=by, at=at)
