"""The dry run and its carrying out: all of it or nothing, and exactly what was shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import IntegrityError, OperationalError, connection, transaction

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.core.bulk import refresh_statistics
from parta.ops.importing.draft import Rights
from parta.ops.importing.marks import plan_marks
from parta.ops.importing.parts import YEAR, New, Plan
from parta.ops.importing.plan import make_plan
from parta.ops.importing.state import load_state
from parta.ops.importing.terms import set_periods
from parta.ops.importing.writing import ACTION, Progress, Writer, quiet
from parta.ops.models import ImportRun
from parta.ops.roster.foreign_marks import SOURCE as MARKS
from parta.ops.roster.rows import Roster
from parta.school.actions import create_year, prefill_calendar
from parta.school.calendar import school_day
from parta.school.refusals import Refused
from parta.teaching.actions.lessons import generate_lessons
from parta.teaching.models import Course

BUSY = "Сейчас в школу вносится другой импорт. Подождите, пока он закончится, и просмотрите загрузку заново."
CHANGED = "Пока вы смотрели, в школе что-то изменилось. Ничего не записано. Просмотрите загрузку заново и внесите."
CLASH = "Одновременно с импортом кто-то изменил те же записи. Ничего не записано. Просмотрите загрузку заново."
NOTHING = "Вносить нечего: в школе уже всё так, как в файле."
_LOCK = 0x70617274  # advisory lock of PostgreSQL: one import at a time


class PlanChanged(Refused):
    """Applying would now do something else than was shown; `plan` is what it would do."""

    def __init__(self, plan: Plan):
        super().__init__(CHANGED)
        self.plan = plan


def check(roster: Roster, rights: Rights, on: date) -> Plan:
    """The dry run on the day `on`. Writes nothing."""
    if roster.source == MARKS:
        return plan_marks(roster, rights, on)
    return make_plan(roster, load_state(roster.source, roster.sessions, on), rights)


def apply_roster(
    roster: Roster,
    rights: Rights,
    *,
    title: str,
    shown: str,
    by: Actor | None,
    at: datetime,
    progress: Progress = quiet,
) -> ImportRun:
    """Write what the dry run with the fingerprint `shown` would write; all in one transaction.

    `title`: name of the file or folder. Raises `PlanChanged`, or `Refused` when there is nothing to write or somebody
    else is importing. `progress(done, total)` is called as it goes on.
    """
    with alone():
        plan = check(roster, rights, school_day(at))
        if plan.fingerprint != shown:
            raise PlanChanged(plan)
        if plan.is_empty:
            raise Refused(NOTHING)
        return _carry_out(plan, roster, title, by=by, at=at, progress=progress)


@contextmanager
def alone() -> Iterator[None]:
    """A transaction that no other import or undoing shares; `Refused` when there is one."""
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
                    if not cursor.fetchone()[0]:
                        raise Refused(BUSY)
            yield
    except IntegrityError:
        raise Refused(CLASH) from None
    except OperationalError as error:  # SQLite lets one writer in; the other one waited too long
        if "lock" not in str(error):
            raise
        raise Refused(BUSY) from None


def _carry_out(
    plan: Plan, roster: Roster, title: str, *, by: Actor | None, at: datetime, progress: Progress
) -> ImportRun:
    writer = Writer(plan, progress)
    if plan.year:
        writer.numbers[YEAR] = _make_year(*plan.year, roster, by=by, at=at)
    writer.write()
    run = ImportRun.objects.create(
        source=plan.source,
        title=title[:200],
        digest=roster.digest,
        applied_at=at,
        applied_by=by.user_id if by else None,
        counts=plan.counts,
    )
    writer.keep(run)
    record([*writer.events, Event(ACTION, run, None, {"title": run.title, "counts": run.counts})], by=by, at=at)
    refresh_statistics()
    _make_lessons(plan, writer, by=by, at=at)
    progress(writer.total, writer.total)
    return run


def _make_year(starts_on: date, ends_on: date, roster: Roster, *, by: Actor | None, at: datetime) -> int:
    """The year with the set's periods, else the usual ones, bells, vacations, holidays; an undone import leaves it."""
    year = create_year(starts_on, ends_on, by=by, at=at)
    set_periods(year, roster.sessions, by=by, at=at)
    prefill_calendar(year, by=by, at=at)
    return int(year.pk)


def _make_lessons(plan: Plan, writer: Writer, *, by: Actor | None, at: datetime) -> None:
    """Lessons of the journals whose timetable the plan changes, up to the end of the year."""
    if not plan.lessons_from:
        return
    pks = [writer.numbers[ref] if isinstance(ref, New) else ref for ref in plan.lessons_of]
    courses = list(Course.objects.filter(pk__in=pks).select_related("year"))
    last = max(course.year.ends_on for course in courses)
    generate_lessons(courses, plan.lessons_from, last, by=by, at=at)
