"""The Jinja2 environment of all our pages."""

from datetime import date
from functools import cache
from typing import Any

from django.contrib import messages
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from parta.core import dates, russian


def url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


def decimal_comma(value: float, digits: int = 2) -> str:
    """A number as written in Russian: 4,19."""
    return f"{value:.{digits}f}".replace(".", ",")


def iso(day: date) -> str:
    return day.isoformat()


def environment(**options: Any) -> Environment:
    options["undefined"] = StrictUndefined
    env = Environment(trim_blocks=True, lstrip_blocks=True, **options)
    env.globals.update(
        static=cache(static),  # names don't change while a process runs
        url=url,
        get_messages=messages.get_messages,
        MONTHS=dates.MONTHS,
        WEEKDAYS=dates.WEEKDAYS,
        WEEKDAYS_SHORT=dates.WEEKDAYS_SHORT,
        counted=russian.counted,
        plural=russian.plural,
    )
    env.filters.update(
        day_month=dates.day_month,
        full_date=dates.full_date,
        comma=decimal_comma,
        iso=iso,
        room_words=russian.room_words,
    )
    return env
