"""The transfer sheet as data: what another school needs to go on with a pupil's marks [8.2.2]."""

from dataclasses import dataclass
from datetime import date

from parta.core.actor import Actor
from parta.core.registry import school_line
from parta.diary.former import with_former
from parta.diary.records import Record, records
from parta.diary.summary import SubjectLine, subject_lines
from parta.journal.brought import BroughtFinal, brought_finals
from parta.journal.grid import Span
from parta.journal.models import Absence
from parta.journal.pupil_spans import class_of, spans_of
from parta.people.models import Person, Pupil

_REASONS = {
    Absence.ILL: "по болезни",
    Absence.EXCUSED: "по уважительной причине",
    Absence.UNEXCUSED: "без уважительной причины",
    Absence.UNKNOWN: "причина не указана",
}


@dataclass(frozen=True)
class Sheet:
    school: str  # «Школа № 14, г. Заречный»
    issued_on: date
    issuer: str
    pupil: Person
    class_title: str
    span: Span
    subjects: tuple[SubjectLine, ...]
    missed: int
    reasons: tuple[tuple[str, int], ...]
    late: int
    finals: tuple[BroughtFinal, ...]


def sheet(actor: Actor, pupil: Pupil, key: str) -> Sheet | None:
    """The sheet of a period by its key, the last begun one by default; None when there is no such period."""
    school_class = class_of(pupil, actor.on)
    spans = {span.key: span for span in spans_of(school_class, actor.on)}
    span = spans.get(key) if key else next(reversed([*spans.values()][:-1] or [*spans.values()]), None)
    if span is None or school_class is None:
        return None
    written = records(pupil.pk, span.starts_on, span.ends_on, actor.on)
    held = [one for one in written if not one.cancelled]
    return Sheet(
        school=school_line() or actor.school_name,
        issued_on=actor.on,
        issuer=actor.short_name,
        pupil=pupil.person,
        class_title=school_class.title,
        span=span,
        subjects=subject_lines(with_former(written, pupil.pk, span.starts_on, span.ends_on)),
        missed=sum(one.missed for one in held),
        reasons=_reasons(held),
        late=sum(one.late for one in held),
        finals=brought_finals(pupil.pk, span.ends_on),
    )


def _reasons(held: list[Record]) -> tuple[tuple[str, int], ...]:
    codes = [one.absence for one in held if one.missed]
    counts = [(title, codes.count(code)) for code, title in _REASONS.items()]
    return tuple((title, count) for title, count in counts if count)
