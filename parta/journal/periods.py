"""The page of accounting periods: which are closed, which journals are open in them for a while."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from parta.core import dates
from parta.core.actor import Actor
from parta.journal import access
from parta.journal.models import PeriodLock, Unlock
from parta.journal.rules import closing as rules
from parta.journal.timing import kind_of, with_policy
from parta.people.models import Person
from parta.school.models import AcademicYear, Period
from parta.school.queries import periods_in_order
from parta.teaching.models import Course

LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True)
class PeriodRow:
    pk: int
    title: str
    starts_on: date
    ends_on: date
    closed: str  # «Закрыт 30 ноября, Белова Т. И.»; empty while it is open
    why_not: str  # why it can't be closed yet


@dataclass(frozen=True)
class UnlockRow:
    pk: int
    course_id: int
    course: str  # «8Б · Алгебра»
    period: str  # «1-й триместр»
    reason: str
    by: str  # «Белова Т. И.»
    opened: str  # «24 ноября, 10:00»
    until: str
    running: bool
    ended: str  # «закрыт раньше: 24 ноября, 12:00»; empty while it runs or when its time was up


def period_rows(year: AcademicYear, actor: Actor) -> list[PeriodRow]:
    """Periods of the year. Three queries."""
    locks = {lock.period_id: lock for lock in PeriodLock.objects.filter(period__year=year)}
    names = _names(lock.closed_by for lock in locks.values())
    rows = []
    for period in periods_in_order(year):
        lock = locks.get(period.pk)
        closed = _closed(lock, names, actor) if lock else ""
        why_not = "" if lock else rules.close_refusal(period.ends_on, actor.on)
        rows.append(PeriodRow(period.pk, period.title, period.starts_on, period.ends_on, closed, why_not))
    return rows


def _closed(lock: PeriodLock, names: dict[int, str], actor: Actor) -> str:
    day = dates.day_month(lock.closed_at.astimezone(ZoneInfo(actor.zone)).date())
    return ", ".join(filter(None, [f"Закрыт {day}", names.get(lock.closed_by or 0, "")]))


def unlock_rows(actor: Actor, at: datetime) -> list[UnlockRow]:
    """Journals that are open in closed periods, and those that were in the last days; newest first. Two queries."""
    found = list(
        access.unlocks(actor).filter(until__gt=at - LOOK_BACK).select_related("course__subject", "period")
    )  # fmt: skip
    names = _names(one.opened_by for one in found)
    return [_unlock_row(one, names, actor, at) for one in found]


def _unlock_row(one: Unlock, names: dict[int, str], actor: Actor, at: datetime) -> UnlockRow:
    return UnlockRow(
        pk=one.pk,
        course_id=one.course_id,
        course=one.course.full_title,
        period=one.period.title,
        reason=one.reason,
        by=names.get(one.opened_by or 0, ""),
        opened=_moment(one.opened_at, actor),
        until=_moment(one.until, actor),
        running=one.ended_at is None and one.until > at,
        ended=f"закрыт раньше: {_moment(one.ended_at, actor)}" if one.ended_at else "",
    )


def _moment(instant: datetime, actor: Actor) -> str:
    """«24 ноября, 10:00» on the school's clock"""
    local = instant.astimezone(ZoneInfo(actor.zone))
    return f"{dates.day_month(local.date())}, {local.hour}:{local.minute:02}"


def _names(users: Iterable[int | None]) -> dict[int, str]:
    found = Person.objects.filter(user_id__in={user for user in users if user})
    return {one.user_id: one.short_name for one in found}  # type: ignore[misc]


def courses_of(period: Period, actor: Actor) -> list[Course]:
    """Journals that have periods of this kind, in their order. One query."""
    found = with_policy(access.courses(actor).filter(year=period.year_id), actor.on).select_related("subject")
    return [one for one in found.order_by("sort_key", "label", "pk") if kind_of(one) == period.kind]
