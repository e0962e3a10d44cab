"""Exemptions from a journal for some time, by a document."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from parta.core import dates
from parta.core.actor import Actor
from parta.school.changes import add, change, remove
from parta.school.refusals import Refused
from parta.school.years import refuse_closed
from parta.teaching.models import Exemption


@transaction.atomic
def add_exemption(values: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    row = Exemption(**values)
    _alone(row, row.starts_on, row.ends_on)
    add(row, "teaching.add_exemption", by=by, at=at)


@transaction.atomic
def change_exemption(row: Exemption, values: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    _alone(row, values["starts_on"], values["ends_on"])
    change(row, values, "teaching.change_exemption", by=by, at=at)


def remove_exemption(row: Exemption, *, by: Actor, at: datetime) -> None:
    refuse_closed(row.course.year_id)
    remove(row, "teaching.remove_exemption", "", by=by, at=at)


def _alone(row: Exemption, starts_on: date, ends_on: date | None) -> None:
    """Two exemptions of a pupil from one journal don't share a day."""
    refuse_closed(row.course.year_id)
    others = Exemption.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=starts_on), pupil_id=row.pupil_id, course_id=row.course_id
    ).exclude(pk=row.pk)
    if ends_on:
        others = others.filter(starts_on__lte=ends_on)
    if other := others.first():
        until = f" по {dates.day_month(other.ends_on)}" if other.ends_on else ""
        raise Refused(
            f"Освобождение уже есть: с {dates.day_month(other.starts_on)}{until}. Исправьте даты.", "starts_on"
        )
