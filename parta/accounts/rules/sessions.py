"""How long a sign-in lasts and how many of them one person has. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

RULES = {
    "SESS-01": "Вход сотрудника действует 12 часов и заканчивается после 90 минут без дела, "
    "вход семьи — 30 дней и 14 дней; на общем компьютере — после 10 минут без дела.",
    "SESS-02": "Одновременно сотрудник входит не больше чем с трёх устройств, семья — с десяти; "
    "при следующем входе заканчивается тот, которым дольше всех не пользовались.",
}


@dataclass(frozen=True)
class Life:
    whole: timedelta  # since the sign-in, whatever was done
    idle: timedelta
    most: int  # at once


STAFF = Life(timedelta(hours=12), timedelta(minutes=90), 3)
FAMILY = Life(timedelta(days=30), timedelta(days=14), 10)
SHARED_IDLE = timedelta(minutes=10)
NOBODY = timedelta(days=1)  # a session of somebody who hasn't signed in: a code on its way to a password

# How exactly the last use is known; a write each time would cost more than it tells.
SEEN = timedelta(minutes=5)
SEEN_SHARED = timedelta(minutes=1)
CLOCK = timedelta(minutes=5)  # a clock corrected by less than this is no reason to end anything


def life_of(*, staff: bool) -> Life:
    return STAFF if staff else FAMILY


def is_over(created_at: datetime, seen_at: datetime, at: datetime, *, shared: bool, staff: bool) -> bool:
    """SESS-01. A session from the future is over too: with the clock set back it would outlive its time."""
    life = life_of(staff=staff)
    idle = min(life.idle, SHARED_IDLE) if shared else life.idle
    return created_at - at > CLOCK or at - created_at >= life.whole or at - seen_at >= idle


def worth_noting(seen_at: datetime, at: datetime, *, shared: bool) -> bool:
    """Whether a use is far enough from the last one noted; a clock set back is noted as well."""
    return abs(at - seen_at) >= (SEEN_SHARED if shared else SEEN)
