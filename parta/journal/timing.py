"""What the calendar says about writing in a lesson: closed periods, journals opened in them, the edit window [5.1]."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from parta.core.actor import Actor
from parta.core.roles import Role
from parta.journal.models import PeriodLock, Unlock
from parta.journal.rules.closing import closed_words
from parta.journal.rules.timeliness import Windows
from parta.people.models import Person, StaffRole, valid_on
from parta.school import calendar
from parta.school.models import PeriodKind, SchoolPolicy
from parta.school.rules.years import CLOSED as YEAR_CLOSED
from parta.teaching.models import Course

_LOCK = 0x7061727461  # of PostgreSQL's advisory locks: whoever closes periods against whoever writes in journals

BY_YEAR = 0  # in the place of who closed the period: its year is closed


def with_policy(courses: QuerySet[Course], on: date) -> QuerySet[Course]:
    """Journals with the numbers of the policy in force on `on`; None in a school without one."""
    policy = SchoolPolicy.objects.filter(starts_on__lte=on).order_by("-starts_on")
    return courses.annotate(
        half_years=Subquery(policy.values("senior_half_years")[:1], output_field=BooleanField()),
        window=Subquery(policy.values("edit_window_days")[:1], output_field=IntegerField()),
        written_window=Subquery(policy.values("written_window_days")[:1], output_field=IntegerField()),
    )


@dataclass(frozen=True)
class Timing:
    """For one journal at one instant. `kind`: of the periods that the journal has."""

    kind: PeriodKind
    windows: Windows
    at: datetime
    zone: str

    def day(self, instant: datetime) -> date:
        """The school's date of an instant."""
        return instant.astimezone(ZoneInfo(self.zone)).date()

    def lock_columns(self) -> dict[str, Any]:
        """For lessons: when and by whom their period was closed; None when it is open, or the journal is (LOCK-01).

        A closed year stands before all of it: BY_YEAR (YEAR-02).
        """
        opened = Unlock.objects.filter(
            course=OuterRef(OuterRef("course")), period=OuterRef("period"), ended_at=None, until__gt=self.at
        )
        locks = PeriodLock.objects.filter(
            ~Exists(opened),
            period__year=OuterRef("course__year"),
            period__kind=self.kind,
            period__starts_on__lte=OuterRef("date"),
            period__ends_on__gte=OuterRef("date"),
        )
        closed_at, closed_by = (Subquery(locks.values(name)[:1]) for name in ("closed_at", "closed_by"))
        year_closed = When(course__year__closed_at__isnull=False, then=Value(BY_YEAR, output_field=BigIntegerField()))
        return {
            "closed_at": Coalesce(F("course__year__closed_at"), closed_at),
            "closed_by": Case(year_closed, default=closed_by),
        }

    def lock_words(self, closed: Iterable[tuple[datetime, int | None]]) -> dict[tuple[datetime, int | None], str]:
        """Sentences of locks as `lock_columns` gives them. No query without locks, else one."""
        found = set(closed)
        users = {by for _, by in found if by}
        who = _closers(users, self.day(self.at)) if users else {}
        return {
            (at, by): YEAR_CLOSED if by == BY_YEAR else closed_words(self.day(at), who.get(by or 0, "завуч"))
            for at, by in found
        }


def kind_of(row: Any) -> PeriodKind:
    """Of the periods of such a journal."""
    policy = SchoolPolicy() if row.half_years is None else SchoolPolicy(senior_half_years=row.half_years)
    return calendar.period_kind(row.grade_level or 0, policy)


def timing_of(row: Any, *, by: Actor, at: datetime) -> Timing:
    """Of a journal that went through `with_policy` and has its `grade_level`."""
    usual = SchoolPolicy()
    windows = Windows(row.window or usual.edit_window_days, row.written_window or usual.written_window_days)
    return Timing(kind_of(row), windows, at, by.zone)


def _closers(users: set[int], on: date) -> dict[int, str]:
    """«завуч Белова Т. И.»"""
    deputy = StaffRole.objects.filter(valid_on(on), staff__person=OuterRef("pk"), role=Role.DEPUTY)
    people = Person.objects.filter(user_id__in=users).annotate(deputy=Exists(deputy))
    return {one.user_id: f"{'завуч' if one.deputy else 'директор'} {one.short_name}" for one in people}  # type: ignore[misc]


class Writing(Func):
    """Selected by the first query of a transaction that writes in a journal: until its end no period gets closed.

    So whoever reads the locks in a later query sees what stays true. SQLite's transactions come one at a time anyway.
    """

    output_field = TextField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **kwargs: Any) -> tuple[str, Any]:
        return "''", []

    def as_postgresql(self, compiler: Any, connection: Any, **kwargs: Any) -> tuple[str, Any]:
        return "CAST(pg_advisory_xact_lock_shared(%s) AS text)", [_LOCK]

    def get_group_by_cols(self) -> list[Any]:
        return []


def closing() -> None:
    """Wait for those who write, and let nobody write until the end of the transaction, which closes periods."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
