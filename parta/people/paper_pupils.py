"""Ученики на бумаге: a family said no, so nothing is stored but that there is one in the class [3.2]. CONS-07."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from parta.core.actor import Actor
from parta.core.roles import ADMINISTRATION, Role
from parta.people.models import PaperPupil, not_over, valid_on
from parta.school.changes import add, change, remove
from parta.school.models import SchoolClass
from parta.school.refusals import Refused
from parta.school.years import refuse_closed

_OFFICE = ADMINISTRATION | {Role.SECRETARY}


def rows(actor: Actor) -> QuerySet[PaperPupil]:
    """Who are kept by the office."""
    found = PaperPupil.objects.select_related("school_class__year")
    return found if actor.roles & _OFFICE else found.none()


def of_class(actor: Actor, school_class: SchoolClass) -> list[PaperPupil]:
    """Those of now and to come, as the office sees them. One query."""
    return list(rows(actor).filter(not_over(actor.on), school_class=school_class).order_by("starts_on", "pk"))


def counts(classes: Iterable[int], on: date) -> dict[int, int]:
    """How many of each class are on paper. One query. The caller knows that the reader may see it (CONS-08)."""
    found = PaperPupil.objects.filter(valid_on(on), school_class__in=list(classes)).order_by()
    return dict(found.values_list("school_class").annotate(Count("pk")))


def count_for(actor: Actor, class_id: int) -> int:
    """How many of the class are on paper; 0 to whoever may not know. CONS-08."""
    if not actor.roles & _OFFICE and class_id not in actor.homeroom_class_ids:
        return 0
    return counts([class_id], actor.on).get(class_id, 0)


def school_on_paper(actor: Actor) -> int:
    """Of all classes today. One query."""
    return rows(actor).filter(valid_on(actor.on)).count()


@transaction.atomic
def add_paper(school_class: SchoolClass, starts_on: date, *, by: Actor, at: datetime) -> PaperPupil:
    year = school_class.year
    refuse_closed(year.pk)
    if not year.starts_on <= starts_on <= year.ends_on:
        raise Refused(f"День зачисления лежит вне учебного года {year.title}. Исправьте его.", "starts_on")
    row = PaperPupil(school_class=school_class, starts_on=starts_on)
    add(row, "people.add_paper_pupil", by=by, at=at)
    return row


@transaction.atomic
def end_paper(row: PaperPupil, ends_on: date | None, *, by: Actor, at: datetime) -> None:
    """Left the school, or a consent has come; None = stays after all. Ended before it began = was never there."""
    refuse_closed(row.school_class.year_id)
    if ends_on is not None and ends_on < row.starts_on:
        remove_paper(row, by=by, at=at)
    else:
        change(row, {"ends_on": ends_on}, "people.end_paper_pupil", by=by, at=at)


def remove_paper(row: PaperPupil, *, by: Actor, at: datetime) -> None:
    refuse_closed(row.school_class.year_id)
    remove(row, "people.remove_paper_pupil", "", by=by, at=at)
