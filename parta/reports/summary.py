"""«Сводная ведомость учёта успеваемости» of a class: the paper that is kept for 25 years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from parta.core.actor import Actor
from parta.core.dates import full_date
from parta.core.russian import counted
from parta.journal.finals.class_page import ClassPage, class_page
from parta.journal.finals.council import decisions
from parta.journal.finals.sheet import Place, Scheme
from parta.journal.models import CouncilDecision, FinalKind
from parta.journal.rules.averages import shown
from parta.journal.rules.quality import Quality, percent, quality
from parta.people.models import PaperPupil, valid_on
from parta.reports.heading import made_line, stand_for
from parta.reports.missed import Missed, missed_lessons
from parta.reports.printed import Printed, Table
from parta.school.models import SchoolClass

WIDEST = 24  # columns of marks on a landscape sheet of A4
SIGNED = ("Классный руководитель", "Заместитель директора по УВР", "Директор")


def summary(school_class: SchoolClass, scheme: Scheme, place: Place, actor: Actor) -> Printed:
    """Of one period: a column for each subject. Of the year: each subject with its periods, year, exam, final mark."""
    whole_year = place == (FinalKind.YEAR, None)
    period = next((one for one in scheme.periods if one.pk == place[1]), None)
    page = class_page(school_class, scheme, place, period, actor.on)
    columns = _year_columns(school_class, scheme, actor) if whole_year else _columns(page)
    end = period.ends_on if period else scheme.year.ends_on
    start = period.starts_on if period else scheme.year.starts_on
    missed = missed_lessons([row.pupil_id for row in page.rows], start, min(end, actor.on), actor.on)
    decided = decisions(page) if whole_year else {}
    tables = tuple(_tables(page, columns, missed, decided, whole_year=whole_year))
    return Printed(
        school=stand_for(),
        title="Сводная ведомость учёта успеваемости",
        subtitle=f"{school_class.title}, {page.title if not whole_year else 'учебный год'}, {scheme.year.title}",
        tables=tables,
        signed=SIGNED,
        made=made_line(actor),
        notes=_notes(page, school_class, actor.on),
        breaks=True,
    )


@dataclass(frozen=True)
class Column:
    title: str
    marks: tuple[str, ...]  # by pupil


def _columns(page: ClassPage) -> list[Column]:
    return [
        Column(subject.short or subject.name, tuple(row.entries[at].mark for row in page.rows))
        for at, subject in enumerate(page.subjects)
    ]


def _year_columns(school_class: SchoolClass, scheme: Scheme, actor: Actor) -> list[Column]:
    """Subject by subject, each with all its places."""
    found: dict[str, list[Column]] = {}
    for place in scheme.places:
        page = class_page(school_class, scheme, place, None, actor.on)
        short = _short(scheme, place)
        for column in _columns(page):
            found.setdefault(column.title, []).append(Column(f"{column.title}: {short}", column.marks))
    return [column for columns in found.values() for column in columns if _worth(column)]


def _worth(column: Column) -> bool:
    return any(column.marks) or not column.title.endswith(("атт.", "экз."))


def _short(scheme: Scheme, place: Place) -> str:
    kind, number = place
    if number is not None:
        return next(str(one.number) for one in scheme.periods if one.pk == number)
    return {"year": "год", "attest": "атт.", "exam": "экз.", "final": "итог"}[kind]


def _tables(
    page: ClassPage,
    columns: Sequence[Column],
    missed: Mapping[int, Missed],
    decided: Mapping[int, CouncilDecision],
    *,
    whole_year: bool,
) -> list[Table]:
    """Parts no wider than a sheet; the last one holds missed lessons, category and the council's decision."""
    tables = []
    for first in range(0, len(columns), WIDEST):
        part = columns[first : first + WIDEST]
        rows = tuple(
            (str(row.number), row.name, *(column.marks[at] for column in part)) for at, row in enumerate(page.rows)
        )
        widths = (8, 44, *([9] * len(part)))
        tables.append(Table(("№", "Ученик", *(one.title for one in part)), rows, widths, _feet(part)))
    head = ("№", "Ученик", "Пропущено уроков", "из них по болезни", "Итог", "Решение педагогического совета")
    last = [
        (
            str(row.number), row.name, str(missed[row.pupil_id].all), str(missed[row.pupil_id].ill), row.category,
            _decision(decided.get(row.pupil_id)) if whole_year else "",
        )
        for row in page.rows
    ]  # fmt: skip
    return [*tables, Table(head, tuple(last), (8, 44, 24, 24, 34, 0))]


def _feet(part: Sequence[Column]) -> tuple[tuple[str, ...], ...]:
    sums: list[Quality] = [quality(column.marks) for column in part]
    return (
        ("", "Успеваемость", *(percent(one.success) for one in sums)),
        ("", "Качество", *(percent(one.quality) for one in sums)),
        ("", "СОУ", *(shown(one.sou, 1) for one in sums)),
        ("", "Средний балл", *(shown(one.average) for one in sums)),
    )


def _decision(found: CouncilDecision | None) -> str:
    if found is None:
        return ""
    return f"{found.get_decision_display()}, протокол № {found.protocol_number} от {full_date(found.protocol_date)}"


def _notes(page: ClassPage, school_class: SchoolClass, on: date) -> tuple[str, ...]:
    """«Без N учеников на бумаге» [3.2]."""
    count = PaperPupil.objects.filter(valid_on(on), school_class=school_class).count()
    on_paper = f" Без {counted(count, 'ученика', 'учеников', 'учеников')} на бумаге." if count else ""
    return (f"Учеников в ведомости: {len(page.rows)}.{on_paper}",)
