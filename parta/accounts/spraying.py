"""One password tried on many logins (DOOR-05): each account sees a single failure, only the network shows it."""

import logging
from datetime import datetime

from django.dispatch import Signal

from parta.accounts import limits
from parta.accounts.throttling import count, failures_of

# Sent with `network` and `at` when it is noticed, once in ten minutes for a network. Who is told is known above.
noticed = Signal()
_log = logging.getLogger("parta.accounts.spraying")


def sprays(network: str, *, at: datetime) -> bool:
    counter = limits.tried_at(network)
    return failures_of(counter, at=at) > counter.limit.free


def note_failure(login: str, network: str, *, at: datetime) -> None:
    """A password didn't fit on a device that is strange to the login."""
    if count(limits.tried(login, network), at=at) > 1:
        return
    counter = limits.tried_at(network)
    if count(counter, at=at) == counter.limit.free + 1:
        _log.warning("more than %d logins tried within ten minutes from %s", counter.limit.free, network)
        noticed.send(None, network=network, at=at)
