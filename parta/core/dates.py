"""School-local dates. The only module that reads the clock, besides views and commands."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from parta.core.russian import NBSP

MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
MONTHS_OF = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
WEEKDAYS = "понедельник вторник среда четверг пятница суббота воскресенье".split()
WEEKDAYS_ON = "понедельник вторник среду четверг пятницу субботу воскресенье".split()
WEEKDAYS_SHORT = "Пн Вт Ср Чт Пт Сб Вс".split()

DEFAULT_ZONE = "Europe/Moscow"


def now() -> datetime:
    """This instant, in UTC."""
    return timezone.now()


def school_now(zone: str) -> datetime:
    """This instant on the school's clock."""
    return timezone.now().astimezone(ZoneInfo(zone))


def day_month(day: date) -> str:
    """«18 мая», with a no-break space."""
    return f"{day.day}{NBSP}{MONTHS_OF[day.month - 1]}"


def full_date(day: date) -> str:
    """«18 мая 2026 г.»"""
    return f"{day_month(day)} {day.year}{NBSP}г."


def moment(at: datetime, zone: str) -> str:
    """«24 ноября, 10:05» on the clock of `zone`"""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day_month(local.date())}, {local.hour}:{local.minute:02}"


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def days(start: date, end: date) -> list[date]:
    """Every date from `start` to `end`, both included."""
    return [start + timedelta(days=i) for i in range((end - start).days + 1)]
