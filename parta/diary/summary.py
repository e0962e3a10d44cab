"""Averages and missed lessons of a period by subject, for the pupil's family. No ranking, no class average."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from parta.diary.records import GivenMark, Record
from parta.journal.models import Absence
from parta.journal.rules.averages import shown, weighted_average

LAST = 6  # marks in the line «Последние»


@dataclass(frozen=True)
class SubjectLine:
    """One subject over all its journals, so that a change of subgroup loses nothing."""

    title: str
    sort_key: str
    marks: tuple[GivenMark, ...]  # in the order of lessons
    average: Fraction | None
    trend: str  # «up», «fall», «same»; empty while there is nothing to compare
    missed: int
    late: int

    @property
    def shown(self) -> str:
        return shown(self.average)

    @property
    def last(self) -> tuple[GivenMark, ...]:
        return self.marks[-LAST:]

    @property
    def spark(self) -> str:
        """Points of the little line over the last figures that count, in a box of 64 × 20."""
        figures = [mark.figure for mark in self.marks if mark.figure is not None][-LAST:]
        if len(figures) < 2:
            return ""
        step = 60 / (len(figures) - 1)
        return " ".join(f"{2 + i * step:.1f},{2 + (5 - value) * 16 / 3:.1f}" for i, value in enumerate(figures))


@dataclass(frozen=True)
class Missed:
    """Missed lessons of the period."""

    total: int
    by_reason: tuple[tuple[str, int], ...]
    late: int


_REASONS = (
    (Absence.ILL, "по болезни"),
    (Absence.EXCUSED, "по уважительной причине"),
    (Absence.UNEXCUSED, "без уважительной причины"),
    (Absence.UNKNOWN, "причина не указана"),
)


def subject_lines(records: Iterable[Record], others: Iterable[tuple[int, str, str]] = ()) -> tuple[SubjectLine, ...]:
    """Lines of the subjects with a mark or a missed lesson and of `others` (id, name, sort key), in their order."""
    names = {subject_id: (name, key) for subject_id, name, key in others}
    by_subject: dict[int, list[Record]] = {subject_id: [] for subject_id in names}
    for one in records:
        if one.has_marks and not one.cancelled:
            names[one.subject_id] = (one.subject_name, one.subject_key)
            by_subject.setdefault(one.subject_id, []).append(one)
    lines = [_line(*names[subject_id], found) for subject_id, found in by_subject.items()]
    return tuple(sorted(lines, key=lambda line: line.sort_key))


def _line(title: str, sort_key: str, records: Sequence[Record]) -> SubjectLine:
    marks = tuple(mark for one in records for mark in one.marks)
    return SubjectLine(
        title=title,
        sort_key=sort_key,
        marks=marks,
        average=_average(marks),
        trend=_trend(marks),
        missed=sum(one.missed for one in records),
        late=sum(one.late for one in records),
    )


def _average(marks: Sequence[GivenMark]) -> Fraction | None:
    return weighted_average((mark.figure, mark.weight) for mark in marks if mark.figure is not None)


def _trend(marks: Sequence[GivenMark]) -> str:
    """What the last figure that counts did to the average."""
    counted = [mark for mark in marks if mark.figure is not None]
    before, after = _average(counted[:-1]), _average(counted)
    if before is None or after is None:
        return ""
    return "same" if before == after else ("up" if after > before else "fall")


def missed_lessons(records: Iterable[Record]) -> Missed:
    found = [one for one in records if not one.cancelled]
    counts = [(title, sum(one.absence == code for one in found)) for code, title in _REASONS]
    return Missed(
        total=sum(one.missed for one in found),
        by_reason=tuple((title, count) for title, count in counts if count),
        late=sum(one.late for one in found),
    )
