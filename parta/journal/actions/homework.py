"""Writing what hangs on a lesson's homework: its files and the tasks of single pupils."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.files.actions import Checked, keep
from parta.files.models import StoredFile
from parta.journal.models import LessonFile, PersonalTask
from parta.journal.rules import homework as rules
from parta.journal.rules.homework import HomeworkRefused
from parta.teaching.models import Lesson

ATTEMPTS = 3
OUTRUN = "Пока вы писали, здесь уже изменили другое. Обновите страницу и повторите."
CHANGED = "Пока вы писали, это задание изменили. Сейчас в нём: «{}». Обновите страницу и повторите."
GONE = "Этого задания уже нет. Обновите страницу."

Done = TypeVar("Done")


def add_files(lesson: Lesson, uploads: Iterable[Checked], *, by: Actor, at: datetime) -> None:
    """Put uploads found good to a lesson. A name that is taken gets a number."""
    uploads = list(uploads)

    def write() -> None:
        _attach(
            lesson, [(row, one.name) for row, one in zip(keep(uploads, by=by, at=at), uploads, strict=True)], by, at
        )

    _again(write)


def take_files(lesson: Lesson, source: Lesson, *, by: Actor, at: datetime) -> None:
    """Put the files of another lesson to this one too: by reference; those it has already are left out."""

    def write() -> None:
        here = set(lesson.files.values_list("file_id", flat=True))
        found = source.files.exclude(file_id__in=here).select_related("file")
        _attach(lesson, [(one.file, one.name) for one in found], by, at)

    _again(write)


def _attach(lesson: Lesson, files: list[tuple[StoredFile, str]], by: Actor, at: datetime) -> None:
    taken = set(lesson.files.values_list("name", flat=True))
    if reason := rules.files_refusal(len(taken), len(files)):
        raise HomeworkRefused(reason)
    events = []
    for file, label in files:
        name = rules.free_name(label, taken)
        taken.add(name)
        row = LessonFile.objects.create(lesson=lesson, file=file, name=name)
        events.append(Event("journal.add_file", lesson, None, _file_words(row, file)))
    record(events, by=by, at=at)


def remove_file(lesson: Lesson, file_id: int, *, by: Actor, at: datetime) -> None:
    """Take a file away from its lesson; one that is gone already is no error.

    The content stays until nobody refers to it (files.actions.remove_orphans).
    """
    with transaction.atomic():
        row = lesson.files.filter(pk=file_id).select_related("file").first()
        if row and LessonFile.objects.filter(pk=file_id).delete()[0]:
            record([Event("journal.remove_file", lesson, _file_words(row, row.file), None)], by=by, at=at)


def _file_words(row: LessonFile, file: StoredFile) -> dict[str, Any]:
    return {"file": row.name, "sha256": file.sha256}


def add_tasks(lesson: Lesson, pupil_ids: Iterable[int], text: str, *, by: Actor, at: datetime) -> None:
    """Give each of the pupils, who belong to the journal on the lesson's day, a task of the own."""
    if reason := rules.task_refusal(text):
        raise HomeworkRefused(reason)

    def write() -> None:
        rows = [PersonalTask(lesson=lesson, pupil_id=pk, text=text) for pk in sorted(set(pupil_ids))]
        for row in rows:
            row.save(force_insert=True)
        record([Event("journal.add_task", row, None, _task_words(row, row.text)) for row in rows], by=by, at=at)

    if not pupil_ids:
        raise HomeworkRefused("Отметьте, кому из учеников это задание.")
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        raise HomeworkRefused("У кого-то из отмеченных уже есть отдельное задание. Измените его в списке.") from None


def change_task(task: PersonalTask, text: str, shown: str, *, by: Actor, at: datetime) -> None:
    """Write another text over the one the teacher was shown; an empty text takes the task away."""
    if text and (reason := rules.task_refusal(text)):
        raise HomeworkRefused(reason)
    if text == shown:
        return
    with transaction.atomic():
        same = PersonalTask.objects.filter(pk=task.pk, text=shown)
        done = same.update(text=text) if text else same.delete()[0]
        if not done:
            now = PersonalTask.objects.filter(pk=task.pk).first()
            raise HomeworkRefused(CHANGED.format(now.text) if now else GONE)
        action = "journal.change_task" if text else "journal.remove_task"
        after = {"text": text} if text else None
        record([Event(action, task, {"text": shown} if text else _task_words(task, shown), after)], by=by, at=at)


def _task_words(task: PersonalTask, text: str) -> dict[str, Any]:
    return {"lesson": task.lesson_id, "pupil": task.pupil_id, "text": text}


def _again(write: Callable[[], Done]) -> Done:
    """In one transaction, anew when somebody else has just taken a name or a place."""
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return write()
        except IntegrityError:
            continue
    raise HomeworkRefused(OUTRUN)
