"""«Книга движения»: who came, left and changed class in a year, and how big the classes are."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from parta.core.dates import full_date
from parta.people.models import valid_on
from parta.people.paper_pupils import counts
from parta.school.models import AcademicYear, SchoolClass
from parta.teaching.models import Movement, MovementKind


@dataclass(frozen=True)
class MovementLine:
    id: int
    date: date
    pupil_id: int
    name: str
    kind: str
    kind_title: str  # «перевод»
    where: str  # «в 8 «Б» из школы № 5»
    order: str  # «№ 41-у от 12 ноября 2026 г.»


@dataclass(frozen=True)
class SizeLine:
    """The class from the first day of the year till now."""

    class_id: int
    title: str
    at_start: int
    arrived: int
    left: int
    moved_in: int
    moved_out: int
    now: int
    on_paper: int


@dataclass(frozen=True)
class Book:
    lines: tuple[MovementLine, ...]
    sizes: tuple[SizeLine, ...]

    @property
    def total(self) -> SizeLine:
        sums = [sum(getattr(one, name) for one in self.sizes) for name in _SUMS]
        return SizeLine(0, "Вся школа", *sums)


# Nouns, so that a page says nothing of anybody's sex.
NOUNS: dict[str, str] = {
    MovementKind.ARRIVED: "прибытие",
    MovementKind.LEFT: "выбытие",
    MovementKind.MOVED: "перевод",
}
Moves = Counter[tuple[str, str, int | None]]  # (kind, «in» or «out», class) → pupils
_SUMS = ("at_start", "arrived", "left", "moved_in", "moved_out", "now", "on_paper")


# A move into the next year: of a thousand pupils at once, so shown on demand only, and no move within a year's sums.
PASSED_ON = "passed_on"
passed_on = Q(from_class__isnull=False, to_class__isnull=False) & ~Q(from_class__year=F("to_class__year"))


def book(scope: QuerySet[Movement], year: AcademicYear, kind: str, school_class: SchoolClass | None, on: date) -> Book:
    """Four queries, however many pupils moved."""
    of_year = scope.filter(Q(from_class__year=year) | Q(to_class__year=year)).exclude(passed_on)
    moved: Moves = Counter(
        place
        for one in of_year.values_list("kind", "from_class_id", "to_class_id")
        for place in ((one[0], "out", one[1]), (one[0], "in", one[2]))
    )
    if kind == PASSED_ON:
        rows = scope.filter(passed_on, from_class__year=year)
    else:
        rows = of_year.filter(kind=kind) if kind else of_year
    if school_class:
        rows = rows.filter(Q(from_class=school_class) | Q(to_class=school_class))
    rows = rows.select_related("pupil__person", "from_class", "to_class")
    return Book(tuple(_line(row) for row in rows), tuple(_sizes(year, min(on, year.ends_on), moved)))


def _sizes(year: AcademicYear, on: date, moved: Moves) -> list[SizeLine]:
    classes = SchoolClass.objects.filter(year=year).annotate(
        first=Count("members__pupil", filter=valid_on(year.starts_on, "members__"), distinct=True),
        today=Count("members__pupil", filter=valid_on(on, "members__"), distinct=True),
    )
    paper = counts((one.pk for one in classes), on)
    return [
        SizeLine(
            one.pk,
            one.title,
            one.first,
            moved[MovementKind.ARRIVED, "in", one.pk],
            moved[MovementKind.LEFT, "out", one.pk],
            moved[MovementKind.MOVED, "in", one.pk],
            moved[MovementKind.MOVED, "out", one.pk],
            one.today,
            paper.get(one.pk, 0),
        )
        for one in classes
    ]


def _line(row: Movement) -> MovementLine:
    return MovementLine(
        row.pk,
        row.date,
        row.pupil_id,
        row.pupil.person.full_name,
        row.kind,
        NOUNS[row.kind],
        _where(row),
        f"№ {row.order_number} от {full_date(row.order_date)}",
    )


def _where(row: Movement) -> str:
    there, here = (one.title if one else "" for one in (row.from_class, row.to_class))
    if row.kind == MovementKind.MOVED:
        return f"из {there} в {here}"
    if row.kind == MovementKind.ARRIVED:
        return f"в {here}" + (f", откуда: {row.other_school}" if row.other_school else "")
    return f"из {there}" + (f": {row.other_school}" if row.other_school else "")
