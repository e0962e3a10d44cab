"""The list «Итоговые отметки»: journals by how far their marks are set, and classes to read."""

from dataclasses import dataclass
from datetime import date

from parta.core.actor import Actor
from parta.journal.attendance.access import classes
from parta.journal.finals import page as pages
from parta.journal.finals import terms
from parta.journal.finals.readiness import Ready, ready, with_finals
from parta.journal.rules.final_terms import countdown
from parta.school.calendar import current, period_kind, policy_on
from parta.school.models import AcademicYear, Period, SchoolClass


@dataclass(frozen=True)
class Group:
    """Journals of one kind of periods: trimesters or half-years."""

    period: Period
    term: terms.Terms
    countdown: str
    own: tuple[Ready, ...]


@dataclass(frozen=True)
class Shelf:
    groups: tuple[Group, ...]
    classes: tuple[SchoolClass, ...]

    @property
    def only(self) -> int | None:
        """The single journal, when there is nothing to choose from."""
        own = [one.course_id for group in self.groups for one in group.own]
        return own[0] if len(own) == 1 and not self.classes else None


def shelf(actor: Actor, year: AcademicYear) -> Shelf:
    """Own journals only: those of others are reached through their classes."""
    policy = policy_on(actor.on)
    own = with_finals(pages.settable(actor).filter(year=year))
    levels: dict[int, int | None] = {one.pk: one.grade_level for one in own}  # type: ignore[attr-defined]
    groups = []
    for kind in sorted({period_kind(level or 0, policy) for level in levels.values()}):
        of_kind = [pk for pk, level in levels.items() if period_kind(level or 0, policy) == kind]
        periods = list(Period.objects.filter(year=year, kind=kind).order_by("number"))
        if period := current(periods, actor.on):
            groups.append(_group(own.filter(pk__in=of_kind), year, periods, period, actor.on))
    found = classes(actor).filter(year=year, grade_level__gt=1).order_by("sort_key")
    return Shelf(tuple(groups), tuple(found))


def _group(own: pages.Courses, year: AcademicYear, periods: list[Period], period: Period, on: date) -> Group:
    term = terms.terms_of(year, periods, on)[period.pk]
    found = ready(own, period, on, preliminary=term.preliminary)
    return Group(period, term, countdown(term.due_on, on), tuple(found))
