"""«Решение педсовета»: a class at the year's end, pupil by pupil."""

from collections.abc import Mapping
from dataclasses import dataclass

from parta.core.actor import Actor
from parta.journal.finals.class_page import ClassPage, class_page
from parta.journal.finals.sheet import scheme_of
from parta.journal.finals.stage_actions import Decided, usual
from parta.journal.models import CouncilDecision, Decision, FinalKind
from parta.school.models import SchoolClass


@dataclass(frozen=True)
class Row:
    pupil_id: int
    name: str
    category: str
    debts: tuple[str, ...]  # subjects with 2, незач or н/а for the year
    standing: CouncilDecision | None
    suggested: str

    @property
    def title(self) -> str:
        return Decision(self.standing.decision).label if self.standing else ""


@dataclass(frozen=True)
class Page:
    school_class: SchoolClass
    rows: tuple[Row, ...]
    choices: tuple[tuple[str, str], ...] = tuple(Decision.choices)

    @property
    def decided(self) -> int:
        return sum(row.standing is not None for row in self.rows)


def load(actor: Actor, school_class: SchoolClass) -> Page:
    scheme = scheme_of(school_class.year, school_class.grade_level, actor.on)
    found = class_page(school_class, scheme, (FinalKind.YEAR, None), None, actor.on)
    standing = decisions(found)
    return Page(school_class, tuple(_row(found, at, standing) for at in range(len(found.rows))))


def decisions(page: ClassPage) -> dict[int, CouncilDecision]:
    """By pupil. One query."""
    rows = CouncilDecision.objects.filter(year=page.scheme.year, pupil__in=[row.pupil_id for row in page.rows])
    return {one.pupil_id: one for one in rows}


def _row(page: ClassPage, at: int, standing: dict[int, CouncilDecision]) -> Row:
    row = page.rows[at]
    marks = zip(page.subjects, row.entries, strict=True)
    debts = tuple(subject.name for subject, entry in marks if entry.mark in ("2", "незач", "н/а"))
    suggested = usual(page.school_class.grade_level, row.category)
    return Row(row.pupil_id, row.name, row.category, debts, standing.get(row.pupil_id), suggested)


def chosen(page: Page, form: Mapping[str, str]) -> list[Decided]:
    """What the form says of each pupil of the class; who isn't in it stays as is."""
    known = {"", *Decision.values}
    return [
        Decided(row.pupil_id, form[f"d{row.pupil_id}"], form.get(f"was{row.pupil_id}", ""))
        for row in page.rows
        if form.get(f"d{row.pupil_id}", "?") in known
    ]
