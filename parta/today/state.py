"""The day of the whole school, for the deputy and the director: counts made by the database, and who is behind."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from parta.journal.models import Cell, Mark, Sign
from parta.journal.rules.entries import MISSED
from parta.people.models import Person, valid_on
from parta.school.models import SchoolClass
from parta.teaching.models import Lesson
from parta.today import readiness, words

LOOK_BACK = timedelta(days=7)
TEACHERS_SHOWN = 10


@dataclass(frozen=True)
class Share:
    """«180 из 210»"""

    title: str
    part: int
    whole: int

    @property
    def percent(self) -> int:
        """Rounded down: 100 only when nothing is missing."""
        return self.part * 100 // self.whole if self.whole else 0


@dataclass(frozen=True)
class Behind:
    """A teacher with unfilled lessons, by journal."""

    name: str
    lessons: int
    courses: tuple[tuple[int, str, int], ...]  # (journal, «8 «Б», физика», lessons)


@dataclass(frozen=True)
class SchoolDay:
    lessons: int
    shares: tuple[Share, ...]
    since: date
    behind: tuple[Behind, ...]
    behind_lessons: int
    behind_teachers: int
    first: int  # how many teachers stand before the first shown
    absent: tuple[tuple[str, int], ...]  # (class, pupils)

    @property
    def after(self) -> int:
        """How many teachers come after the last shown."""
        return max(0, self.behind_teachers - self.first - len(self.behind))

    @property
    def absent_total(self) -> int:
        return sum(count for _, count in self.absent)


def school_day(day: date, today: date, first: int) -> SchoolDay:
    """The state of `day`; unfilled lessons of the seven days before `today`. Five queries."""
    since = today - LOOK_BACK
    counts = _counts(day)
    totals = _taught(since, today).aggregate(
        lessons=Count("pk", distinct=True), teachers=Count(_giver("pk"), distinct=True)
    )
    return SchoolDay(
        lessons=counts["lessons"],
        shares=(
            Share("Перекличка проведена", counts["rolls"], counts["lessons"]),
            Share("Тема записана", counts["topics"], counts["lessons"]),
            Share("Задание записано", counts["homework"], counts["homework_wanted"]),
            Share("Есть отметки", counts["marked"], counts["marks_wanted"]),
        ),
        since=since,
        behind=_behind(since, today, first),
        behind_lessons=totals["lessons"],
        behind_teachers=totals["teachers"],
        first=first,
        absent=_absent(day),
    )


def _counts(day: date) -> dict[str, int]:
    marked = Exists(Mark.objects.filter(cell__lesson=OuterRef("pk")).exclude(sign=Sign.OWED))
    homework, marks = readiness.wants_homework(), readiness.wants_marks()
    return Lesson.objects.filter(readiness.regular(), date=day).aggregate(
        lessons=Count("pk"),
        rolls=Count("pk", filter=readiness.with_roll_call()),
        topics=Count("pk", filter=readiness.with_topic()),
        homework_wanted=Count("pk", filter=homework),
        homework=Count("pk", filter=homework & readiness.with_homework()),
        marks_wanted=Count("pk", filter=marks),
        marked=Count("pk", filter=marks & Q(marked)),
    )


def _giver(path: str) -> Coalesce:
    """A column of whoever was to give the lesson: the substitute, else a teacher of the journal."""
    return Coalesce(f"substitution__staff__{path}", f"course__teachers__staff__{path}")


def _taught(since: date, today: date) -> QuerySet[Lesson]:
    """Unfilled lessons joined to who taught the journal on the lesson's date; `_giver` prefers the substitute.

    Conditions on the teachers belong into this one filter(): another call would join the teachers anew.
    """
    return Lesson.objects.filter(
        Q(course__teachers__ends_on__isnull=True) | Q(course__teachers__ends_on__gte=F("date")),
        readiness.unfilled(),
        course__teachers__starts_on__lte=F("date"),
        date__gte=since,
        date__lt=today,
    )


def _behind(since: date, today: date, first: int) -> tuple[Behind, ...]:
    names = ("last_name", "first_name", "patronymic")
    teachers = (
        _taught(since, today)
        .order_by()
        .values_list(_giver("pk"), *[_giver(f"person__{name}") for name in names])
        .annotate(n=Count("pk", distinct=True))
        .order_by("-n", _giver("person__sort_key"))[first : first + TEACHERS_SHOWN]
    )
    shown = {row[0]: row[1:] for row in teachers}
    courses = _by_course(since, today, list(shown)) if shown else {}
    return tuple(
        Behind(Person(**dict(zip(names, row[:3], strict=True))).short_name, row[3], tuple(courses.get(staff_id, ())))
        for staff_id, row in shown.items()
    )


def _by_course(since: date, today: date, staff_ids: list[int]) -> dict[int, list[tuple[int, str, int]]]:
    rows = (
        _taught(since, today)
        .annotate(giver=_giver("pk"))
        .filter(giver__in=staff_ids)
        .order_by()
        .values_list(
            "giver", "course_id", "course__class_names", "course__own_title",
            "course__subject__name", "course__label",
        )
        .annotate(n=Count("pk", distinct=True))
        .order_by("course__sort_key", "course__label")
    )  # fmt: skip
    found: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    for staff_id, course_id, class_names, own_title, subject, label, count in rows:
        title = ", ".join(filter(None, [own_title or subject, label]))
        found[staff_id].append((course_id, words.course_title(class_names, title), count))
    return found


def _absent(day: date) -> tuple[tuple[str, int], ...]:
    in_class = "pupil__class_members__"
    rows: Any = (
        Cell.objects.filter(valid_on(day, in_class), lesson__date=day, absence__in=MISSED)
        .order_by()
        .values_list(*[f"{in_class}school_class__{name}" for name in ("grade_level", "letter", "unassigned")])
        .annotate(n=Count("pupil_id", distinct=True))
        .order_by(f"{in_class}school_class__sort_key")
    )
    return tuple(
        (SchoolClass(grade_level=grade, letter=letter, unassigned=unassigned).title, count)
        for grade, letter, unassigned, count in rows
    )
