"""«Журнал на дату»: the journal page as it was at a moment, made of what is there now by undoing later changes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from parta.audit.models import Change
from parta.core.actor import Actor
from parta.journal import content, grid
from parta.journal.content import Given, Key, LessonRow, Stored, WorkRow
from parta.journal.history import of_model
from parta.journal.models import Cell, WorkKind
from parta.journal.timing import timing_of
from parta.teaching.models import Course, Lesson, LessonState


def grid_at(actor: Actor, course: Course, spans: list[grid.Span], span: grid.Span, at: datetime) -> grid.Grid:
    """The table of the span as it was at the instant `at`, for reading only. Nine queries at most."""
    within = (span.starts_on, span.ends_on)
    # Those moved away since as well: undoing brings them back.
    rows = Lesson.objects.filter(Q(date__range=within) | Q(moved_from__date__range=within), course_id=course.pk)
    stored = content.load_cells(Cell.objects.filter(lesson__in=rows))
    timing = timing_of(course, by=actor, at=at)
    day = timing.day(at)
    lessons = {row.pk: _then(row, day, at) for row in content.load_lessons(rows, timing)}
    _undo_lessons(lessons, rows, at)
    _undo_cells(stored, lessons, Cell.objects.filter(lesson__in=rows), at)
    there = [one for one in lessons.values() if span.starts_on <= one.date <= span.ends_on]
    there.sort(key=lambda one: (one.date, one.number, one.pk))
    return grid.made(actor, course, spans, span, there, stored, day, writable=False)


def _then(row: LessonRow, day: date, at: datetime) -> LessonRow:
    """Without what came later; nobody writes in the past, so no lock is told."""
    filled_on = row.filled_on if row.filled_on and row.filled_on <= day else None
    roll_at = row.roll_at if row.roll_at and row.roll_at <= at else None
    return replace(row, lock="", filled_on=filled_on, roll_at=roll_at, came="")


Undone = tuple[Change, dict[str, Any], dict[str, Any]]


def _later(changes: QuerySet[Change], at: datetime) -> Iterable[Undone]:
    """Changes after `at`, newest first, with what was before and after; without those erased from the history."""
    for change in changes.filter(at__gt=at, payload__isnull=False).order_by("-seq"):
        body = json.loads(change.payload or "{}")
        yield change, body.get("before") or {}, body.get("after") or {}


def _undo_lessons(lessons: dict[int, LessonRow], rows: QuerySet[Lesson], at: datetime) -> None:
    kinds = {kind.code: kind for kind in WorkKind.objects.all()}
    for change, before, after in _later(of_model("teaching.Lesson", rows), at):
        lesson = lessons[change.object_id]
        texts: dict[str, Any] = {
            name: before.get(name) or "" for name in ("topic", "homework") if name in before or name in after
        }
        lesson = replace(lesson, **texts)
        if "state" in before:
            lesson = replace(lesson, cancelled=before["state"] == LessonState.CANCELLED)
        if "date" in before:
            place = {"date": date.fromisoformat(before["date"]), "number": before["number"], "room": before["room"]}
            lesson = replace(lesson, **place)
        if "briefing" in after:
            lesson = replace(lesson, briefing=bool(before.get("briefing")))
        if work := before.get("work"):
            lesson = _with(lesson, WorkRow(work["pk"], work["position"], **_kind(work, kinds)))
        lessons[lesson.pk] = lesson
    works = {work.pk: work for lesson in lessons.values() for work in lesson.works}
    homes = {work.pk: lesson.pk for lesson in lessons.values() for work in lesson.works}
    made = Change.objects.filter(model="journal.Work", object_id__in=list(works))
    for change, before, _ in _later(made, at):
        pk = change.object_id
        lesson, work = lessons[homes[pk]], works[pk]
        lesson = replace(lesson, works=tuple(one for one in lesson.works if one.pk != pk))
        if before:  # it was changed, not made
            works[pk] = replace(work, **_kind(before, kinds))
            lesson = _with(lesson, works[pk])
        lessons[lesson.pk] = lesson


def _with(lesson: LessonRow, work: WorkRow) -> LessonRow:
    return replace(lesson, works=tuple(sorted([*lesson.works, work], key=lambda one: one.position)))


def _kind(words: Mapping[str, Any], kinds: Mapping[str, WorkKind]) -> dict[str, Any]:
    code = words["kind"]
    kind = kinds.get(code)
    return {
        "kind_id": kind.pk if kind else 0,
        "code": code,
        "name": kind.name if kind else code,
        "weight": words["weight"],
        "note": words.get("note", ""),
    }


def _undo_cells(
    stored: dict[Key, Stored], lessons: Mapping[int, LessonRow], rows: QuerySet[Cell], at: datetime
) -> None:
    weights = {work.pk: work.weight for lesson in lessons.values() for work in lesson.works}
    by_pk = {cell.pk: cell for cell in stored.values()}
    for change, before, after in _later(of_model("journal.Cell", rows), at):
        cell = by_pk[change.object_id]
        names = {*before, *after}
        fields: dict[str, Any] = {name: before.get(name) or "" for name in ("absence", "comment") if name in names}
        if "late_minutes" in names:
            fields["late_minutes"] = before.get("late_minutes")
        if "marks" in names:
            uncounted = cell.marks[0].uncounted if cell.marks else ""
            fields["marks"] = tuple(_marks(before.get("marks") or {}, weights, uncounted))
        if "uncounted" in names:
            marks = fields.get("marks", cell.marks)
            fields["marks"] = tuple(replace(mark, uncounted=before.get("uncounted") or "") for mark in marks)
        by_pk[cell.pk] = replace(cell, **fields)
    for cell in by_pk.values():
        # A weight or a work that was another then.
        marks = (replace(mark, weight=weights[mark.work_id]) for mark in cell.marks if mark.work_id in weights)
        stored[cell.lesson_id, cell.pupil_id] = replace(cell, marks=tuple(marks))


def _marks(words: Mapping[str, Any], weights: Mapping[int, int], uncounted: str) -> Iterable[Given]:
    for work_id, word in words.items():
        mark, day = word if isinstance(word, list) else (word, None)
        yield Given(
            pk=0,
            work_id=int(work_id),
            value=mark if isinstance(mark, int) else None,
            sign="" if isinstance(mark, int) else mark,
            weight=weights.get(int(work_id), 1),
            uncounted=uncounted,
            given_on=date.fromisoformat(day) if day else None,
        )
