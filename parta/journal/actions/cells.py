"""Writing cells: absences, marks, comments."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F

from parta.audit.chain import Event, record
from parta.core import dates
from parta.core.actor import Actor
from parta.journal import access, grid
from parta.journal.actions import answers
from parta.journal.actions.operations import Answers, Outrun, once
from parta.journal.content import Given, Stored
from parta.journal.models import Cell, Mark, Work
from parta.journal.protocol import CellEdit
from parta.journal.rules import entries, language, timeliness
from parta.journal.rules.entries import Entry, EntryRefused, Value
from parta.journal.rules.visibility import kept_absence
from parta.journal.state import LessonState, State, load

Marks = dict[int, tuple[Value, date | None]]  # by work: the mark, and when it was handed in after its lesson


@dataclass
class Plan:
    """One accepted edit: what the cell shall hold."""

    edit: CellEdit
    lesson: LessonState
    stored: Stored | None
    absence: str
    late_minutes: int | None
    comment: str
    uncounted: str  # why the marks don't count
    marks: Marks
    cell: Cell = field(default_factory=Cell)  # as written
    rows: list[Mark] = field(default_factory=list)  # as written

    @property
    def fields(self) -> dict[str, Any]:
        return {"absence": self.absence, "late_minutes": self.late_minutes, "comment": self.comment}


def put_cells(course_id: int, period: str, edits: Sequence[CellEdit], *, by: Actor, at: datetime) -> dict[str, Any]:
    """Write edits of the cells of a journal the actor teaches, or of the lessons given for another: others are refused.

    Answers by `op_id`, rows at the right, column feet.

    A refused or conflicting edit leaves the others alone: all are judged before anything is written. `period`: the
    key of the span the rows sum up.
    """

    def write(fresh: Sequence[CellEdit]) -> tuple[Answers, dict[str, Any]]:
        state = load(course_id, period, edits, by=by, at=at)
        answered, plans = judge(fresh, state, by=by, at=at)
        write_plans(plans, state, by=by, at=at)
        answered |= {plan.edit.op_id: _saved(plan, state) for plan in plans}
        return answered, answers.sums({e.lesson for e in edits}, {e.pupil for e in edits}, state)

    found, told = once(edits, write, by=by, at=at)
    return {"results": found, **told}


def _saved(plan: Plan, state: State) -> dict[str, Any]:
    stored = state.cells.get(plan.edit.place)
    told = answers.cell(stored, plan.lesson, health=state.health(plan.edit.pupil))
    warning = language.warning(plan.edit.comment or "")
    return {"status": "saved", **told, **({"warnings": [f"Комментарий: {warning}"]} if warning else {})}


def judge(edits: Iterable[CellEdit], state: State, *, by: Actor, at: datetime) -> tuple[Answers, list[Plan]]:
    """Refusals and conflicts as answers, the rest as plans."""
    answered: Answers = {}
    plans = []
    for edit in edits:
        verdict = _plan(edit, state, by=by, at=at)
        if isinstance(verdict, Plan):
            plans.append(verdict)
        else:
            answered[edit.op_id] = verdict
    return answered, plans


def _plan(edit: CellEdit, state: State, *, by: Actor, at: datetime) -> Plan | dict[str, Any]:
    lesson, pupil = state.lessons.get(edit.lesson), state.pupils.get(edit.pupil)
    if lesson is None or pupil is None:
        return answers.rejected(answers.NO_PLACE)
    place = f"{pupil.name}, {dates.day_month(lesson.row.date)}"
    if reason := access.lesson_refusal(by, state.course_id, edit.lesson) or _closed(lesson, pupil, by.on):
        return answers.rejected(f"{place}: {reason}")
    stored = state.cells.get(edit.place)
    try:
        plan = _wanted(edit, lesson, stored, state, by.on)
    except EntryRefused as refusal:
        return answers.rejected(f"{place}: {refusal}")
    if edit.base_version != (stored.version if stored else 0) and differs(plan, stored):
        return answers.conflicting_cell(stored, lesson, state, at=at)
    if reason := entries.exempt_refusal(plan.absence, stored.absence if stored else ""):
        return answers.rejected(f"{place}: {reason}")
    row = lesson.row
    question = "" if edit.reason else state.timing.windows.question(row.date, by.on, written=row.written)
    return answers.needs_reason(question) if question and differs(plan, stored) else plan


def _closed(lesson: LessonState, pupil: grid.PupilRow, on: date) -> str:
    if lesson.row.cancelled:
        return "урок снят, записать ничего нельзя."
    if lesson.row.date > on:
        return "урок ещё не начался. Отметки и отсутствия ставят в день урока или позже."
    if lesson.row.lock:
        return lesson.row.lock
    if shut := pupil.shut(lesson.row.date):
        return f"ученик {shut}, клетка закрыта."
    return ""


def _wanted(edit: CellEdit, lesson: LessonState, stored: Stored | None, state: State, on: date) -> Plan:
    """The plan of an edit; EntryRefused when it can't stand."""
    entry = entries.parse(edit.value)
    if entry.values and lesson.default is None:
        raise EntryRefused("в школе не заведены виды работ, отметку поставить не за что. Обратитесь к завучу.")
    marks = _wanted_marks(entry, lesson, stored, on)
    absence = kept_absence(entry.absence, stored.absence if stored else "", state.health(edit.pupil))
    minutes = edit.late_minutes or None
    if edit.late_minutes is None and absence == entries.LATE and stored:
        minutes = stored.late_minutes
    comment = edit.comment if edit.comment is not None else (stored.comment if stored else "")
    uncounted = edit.uncounted if edit.uncounted is not None else (stored.uncounted if stored and marks else "")
    reason = (
        state.facts.refusal(entry)
        or entries.refusal(entry, handed_in_later=all(day for mark, day in marks.values() if mark != entries.OWED))
        or entries.uncounted_refusal(uncounted, entry)
        or entries.minutes_refusal(minutes, absence)
        or entries.comment_refusal(comment)
        or language.refusal(edit.comment or "")
        or timeliness.reason_refusal(edit.reason)
    )
    if reason:
        raise EntryRefused(reason[:1].lower() + reason[1:])
    return Plan(edit, lesson, stored, absence, minutes, comment, uncounted, marks)


def _wanted_marks(entry: Entry, lesson: LessonState, stored: Stored | None, on: date) -> Marks:
    """Marks by work, with the day of those handed in later; a mark of who was there after all loses it."""
    before = {mark.work_id: mark for mark in stored.marks} if stored else {}
    was_away = stored is not None and stored.absence in entries.MISSED
    away = bool(entry.absence) and entry.absence != entries.LATE
    marks: Marks = {}
    for index, value in enumerate(entry.marks):
        if value is None:
            continue
        old = before.get(lesson.work_id(index))
        given_on = old.given_on if old else None
        if value == entries.OWED or (was_away and not away):
            given_on = None
        if given_on is None and entries.handed_in(
            value, old.mark if old else None, away=away, late=on > lesson.row.date
        ):
            given_on = on
        marks[lesson.work_id(index)] = (value, given_on)
    return marks


def differs(plan: Plan, stored: Stored | None) -> bool:
    if stored is None:
        return bool(plan.absence or plan.comment or plan.marks)
    return (plan.fields, plan.uncounted, plan.marks) != (_fields(stored), stored.uncounted, marks_of(stored))


def _fields(stored: Stored) -> dict[str, Any]:
    return {"absence": stored.absence, "late_minutes": stored.late_minutes, "comment": stored.comment}


def marks_of(stored: Stored) -> Marks:
    return {mark.work_id: (mark.mark, mark.given_on) for mark in stored.marks}


def write_plans(plans: Iterable[Plan], state: State, *, by: Actor, at: datetime) -> None:
    changed = sorted((plan for plan in plans if differs(plan, plan.stored)), key=lambda plan: plan.edit.place)
    if not changed:
        return
    events = _make_works(changed)
    _write_cells(changed, by=by, at=at)
    _write_marks(changed)
    events += [Event("journal.put_cell", plan.cell, *_words(plan), plan.edit.reason) for plan in changed]
    record(events, by=by, at=at)
    for plan in changed:
        state.cells[plan.edit.place] = _written(plan, by=by, at=at)


def _make_works(plans: Sequence[Plan]) -> list[Event]:
    """The lessons' works that the first marks need: «УО» after those the lesson has."""
    lessons = {plan.lesson.row.pk: plan.lesson for plan in plans}
    made: dict[int, list[Work]] = {}
    for pk, lesson in lessons.items():
        numbers = [work_id for plan in plans if plan.lesson is lesson for work_id in plan.marks]
        made[pk] = lesson.new_works(min(numbers, default=0))
    new = [work for works in made.values() for work in works]
    Work.objects.bulk_create(new)
    for pk, lesson in lessons.items():
        numbers_of = lesson.take(made[pk])
        for plan in plans:
            if plan.lesson is lesson:
                plan.marks = {numbers_of.get(work_id, work_id): mark for work_id, mark in plan.marks.items()}
    codes = {lesson.row.pk: lesson.default.code for lesson in lessons.values() if lesson.default}
    return [Event("journal.add_work", work, None, answers.work_words(work, codes[work.lesson_id])) for work in new]


def _write_cells(plans: Sequence[Plan], *, by: Actor, at: datetime) -> None:
    stamp = {"updated_by": by.user_id, "updated_at": at}
    for plan in plans:
        plan.cell = Cell(lesson_id=plan.edit.lesson, pupil_id=plan.edit.pupil, **plan.fields, **stamp)
        if plan.stored is not None:
            plan.cell.pk = plan.stored.pk
            same = Cell.objects.filter(pk=plan.stored.pk, version=plan.stored.version)
            if not same.update(version=F("version") + 1, **plan.fields, **stamp):
                raise Outrun
    Cell.objects.bulk_create([plan.cell for plan in plans if plan.stored is None])


def _write_marks(plans: Iterable[Plan]) -> None:
    gone: list[int] = []
    changed: list[Mark] = []
    new: list[Mark] = []
    for plan in plans:
        before = {mark.work_id: mark for mark in plan.stored.marks} if plan.stored else {}
        gone += [mark.pk for work_id, mark in before.items() if work_id not in plan.marks]
        for work_id, (wanted, given_on) in plan.marks.items():
            value, sign = (wanted, "") if isinstance(wanted, int) else (None, wanted)
            fields = {"value": value, "sign": sign, "given_on": given_on, "uncounted": plan.uncounted}
            mark = Mark(cell_id=plan.cell.pk, work_id=work_id, **fields)
            plan.rows.append(mark)
            if work_id not in before:
                new.append(mark)
                continue
            mark.pk = before[work_id].pk
            if fields != {name: getattr(before[work_id], name) for name in fields}:
                changed.append(mark)
    if gone:
        Mark.objects.filter(pk__in=gone).delete()
    if changed:
        Mark.objects.bulk_update(changed, ["value", "sign", "given_on", "uncounted"])
    Mark.objects.bulk_create(new)


def _written(plan: Plan, *, by: Actor, at: datetime) -> Stored:
    """The cell as it is now in the database."""
    order = {work.pk: (index, work.weight) for index, work in enumerate(plan.lesson.row.works)}
    rows = sorted(plan.rows, key=lambda mark: order[mark.work_id])
    marks = [
        Given(one.pk, one.work_id, one.value, one.sign, order[one.work_id][1], one.uncounted, one.given_on)
        for one in rows
    ]  # fmt: skip
    return Stored(
        pk=plan.cell.pk,
        lesson_id=plan.edit.lesson,
        pupil_id=plan.edit.pupil,
        held=True,
        version=plan.stored.version + 1 if plan.stored else plan.cell.version,
        updated_by=by.user_id,
        updated_at=at,
        marks=tuple(marks),
        **plan.fields,
    )


def _words(plan: Plan) -> tuple[Mapping[str, Any] | None, Mapping[str, Any]]:
    """What differs, before and after: absence, late_minutes, comment, uncounted, marks by work."""
    after = plan.fields | {"uncounted": plan.uncounted, "marks": _plain(plan.marks)}
    if plan.stored is None:
        return None, {name: value for name, value in after.items() if value}
    before = _fields(plan.stored) | {"uncounted": plan.stored.uncounted, "marks": _plain(marks_of(plan.stored))}
    changed = [name for name in after if before[name] != after[name]]
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}


def _plain(marks: Marks) -> dict[str, Any]:
    """{"12": 5}, {"12": "зач"}; with the date when handed in later: {"12": [5, date]}."""
    return {str(work_id): [value, day] if day else value for work_id, (value, day) in marks.items()}
