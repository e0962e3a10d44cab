"""Holding a roll-call and taking it back [3.4]. Its absences are ordinary audited writes of cells."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from parta.audit.chain import Event, history_of, record
from parta.core.actor import Actor
from parta.journal import grid
from parta.journal import rollcall as page
from parta.journal.actions import answers, cells
from parta.journal.actions.cells import Plan
from parta.journal.actions.operations import Answers, once
from parta.journal.content import entry_of
from parta.journal.models import RollCall
from parta.journal.protocol import CellEdit, RollEdit, RollRow
from parta.journal.rules import entries, timeliness
from parta.journal.rules import rollcall as rules
from parta.journal.rules.entries import Entry
from parta.journal.rules.visibility import shown_absence
from parta.journal.state import LessonState, State, load
from parta.people.models import Pupil
from parta.teaching.models import Lesson

TAKE, CORRECT, UNDO = "journal.take_roll", "journal.correct_roll", "journal.undo_roll"
HELD, UNDONE = "проведена", "отменена"
NOT_SAVED = "Перекличка не записана: посмотрите отмеченных учеников."
NO_ROLL = "Переклички у этого урока уже нет."
NEW_PUPILS = "В списке теперь есть {names}: на вашей странице их не было. Обновите страницу."


def take_roll(course_id: int, roll: RollEdit, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Write who was away and that the roll-call was held, also when nobody is: all of it or nothing.

    `{"status": "saved", "versions", "away", "late"}`; `rejected` or `conflict` with `reason` and `rows`: for each
    pupil to look at, `{"text", "version"}`. Held again, it corrects the absences; the first time and author stay.
    """

    def write(fresh: Sequence[RollEdit]) -> tuple[Answers, dict[str, Any]]:
        return {one.op_id: _take(course_id, one, by=by, at=at) for one in fresh}, {}

    return once([roll], write, by=by, at=at)[0][roll.op_id]


def _take(course_id: int, roll: RollEdit, *, by: Actor, at: datetime) -> dict[str, Any]:
    state = _load(course_id, roll.lesson, [row.pupil for row in roll.rows], by=by, at=at)
    lesson = state.lessons.get(roll.lesson)
    if lesson is None:
        return answers.rejected(answers.NO_PLACE)
    if refusal := _shut(lesson, roll.reason, state) or _uncalled(lesson, roll, state):
        return answers.rejected(refusal)
    refused = {row.pupil: reason for row in roll.rows if (reason := _refusal(row, state, lesson))}
    moved = [row for row in roll.rows if row.pupil not in refused and _moves(row, state, lesson)]
    edits = [_edit(row, state, lesson, roll.reason) for row in moved]
    judged, plans = cells.judge(edits, state, by=by, at=at)
    if refused or judged:
        return _problems(refused, {edit.pupil: judged[edit.op_id] for edit in edits if edit.op_id in judged})
    plans = [plan for plan in plans if cells.differs(plan, plan.stored)]
    cells.write_plans(plans, state, by=by, at=at)
    _record(roll, plans, by=by, at=at)
    return {"status": "saved", **_told(roll, state)}


def _load(course_id: int, lesson_id: int, pupils: Iterable[int], *, by: Actor, at: datetime) -> State:
    return load(course_id, None, [CellEdit("", lesson_id, pupil, "", 0) for pupil in pupils], by=by, at=at)


def _shut(lesson: LessonState, reason: str, state: State) -> str:
    """Why nothing can be written in the lesson, or so late not without a reason."""
    return (
        page.closed(lesson.row, state.by, state.course_id)
        or ("" if reason else page.question(lesson.row, state.by, state.timing))
        or timeliness.reason_refusal(reason)
    )


def _uncalled(lesson: LessonState, roll: RollEdit, state: State) -> str:
    """Somebody has joined the journal since the page was made: nobody has called them."""
    day, called = lesson.row.date, {row.pupil for row in roll.rows}
    there = grid.load_pupils(grid.members_between(state.by, state.course_id, day, day))
    names = [pupil.name for pupil in there if pupil.pk not in called]
    return NEW_PUPILS.format(names=", ".join(names)) if names else ""


def _shown(pupil_id: int, state: State, lesson: LessonState) -> tuple[str, int]:
    """The absence and the minutes as the caller sees them now."""
    stored = state.cells.get((lesson.row.pk, pupil_id))
    if stored is None:
        return "", 0
    return shown_absence(stored.absence, state.health(pupil_id)), stored.late_minutes or 0


def _refusal(row: RollRow, state: State, lesson: LessonState) -> str:
    shown, _ = _shown(row.pupil, state, lesson)
    stored = state.cells.get((lesson.row.pk, row.pupil))
    given = [one.mark for one in stored.marks if not one.given_on and one.mark != entries.OWED] if stored else []
    marks = [entries.shown_mark(mark) for mark in given]
    return rules.answer_refusal(row.absence, shown) or rules.away_refusal(row.absence, marks)


def _moves(row: RollRow, state: State, lesson: LessonState) -> bool:
    absence, minutes = _shown(row.pupil, state, lesson)
    return (row.absence, row.late_minutes if row.absence == entries.LATE else 0) != (absence, minutes)


def _edit(row: RollRow, state: State, lesson: LessonState, reason: str) -> CellEdit:
    """The row as a teacher would type it in the cell; marks of the cell stay as they are now."""
    stored = state.cells.get((lesson.row.pk, row.pupil))
    marks = entry_of(stored, lesson.row.works, health=False).marks
    return CellEdit(
        op_id=str(row.pupil),
        lesson=lesson.row.pk,
        pupil=row.pupil,
        value=entries.write(Entry(marks, row.absence)),
        base_version=row.base_version,
        late_minutes=row.late_minutes if row.absence == entries.LATE else None,
        reason=reason,
    )


def _problems(refused: Mapping[int, str], judged: Mapping[int, Any]) -> dict[str, Any]:
    rows: dict[str, Any] = {str(pupil): {"text": text} for pupil, text in refused.items()}
    for pupil, answer in judged.items():
        if answer["status"] == "conflict":
            text = f"пока вы отмечали, записано {_quoted(answer['text'])} ({answer['by']}, {answer['at']})"
            rows[str(pupil)] = {"text": text, "version": answer["version"]}
        else:
            rows[str(pupil)] = {"text": answer["reason"]}
    clash = not refused and all(answer["status"] == "conflict" for answer in judged.values())
    return {"status": "conflict" if clash else "rejected", "reason": NOT_SAVED, "rows": rows}


def _quoted(text: str) -> str:
    return f"«{text}»" if text else "«здесь»"


def _record(roll: RollEdit, plans: Sequence[Plan], *, by: Actor, at: datetime) -> None:
    """The fact itself, with what it wrote: taking it back reads that."""
    wrote = [_wrote(plan) for plan in plans]
    lesson = Lesson(pk=roll.lesson)
    if not RollCall.objects.filter(lesson=lesson).exists():
        RollCall.objects.create(lesson=lesson, taken_by=by.user_id, taken_at=at)
        record([Event(TAKE, lesson, None, {"roll": HELD, "wrote": wrote}, roll.reason)], by=by, at=at)
    elif wrote:
        record([Event(CORRECT, lesson, {}, {"wrote": wrote}, roll.reason)], by=by, at=at)


def _wrote(plan: Plan) -> dict[str, Any]:
    before = plan.stored
    return {
        "pupil": plan.edit.pupil,
        "from": before.version if before else 0,
        "to": before.version + 1 if before else plan.cell.version,
        "absence": before.absence if before else "",
        "late_minutes": before.late_minutes if before else None,
    }


def _told(roll: RollEdit, state: State) -> dict[str, Any]:
    stored = {pupil: cell for (_, pupil), cell in state.cells.items()}
    return {
        "versions": {str(row.pupil): stored[row.pupil].version for row in roll.rows if row.pupil in stored},
        "away": sum(row.absence in entries.MISSED for row in roll.rows),
        "late": sum(row.absence == entries.LATE for row in roll.rows),
    }


@dataclass(frozen=True)
class RollUndo:
    op_id: str
    lesson: int
    reason: str = ""
    digest: str = "undo"


def undo_roll(course_id: int, undo: RollUndo, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Take a mistaken roll-call back: `{"status": "saved", "restored": [text], "kept": [text]}`, or rejected.

    What it wrote and nobody changed since becomes what it was before; the rest stays and is named.
    """

    def write(fresh: Sequence[RollUndo]) -> tuple[Answers, dict[str, Any]]:
        return {one.op_id: _undo(course_id, one, by=by, at=at) for one in fresh}, {}

    return once([undo], write, by=by, at=at)[0][undo.op_id]


def _undo(course_id: int, undo: RollUndo, *, by: Actor, at: datetime) -> dict[str, Any]:
    row = RollCall.objects.filter(lesson_id=undo.lesson, lesson__course_id=course_id).first()
    if row is None:
        return answers.rejected(NO_ROLL)
    wrote = _history(undo.lesson)
    state = _load(course_id, undo.lesson, wrote or [0], by=by, at=at)
    if refusal := _shut(state.lessons[undo.lesson], undo.reason, state):
        return answers.rejected(refusal)
    plans = [plan for pupil, steps in wrote.items() if (plan := _restoring(pupil, steps, undo, state))]
    back = {plan.edit.pupil for plan in plans}
    names = dict(Pupil.objects.filter(pk__in=wrote).values_list("pk", "person__last_name"))
    told = {
        "restored": [f"{names[plan.edit.pupil]}: {_quoted(_masked(plan, state))}" for plan in plans],
        "kept": [names[pupil] for pupil in wrote if pupil in names and pupil not in back],
    }
    cells.write_plans(plans, state, by=by, at=at)
    before = {"roll": HELD, "taken_by": row.taken_by, "taken_at": row.taken_at}
    record([Event(UNDO, Lesson(pk=undo.lesson), before, {"roll": UNDONE}, undo.reason)], by=by, at=at)
    row.delete()
    return {"status": "saved", **told}


def _masked(plan: Plan, state: State) -> str:
    """What is restored, as the caller may see it (VIS-01)."""
    return shown_absence(plan.absence, state.health(plan.edit.pupil))


def _history(lesson_id: int) -> dict[int, list[dict[str, Any]]]:
    """What the standing roll-call wrote, by pupil, in its order. Emptied payloads (erasure) restore nothing."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for change in history_of(Lesson(pk=lesson_id)).filter(action__in=[TAKE, CORRECT]):
        if change.action == TAKE:
            found.clear()
        for one in json.loads(change.payload)["after"]["wrote"] if change.payload else ():
            found[one["pupil"]].append(one)
    return found


def _restoring(pupil: int, steps: Sequence[Mapping[str, Any]], undo: RollUndo, state: State) -> Plan | None:
    stored, first = state.cells.get((undo.lesson, pupil)), steps[0]
    versions = [(one["from"], one["to"]) for one in steps]
    if stored is None or not rules.restores(versions, stored.version):
        return None
    if first["absence"] in entries.MISSED and any(
        not one.given_on and one.mark != entries.OWED for one in stored.marks
    ):
        return None
    edit = CellEdit("", undo.lesson, pupil, "", stored.version, reason=undo.reason)
    marks = cells.marks_of(stored)
    lesson = state.lessons[undo.lesson]
    before = (first["absence"], first["late_minutes"])
    return Plan(edit, lesson, stored, *before, stored.comment, stored.uncounted, marks)
