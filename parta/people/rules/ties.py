"""What a parent's tie to a pupil opens on a day: limits by a document, the pupil of 18 who decides. Pure."""

from datetime import date, timedelta
from enum import Enum

RULES = {
    "TIE-01": "Дневник закрывают одному из родителей только по документу и только в школе; второй родитель не может.",
    "TIE-02": "С 18 лет ученик решает сам. Если он ничего не решил, доступ родителя через 14 дней закрывается.",
    "TIE-03": "Усыновитель, опекун и попечитель представляют ученика по документу, его реквизиты вписаны в связь.",
}
GROWN_UP = 18
TIME_TO_DECIDE = timedelta(days=14)


class Opens(Enum):
    """What the tie is good for on a day, in the words of the card."""

    READS = "видит дневник"
    LIMITED = "дневник закрыт по документу"
    WAITS = "ждёт решения ученика"
    ALLOWED = "ученик разрешил"
    REFUSED = "ученик закрыл дневник"
    CLOSED = "закрыто: ученику 18 лет"

    @property
    def reads(self) -> bool:
        return self in {Opens.READS, Opens.WAITS, Opens.ALLOWED}


def grown_up_on(born: date) -> date:
    """The 18th birthday; of somebody born on 29 February it is 1 March: the 18th year is never a leap one."""
    if (born.month, born.day) == (2, 29):
        return date(born.year + GROWN_UP, 3, 1)
    return born.replace(year=born.year + GROWN_UP)


def closes_on(born: date) -> date:
    """The first day on which a tie the pupil has said nothing about opens nothing. TIE-02."""
    return grown_up_on(born) + TIME_TO_DECIDE


def last_birth_date_closed(on: date) -> date:
    """Whoever was born by this day has had the time to decide: `closes_on(born) <= on`. For a query. TIE-02."""
    day = on - TIME_TO_DECIDE
    if (day.month, day.day) == (2, 29):
        return date(day.year - GROWN_UP, 2, 28)
    return day.replace(year=day.year - GROWN_UP)


def opens(on: date, born: date | None, *, limited: bool, allowed: bool, refused: bool) -> Opens:
    """TIE-01, TIE-02. `allowed`, `refused`: what the pupil of 18 has said."""
    if limited:
        return Opens.LIMITED
    if born is None or on < grown_up_on(born):
        return Opens.READS
    if refused:
        return Opens.REFUSED
    if allowed:
        return Opens.ALLOWED
    return Opens.CLOSED if on >= closes_on(born) else Opens.WAITS
