"""Writing what hangs on a lesson's homework: its files and the tasks of single pupils."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Min

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.files.actions import Checked, keep
from parta.files.models import StoredFile
from parta.journal.content import load_lessons
from parta.journal.models import LessonFile, PersonalTask
from parta.journal.rules import homework as rules
from parta.journal.rules import language
from parta.journal.rules.homework import HomeworkRefused
from parta.journal.rules.lessons import CANCELLED
from parta.journal.timing import Writing, timing_of, with_policy
from parta.teaching.models import Course, Lesson

ATTEMPTS = 3
OUTRUN = "Пока вы писали, здесь уже изменили другое. Обновите страницу и повторите."
CHANGED = "Пока вы писали, это задание изменили. Сейчас в нём: «{}». Обновите страницу и повторите."
NOBODY = "Отметьте, кому из учеников это задание."
BUSY = "У кого-то из отмеченных уже есть отдельное задание. Измените его в списке."
GONE = "Этого задания уже нет. Обновите страницу."

Done = TypeVar("Done")


def add_files(lesson: Lesson, uploads: Iterable[Checked], *, by: Actor, at: datetime) -> None:
    """Put uploads found good to a lesson. A name that is taken gets a number; the same file under the same name is
    there already."""
    uploads = list(uploads)

    def write() -> None:
        _check_open(lesson, by=by, at=at)
        here = set(lesson.files.values_list("file_id", "name"))
        stored = keep(uploads, by=by, at=at)
        named = dict.fromkeys((row, one.name) for row, one in zip(stored, uploads, strict=True))
        _attach(lesson, [(row, name) for row, name in named if (row.pk, name) not in here], by, at)

    _again(write)


def take_files(lesson: Lesson, source: Lesson, *, by: Actor, at: datetime) -> None:
    """Put the files of another lesson to this one too: by reference; those it has already are left out."""

    def write() -> None:
        _check_open(lesson, by=by, at=at)
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
        _check_open(lesson, by=by, at=at)
        row = lesson.files.filter(pk=file_id).select_related("file").first()
        if row and LessonFile.objects.filter(pk=file_id).delete()[0]:
            record([Event("journal.remove_file", lesson, _file_words(row, row.file), None)], by=by, at=at)


def _file_words(row: LessonFile, file: StoredFile) -> dict[str, Any]:
    return {"file": row.name, "sha256": file.sha256}


def add_tasks(lesson: Lesson, pupil_ids: Iterable[int], text: str, *, by: Actor, at: datetime) -> None:
    """Give each of the pupils, who belong to the journal on the lesson's day, a task of the own."""
    pupils = sorted(set(pupil_ids))
    if reason := ("" if pupils else NOBODY) or rules.task_refusal(text) or language.refusal(text):
        raise HomeworkRefused(reason)
    try:
        with transaction.atomic():
            _check_open(lesson, by=by, at=at)
            record([_give(lesson, pk, text) for pk in pupils], by=by, at=at)
    except IntegrityError:
        raise HomeworkRefused(BUSY) from None


def _give(lesson: Lesson, pupil_id: int, text: str) -> Event:
    """IntegrityError when the pupil has a task at this lesson already."""
    mine = PersonalTask.objects.filter(lesson=lesson, pupil_id=pupil_id)
    if mine.filter(text="").update(text=text):
        row = mine.get()
    else:
        row = PersonalTask.objects.create(lesson=lesson, pupil_id=pupil_id, text=text)
    return Event("journal.put_task", row, {"text": ""}, {"text": text})


def change_task(task: PersonalTask, text: str, shown: str, *, by: Actor, at: datetime) -> None:
    """Write another text over the one the teacher was shown; an empty text takes the task away."""
    if text and (reason := rules.task_refusal(text) or language.refusal(text)):
        raise HomeworkRefused(reason)
    if text == shown:
        return
    with transaction.atomic():
        _check_open(task.lesson, by=by, at=at)
        if not PersonalTask.objects.filter(pk=task.pk, text=shown).update(text=text):
            now = PersonalTask.objects.get(pk=task.pk).text
            raise HomeworkRefused(CHANGED.format(now) if now else GONE)
        record([Event("journal.put_task", task, {"text": shown}, {"text": text})], by=by, at=at)


def _check_open(lesson: Lesson, *, by: Actor, at: datetime) -> None:
    """HomeworkRefused when the lesson is cancelled or its period closed; until the transaction's end it stays open."""
    course = with_policy(Course.objects.filter(pk=lesson.course_id), by.on)
    course = course.annotate(grade_level=Min("classes__grade_level"), writing=Writing())
    timing = timing_of(course.get(), by=by, at=at)
    row = next(iter(load_lessons(Lesson.objects.filter(pk=lesson.pk), timing)), None)
    if row is None:  # the timetable has changed meanwhile
        raise HomeworkRefused(OUTRUN)
    if reason := (CANCELLED if row.cancelled else "") or row.lock:
        raise HomeworkRefused(reason[:1].upper() + reason[1:])


def _again(write: Callable[[], Done]) -> Done:
    """In one transaction, anew when somebody else has just taken a name or a place."""
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return write()
        except IntegrityError:
            continue
    raise HomeworkRefused(OUTRUN)
