"""Carrying the rollover out, taking it back, opening a year that was closed by it."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.core.bulk import refresh_statistics
from parta.journal.timing import closing
from parta.ops.importing.apply import alone
from parta.ops.importing.parts import YEAR, Create, Plan
from parta.ops.importing.undo import undo_run
from parta.ops.importing.writing import Progress, Writer, quiet
from parta.ops.models import ROLLOVER, ImportRun, RolloverDraft
from parta.ops.rollover.choices import Choices, from_json
from parta.ops.rollover.parts import Rollover
from parta.ops.rollover.plan import make_plan
from parta.ops.rollover.state import load, year_to_pass_on
from parta.school.actions import Habit, create_year, prefill_calendar
from parta.school.calendar import school_day
from parta.school.models import AcademicYear, DayOff, DayOffKind
from parta.school.refusals import SAME_TIME, Refused
from parta.school.years import close_year, reopen_year

ACTION = "ops.rollover"
NOTHING = "Переводить нечего: закончившегося и не закрытого учебного года нет."
CHANGED = "Пока вы смотрели, в школе что-то изменилось. Ничего не записано. Просмотрите перевод заново."
TAKEN_BACK = "перевод в новый учебный год отменён"


def draft_of(year: AcademicYear) -> RolloverDraft:
    return RolloverDraft.objects.filter(year=year).first() or RolloverDraft(year=year)


def choices_of(draft: RolloverDraft) -> Choices:
    return from_json(draft.choices, draft.year)


def check(on: date) -> Rollover | None:
    """The dry run of the year that comes next to be passed on; None when there is none. Writes nothing."""
    year = year_to_pass_on(on)
    return make_plan(load(year, on), choices_of(draft_of(year))) if year else None


@transaction.atomic
def decide(draft: RolloverDraft, choices: Choices, *, by: Actor, at: datetime) -> None:
    """Keep what the school has decided so far; refused when somebody else has decided something since it was read."""
    before, after = draft.choices, choices.as_json()
    values = {"choices": after, "saved_by": by.user_id, "saved_at": at}
    if draft._state.adding:
        draft = RolloverDraft.objects.create(year=draft.year, **values)
    elif not RolloverDraft.objects.filter(pk=draft.pk, saved_at=draft.saved_at).update(**values):
        raise Refused(SAME_TIME)
    changed = [name for name, value in after.items() if before.get(name) != value]
    was, now = ({name: some.get(name) for name in changed} for some in (before, after))
    record([Event("ops.decide_rollover", draft, was, now)], by=by, at=at)


def roll_over(*, shown: str, by: Actor | None, at: datetime, progress: Progress = quiet) -> ImportRun | None:
    """Do what the dry run with the fingerprint `shown` would do and close the year; all in one transaction.

    Raises `Refused` when something has to be decided first, or has changed since. A year that was passed on before and
    opened again is only closed: None.
    """
    with alone():
        closing()
        on = school_day(at)
        year, found = year_to_pass_on(on), check(on)
        if year is None or found is None:
            raise Refused(NOTHING)
        if found.faults:
            raise Refused(" ".join(found.faults))
        if found.fingerprint != shown:
            raise Refused(CHANGED)
        run = None if found.plan.is_empty else _carry_out(found, year, by=by, at=at, progress=progress)
        close_year(year, by=by, at=at)
    return run


def _carry_out(found: Rollover, old: AcademicYear, *, by: Actor | None, at: datetime, progress: Progress) -> ImportRun:
    writer = Writer(_noted(found.plan, by, at), progress)
    if found.plan.year:
        writer.numbers[YEAR] = _make_year(*found.plan.year, old, by=by, at=at)
    writer.write()
    run = ImportRun.objects.create(
        source=ROLLOVER,
        title=f"Перевод в {found.title} учебный год",
        digest=found.fingerprint,
        applied_at=at,
        applied_by=by.user_id if by else None,
        counts=found.counts | {"year": old.pk},
    )
    writer.keep(run)
    record([*writer.events, Event(ACTION, run, None, {"title": run.title, "counts": run.counts})], by=by, at=at)
    refresh_statistics()
    progress(writer.total, writer.total)
    return run


def _noted(plan: Plan, by: Actor | None, at: datetime) -> Plan:
    """With author and time in the book of movement: the plan itself knows neither."""
    noted = {"noted_by": by.user_id if by else None, "noted_at": at}
    writes = [
        replace(one, values=one.values | noted) if isinstance(one, Create) and one.model == "teaching.Movement" else one
        for one in plan.writes
    ]
    return replace(plan, writes=tuple(writes))


def _make_year(starts_on: date, ends_on: date, old: AcademicYear, *, by: Actor | None, at: datetime) -> int:
    """With its usual periods and holidays, and vacations of the school's habit; it stays when the rollover goes."""
    year = create_year(starts_on, ends_on, by=by, at=at)
    prefill_calendar(year, by=by, at=at, habit=_habit(old))
    return int(year.pk)


def _habit(old: AcademicYear) -> Habit:
    rows = DayOff.objects.filter(kind=DayOffKind.VACATION, starts_on__range=(old.starts_on, old.ends_on))
    titles = set(rows.values_list("title", flat=True))
    if not titles:
        return Habit.NONE
    return Habit.TRIMESTERS if "Ноябрьские каникулы" in titles else Habit.QUARTERS


def last_run() -> ImportRun | None:
    """The last rollover that is in force."""
    return ImportRun.objects.filter(source=ROLLOVER, undone_at=None).order_by("-pk").first()


def take_back(run: ImportRun, *, by: Actor | None, at: datetime, progress: Progress = quiet) -> None:
    """Everything as it was before, the old year open again; only while nobody has built on the new one."""
    year = AcademicYear.objects.get(pk=run.counts["year"])
    with transaction.atomic():
        undo_run(run, by=by, at=at, progress=progress)
        if year.closed_at:
            reopen_year(year, TAKEN_BACK, by=by, at=at)
