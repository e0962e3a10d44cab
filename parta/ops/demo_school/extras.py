"""Files of the demo's homework and tasks of single pupils, as the journal's own actions would leave them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from parta.audit.chain import Event
from parta.core.bulk import insert
from parta.files.actions import check, keep
from parta.files.models import StoredFile
from parta.files.rules.uploads import FileRefused
from parta.journal.models import LessonFile, PersonalTask
from parta.ops.demo import homework
from parta.ops.demo_school.filling import FilledLesson

Entry = tuple[Event, int | None, datetime]


def write_extras(chosen: Iterable[FilledLesson], users: Mapping[str, int], pupils: Mapping[str, int]) -> list[Entry]:
    """Write them; their lines of the history."""
    chosen = list(chosen)
    return [*_files(chosen, users), *_tasks(chosen, users, pupils)]


def _files(chosen: list[FilledLesson], users: Mapping[str, int]) -> Iterable[Entry]:
    stored: dict[str, StoredFile] = {}
    pairs = [(one, name) for one in chosen for name in one.files]
    try:
        for one, name in pairs:
            if name not in stored:
                stored[name] = keep([check(name, homework.content(name))], by=None, at=one.at)[0]
    except FileRefused:  # no room on the disk: the demo goes without files
        return
    insert([LessonFile(lesson_id=one.lesson.pk, file_id=stored[name].pk, name=name) for one, name in pairs])
    for one, name in pairs:
        after = {"file": name, "sha256": stored[name].sha256}
        yield Event("journal.add_file", one.lesson, None, after), users[one.by], one.at


def _tasks(chosen: list[FilledLesson], users: Mapping[str, int], pupils: Mapping[str, int]) -> Iterable[Entry]:
    found = [
        (PersonalTask(lesson_id=one.lesson.pk, pupil_id=pupils[key], text=text), one)
        for one in chosen
        for key, text in one.tasks
    ]
    insert([row for row, _ in found], numbered=True)
    for row, one in found:
        yield Event("journal.put_task", row, {"text": ""}, {"text": row.text}), users[one.by], one.at
