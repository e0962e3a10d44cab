"""Closing accounting periods, and opening one journal in a closed one for a while [5.1]."""

from datetime import datetime, timedelta

from django.db import OperationalError, transaction

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.journal.models import PeriodLock, Unlock
from parta.journal.rules import closing as rules
from parta.journal.timing import closing
from parta.school.changes import facts
from parta.school.models import Period
from parta.school.refusals import Refused
from parta.school.years import refuse_closed
from parta.teaching.models import Course

BUSY = "В журналах сейчас записывают. Повторите через несколько секунд."
CLOSED = "Период уже закрыт."
NO_REASON = "Назовите причину: её увидит директор."
OPEN = "Период открыт, записывать в журналы и так можно."
OPENED = "Этот журнал уже открыт. Закройте его раньше срока, если срок нужен другой."
ENDED = "Срок уже вышел: журнал снова закрыт."


def alone() -> None:
    """Nobody writes in a journal until the end of the transaction, and no other closes or opens anything."""
    try:
        closing()
    except OperationalError:  # a lock waited for too long
        raise Refused(BUSY) from None


@transaction.atomic
def close_period(period: Period, *, by: Actor, at: datetime) -> None:
    alone()
    refuse_closed(period.year_id)
    if reason := rules.close_refusal(period.ends_on, by.on):
        raise Refused(reason)
    if PeriodLock.objects.filter(period=period).exists():
        raise Refused(CLOSED)
    lock = PeriodLock.objects.create(period=period, closed_by=by.user_id, closed_at=at)
    record([Event("journal.close_period", lock, after=facts(lock))], by=by, at=at)


@transaction.atomic
def reopen_period(period: Period, reason: str, *, by: Actor, at: datetime) -> None:
    """For everybody, with a reason (TERM-06)."""
    alone()
    if sum(char.isalpha() for char in reason) < 3:
        raise Refused(NO_REASON, "reason")
    refuse_closed(period.year_id)
    lock = PeriodLock.objects.filter(period=period).first()
    if lock is None:
        raise Refused(OPEN)
    record([Event("journal.reopen_period", lock, before=facts(lock), reason=reason)], by=by, at=at)
    lock.delete()


@transaction.atomic
def unlock(course: Course, period: Period, hours: int, reason: str, *, by: Actor, at: datetime) -> None:
    """Open one journal for some hours."""
    alone()
    refuse_closed(period.year_id)
    if refusal := rules.unlock_refusal(hours, reason):
        raise Refused(refusal, "reason")
    if not PeriodLock.objects.filter(period=period).exists():
        raise Refused(OPEN)
    if Unlock.objects.filter(course=course, period=period, ended_at=None, until__gt=at).exists():
        raise Refused(OPENED, "course")
    until = at + timedelta(hours=hours)
    made = Unlock.objects.create(
        course=course, period=period, reason=reason, until=until, opened_by=by.user_id, opened_at=at
    )
    record([Event("journal.unlock", made, after=facts(made), reason=reason)], by=by, at=at)


@transaction.atomic
def end_unlock(found: Unlock, *, by: Actor, at: datetime) -> None:
    """Close the journal again before its time."""
    alone()
    if not Unlock.objects.filter(pk=found.pk, ended_at=None, until__gt=at).update(ended_at=at):
        raise Refused(ENDED)
    record([Event("journal.end_unlock", Unlock(pk=found.pk), {"ended_at": None}, {"ended_at": at})], by=by, at=at)
