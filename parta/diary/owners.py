"""Whose diary a page shows, and whose others the reader may switch to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from parta.core.actor import Actor
from parta.journal.models import FinalMark, FormerMark
from parta.people.models import Pupil, Sex
from parta.school.models import SchoolClass


@dataclass(frozen=True)
class Owner:
    """The pupil with the class he or she is in; `class_id` None and grade level 0 for one in no class."""

    pupil_id: int
    last_name: str
    first_name: str
    sex: str
    class_id: int | None
    class_title: str  # «8 «Б»»
    grade_level: int
    shift: int
    week_days: int | None  # of the class; None = as in the school
    former_marks: bool = False  # brought some from a former school
    brought_finals: bool = False  # and final ones from another diary

    @property
    def has_marks(self) -> bool:
        return self.grade_level != 1

    @property
    def was_away(self) -> str:
        return {Sex.MALE.value: "не был", Sex.FEMALE.value: "не была"}.get(self.sex, "пропуск")


@dataclass(frozen=True)
class Choice:
    """One entry of the switch of children."""

    pupil_id: int
    first_name: str
    class_title: str


def find_owner(scope: QuerySet[Pupil], pupil_id: int, on: date) -> Owner | None:
    """The pupil if within the scope, with the class of the day `on` (else the nearest one). One query."""
    in_class = "class_members__school_class__"
    former = Exists(FormerMark.objects.filter(pupil=OuterRef("pk")))
    finals = Exists(FinalMark.objects.filter(pupil=OuterRef("pk")).exclude(brought_from=""))
    rows = scope.filter(pk=pupil_id).annotate(former=former, finals=finals).values_list(
        "pk", "person__last_name", "person__first_name", "person__sex",
        "class_members__starts_on", "class_members__school_class_id",
        f"{in_class}grade_level", f"{in_class}letter", f"{in_class}unassigned", f"{in_class}shift",
        f"{in_class}week_days", "former", "finals",
    )  # fmt: skip
    row = _latest(rows, on)
    if row is None:
        return None
    pk, last_name, first_name, sex, _, class_id, grade_level, letter, unassigned, shift, week_days, *brought = row
    title = ""
    if class_id is not None:
        title = SchoolClass(grade_level=grade_level, letter=letter, unassigned=unassigned).title
    return Owner(pk, last_name, first_name, sex, class_id, title, grade_level or 0, shift or 1, week_days, *brought)


def _latest(rows: Iterable[tuple[Any, ...]], on: date) -> tuple[Any, ...] | None:
    """The row of the class last entered by the day `on`; the first one entered when that is still ahead."""
    ordered = sorted(rows, key=lambda row: row[4] or date.min)
    entered = [row for row in ordered if row[4] is None or row[4] <= on]
    return entered[-1] if entered else (ordered[0] if ordered else None)


def choices(actor: Actor, owner: Owner) -> tuple[Choice, ...]:
    """The diaries the reader may open, the own one first."""
    found = [Choice(child.pupil_id, child.name.partition(" ")[2], child.class_name) for child in actor.children]
    if actor.pupil_id is not None:
        own = owner.pupil_id == actor.pupil_id
        found.insert(0, Choice(actor.pupil_id, owner.first_name if own else "Мой", owner.class_title if own else ""))
    return tuple(found)
