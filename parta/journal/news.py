"""What others have written in a journal since an open page last asked: in the shape of the answers to its edits."""

from datetime import datetime, timedelta
from typing import Any

from parta.core.actor import Actor
from parta.journal.actions import answers
from parta.journal.models import Cell
from parta.journal.protocol import CellEdit, LessonEdit
from parta.journal.state import load
from parta.teaching.models import Lesson

OVERLAP = timedelta(seconds=60)  # a write carries the time it began at and may be seen only that much later
MOST = 500


def news(course_id: int, period: str, since: datetime, *, by: Actor, at: datetime) -> dict[str, Any]:
    """`cells`, `rows`, `feet`, `heads` of what others wrote after `since`, and `since` to ask with next time.

    More than MOST cells at once: only `reload`. Two queries when nothing is new.
    """
    told: dict[str, Any] = {"since": (at - OVERLAP).isoformat()}
    written = {"updated_at__gt": since, "updated_by__isnull": False}
    cells = Cell.objects.filter(lesson__course_id=course_id, **written).exclude(updated_by=by.user_id)
    places = list(cells.order_by().values_list("lesson_id", "pupil_id")[: MOST + 1])
    lessons = Lesson.objects.filter(course_id=course_id, **written).exclude(updated_by=by.user_id)
    lesson_ids = list(lessons.order_by().values_list("pk", flat=True))
    if len(places) > MOST:
        return told | {"reload": True}
    if not places and not lesson_ids:
        return told
    return told | _told(course_id, period, places, lesson_ids, by=by, at=at)


def _told(
    course_id: int, period: str, places: list[tuple[int, int]], lesson_ids: list[int], *, by: Actor, at: datetime
) -> dict[str, Any]:
    """As an edit of each place would be answered. A changed lesson tells all its cells: its works order their marks."""
    cell_edits = [CellEdit("", lesson, pupil, "", 0) for lesson, pupil in places]
    lesson_edits = [LessonEdit("", lesson, 0, remove_work=0) for lesson in lesson_ids]
    state = load(course_id, period, [*cell_edits, *lesson_edits], by=by, at=at)
    whole = set(lesson_ids)
    shown = set(places)
    cells: dict[int, dict[int, Any]] = {}
    for (lesson, pupil), stored in state.cells.items():
        if pupil in state.pupils and lesson in state.lessons and (lesson in whole or (lesson, pupil) in shown):
            view = answers.cell(stored, state.lessons[lesson], health=state.health(pupil))
            cells.setdefault(lesson, {})[pupil] = view
    pupils = {pupil for of_lesson in cells.values() for pupil in of_lesson}
    return {"cells": cells, **answers.sums({*cells, *whole}, pupils, state)}
