"""Parents' notices of absences to come, as their readers see them. Whoever calls has checked who may read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from parta.core import dates
from parta.journal.models import AbsenceNotice
from parta.people.consents import health_of
from parta.people.models import ClassMember, Person, valid_on

NAMES = ("last_name", "first_name", "patronymic")


@dataclass(frozen=True)
class Notice:
    pk: int
    pupil_id: int
    pupil: str  # «Зайцев Пётр»
    starts_on: date
    ends_on: date
    ill: bool
    text: str
    sent_by: str  # «Зайцева А. С.»
    sent_at: datetime  # on the school's clock
    over: bool

    @property
    def days(self) -> str:
        """«24 ноября», «24–26 ноября», «30 ноября – 2 декабря»"""
        first, last = self.starts_on, self.ends_on
        if first == last:
            return dates.day_month(first)
        if first.month == last.month:
            return f"{first.day}–{dates.day_month(last)}"
        return f"{dates.day_month(first)} – {dates.day_month(last)}"


def notices_of_class(class_ids: Iterable[int], start: date, end: date, on: date, zone: str) -> list[Notice]:
    """Standing notices of the classes' pupils that touch the days from `start` to `end`, by day and name. One query.

    With illness and text: for the class teacher and the administration only (NOTICE-03, VIS-01).
    """
    inside = ClassMember.objects.filter(valid_on(on), pupil=OuterRef("pupil"), school_class_id__in=list(class_ids))
    rows = AbsenceNotice.objects.filter(
        Exists(inside), Q(ends_on=None) | Q(ends_on__gte=start), withdrawn_at=None, starts_on__lte=end
    )  # fmt: skip
    return _notices(rows.order_by("starts_on", "pupil__person__sort_key", "pk"), on, zone)


def notices_of_pupil(pupil_id: int, on: date, zone: str) -> list[Notice]:
    """Standing notices of one pupil, the latest first, for the own parents. One query."""
    return _notices(AbsenceNotice.objects.filter(pupil_id=pupil_id, withdrawn_at=None)[:20], on, zone)


def announced(day: date, pupil_ids: Iterable[int]) -> set[int]:
    """Of whom parents have said they will be away on that day: all that a subject teacher learns. One query."""
    rows = AbsenceNotice.objects.filter(valid_on(day), pupil_id__in=list(pupil_ids), withdrawn_at=None)
    return set(rows.values_list("pupil_id", flat=True))


def health_consent(pupil_id: int, on: date) -> bool:
    """Whether illness of the pupil may be recorded. One query."""
    return health_of(pupil_id, on).exists()


def _notices(rows: QuerySet[AbsenceNotice], on: date, zone: str) -> list[Notice]:
    sender = Person.objects.filter(user_id=OuterRef("sent_by"))
    names = {name: Subquery(sender.values(name)[:1]) for name in NAMES}
    found: list[Any] = list(rows.annotate(**names).select_related("pupil__person"))
    return [
        Notice(
            pk=row.pk,
            pupil_id=row.pupil_id,
            pupil=row.pupil.person.name,
            starts_on=row.starts_on,
            ends_on=row.ends_on or row.starts_on,
            ill=row.ill,
            text=row.text,
            sent_by=Person(**{name: getattr(row, name) or "" for name in NAMES}).short_name,
            sent_at=row.sent_at.astimezone(ZoneInfo(zone)),
            over=(row.ends_on or row.starts_on) < on,
        )
        for row in found
    ]
