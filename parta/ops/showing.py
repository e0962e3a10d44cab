"""A plan in the words of the page and of the command line, and what of it each may read.

IMP-NAMES (PRODUCT.md): the responsible person and the command line see counts and row numbers, names only in
refused rows; the deputy head and the director see names and values.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from parta.core.dates import full_date
from parta.ops.importing.parts import KINDS, PERSONAL, Action, FieldChange, Item, Plan
from parta.ops.importing.queries import Run
from parta.ops.roster.rows import Place, Problem

NOTES = "notes"  # a group beside the actions: what the operator should know of rows that are taken
# Groups in the order they are shown, refusals first; the words are for many rows.
GROUPS = {
    Action.REFUSED.value: "Отказано",
    NOTES: "Замечания",
    Action.CREATED.value: "Будет создано",
    Action.CHANGED.value: "Изменится",
    Action.LEFT.value: "Нет в файле",
    Action.SAME.value: "Без изменений",
}
# One row of a kind, where its name may not be shown.
KIND_WORDS = {
    "staff": "сотрудник",
    "class": "класс",
    "pupil": "обучающийся",
    "guardian": "родитель",
    "subject": "предмет",
    "room": "кабинет",
    "bell": "звонок",
    "course": "журнал",
    "slot": "урок в расписании",
    "mark": "отметка",
    "final": "итоговая отметка",
    "row": "строка",
}
DONE = GROUPS | {Action.CREATED.value: "Создано", Action.CHANGED.value: "Изменено"}


@dataclass(frozen=True)
class Line:
    """One row of the file. `title` is empty where the reader may not see whom it is about."""

    kind: str
    place: Place
    title: str
    text: str

    @property
    def where(self) -> str:
        """«строка 5, столбец «Класс»»: the place without its file, which stands above."""
        return str(Place("", self.place.row, self.place.column))

    def __str__(self) -> str:
        what = f"{KINDS[self.kind]}: {self.title}" if self.kind in KINDS and self.title else KINDS.get(self.kind, "")
        return ". ".join(part for part in (str(self.place), what, self.text) if part)


def lines(plan: Plan, group: str, *, names: bool) -> list[Line]:
    """The rows of one of `GROUPS`, in the order of the file. `names`: the reader may see names and values."""
    if group == NOTES:
        return [_note(problem, names=names) for problem in plan.notes]
    return [_line(item, names=names) for item in plan.of(Action(group))]


def sizes(plan: Plan) -> dict[str, int]:
    """Group → number of rows."""
    return {group: len(plan.notes) if group == NOTES else plan.total(Action(group)) for group in GROUPS}


def _line(item: Item, *, names: bool) -> Line:
    seen = names or item.action is Action.REFUSED
    text = item.text if item.action is not Action.CHANGED else changes(item.changes, values=seen)
    return Line(item.kind, item.place, item.title if seen or item.kind not in PERSONAL else "", text)


def changes(found: Iterable[FieldChange], *, values: bool) -> str:
    """«телефон: +7 900… → +7 901…; роль: учитель», or only «телефон, роль»."""
    if not values:
        return ", ".join(dict.fromkeys(change.label for change in found))
    return "; ".join(f"{change.label}: {_value(change)}" for change in found)


def _value(change: FieldChange) -> str:
    if change.before and change.after:
        return f"{change.before} → {change.after}"
    return change.after or f"{change.before} → пусто"


def _note(problem: Problem, *, names: bool) -> Line:
    return Line("", problem.place, "", problem.text if names else problem.plain or problem.text)


@dataclass(frozen=True)
class CountRow:
    """One line of the table of counts: a kind of rows, and the number for each group that has any."""

    title: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class CountTable:
    heads: tuple[str, ...]
    rows: tuple[CountRow, ...]


def count_table(counts: dict[str, dict[str, int]], titles: dict[str, str] = GROUPS) -> CountTable:
    """From `Plan.counts` or `ImportRun.counts`: action → kind → number; empty columns and lines are left out."""
    groups = [group for group in titles if any(counts.get(group, {}).values())]
    rows = [
        CountRow(title, tuple(counts[group].get(kind, 0) for group in groups))
        for kind, title in KINDS.items()
        if any(counts[group].get(kind) for group in groups)
    ]
    return CountTable(tuple(titles[group] for group in groups), tuple(rows))


def summary(counts: dict[str, dict[str, int]]) -> str:
    """«создано 250, изменено 3, отказано 12»"""
    words = {"created": "создано", "changed": "изменено", "same": "без изменений", "refused": "отказано"}
    totals = {group: sum(counts.get(group, {}).values()) for group in words}
    return ", ".join(f"{words[group]} {total}" for group, total in totals.items() if total) or "ничего"


def nothing_to_do(plan: Plan) -> str:
    """Why an empty plan is empty."""
    if not plan.total(Action.REFUSED):
        return "Вносить нечего: в школе уже всё так, как в файле."
    if plan.total(Action.SAME):
        return "Вносить нечего: остальное в школе уже так, как в файле."
    return "Вносить нечего: ни одна строка не принята."


@dataclass(frozen=True)
class RunLine:
    """One import as the list shows it; instants on the school's clock."""

    pk: int
    title: str
    when: str
    who: str
    summary: str
    undone: str  # «24 ноября 2026 г., 10:05, Белова Т. И.»; empty = in force

    @property
    def state(self) -> str:
        return f"отменён {self.undone}" if self.undone else "внесён"


def run_line(run: Run, zone: str) -> RunLine:
    undone = f"{moment(run.undone_at, zone)}, {who(run.undone_by)}" if run.undone_at else ""
    return RunLine(run.pk, run.title, moment(run.applied_at, zone), who(run.by), summary(run.counts), undone)


def who(name: str) -> str:
    return name or "командная строка"


def moment(at: datetime, zone: str) -> str:
    """«24 ноября 2026 г., 10:05» on the school's clock."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{full_date(local.date())}, {local:%H:%M}"
