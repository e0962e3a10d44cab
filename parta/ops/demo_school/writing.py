"""Writes filled lessons in bulk, each change with its author, its time and its line in the history.

The lines are those which the journal's own actions record: a lesson's topic and homework, its works, each cell.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from parta.audit.chain import Event, record_each
from parta.core.bulk import insert
from parta.journal.actions.rollcall import HELD, TAKE
from parta.journal.models import Cell, Homework, Mark, RollCall, Work, WorkKind
from parta.ops.demo_school.extras import write_extras
from parta.ops.demo_school.filling import FilledCell, FilledLesson
from parta.teaching.models import Lesson
from parta.today import readiness

Entry = tuple[Event, int | None, datetime]
_LESSON_COLUMNS = ["topic", "version", "updated_by", "updated_at"]


def write(filled: Iterable[FilledLesson], users: Mapping[str, int], pupils: Mapping[str, int]) -> int:
    """Write them; how many. `users`: Staff.key → User.pk; `pupils`: Pupil.key → pk. In the caller's transaction."""
    chosen = sorted(filled, key=lambda one: (one.at, one.lesson.pk))
    if not chosen:
        return 0
    entries = _lessons(chosen, users)
    works = _works(chosen)
    entries += [
        (Event("journal.add_work", work, None, _work_words(work)), users[one.by], one.at)
        for one in chosen
        for work in works[one.lesson.pk]
    ]
    entries += _cells(chosen, works, users, pupils)
    entries += _roll_calls(chosen, users, pupils)
    entries += write_extras(chosen, users, pupils)
    record_each(sorted(entries, key=lambda entry: entry[2]))
    return len(chosen)


def _lessons(chosen: list[FilledLesson], users: Mapping[str, int]) -> list[Entry]:
    for one in chosen:
        lesson = one.lesson
        lesson.topic, lesson.version, lesson.updated_by, lesson.updated_at = one.topic, 1, users[one.by], one.at
    Lesson.objects.bulk_create(
        [one.lesson for one in chosen], update_conflicts=True, unique_fields=["id"], update_fields=_LESSON_COLUMNS
    )
    Homework.objects.bulk_create(
        Homework(lesson=one.lesson, text=one.homework, minutes=one.minutes) for one in chosen if one.homework
    )
    _stamp()
    return [
        (Event("journal.put_lesson", one.lesson, None, _lesson_words(one)), users[one.by], one.at) for one in chosen
    ]


def _stamp() -> None:
    """Lessons that have all they need were filled when they were written [5.1]."""
    whole = Lesson.objects.filter(readiness.with_topic(), readiness.with_homework() | ~readiness.wants_homework())
    whole.filter(filled_at=None, updated_at__isnull=False).update(filled_at=F("updated_at"))


def _lesson_words(one: FilledLesson) -> dict[str, Any]:
    texts = {"topic": one.topic, "homework": one.homework, "minutes": one.minutes}
    return {name: value for name, value in texts.items() if value}


def _works(chosen: list[FilledLesson]) -> dict[int, list[Work]]:
    """Works of each lesson, by its primary key."""
    kinds = {kind.code: kind for kind in WorkKind.objects.all()}
    works = {
        one.lesson.pk: [
            Work(lesson=one.lesson, kind=kinds[code], weight=kinds[code].weight, position=position)
            for position, code in enumerate(one.works)
        ]
        for one in chosen
    }
    Work.objects.bulk_create(work for of_lesson in works.values() for work in of_lesson)
    return works


def _work_words(work: Work) -> dict[str, Any]:
    return {"lesson": work.lesson_id, "kind": work.kind.code, "weight": work.weight}


def _cells(
    chosen: list[FilledLesson], works: Mapping[int, list[Work]], users: Mapping[str, int], pupils: Mapping[str, int]
) -> list[Entry]:
    pairs = [(_cell(one, cell, users, pupils), cell) for one in chosen for cell in one.cells]
    insert([row for row, _ in pairs], numbered=True)
    insert(
        [
            Mark(cell_id=row.pk, work_id=works[row.lesson_id][place].pk, **_mark(value))
            for row, cell in pairs
            for place, value in cell.marks
        ]
    )
    return [
        (Event("journal.put_cell", row, None, _cell_words(cell, works[row.lesson_id])), users[cell.by], cell.at)
        for row, cell in pairs
    ]


def _cell(one: FilledLesson, cell: FilledCell, users: Mapping[str, int], pupils: Mapping[str, int]) -> Cell:
    return Cell(
        lesson_id=one.lesson.pk,
        pupil_id=pupils[cell.pupil_key],
        absence=cell.absence,
        late_minutes=cell.minutes,
        comment=cell.comment,
        updated_by=users[cell.by],
        updated_at=cell.at,
    )


def _mark(value: int | str) -> dict[str, Any]:
    return {"value": value} if isinstance(value, int) else {"sign": value}


def _cell_words(cell: FilledCell, works: list[Work]) -> dict[str, Any]:
    words = {
        "absence": cell.absence,
        "late_minutes": cell.minutes,
        "comment": cell.comment,
        "marks": {str(works[place].pk): value for place, value in cell.marks},
    }
    return {name: value for name, value in words.items() if value}


def _roll_calls(chosen: list[FilledLesson], users: Mapping[str, int], pupils: Mapping[str, int]) -> list[Entry]:
    called = [(one, one.roll_at) for one in chosen if one.roll_at]
    rows = [RollCall(lesson_id=one.lesson.pk, taken_by=users[one.by], taken_at=at) for one, at in called]
    insert(rows)
    return [(Event(TAKE, one.lesson, None, _roll_words(one, pupils)), users[one.by], at) for one, at in called]


def _roll_words(one: FilledLesson, pupils: Mapping[str, int]) -> dict[str, Any]:
    """What the roll-call wrote: absences of its teacher; the class teacher's stood there before."""
    mine = [cell for cell in one.cells if cell.absence and cell.by == one.by]
    wrote = [
        {"pupil": pupils[cell.pupil_key], "from": 0, "to": 1, "absence": "", "late_minutes": None} for cell in mine
    ]
    return {"roll": HELD, "wrote": wrote}
