"""What the journal page is told about its edits (README.md, protocol)."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from parta.core import dates
from parta.journal import content, grid
from parta.journal.content import LessonRow, Stored, WorkRow
from parta.journal.models import Work
from parta.journal.state import LessonState, State
from parta.people.models import Person

YOU = "вы"
NO_PLACE = "Такого урока или ученика в этом журнале нет. Обновите страницу."


def rejected(reason: str) -> dict[str, Any]:
    return {"status": "rejected", "reason": reason}


def needs_reason(question: str) -> dict[str, Any]:
    """The edit may stand once it says why it comes so late."""
    return {"status": "needs_reason", "reason": question}


def cell(stored: Stored | None, lesson: LessonState, *, health: bool) -> dict[str, Any]:
    return asdict(content.view_of(stored, lesson.row.works, health))


def conflicting_cell(stored: Stored | None, lesson: LessonState, state: State, *, at: datetime) -> dict[str, Any]:
    health = stored is not None and state.health(stored.pupil_id)
    return {"status": "conflict", **cell(stored, lesson, health=health), **_author(stored, state, at=at)}


def told(row: LessonRow) -> dict[str, Any]:
    return {
        "topic": row.topic,
        "homework": row.homework,
        "minutes": row.minutes or 0,
        "due": row.due_id or 0,
        "briefing": row.briefing,
        "works": works(row),
        "version": row.version,
    }


def conflicting_lesson(row: LessonRow, state: State, *, at: datetime) -> dict[str, Any]:
    return {"status": "conflict", **told(row), **_author(row, state, at=at)}


def works(row: LessonRow) -> list[dict[str, Any]]:
    return [
        {"pk": one.pk, "kind": one.kind_id, "code": one.code, "name": one.name, "weight": one.weight, "note": one.note}
        for one in row.works
    ]


def _author(written: Stored | LessonRow | None, state: State, *, at: datetime) -> dict[str, str]:
    """Who wrote last and when, on the school's clock: «12:04», «18 мая, 12:04» on another day."""
    if written is None or written.updated_at is None:
        return {"by": "", "at": ""}
    zone = ZoneInfo(state.by.zone)
    then = written.updated_at.astimezone(zone)
    clock = f"{then.hour}:{then.minute:02}"
    day = "" if then.date() == at.astimezone(zone).date() else f"{dates.day_month(then.date())}, "
    return {"by": _name(written.updated_by, state), "at": f"{day}{clock}"}


def _name(user_id: int | None, state: State) -> str:
    if user_id is None:
        return ""
    if user_id == state.by.user_id:
        return YOU
    if user_id not in state.names:
        person = Person.objects.filter(user_id=user_id).first()
        state.names[user_id] = person.short_name if person else ""
    return state.names[user_id]


def sums(lesson_ids: Iterable[int], pupil_ids: Iterable[int], state: State) -> dict[str, Any]:
    """The rows at the right, the averages below, the heads of the columns. No query."""
    lessons = [state.lessons[pk] for pk in sorted(set(lesson_ids)) if pk in state.lessons]
    columns = [grid.column_of(one.row, state.of_lesson(one.row.pk), state.facts, state.by.on) for one in lessons]
    pupils = sorted(pk for pk in set(pupil_ids) if pk in state.pupils)
    return {
        "rows": {pk: asdict(state.summary(pk)) for pk in pupils},
        "feet": {column.lesson.pk: column.average for column in columns},
        "heads": {column.lesson.pk: head(column) for column in columns},
    }


def head(column: grid.Column) -> dict[str, Any]:
    return {
        "title": column.title,
        "spoken": column.spoken,
        "lacks": column.lacks,
        "given_by": column.lesson.given_by,
        **told(column.lesson),
    }


def work_words(work: Work | WorkRow, code: str) -> dict[str, Any]:
    """A work for the change history."""
    words = {"kind": code, "weight": work.weight, "position": work.position}
    return words | {"note": work.note} if work.note else words
