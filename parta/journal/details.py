"""What the lesson panel shows besides the lesson itself: later lessons, files, personal tasks, the class's load."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)  # fmt: skip
from django.db.models.functions import Cast, Coalesce

from parta.core import dates
from parta.core.prepared import prepared
from parta.journal.content import LessonRow
from parta.journal.models import Homework, LessonFile, PersonalTask, PlanItem, WorkKind
from parta.journal.rules.homework import Load, norm
from parta.teaching.models import Course, Lesson, LessonState

AHEAD = timedelta(days=35)  # lessons offered for homework
OFFERED = 3  # topics of the plan


@dataclass(frozen=True)
class Kind:
    pk: int
    code: str
    name: str
    weight: int

    @property
    def title(self) -> str:
        """«Самостоятельная работа, вес 2»"""
        return f"{self.name[:1].upper()}{self.name[1:]}, вес {self.weight}"


@dataclass(frozen=True)
class Later:
    """A later lesson of the journal."""

    pk: int
    date: date
    number: int

    @property
    def title(self) -> str:
        """«ср, 20 мая»"""
        return f"{dates.WEEKDAYS_SHORT[self.date.weekday()].lower()}, {dates.day_month(self.date)}"


@dataclass(frozen=True)
class File:
    pk: int
    name: str
    size: int

    @property
    def shown_size(self) -> str:
        """«340 КБ», «2,1 МБ»"""
        if self.size < 1024 * 1024:
            return f"{max(1, round(self.size / 1024))}\u00a0КБ"
        return f"{self.size / 1024 / 1024:.1f}\u00a0МБ".replace(".", ",")


@dataclass(frozen=True)
class Task:
    pk: int
    pupil_id: int
    text: str


@dataclass(frozen=True)
class Offer:
    """A topic of the plan that a tap puts into the lesson."""

    topic: str
    homework: str
    kind_id: int | None


@dataclass(frozen=True)
class Details:
    kinds: tuple[Kind, ...]
    later: tuple[Later, ...]
    files: tuple[File, ...]
    tasks: tuple[Task, ...]
    minutes: Mapping[date, int]  # set for each day to the class that has most
    offers: tuple[Offer, ...]  # topics of the plan to be given next

    def due(self, lesson: LessonRow) -> Later | None:
        """The lesson the homework is for; None = the journal has no next one yet."""
        chosen = next((one for one in self.later if one.pk == lesson.due_id), None)
        return chosen or next(iter(self.later), None)

    def load(self, lesson: LessonRow, grade_level: int | None) -> Load | None:
        """What the class has for the day of the homework (HW-01); None while nobody says how long it takes."""
        due = self.due(lesson)
        total = self.minutes.get(due.date, 0) if due else 0
        if due is None or not total or not grade_level:
            return None
        return Load(due.date, total, norm(grade_level, due.date))


def find(lesson: LessonRow) -> Details:
    """One query, a union: its parts are small, and a page of the journal has few queries to spend."""
    parts: dict[str, list[Any]] = defaultdict(list)
    around = {"since": lesson.date - AHEAD, "until": lesson.date + AHEAD}
    rows = _rows(pk=lesson.pk, day=lesson.date, number=lesson.number, due_id=lesson.due_id or 0, **around)
    for row in rows:
        parts[row[0]].append(row[1:])
    kinds = sorted(parts["kind"], key=lambda row: (row[4], row[5]))
    later = sorted(parts["later"], key=lambda row: (row[2], row[3]))
    return Details(
        kinds=tuple(Kind(pk, code, name, weight) for pk, _, _, weight, _, code, name in kinds),
        later=tuple(Later(pk, day, number) for pk, _, day, number, *_ in later),
        files=tuple(File(row[0], row[5], row[3]) for row in sorted(parts["file"])),
        tasks=tuple(Task(row[0], row[1], row[6]) for row in parts["task"]),
        minutes=_heaviest(parts["load"]),
        offers=tuple(Offer(row[6], row[5], row[1]) for row in sorted(parts["plan"], key=lambda row: row[4])),
    )


@prepared(
    pk=BigIntegerField(), day=DateField(), number=IntegerField(), due_id=BigIntegerField(), since=DateField(),
    until=DateField(),
)  # fmt: skip
def _rows(pk: Any, day: Any, number: Any, due_id: Any, since: Any, until: Any) -> Any:
    first, *others = (
        _row("kind", WorkKind.objects.order_by(), number="weight", place="position", name="code", text="name"),
        _row("later", _later(pk, day, number, due_id, until), day="date", number="number"),
        _row("file", LessonFile.objects.filter(lesson=pk), number="file__size", name="name"),
        _row("task", PersonalTask.objects.filter(lesson=pk, text__gt=""), key="pupil_id", text="text"),
        _loads(pk, since, until),
        _row("plan", _waiting(pk), key="kind_id", place="position", name="homework", text="topic"),
    )
    return first.union(*others, all=True)


def _row(what: str, rows: QuerySet[Any], **columns: str) -> QuerySet[Any, Any]:
    """Rows (what, pk, key, day, number, place, name, text) of one part; columns not named are empty."""
    fields: dict[str, Any] = {
        "key": BigIntegerField(), "day": DateField(), "number": IntegerField(), "place": IntegerField(),
        "name": TextField(), "text": TextField(),
    }  # fmt: skip
    found = {
        f"_{name}": Cast(F(columns[name]) if name in columns else Value(None), field) for name, field in fields.items()
    }
    marked = rows.order_by().annotate(_what=Value(what, output_field=CharField()), **found)
    return marked.values_list("_what", "pk", *found)


def _later(pk: Any, day: Any, number: Any, due_id: Any, until: Any) -> QuerySet[Lesson]:
    """Lessons the homework may be for: of the next weeks, and the one chosen already."""
    same = Course.objects.filter(lessons=pk).values("pk")
    after = Q(date__gt=day) | Q(date=day, number__gt=number)
    found = Lesson.objects.filter(after, course__in=same).filter(state=LessonState.REGULAR)
    return found.filter(Q(date__lte=until) | Q(pk=due_id))


def _waiting(pk: Any) -> QuerySet[PlanItem]:
    """The first topics of the plan that were not given yet."""
    waiting = PlanItem.objects.filter(course__lessons=pk, lesson__isnull=True)
    first = waiting.order_by("position").values("position")[:1]
    return waiting.filter(position__lt=Subquery(first) + OFFERED)


def next_lessons(lesson: str = "lesson") -> QuerySet[Lesson]:
    """For a subquery: lessons not cancelled of the journal after the outer row's `lesson`, in their order."""
    day, number = OuterRef(f"{lesson}__date"), OuterRef(f"{lesson}__number")
    after = Q(date__gt=day) | Q(date=day, number__gt=number)
    found = Lesson.objects.filter(after, course=OuterRef(f"{lesson}__course"))
    return found.filter(state=LessonState.REGULAR).order_by("date", "number")


def _loads(pk: Any, since: Any, until: Any) -> QuerySet[Any, Any]:
    """Homework with minutes of all journals of the lesson's classes, set around its day; a row for each class."""
    classes = Course.classes.through.objects.filter(course__lessons=pk).values("schoolclass_id")
    rows = Homework.objects.filter(
        lesson__course__classes__in=classes, lesson__date__range=(since, until), minutes__gt=0, text__gt=""
    ).filter(lesson__state=LessonState.REGULAR)
    rows = rows.annotate(due_day=Coalesce("due__date", Subquery(next_lessons().values("date")[:1])))
    columns = {"key": "lesson__course__classes", "day": "due_day", "number": "minutes"}
    return _row("load", rows, **columns, place="lesson__course__subject", name="lesson__course")


def _heaviest(rows: Iterable[tuple[Any, ...]]) -> dict[date, int]:
    """Minutes of each day: of subgroups of a subject the longest counts, of classes the one that has most."""
    by_course: dict[tuple[Any, ...], int] = defaultdict(int)
    for _, school_class, day, minutes, subject, course, _ in rows:
        if day is not None:
            by_course[day, school_class, subject, course] += minutes
    by_subject: dict[tuple[Any, ...], int] = defaultdict(int)
    for (day, school_class, subject, _), minutes in by_course.items():
        by_subject[day, school_class, subject] = max(by_subject[day, school_class, subject], minutes)
    by_class: dict[tuple[date, int], int] = defaultdict(int)
    for (day, school_class, _), minutes in by_subject.items():
        by_class[day, school_class] += minutes
    found: dict[date, int] = {}
    for (day, _), minutes in by_class.items():
        found[day] = max(found.get(day, 0), minutes)
    return found
