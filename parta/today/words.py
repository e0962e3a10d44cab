"""How days, classes and lessons are called on the start page."""

import re
from datetime import date

from parta.core import dates


def class_titles(class_names: str) -> str:
    """«8Б» → «8 «Б»», «10А, 10Б» → «10 «А», 10 «Б»»; other names stay."""
    return re.sub(r"\b(\d{1,2})([^\W\d]+)", "\\1\u00a0«\\2»", class_names)


def course_title(class_names: str, title: str) -> str:
    """«8 «Б», алгебра»"""
    return ", ".join(filter(None, [class_titles(class_names), inside(title)]))


def inside(title: str) -> str:
    """A subject's name inside a sentence: «Алгебра» → «алгебра», «ОБЗР» stays."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def day_title(day: date) -> str:
    """«Суббота, 16 мая»"""
    return f"{dates.WEEKDAYS[day.weekday()].capitalize()}, {dates.day_month(day)}"
