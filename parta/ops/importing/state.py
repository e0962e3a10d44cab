"""The school as the plan needs it, loaded in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import CharField, QuerySet

from parta.ops.erasure.waiting import Withdrawn, withdrawn
from parta.ops.importing.parts import YEAR, Ref, Row
from parta.ops.models import ExternalId, ImportItem
from parta.ops.roster.rows import SessionRow
from parta.school.models import AcademicYear
from parta.school.rules.calendar import usual_end

# Tables and the way from each to the academic year ("" = not of a year), what is created first standing first.
TABLES = {
    "school.AcademicYear": "",
    "school.Bell": "",
    "school.Room": "",
    "school.SchoolClass": "year",
    "school.Subject": "",
    "people.Person": "",
    "people.StaffMember": "",
    "people.StaffRole": "",
    "people.Homeroom": "school_class__year",
    "people.Pupil": "",
    "people.Consent": "",
    "people.ClassMember": "school_class__year",
    "people.Guardian": "",
    "people.Guardianship": "",
    "teaching.Course": "year",
    "teaching.Course_classes": "course__year",
    "teaching.CourseTeacher": "course__year",
    "teaching.CourseMember": "course__year",
    "teaching.Slot": "course__year",
}
# Tables that an import or a rollover writes and that a plan of a roster doesn't look into.
WRITTEN = (*TABLES, "journal.FormerMark", "journal.FinalMark", "people.PaperPupil", "teaching.Movement")
_DATED = (
    "people.StaffRole",
    "people.Homeroom",
    "people.ClassMember",
    "people.Guardianship",
    "teaching.CourseTeacher",
    "teaching.CourseMember",
    "teaching.Slot",
)
# The table of each kind of rows.
TABLE_OF = {
    "staff": "people.StaffMember",
    "class": "school.SchoolClass",
    "pupil": "people.Pupil",
    "guardian": "people.Guardian",
    "subject": "school.Subject",
    "course": "teaching.Course",
    "room": "school.Room",
}
_PERSON = (
    "id",
    "last_name",
    "first_name",
    "patronymic",
    "birth_date",
    "sex",
    "email",
    "phone",
    "sort_key",
    "search_key",
)


@dataclass
class State:
    """`made`, `touched`: (table, number) of dated rows that imports created or changed; undone runs don't count."""

    on: date
    year: Ref  # YEAR when there is none yet
    year_starts_on: date
    year_ends_on: date
    tables: dict[str, dict[int, Row]]
    external: dict[tuple[str, str], int] = field(default_factory=dict)
    made: frozenset[tuple[str, int]] = frozenset()
    touched: frozenset[tuple[str, int]] = frozenset()
    lengths: dict[tuple[str, str], int] = field(default_factory=dict)
    periods: frozenset[tuple[str, date, date]] = frozenset()  # of the year there is: kind, first and last day
    withdrawn: tuple[Withdrawn, ...] = ()

    @cached_property
    def change_day(self) -> date:
        """From when a change of today's file holds."""
        return max(self.on, self.year_starts_on)

    @cached_property
    def staff_day(self) -> date:
        """From when staff are in: they prepare before the year begins."""
        return min(self.on, self.year_starts_on)

    @cached_property
    def timetable_day(self) -> date:
        """From when a first timetable holds: this week; what was before stays on paper."""
        return max(self.on - timedelta(days=self.on.weekday()), self.year_starts_on)

    def find(self, kind: str, key: str) -> int | None:
        """The object that the source calls `key`, if it still exists."""
        pk = self.external.get((kind, key))
        return pk if pk in self.tables[TABLE_OF[kind]] else None

    def grouped(self, table: str, column: str) -> dict[Any, list[Row]]:
        """Rows of a table by the value of one column."""
        found: dict[Any, list[Row]] = {}
        for row in self.tables[table].values():
            found.setdefault(row[column], []).append(row)
        return found


def load_state(source: str, sessions: Iterable[SessionRow], on: date) -> State:
    """Twenty-four queries, however big the school is."""
    year = AcademicYear.objects.filter(ends_on__gte=on).order_by("starts_on").first()
    starts_on, ends_on = (year.starts_on, year.ends_on) if year else year_for(list(sessions), on)
    items = ImportItem.objects.filter(run__undone_at=None, model__in=_DATED).values_list("model", "object_id", "before")
    made: set[tuple[str, int]] = set()
    touched: set[tuple[str, int]] = set()
    for model, object_id, before in items:
        (made if before is None else touched).add((model, object_id))
    return State(
        on=on,
        year=year.pk if year else YEAR,
        year_starts_on=starts_on,
        year_ends_on=ends_on,
        tables={label: _load(label, path, year) for label, path in TABLES.items()},
        external={
            (kind, key): pk
            for kind, key, pk in ExternalId.objects.filter(source=source).values_list("kind", "key", "object_id")
        },
        made=frozenset(made),
        touched=frozenset(touched),
        lengths=dict(_lengths()),
        periods=frozenset(year.periods.values_list("kind", "starts_on", "ends_on")) if year else frozenset(),
        withdrawn=withdrawn(),
    )


def _load(label: str, path: str, year: AcademicYear | None) -> dict[int, Row]:
    rows: QuerySet[Any] = apps.get_model(label)._default_manager.order_by("pk")
    if path:
        rows = rows.filter(**{path: year}) if year else rows.none()
    columns = _PERSON if label == "people.Person" else ()
    return {row["id"]: row for row in rows.values(*columns)}


def _lengths() -> Iterable[tuple[tuple[str, str], int]]:
    for label in TABLES:
        for column in apps.get_model(label)._meta.concrete_fields:
            if isinstance(column, CharField) and column.max_length:
                yield (label, column.attname), column.max_length


def year_for(sessions: list[SessionRow], on: date) -> tuple[date, date]:
    """First and last day of the year to make: the set's own when it is the present one, else the usual one."""
    for session in sessions:
        length = (session.ends_on - session.starts_on).days
        whole = session.kind == "schoolYear" and 200 <= length <= 370 and session.starts_on.month in (7, 8, 9, 10)
        if whole and session.starts_on - timedelta(days=120) <= on <= session.ends_on:
            return session.starts_on, session.ends_on
    starts_on = date(on.year - 1, 9, 1)
    if usual_end(starts_on) < on:
        starts_on = date(on.year, 9, 1)
    return starts_on, usual_end(starts_on)
