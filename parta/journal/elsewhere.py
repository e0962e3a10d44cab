"""What of a pupil's subject stands outside a journal: marks of the subgroup or class the pupil came from, and of a
former school. They count in the pupil's average wherever it is shown [5.5] [8.2.2]."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast

from parta.core.russian import counted
from parta.journal.models import Cell, FormerMark, Sign
from parta.journal.rules.averages import counts
from parta.journal.rules.entries import MISSED
from parta.teaching.models import CourseKind, CourseMember, LessonState

# Kinds of journals whose marks are one pupil's marks of one subject.
GRADED = (CourseKind.LESSON, CourseKind.INDIVIDUAL)


@dataclass(frozen=True)
class Source:
    title: str  # from where: «журнала «8А · Английский язык, 2-я гр.»», «прежней школы: № 5, г. Омск»
    marks: int
    missed: int


@dataclass(frozen=True)
class Elsewhere:
    """One pupil's marks and missed lessons outside the journal."""

    figures: tuple[tuple[int, int], ...] = ()  # (value, weight) of those that count in the average
    count: int = 0
    missed: int = 0
    in_school: bool = False  # it was another journal of ours: the norm of the whole period is asked for
    sources: tuple[Source, ...] = ()

    @property
    def said(self) -> str:
        """«Ещё 3 отметки из журнала «8А · Английский язык, 2-я гр.»»; empty when there is nothing."""
        text = "; ".join(_said(one) for one in self.sources)
        return text[:1].upper() + text[1:]


NOTHING = Elsewhere()


def _said(source: Source) -> str:
    parts = [counted(source.marks, "отметка", "отметки", "отметок")] if source.marks else []
    parts += [counted(source.missed, "пропуск", "пропуска", "пропусков")] if source.missed else []
    return f"ещё {' и '.join(parts)} из {source.title}"


def flagged(members: QuerySet[CourseMember]) -> QuerySet[CourseMember]:
    """Members of graded journals, each with `elsewhere`: whether there is anything to look for."""
    same = {
        "course__subject": OuterRef("course__subject"), "course__year": OuterRef("course__year"),
        "course__kind__in": GRADED,
    }  # fmt: skip
    others = CourseMember.objects.filter(pupil=OuterRef("pupil"), **same).exclude(course=OuterRef("course"))
    former = FormerMark.objects.filter(
        pupil=OuterRef("pupil"), subject=OuterRef("course__subject"), year=OuterRef("course__year")
    )
    return members.annotate(elsewhere=Exists(others) | Exists(former))


def load(
    course_id: int, subject_id: int, year_id: int, kind: str, pupils: Iterable[int], span: tuple[date, date]
) -> dict[int, Elsewhere]:
    """By pupil. One query; none without pupils or in a journal whose marks stand alone."""
    pupils = list(pupils)
    if not pupils or kind not in GRADED:
        return {}
    cells = Cell.objects.filter(
        lesson__course__subject=subject_id, lesson__course__year=year_id, lesson__course__kind__in=GRADED,
        lesson__date__range=span, pupil__in=pupils,
    ).exclude(lesson__course=course_id)  # fmt: skip
    former = FormerMark.objects.filter(subject=subject_id, year=year_id, given_on__range=span, pupil__in=pupils)
    by_pupil: dict[int, list[Any]] = defaultdict(list)
    for row in _of_cells(cells.filter(lesson__state=LessonState.REGULAR)).union(_of_former(former), all=True):
        by_pupil[row.pupil_id].append(row)
    return {pupil: _sum(rows) for pupil, rows in by_pupil.items()}


def _of_cells(cells: QuerySet[Cell]) -> Any:
    course = "lesson__course__"
    texts = {
        "class_names": F(f"{course}class_names"), "own_title": F(f"{course}own_title"),
        "subject_name": F(f"{course}subject__name"), "label": F(f"{course}label"), "school": _EMPTY,
        "away": F("absence"), "sign": F("marks__sign"), "uncounted": F("marks__uncounted"),
    }  # fmt: skip
    return _rows(cells, texts, cell=F("pk"), figure=F("marks__value"), heaviness=F("marks__work__weight"))


def _of_former(marks: QuerySet[FormerMark]) -> Any:
    texts = dict.fromkeys(
        ("class_names", "own_title", "subject_name", "label", "away", "sign", "uncounted"), _EMPTY
    ) | {"school": F("school")}
    return _rows(marks, texts, cell=Value(0), figure=F("value"), heaviness=F("weight"))


_EMPTY = Value("")
_TEXTS = ("class_names", "own_title", "subject_name", "label", "school", "away", "sign", "uncounted")
_NUMBERS = ("cell", "figure", "heaviness")


def _rows(rows: Any, texts: dict[str, Any], **numbers: Any) -> Any:
    """The same columns of the same types out of both tables, so that one query reads them."""
    columns = {f"{name}_": Cast(texts[name], CharField()) for name in _TEXTS}
    columns |= {f"{name}_": Cast(numbers[name], BigIntegerField()) for name in _NUMBERS}
    return rows.order_by().annotate(**columns).values_list("pupil_id", *columns, named=True)


def _sum(rows: list[Any]) -> Elsewhere:
    """Of one pupil: rows are marks, a cell without one gives a row all the same."""
    counted_rows = [row for row in rows if _is_mark(row) and counts(row.heaviness_, row.uncounted_ or "")]
    missed = {row.cell_: row for row in rows if row.away_ in MISSED}.values()
    figures = tuple((row.figure_, row.heaviness_) for row in counted_rows if row.figure_ is not None)
    marks, lessons = Counter(map(_title, counted_rows)), Counter(map(_title, missed))
    sources = tuple(Source(title, marks[title], lessons[title]) for title in sorted({*marks, *lessons}))
    return Elsewhere(figures, len(counted_rows), len(missed), any(row.cell_ for row in rows), sources)


def _is_mark(row: Any) -> bool:
    return row.figure_ is not None or row.sign_ in (Sign.PASSED, Sign.FAILED)


def _title(row: Any) -> str:
    if not row.cell_:
        return f"прежней школы: {row.school_}"
    title = ", ".join(filter(None, [row.own_title_ or row.subject_name_, row.label_]))
    return f"журнала «{' · '.join(filter(None, [row.class_names_, title]))}»"
