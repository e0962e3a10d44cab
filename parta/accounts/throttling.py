"""Slows guessing down (SECURITY.md 5.6). An attempt is counted as a failure before it is checked, by a conditional
UPDATE, so requests at the same instant can't share one free attempt; a success takes its count back."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.crypto import salted_hmac

from parta.accounts.models import Throttle
from parta.accounts.rules.waiting import LONGEST_WAIT, Limit
from parta.core.russian import counted

KEPT = timedelta(days=2)  # longer than any window
_TRIES = 20  # writers at one instant on one counter; more than the server has threads


@dataclass(frozen=True)
class Counter:
    """What is counted together: («login», «ivanova»). `cleared`: a success forgets all its failures, not only one."""

    limit: Limit
    what: tuple[str, ...]
    cleared: bool = True

    @property
    def key(self) -> str:
        return salted_hmac("parta.accounts.throttling", "\x1f".join(self.what), algorithm="sha256").hexdigest()


ANOTHER_WAY = "Войдите с устройства, на котором уже входили, попросите новый код"


def wait_words(seconds: int, another_way: str = ANOTHER_WAY) -> str:
    """What to say to somebody who has to wait before the next attempt; `another_way` in, if that is long."""
    if seconds > LONGEST_WAIT.total_seconds():
        minutes, hours = math.ceil(seconds / 60), math.ceil(seconds / 3600)
        later = counted(hours, "час", "часа", "часов") if hours > 1 else counted(minutes, "минуту", "минуты", "минут")
        return f"Слишком много неудачных попыток за сутки. {another_way} или повторите через {later}."
    return f"Слишком много неудачных попыток. Подождите {counted(seconds, 'секунду', 'секунды', 'секунд')} и повторите."


def take(counters: Iterable[Counter], *, at: datetime) -> int:
    """Count one attempt; 0 = go on, else how many whole seconds to wait, and nothing is counted."""
    taken: list[Counter] = []
    for counter in counters:
        wait = _take(counter, at)
        if wait:
            _take_back(taken, at)
            return math.ceil(wait.total_seconds())
        taken.append(counter)
    return 0


def failures(counters: Iterable[Counter]) -> int:
    """The most that any of them counts now."""
    keys = [counter.key for counter in counters]
    return max(Throttle.objects.filter(key__in=keys).values_list("failures", flat=True), default=0)


def succeeded(counters: Iterable[Counter], *, at: datetime) -> None:
    """Take the counted attempt back: it was no failure."""
    counters = list(counters)
    keys = [counter.key for counter in counters if counter.cleared]
    Throttle.objects.filter(key__in=keys).update(failures=0, wait_until=at)
    _take_back((counter for counter in counters if not counter.cleared), at)


def _take_back(counters: Iterable[Counter], at: datetime) -> None:
    """Neither a failure nor the wait after it: else whoever succeeds would make the whole school wait."""
    keys = [counter.key for counter in counters]
    if keys:
        Throttle.objects.filter(key__in=keys, failures__gt=0).update(failures=F("failures") - 1, wait_until=at)


def _take(counter: Counter, at: datetime) -> timedelta:
    for _ in range(_TRIES):
        row = Throttle.objects.filter(key=counter.key).first() or _new(counter, at)
        if row.since > at or row.wait_until > at + counter.limit.longest:
            _follow_clock(row, counter.limit, at)
            continue
        if row.wait_until > at:
            return row.wait_until - at
        fresh = row.since + counter.limit.window <= at
        if not fresh and counter.limit.used_up(row.failures):
            return row.since + counter.limit.window - at
        failures = 1 if fresh else row.failures + 1
        changed = Throttle.objects.filter(pk=row.pk, failures=row.failures, wait_until=row.wait_until).update(
            failures=failures,
            since=at if fresh else row.since,
            wait_until=at + counter.limit.wait_after(failures),
        )
        if changed:
            return timedelta()
    return timedelta(seconds=1)


def _follow_clock(row: Throttle, limit: Limit, at: datetime) -> None:
    """The clock was set back: the failures stay, but nobody waits longer than ever."""
    Throttle.objects.filter(pk=row.pk, wait_until=row.wait_until).update(
        since=min(row.since, at), wait_until=min(row.wait_until, at + limit.longest)
    )


def count(counter: Counter, *, at: datetime) -> int:
    """One more, whether or not anybody has to wait. Returns how many there are in the present window."""
    for _ in range(_TRIES):
        row = Throttle.objects.filter(key=counter.key).first() or _new(counter, at)
        fresh = not row.since <= at < row.since + counter.limit.window
        number = 1 if fresh else row.failures + 1
        found = Throttle.objects.filter(pk=row.pk, failures=row.failures, since=row.since)
        if found.update(failures=number, since=at if fresh else row.since):
            return number
    return 0


def failures_of(counter: Counter, *, at: datetime) -> int:
    """How many are counted in the present window."""
    row = Throttle.objects.filter(key=counter.key, since__gt=at - counter.limit.window).first()
    return row.failures if row else 0


def _new(counter: Counter, at: datetime) -> Throttle:
    Throttle.objects.filter(since__lt=at - KEPT).delete()
    row, _ = Throttle.objects.get_or_create(key=counter.key, defaults={"since": at, "wait_until": at})
    return row
