"""What was changed in a journal, by whom, when and why [8.2.1]: of a cell, a lesson, the whole journal."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from parta.audit.models import Change
from parta.core import dates
from parta.core.actor import Actor
from parta.journal import access, grid
from parta.journal.models import Cell, PersonalTask, Work
from parta.journal.rules.visibility import shown_absence
from parta.people.models import Person
from parta.teaching.models import Course, Lesson, LessonState

PAGE = 50
NOTHING = "пусто"
TITLES = {
    "minutes": "минут на задание",
    "late_minutes": "минут опоздания",
    "comment": "комментарий",
    "uncounted": "не в счёт",
    "topic": "тема",
    "homework": "задание",
    "briefing": "инструктаж по ТБ",
    "state": "урок",
    "date": "день урока",
    "number": "номер урока",
    "room": "кабинет",
    "note": "почему снят",
    "roll": "перекличка",
    "due_on": "к уроку",
    "file": "файл",
    "text": "отдельное задание",
}
ACTIONS = {
    "journal.add_work": "добавлена работа",
    "journal.set_work": "изменена работа",
    "journal.remove_work": "убрана работа",
}


@dataclass(frozen=True)
class Part:
    """One thing that changed: «отметка», «5», «4»."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    seq: int
    at: datetime  # on the school's clock
    by: str  # «Орлова И. П.»; «вы»; «система»
    foreign: bool  # written by somebody else than the reader
    lesson_id: int
    day: date
    number: int
    pupil: str  # empty for the lesson itself
    parts: tuple[Part, ...]
    reason: str

    @property
    def clock(self) -> str:
        return f"{self.at.hour}:{self.at.minute:02}"


@dataclass(frozen=True)
class Place:
    """Which cell or lesson a change is about."""

    lesson_id: int
    day: date
    number: int
    pupil: str = ""
    health: bool = False


@dataclass(frozen=True)
class Asked:
    """What of the journal's history is asked for. `before`: only lines older than that one."""

    lesson: int | None = None
    pupil: int | None = None
    foreign: bool = False
    before: int | None = None


@dataclass(frozen=True)
class History:
    """`older`: the `before` of the next page; None when there is none."""

    lines: tuple[Line, ...]
    older: int | None


def history(actor: Actor, course: Course, asked: Asked) -> History:
    """The newest PAGE changes of what is asked for, newest first. Seven queries at most. `course`: find_course()."""
    changes = list(_changes(actor, course, asked).order_by("-seq")[: PAGE + 1])
    older = changes[PAGE - 1].seq if len(changes) > PAGE else None
    changes = changes[:PAGE]
    places, names = _places(actor, course, changes), _names(changes)
    found: list[Line] = []
    for change in changes:
        place = places.get((change.model, change.object_id))
        if place is not None and change.payload is not None:
            found += _line(change, place, names, actor)
    return History(tuple(found), older)


def _line(change: Change, place: Place, names: Mapping[int, str], actor: Actor) -> Iterable[Line]:
    body = json.loads(change.payload or "{}")
    parts = tuple(_parts(change, body.get("before") or {}, body.get("after") or {}, place.health))
    if not parts:
        return
    mine = change.actor == actor.user_id
    yield Line(
        seq=change.seq,
        at=change.at.astimezone(ZoneInfo(actor.zone)),
        by="вы" if mine else names.get(change.actor or 0, "система"),
        foreign=not mine,
        lesson_id=place.lesson_id,
        day=place.day,
        number=place.number,
        pupil=place.pupil,
        parts=parts,
        reason=body.get("reason", ""),
    )


def _changes(actor: Actor, course: Course, asked: Asked) -> QuerySet[Change]:
    """An arm for each table, so that each is found through the index of the objects' changes."""
    narrowed = Q()
    if asked.foreign:
        narrowed &= ~Q(actor=actor.user_id) & Q(actor__isnull=False) & Q(at__gt=grid.foreign_since(actor, course))
    if asked.before is not None:
        narrowed &= Q(seq__lt=asked.before)
    of_lesson: dict[str, Any] = {} if asked.lesson is None else {"lesson_id": asked.lesson}
    cells = Cell.objects.filter(lesson__course=course, **of_lesson)
    if asked.pupil is not None:
        return of_model("journal.Cell", cells.filter(pupil_id=asked.pupil)).filter(narrowed)
    lessons = Lesson.objects.filter(course=course, **({} if asked.lesson is None else {"pk": asked.lesson}))
    works = Work.objects.filter(lesson__course=course, **of_lesson)
    tasks = PersonalTask.objects.filter(lesson__course=course, **of_lesson)
    arms = [of_model("teaching.Lesson", lessons), of_model("journal.Work", works)]
    arms.append(of_model("journal.PersonalTask", tasks))
    return of_model("journal.Cell", cells).filter(narrowed).union(*(arm.filter(narrowed) for arm in arms), all=True)


def of_model(model: str, rows: QuerySet[Any]) -> QuerySet[Change]:
    return Change.objects.filter(model=model, object_id__in=rows.order_by().values("pk"))


def _places(actor: Actor, course: Course, changes: Iterable[Change]) -> dict[tuple[str, int], Place]:
    ids: dict[str, set[int]] = {}
    for change in changes:
        ids.setdefault(change.model, set()).add(change.object_id)
    found: dict[tuple[str, int], Place] = {}
    if "journal.Cell" in ids:
        health = {pupil.pk for pupil in grid.load_pupils(access.members(actor, course.pk)) if pupil.health}
        cells = Cell.objects.filter(pk__in=ids["journal.Cell"]).values_list(
            "pk", "lesson_id", "lesson__date", "lesson__number", "pupil_id", "pupil__person__last_name",
            "pupil__person__first_name",
        )  # fmt: skip
        for pk, lesson_id, day, number, pupil_id, last, first in cells:
            found["journal.Cell", pk] = Place(lesson_id, day, number, f"{last} {first}", pupil_id in health)
    if "journal.PersonalTask" in ids:
        tasks = PersonalTask.objects.filter(pk__in=ids["journal.PersonalTask"]).values_list(
            "pk", "lesson_id", "lesson__date", "lesson__number", "pupil__person__last_name", "pupil__person__first_name"
        )  # fmt: skip
        for pk, lesson_id, day, number, last, first in tasks:
            found["journal.PersonalTask", pk] = Place(lesson_id, day, number, f"{last} {first}")
    for model, rows in (("journal.Work", Work.objects), ("teaching.Lesson", Lesson.objects)):
        if model in ids:
            lesson = "lesson__" if model == "journal.Work" else ""
            fields = (f"{lesson}pk", f"{lesson}date", f"{lesson}number")
            for pk, *where in rows.filter(pk__in=ids[model]).values_list("pk", *fields):
                found[model, pk] = Place(*where)
    return found


def _names(changes: Iterable[Change]) -> dict[int, str]:
    users = {change.actor for change in changes if change.actor}
    people = Person.objects.filter(user_id__in=users) if users else ()
    return {person.user_id: person.short_name for person in people if person.user_id}


def _parts(change: Change, before: Mapping[str, Any], after: Mapping[str, Any], health: bool) -> Iterable[Part]:
    if change.action in ACTIONS:
        yield Part(ACTIONS[change.action], _work(before.get("work", before)), _work(after))
        return
    if change.model == "journal.Cell" and {"marks", "absence"} & {*before, *after}:
        was, now = _entry(before, health), _entry(after, health)
        if was != now or before.get("absence") == after.get("absence"):  # «у → у» would tell of «б» (VIS-01)
            title = "отметка" if "marks" in {*before, *after} else "отсутствие"
            yield Part(title, was, now)
    for name, title in TITLES.items():
        if name in before or name in after:
            yield Part(title, _text(name, before.get(name)), _text(name, after.get(name)))


def _work(words: Mapping[str, Any]) -> str:
    if not words:
        return NOTHING
    return ", ".join(filter(None, [words["kind"], f"вес {words['weight']}", words.get("note", "")]))


def _entry(words: Mapping[str, Any], health: bool) -> str:
    """«5/4», «н», «н/4» of a change's words; illness only for those who may see it (VIS-01)."""
    marks = [mark[0] if isinstance(mark, list) else mark for mark in (words.get("marks") or {}).values()]
    absence = shown_absence(words.get("absence") or "", health)
    return "/".join([*filter(None, [absence]), *map(str, marks)]) or NOTHING


def _text(name: str, value: Any) -> str:
    if name == "state":
        return str(LessonState(value).label)
    if name == "date" and value:
        return dates.day_month(date.fromisoformat(value))
    if name == "due_on":
        return dates.day_month(date.fromisoformat(value)) if value else "следующему"
    return "да" if value is True else NOTHING if value in (None, "", False) else str(value)
