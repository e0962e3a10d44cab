"""What applying a roster would do: pure over the roster and the state of the school."""

from collections.abc import Callable

from parta.ops.importing.classes import plan_classes
from parta.ops.importing.courses import plan_courses, plan_subjects
from parta.ops.importing.draft import Draft, Rights
from parta.ops.importing.members import follow_classes
from parta.ops.importing.parts import YEAR, Action, Create, Delete, Item, Plan, Update, Write
from parta.ops.importing.people import plan_guardians, plan_pupils, plan_staff
from parta.ops.importing.slots import plan_slots
from parta.ops.importing.state import TABLE_OF, State
from parta.ops.importing.terms import other_calendar
from parta.ops.importing.timetables import place_timetable, plan_calendar, plan_matched, plan_rooms
from parta.ops.roster.rows import Place, Problem, Roster, Severity

LEFT = "В файле этой строки нет или она не прочитана. Запись в Парте остаётся как есть."
# Refused by the reader or planned before: what depends on it comes after it.
_STEPS: tuple[Callable[[Draft], None], ...] = (
    plan_matched,
    plan_staff,
    plan_classes,
    plan_rooms,
    plan_calendar,
    plan_pupils,
    plan_guardians,
    plan_subjects,
    plan_courses,
    follow_classes,
    plan_slots,
)


def make_plan(roster: Roster, state: State, rights: Rights | None = None) -> Plan:
    """Every row of the file and what becomes of it, with the writes that bring it about. Writes nothing."""
    placed = place_timetable(roster, state)
    roster = placed.roster
    draft = Draft(roster, state, rights or Rights())
    for step in _STEPS:
        step(draft)
    writes = tuple(merged(draft.writes))
    return Plan(
        source=roster.source,
        items=(*_unread(roster), *draft.items, *_left(draft)),
        notes=(
            *(one for one in roster.problems if one.severity is Severity.NOTE),
            *other_calendar(roster.sessions, state),
            *draft.notes,
        ),
        writes=writes,
        external=tuple(draft.external),
        year=(state.year_starts_on, state.year_ends_on) if _makes_year(writes) else None,
        lessons_of=tuple(draft.lessons_of),
        lessons_from=min(draft.lessons_of.values(), default=None),
        names=placed.names,
        unplaced=placed.unplaced,
    )


def _unread(roster: Roster) -> list[Item]:
    return [_unread_row(one) for one in roster.problems if one.severity is Severity.REFUSED]


def _unread_row(problem: Problem) -> Item:
    return Item("row", Action.REFUSED, problem.place, text=problem.text)


def _left(draft: Draft) -> list[Item]:
    """What earlier files of the source brought and this one doesn't name; only of kinds that it has rows of."""
    kinds = {item.kind for item in draft.items}
    named = {(kind, ref) for (kind, _), ref in draft.refs.items()}
    found: dict[tuple[str, int], Item] = {}
    for (kind, key), pk in draft.state.external.items():
        known = kind in kinds and kind in TABLE_OF and pk in draft.state.tables[TABLE_OF[kind]]
        if known and (kind, pk) not in named and (kind, key) not in draft.seen:
            found.setdefault((kind, pk), Item(kind, Action.LEFT, Place(""), _title(draft, kind, pk), text=LEFT))
    return list(found.values())


def _title(draft: Draft, kind: str, pk: int) -> str:
    row = draft.state.tables[TABLE_OF[kind]][pk]
    if kind == "class":
        return f"{row['grade_level']}{row['letter']}"
    if kind == "subject":
        return str(row["name"])
    if kind == "room":
        return f"Кабинет {row['name']}"
    if kind == "course":
        subject = draft.state.tables["school.Subject"][row["subject_id"]]["name"]
        title = ", ".join(filter(None, [row["own_title"] or subject, row["label"]]))
        return " · ".join(filter(None, [row["class_names"], title]))
    person = draft.state.tables["people.Person"][row["person_id"]]
    return " ".join(filter(None, [person["last_name"], person["first_name"], person["patronymic"]]))


def _makes_year(writes: tuple[Write, ...]) -> bool:
    return any(YEAR in write.values.values() for write in writes if isinstance(write, Create))


def merged(writes: list[Write]) -> list[Write]:
    """One write for each row: several updates of a row become one, none is left of a row that goes."""
    gone = {(write.model, write.pk) for write in writes if isinstance(write, Delete)}
    kept: list[Write] = []
    place: dict[tuple[str, int], int] = {}
    for write in writes:
        if not isinstance(write, Update):
            kept.append(write)
            continue
        row = (write.model, write.pk)
        if row in gone:
            continue
        if row not in place:
            place[row] = len(kept)
            kept.append(write)
            continue
        first = kept[place[row]]
        assert isinstance(first, Update)
        kept[place[row]] = Update(write.model, write.pk, write.before | first.before, first.after | write.after)
    return kept
