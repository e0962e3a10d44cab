"""Writing what belongs to a lesson: topic, homework, kinds of its works."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import F

from parta.audit.chain import Event, record
from parta.core import dates
from parta.core.actor import Actor
from parta.journal import access, content
from parta.journal.actions import answers
from parta.journal.actions.operations import Answers, Outrun, once
from parta.journal.actions.plans import topic_given
from parta.journal.content import LessonRow, WorkRow
from parta.journal.defaults import DEFAULT_KIND
from parta.journal.models import Cell, Homework, Work, WorkKind
from parta.journal.protocol import LessonEdit, WorkEdit
from parta.journal.rules import homework as homework_rules
from parta.journal.rules import language, timeliness
from parta.journal.rules import lessons as rules
from parta.journal.rules.lessons import LessonRefused
from parta.journal.state import State, load
from parta.teaching.models import Lesson, LessonState

Dues = Mapping[int, Lesson]


@dataclass
class Plan:
    """One accepted edit: what the lesson shall be."""

    edit: LessonEdit
    before: LessonRow
    after: LessonRow  # works not made yet have pk 0
    moved: list[int] = field(default_factory=list)  # cells whose entry reads otherwise now

    @property
    def differs(self) -> bool:
        return self.before != self.after


def put_lessons(course_id: int, period: str, edits: Sequence[LessonEdit], *, by: Actor, at: datetime) -> dict[str, Any]:
    """Write edits of lessons of a journal the actor teaches, as `actions.cells.put_cells` does those of cells.

    Lessons to come can be prepared: topic, homework and works, not marks.
    """

    def write(fresh: Sequence[LessonEdit]) -> tuple[Answers, dict[str, Any]]:
        state = load(course_id, period, edits, by=by, at=at)
        kinds, dues = _kinds(fresh), _dues(course_id, fresh)
        answered: Answers = {}
        plans = []
        for edit in fresh:
            verdict = _plan(edit, state, kinds, dues, at=at)
            if isinstance(verdict, Plan):
                plans.append(verdict)
            else:
                answered[edit.op_id] = verdict
        _write(plans, state, by=by, at=at)
        for plan in plans:
            row = state.lessons[plan.edit.lesson].row
            answered[plan.edit.op_id] = {"status": "saved", **answers.told(row), **_warned(plan)}
        return answered, _sums(edits, state)

    found, told = once(edits, write, by=by, at=at)
    return {"results": found, **told}


def _warned(plan: Plan) -> dict[str, list[str]]:
    found = [language.warning(plan.edit.topic or ""), language.warning(plan.edit.homework or "")]
    found.append(language.repeated_topic(plan.edit.topic or "", plan.before.before))
    return {"warnings": [text for text in found if text]} if any(found) else {}


def _kinds(edits: Iterable[LessonEdit]) -> dict[int, WorkKind]:
    wanted = {work.kind for edit in edits for work in edit.set_works}
    return WorkKind.objects.in_bulk(wanted) if wanted else {}


def _dues(course_id: int, edits: Iterable[LessonEdit]) -> Dues:
    """The lessons of the journal that homework is set for."""
    wanted = {edit.due for edit in edits if edit.due}
    if not wanted:
        return {}
    found = Lesson.objects.filter(course_id=course_id, pk__in=wanted).exclude(state=LessonState.MOVED)
    return {one.pk: one for one in found.only("date", "number", "state")}


def _plan(
    edit: LessonEdit, state: State, kinds: Mapping[int, WorkKind], dues: Dues, *, at: datetime
) -> Plan | dict[str, Any]:
    lesson = state.lessons.get(edit.lesson)
    if lesson is None:
        return answers.rejected(answers.NO_PLACE)
    row = lesson.row
    marked = {mark.work_id for cell in state.of_lesson(row.pk) for mark in cell.marks}
    try:
        plan = Plan(edit, row, _wanted(edit, row, state, kinds, dues, marked))
    except LessonRefused as refusal:
        return answers.rejected(f"{dates.day_month(row.date)}, {row.number}-й урок: {refusal}")
    if edit.base_version != row.version and plan.differs:
        return answers.conflicting_lesson(row, state, at=at)
    question = "" if edit.reason else state.timing.windows.question(row.date, state.by.on, written=False)
    if question and plan.differs:
        return answers.needs_reason(question)
    if edit.remove_work is not None:
        plan.moved = [cell.pk for cell in state.of_lesson(row.pk) if cell.marks]
    return plan


def _wanted(
    edit: LessonEdit, row: LessonRow, state: State, kinds: Mapping[int, WorkKind], dues: Dues, marked: set[int]
) -> LessonRow:
    """The lesson as the edit wants it; LessonRefused when it can't be so."""
    topic = row.topic if edit.topic is None else edit.topic
    homework = row.homework if edit.homework is None else edit.homework
    briefing = row.briefing if edit.briefing is None else edit.briefing
    minutes = row.minutes if edit.minutes is None else edit.minutes or None
    due = row.due_id if edit.due is None else edit.due or None
    works = list(row.works)
    reason = (
        access.lesson_refusal(state.by, state.course_id, row.pk)
        or (rules.CANCELLED if row.cancelled else "")
        or row.lock
        or rules.topic_refusal(edit.topic or "")
        or rules.homework_refusal(edit.homework or "", has_homework=state.facts.has_homework)
        or homework_rules.minutes_refusal(edit.minutes or 0)
        or _due_refusal(row, edit.due, dues)
        or (rules.NO_WORKS if edit.set_works and not state.facts.has_marks else "")
        or language.refusal(edit.topic or "")
        or language.refusal(edit.homework or "")
        or timeliness.reason_refusal(edit.reason)
    )
    if reason:
        raise LessonRefused(reason)
    if edit.remove_work is not None:
        works = _without(works, edit.remove_work, marked)
    for wanted in edit.set_works:
        _set_work(works, wanted, kinds.get(wanted.kind))
    due_on = row.due_on if due == row.due_id else dues[due].date if due else None
    row = replace(row, homework=homework, minutes=minutes, due_id=due, due_on=due_on)
    return replace(row, topic=topic, briefing=briefing, works=tuple(works))


def _due_refusal(row: LessonRow, due_id: int | None, dues: Dues) -> str:
    if not due_id or due_id == row.due_id:
        return ""  # what stands there may stand, whatever has become of that lesson
    due = dues.get(due_id)
    place = (due.date, due.number) if due else None
    cancelled = due is not None and due.state == LessonState.CANCELLED
    return homework_rules.due_refusal((row.date, row.number), place, cancelled=cancelled)


def _without(works: list[WorkRow], pk: int, marked: set[int]) -> list[WorkRow]:
    if pk not in {work.pk for work in works}:
        raise LessonRefused(rules.NO_WORK)
    if pk in marked:
        raise LessonRefused(rules.MARKED_WORK)
    return [work for work in works if work.pk != pk]


def _set_work(works: list[WorkRow], wanted: WorkEdit, kind: WorkKind | None) -> None:
    """Give the work at the index a kind and a weight; right after the last one, add a work."""
    if kind is None:
        raise LessonRefused(rules.NO_KIND)
    index, last = wanted.index, len(works)
    weight, note = (kind.weight, rules.KIND_WITHOUT_WEIGHT) if wanted.weight is None else (wanted.weight, wanted.note)
    note = note if weight == 0 else ""
    if reason := rules.index_refusal(index, last) or rules.weight_refusal(weight, note):
        raise LessonRefused(reason)
    if index < last and wanted.weight is None and works[index].kind_id == kind.pk:
        return  # its weight stays, whatever the kind's has become
    if not works and kind.code == DEFAULT_KIND and weight == kind.weight:
        return  # the first mark makes it
    if index < last:
        pk, position = works[index].pk, works[index].position
    else:
        pk, position = 0, works[-1].position + 1 if works else 0
    works[index : index + 1] = [WorkRow(pk, position, kind.pk, kind.code, kind.name, weight, note, kind.written)]


def _write(plans: Iterable[Plan], state: State, *, by: Actor, at: datetime) -> None:
    changed = sorted((plan for plan in plans if plan.differs), key=lambda plan: plan.edit.lesson)
    events: list[Event] = []
    for plan in changed:
        _write_lesson(plan, state, by=by, at=at)
        events += [
            replace(event, reason=plan.edit.reason)
            for event in [*_text_events(plan, state.course_id), *_write_works(plan)]
        ]
        version = plan.before.version + 1
        row = replace(plan.after, version=version, updated_by=by.user_id, updated_at=at)
        state.lessons[plan.edit.lesson].row = row
    record(events, by=by, at=at)
    if any(plan.before.works != plan.after.works for plan in changed):
        pks = [cell.pk for cell in state.cells.values()]
        state.cells = content.load_cells(Cell.objects.filter(pk__in=pks))


def _write_lesson(plan: Plan, state: State, *, by: Actor, at: datetime) -> None:
    same = Lesson.objects.filter(pk=plan.before.pk, version=plan.before.version)
    after = plan.after
    values: dict[str, Any] = {"topic": after.topic, "briefing": after.briefing}
    full = timeliness.is_filled(after.topic, after.homework, has_homework=state.facts.has_homework)
    if full and after.filled_on is None:
        values["filled_at"] = at
        plan.after = replace(after, filled_on=state.timing.day(at))
    if not same.update(version=F("version") + 1, updated_by=by.user_id, updated_at=at, **values):
        raise Outrun
    homework = _homework(after)
    if homework != _homework(plan.before) and not Homework.objects.filter(lesson_id=after.pk).update(**homework):
        Homework.objects.create(lesson_id=after.pk, **homework)


def _homework(row: LessonRow) -> dict[str, Any]:
    return {"text": row.homework, "minutes": row.minutes, "due_id": row.due_id}


def _text_events(plan: Plan, course_id: int) -> Iterable[Event]:
    if plan.before.topic != plan.after.topic:
        yield from topic_given(course_id, plan.before.pk, plan.after.topic)
    old, new = _texts(plan.before), _texts(plan.after)
    after = {name: value for name, value in new.items() if old[name] != value}
    if after:
        before = {name: old[name] for name in after}
        yield Event("journal.put_lesson", Lesson(pk=plan.before.pk), before, after)


def _texts(row: LessonRow) -> dict[str, Any]:
    homework = {"homework": row.homework, "minutes": row.minutes, "due": row.due_id, "due_on": row.due_on}
    return {"topic": row.topic, **homework, "briefing": row.briefing}


def _write_works(plan: Plan) -> list[Event]:
    """Make, change and remove works. The marks stay with their works; a changed weight counts at once."""
    before = {work.pk: work for work in plan.before.works}
    events = []
    if plan.moved:
        # «/5» means the second work: where a work goes, what an open page would send for these cells means another.
        Cell.objects.filter(pk__in=plan.moved).update(version=F("version") + 1)
    for pk in before.keys() - {work.pk for work in plan.after.works}:
        Work.objects.filter(pk=pk).delete()
        gone = {"work": {"pk": pk, **_words(before[pk])}}
        # On the lesson: nothing else leads to a work that is no more.
        events.append(Event("journal.remove_work", Lesson(pk=plan.before.pk), gone, None))
    works = []
    for work in plan.after.works:
        fields = {"kind_id": work.kind_id, "weight": work.weight, "note": work.note, "position": work.position}
        row = Work(pk=work.pk or None, lesson_id=plan.before.pk, **fields)
        if not work.pk:
            row.save(force_insert=True)
            events.append(Event("journal.add_work", row, None, _words(work)))
        elif work != before[work.pk]:
            row.save(force_update=True)
            events.append(Event("journal.set_work", row, _words(before[work.pk]), _words(work)))
        works.append(replace(work, pk=row.pk))
    plan.after = replace(plan.after, works=tuple(works))
    return events


def _words(work: WorkRow) -> dict[str, Any]:
    return answers.work_words(work, work.code)


def _sums(edits: Sequence[LessonEdit], state: State) -> dict[str, Any]:
    """Heads always; where works changed, the cells of the lesson and everybody's row too."""
    changed = {edit.lesson for edit in edits if edit.changes_works and edit.lesson in state.lessons}
    told = answers.sums({edit.lesson for edit in edits}, state.pupils if changed else (), state)
    told["cells"] = {
        pk: {
            cell.pupil_id: answers.cell(cell, state.lessons[pk], health=state.health(cell.pupil_id))
            for cell in state.of_lesson(pk)
            if cell.pupil_id in state.pupils
        }
        for pk in sorted(changed)
    }
    if not changed:
        del told["feet"]  # cells weren't read beyond need; nothing below has moved
    return told
