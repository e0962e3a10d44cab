"""«Журнал учёта пропущенных и замещённых уроков» of a month, up to today: what happened, not what is planned [5.2]."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from parta.core.dates import MONTHS
from parta.core.russian import sort_key
from parta.people.models import Person
from parta.teaching.absences import missed_lessons, unattended
from parta.teaching.models import AbsenceCause, LessonState, Substitution, SubstitutionKind

NOBODY, CANCELLED = "не замещён", "урок снят"
_NAMES = ("last_name", "first_name", "patronymic")


@dataclass(frozen=True)
class RegisterRow:
    day: date
    number: int
    class_names: str  # «8Б»
    subject: str  # «Английский язык, 1-я гр.»
    absent: str  # «Соколова О. В.»
    cause: str
    substitute: str  # empty when nobody gave the lesson
    kind: str  # «замена», «объединение групп», «не замещён», «урок снят»
    order: str


@dataclass(frozen=True)
class TeacherTotal:
    name: str
    missed: int
    covered: int  # of the missed ones
    replaced: int  # lessons given for others
    merged: int


@dataclass(frozen=True)
class Register:
    month: date  # its first day
    rows: tuple[RegisterRow, ...]
    totals: tuple[TeacherTotal, ...]

    @property
    def title(self) -> str:
        """«ноябрь 2026 г.»"""
        return f"{MONTHS[self.month.month - 1]} {self.month.year}\u00a0г."

    @property
    def previous(self) -> date:
        return (self.month - timedelta(days=1)).replace(day=1)

    @property
    def next(self) -> date:
        return _last_day(self.month) + timedelta(days=1)


def _last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def register(month: date, on: date) -> Register:
    """Two queries."""
    month = month.replace(day=1)
    dates = (month, min(on, _last_day(month)))
    found = [*_replaced(dates), *_uncovered(dates)]
    found.sort(key=lambda one: (one.row.day, one.row.number, one.key))
    return Register(month, tuple(one.row for one in found), tuple(_totals(found)))


@dataclass(frozen=True)
class _Found:
    """A row with the journal's place in the order of classes, and its teachers: two of them may be namesakes."""

    key: str
    absent: int
    substitute: int | None
    row: RegisterRow


def _replaced(dates: tuple[date, date]) -> Iterable[_Found]:
    rows = Substitution.objects.filter(lesson__date__range=dates).select_related(
        "lesson__course__subject", "staff__person", "absent__person", "absence"
    )
    for row in rows:
        lesson, course = row.lesson, row.lesson.course
        yield _Found(
            course.sort_key,
            row.absent_id,
            row.staff_id,
            RegisterRow(
                day=lesson.date,
                number=lesson.number,
                class_names=course.class_names,
                subject=course.title,
                absent=row.absent.person.short_name,
                cause=row.absence.get_cause_display() if row.absence else "",
                substitute=row.staff.person.short_name,
                kind=SubstitutionKind(row.kind).label,
                order=row.absence.order_number if row.absence else "",
            ),
        )


def _uncovered(dates: tuple[date, date]) -> Iterable[_Found]:
    """Missed lessons that nobody gave."""
    staff = "course__teachers__staff__"
    rows: Any = missed_lessons(date__range=dates, substitution=None).filter(unattended()).values_list(
        "course__sort_key", "date", "number", "course__class_names", "course__own_title", "course__subject__name",
        "course__label", "state", f"{staff}pk", f"{staff}absences__cause", f"{staff}absences__order_number",
        *(f"{staff}person__{name}" for name in _NAMES),
    )  # fmt: skip
    for key, day, number, class_names, own_title, subject, label, state, staff_id, cause, order, *names in rows:
        yield _Found(
            key,
            staff_id,
            None,
            RegisterRow(
                day=day,
                number=number,
                class_names=class_names,
                subject=", ".join(filter(None, [own_title or subject, label])),
                absent=Person(**dict(zip(_NAMES, names, strict=True))).short_name,
                cause=AbsenceCause(cause).label,
                substitute="",
                kind=CANCELLED if state == LessonState.CANCELLED else NOBODY,
                order=order,
            ),
        )


def _totals(found: Sequence[_Found]) -> Iterable[TeacherTotal]:
    names = {one.absent: one.row.absent for one in found}
    names |= {one.substitute: one.row.substitute for one in found if one.substitute}
    missed = Counter(one.absent for one in found)
    covered = Counter(one.absent for one in found if one.substitute)
    merged = Counter(one.substitute for one in found if one.row.kind == SubstitutionKind.MERGE.label)
    replaced = Counter(one.substitute for one in found if one.row.kind == SubstitutionKind.REPLACE.label)
    for pk in sorted(names, key=lambda pk: (sort_key(names[pk]), pk)):
        yield TeacherTotal(names[pk], missed[pk], covered[pk], replaced[pk], merged[pk])
