"""What every paper says of itself: the school, when and by whom it was printed."""

from zoneinfo import ZoneInfo

from parta.core import dates
from parta.core.actor import Actor
from parta.people.access_lists import school_line


def stand_for() -> str:
    return school_line()


def made_line(actor: Actor) -> str:
    """«Напечатано 24 ноября 2026 г., 12:01, Белова Т. И.»"""
    local = dates.now().astimezone(ZoneInfo(actor.zone))
    when = f"{dates.full_date(local.date())}, {local.hour}:{local.minute:02}"
    return f"Напечатано {when}, {actor.short_name}"
