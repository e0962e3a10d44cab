"""What a batch of edits is judged against: the journal, the edits' lessons, pupils and cells, read at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    DateField,
    DateTimeField,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce, Least

from parta.core.actor import Actor
from parta.core.asked import number_of
from parta.core.prepared import prepared
from parta.journal import access, content, elsewhere, grid, norms
from parta.journal.content import Key, LessonRow, Stored, WorkRow
from parta.journal.defaults import DEFAULT_KIND
from parta.journal.elsewhere import NOTHING, Elsewhere
from parta.journal.models import Cell, Work, WorkKind
from parta.journal.protocol import CellEdit, LessonEdit
from parta.journal.rules.courses import CourseFacts
from parta.journal.rules.timeliness import Windows
from parta.journal.timing import Timing, Writing, timing_of, with_policy
from parta.school.models import Period, PeriodKind
from parta.teaching.models import Course, Lesson

_OF_KIND = ("pk", "code", "name", "weight", "written")


@dataclass
class LessonState:
    """A lesson and the works it will have. A work not made yet goes by a negative number."""

    row: LessonRow
    default: WorkRow | None  # what a work is when nobody has chosen its kind; None in a school without kinds

    def work_id(self, index: int) -> int:
        """The number of the lesson's work `index` of a cell's entry, counted from 0."""
        works = self.row.works
        return works[index].pk if index < len(works) else -(index + 1)

    def new_works(self, least: int) -> list[Work]:
        """Works to be made so that the provisional number `least` stands for one."""
        works = self.row.works
        if self.default is None or least >= 0:
            return []
        first = works[-1].position + 1 if works else 0
        kind = {"kind_id": self.default.kind_id, "weight": self.default.weight}
        count = -least - len(works)
        return [Work(lesson_id=self.row.pk, position=first + number, **kind) for number in range(count)]

    def take(self, made: Iterable[Work]) -> dict[int, int]:
        """The works are made: their real numbers by the provisional ones."""
        numbers = {}
        for work in made:
            assert self.default is not None
            numbers[self.work_id(len(self.row.works))] = work.pk
            self.row = replace(
                self.row, works=(*self.row.works, replace(self.default, pk=work.pk, position=work.position))
            )
        return numbers


@dataclass
class State:
    course_id: int
    facts: CourseFacts
    span: tuple[date, date]  # the dates that the rows at the right sum up
    norm: int  # of marks in the span
    lessons: dict[int, LessonState]
    pupils: dict[int, grid.PupilRow]
    cells: dict[Key, Stored]  # of the edits' lessons, and of the edits' pupils in the span
    by: Actor
    elsewhere: dict[int, Elsewhere]  # by pupil: what of the subject stands outside the journal in the span
    timing: Timing
    names: dict[int, str] = field(default_factory=dict)  # of authors, by user: filled on demand

    def of_lesson(self, lesson_id: int) -> list[Stored]:
        return [cell for cell in self.cells.values() if cell.lesson_id == lesson_id]

    def of_pupil(self, pupil_id: int) -> list[Stored]:
        """The pupil's cells of the span; an edited lesson may lie outside it."""
        start, end = self.span
        outside = {pk for pk, lesson in self.lessons.items() if not start <= lesson.row.date <= end}
        return [cell for cell in self.cells.values() if cell.pupil_id == pupil_id and cell.lesson_id not in outside]

    def summary(self, pupil_id: int) -> content.Summary:
        other = self.elsewhere.get(pupil_id, NOTHING)
        norm = self.norm if other.in_school else self.pupils[pupil_id].norm(self.norm, *self.span)
        return content.summary_of(self.of_pupil(pupil_id), norm, other)

    def health(self, pupil_id: int) -> bool:
        pupil = self.pupils.get(pupil_id)
        return pupil is not None and pupil.health


def load(
    course_id: int, period: str | None, edits: Sequence[CellEdit | LessonEdit], *, by: Actor, at: datetime
) -> State:
    """Four queries, a fifth for pupils with marks elsewhere.

    `period`: the key of the grid's span; the whole year when there is no such period; None when nobody asks for sums:
    then only cells of the edits' lessons are read. The caller has checked that `by` writes in the journal. Edits of
    cells bring their pupils, edits of works everybody.
    """
    # From here on no period gets closed meanwhile.
    (course,) = _course(course_id=course_id, period_id=number_of(period or "") or 0, on=by.on)
    timing = timing_of(course, by=by, at=at)
    span = (course.span_starts, course.span_ends)
    facts = CourseFacts(course.kind, course.scale, course.grade_level)
    lesson_ids = {edit.lesson for edit in edits}
    pupil_ids = _pupil_ids(edits)
    summed = period is not None and pupil_ids != set()
    chosen = {"course_id": course_id, "everybody": pupil_ids is None, "pupil_ids": pupil_ids or ()}
    places = {"lesson_ids": lesson_ids, "start": span[0], "end": span[1], "summed": summed}
    # Cells before lessons: so a mark written meanwhile never comes without its work (content.load_cells).
    cells = content.cells_of(_cells(**chosen, **places))
    read = _lessons(course_id=course_id, lesson_ids=lesson_ids, kind=timing.kind, at=at)
    lessons = content.lessons_of(read, timing)
    pupils = {pupil.pk: pupil for pupil in grid.pupils_of(_members(**chosen, **access.reader(by)))}
    moved = [pk for pk, pupil in pupils.items() if pupil.elsewhere and period is not None]
    return State(
        course_id=course_id,
        facts=facts,
        span=span,
        norm=norms.norm(course.hours, course.span_kind, course.numbers) if facts.has_marks else 0,
        lessons={row.pk: LessonState(row, _default(course)) for row in lessons},
        pupils=pupils,
        cells=cells,
        by=by,
        elsewhere=elsewhere.load(course_id, course.subject_id, course.year_id, course.kind, moved, span),
        timing=timing,
    )


def _pupil_ids(edits: Sequence[CellEdit | LessonEdit]) -> set[int] | None:
    """Whose cells the edits may change; None = everybody's."""
    found: set[int] = set()
    for edit in edits:
        if isinstance(edit, CellEdit):
            found.add(edit.pupil)
        elif isinstance(edit, LessonEdit) and edit.changes_works:
            return None
    return found


@prepared(
    course_id=BigIntegerField(), lesson_ids=BigIntegerField(), pupil_ids=BigIntegerField(), start=DateField(),
    end=DateField(),
)  # fmt: skip
def _cells(course_id: Any, lesson_ids: Any, pupil_ids: Any, start: Any, end: Any, everybody: bool, summed: bool) -> Any:
    wanted = Q(lesson__pk__in=lesson_ids)
    if summed:
        of_pupils = Q(lesson__date__range=(start, end))
        wanted |= of_pupils if everybody else of_pupils & Q(pupil__pk__in=pupil_ids)
    return content.cell_rows(Cell.objects.filter(wanted, lesson__course_id=course_id))


@prepared(course_id=BigIntegerField(), lesson_ids=BigIntegerField(), at=DateTimeField())
def _lessons(course_id: Any, lesson_ids: Any, kind: PeriodKind, at: Any) -> Any:
    lessons = Lesson.objects.filter(course_id=course_id, pk__in=lesson_ids)
    return content.lesson_rows(lessons, Timing(kind, Windows(), at, ""))


@prepared(course_id=BigIntegerField(), pupil_ids=BigIntegerField(), **access.READER)
def _members(course_id: Any, pupil_ids: Any, everybody: bool, **reader: Any) -> Any:
    members = access.members(access.reading(**reader), course_id)
    return grid.member_rows(members if everybody else members.filter(pupil__pk__in=pupil_ids))


@prepared(course_id=BigIntegerField(), period_id=BigIntegerField(), on=DateField())
def _course(course_id: Any, period_id: Any, on: Any) -> Any:
    """The journal with everything the other queries need to know."""
    asked = Period.objects.filter(pk=period_id, year=OuterRef("year"))
    kinds = default_kinds()
    return (
        with_policy(Course.objects.filter(pk=course_id), on)
        .annotate(writing=Writing())
        .annotate(scale=F("subject__scale"), grade_level=Min("classes__grade_level"))
        .annotate(span_starts=Coalesce(Subquery(asked.values("starts_on")[:1]), F("year__starts_on")))
        .annotate(span_ends=Coalesce(Subquery(asked.values("ends_on")[:1]), F("year__ends_on")))
        .annotate(span_kind=Subquery(asked.values("kind")[:1]), hours=norms.weekly_hours(on))
        .annotate(numbers=norms.numbers(Least(OuterRef("span_ends"), on)))
        .annotate(**{f"default_{name}": Subquery(kinds.values(name)[:1]) for name in _OF_KIND})
        .order_by()
    )


def default_kinds() -> QuerySet[WorkKind]:
    """Kinds, the one of a work nobody has chosen a kind for first: «УО», else the first of the list."""
    chosen = Case(When(code=DEFAULT_KIND, then=0), default=1)
    return WorkKind.objects.order_by(chosen, "position", "code")


def _default(course: Any) -> WorkRow | None:
    if course.default_pk is None:
        return None
    return WorkRow(
        0, 0, course.default_pk, course.default_code, course.default_name, course.default_weight,
        written=course.default_written,
    )  # fmt: skip
