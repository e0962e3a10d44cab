"""The year that is passed on and the one it is passed on to, loaded in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import F, Q

from parta.ops.importing.parts import YEAR, Ref, Row
from parta.people.models import StaffMember, not_over
from parta.school.models import AcademicYear, Subject
from parta.teaching.models import Movement, MovementKind

# Tables of both years and the way from each to its year.
_OF_YEAR = {
    "school.SchoolClass": "year",
    "people.ClassMember": "school_class__year",
    "people.Homeroom": "school_class__year",
    "people.PaperPupil": "school_class__year",
    "teaching.Course": "year",
    "teaching.Course_classes": "course__year",
    "teaching.CourseTeacher": "course__year",
    "teaching.CourseMember": "course__year",
    "teaching.Slot": "course__year",
}
_GUARDIANSHIP = "people.Guardianship"


@dataclass
class State:
    """`old`, `new`: table → number → row of the year. `new_year`: YEAR when it isn't there yet."""

    year: AcademicYear
    on: date
    new_year: Ref
    new_starts_on: date | None
    new_title: str
    old: dict[str, dict[int, Row]]
    new: dict[str, dict[int, Row]]
    guardianships: list[Row]  # in force
    gone: frozenset[tuple[int, int]]  # (pupil, class): has left it, by a line in the book of movement
    staff: dict[int, str]  # who goes on working → «Соколова О. В.»
    subjects: dict[int, str]
    names: dict[int, str] = field(default_factory=dict)  # pupils → «Зайцев Пётр»

    def rows(self, table: str, column: str, *, new: bool = False) -> dict[Any, list[Row]]:
        """Rows of a table by one column."""
        found: dict[Any, list[Row]] = defaultdict(list)
        for row in (self.new if new else self.old)[table].values():
            found[row[column]].append(row)
        return found


def year_to_pass_on(on: date) -> AcademicYear | None:
    """The first year that has begun and isn't closed."""
    return AcademicYear.objects.filter(starts_on__lte=on, closed_at=None).order_by("starts_on").first()


def next_year(year: AcademicYear) -> AcademicYear | None:
    return AcademicYear.objects.filter(starts_on__gt=year.ends_on).order_by("starts_on").first()


def load(year: AcademicYear, on: date) -> State:
    """Fifteen queries, however big the school is."""
    following = next_year(year)
    tables = {label: _both(label, path, year, following) for label, path in _OF_YEAR.items()}
    of_year = Q(pupil__class_members__school_class__year=year)
    guardianships = apps.get_model(_GUARDIANSHIP)._default_manager.filter(not_over(on), of_year).distinct()
    left = Movement.objects.filter(kind=MovementKind.LEFT, from_class__year=year, date__gte=year.ends_on)
    return State(
        year=year,
        on=on,
        new_year=following.pk if following else YEAR,
        new_starts_on=following.starts_on if following else None,
        new_title=following.title if following else "",
        old={label: both[0] for label, both in tables.items()},
        new={label: both[1] for label, both in tables.items()},
        guardianships=list(guardianships.order_by("pk").values()),
        gone=frozenset(left.values_list("pupil_id", "from_class_id")),
        staff=_staff(on),
        subjects=dict(Subject.objects.values_list("pk", "name")),
        names=_names(year),
    )


def _both(
    label: str, path: str, year: AcademicYear, following: AcademicYear | None
) -> tuple[dict[int, Row], dict[int, Row]]:
    """Rows of the old and of the new year. One query."""
    rows = apps.get_model(label)._default_manager.filter(**{f"{path}__in": [year, following] if following else [year]})
    old: dict[int, Row] = {}
    new: dict[int, Row] = {}
    for row in rows.order_by("pk").annotate(of_year=F(f"{path}_id")).values():
        (old if row.pop("of_year") == year.pk else new)[row["id"]] = row
    return old, new


def _staff(on: date) -> dict[int, str]:
    rows = StaffMember.objects.filter(not_over(on)).select_related("person").order_by("person__sort_key", "pk")
    return {one.pk: one.person.short_name for one in rows}


def _names(year: AcademicYear) -> dict[int, str]:
    people = apps.get_model("people.Pupil")._default_manager.filter(class_members__school_class__year=year)
    rows = people.order_by("person__sort_key", "pk").values_list("pk", "person__last_name", "person__first_name")
    return {pk: f"{last} {first}" for pk, last, first in rows}
