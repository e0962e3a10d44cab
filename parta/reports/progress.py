"""«Табель успеваемости» of a pupil: all final marks of a year, one sheet a pupil."""

from collections.abc import Sequence

from parta.core.actor import Actor
from parta.core.dates import full_date
from parta.journal.finals.class_page import ClassPage, class_page
from parta.journal.finals.council import decisions
from parta.journal.finals.page import TITLES
from parta.journal.finals.sheet import Place, Scheme
from parta.journal.models import CouncilDecision, FinalKind
from parta.reports.heading import made_line, stand_for
from parta.reports.missed import Missed, missed_lessons
from parta.reports.printed import Printed, Table
from parta.school.models import SchoolClass

SIGNED = ("Классный руководитель", "Директор", "Родитель (законный представитель)")


def reports_of(school_class: SchoolClass, scheme: Scheme, actor: Actor, pupil_id: int | None) -> list[Printed]:
    """Of one pupil of the class, or of all; empty when there is no such pupil."""
    pages = {place: class_page(school_class, scheme, place, None, actor.on) for place in scheme.places}
    year = pages[FinalKind.YEAR, None]
    chosen = [row for row in year.rows if pupil_id in (None, row.pupil_id)]
    decided = decisions(year)
    end = min(scheme.year.ends_on, actor.on)
    missed = missed_lessons([row.pupil_id for row in chosen], scheme.year.starts_on, end, actor.on)
    places = [place for place in scheme.places if _used(pages[place]) or place[0] in (FinalKind.PERIOD, FinalKind.YEAR)]
    return [
        _report(row.pupil_id, row.name, pages, places, decided.get(row.pupil_id), missed[row.pupil_id], actor)
        for row in chosen
    ]


def _used(page: ClassPage) -> bool:
    return any(entry.mark for row in page.rows for entry in row.entries)


def _report(
    pupil_id: int,
    name: str,
    pages: dict[Place, ClassPage],
    places: Sequence[Place],
    decision: CouncilDecision | None,
    missed: Missed,
    actor: Actor,
) -> Printed:
    year = pages[FinalKind.YEAR, None]
    marks: dict[str, dict[Place, str]] = {}
    for place in places:
        page = pages[place]
        row = next(one for one in page.rows if one.pupil_id == pupil_id)
        for subject, entry in zip(page.subjects, row.entries, strict=True):
            marks.setdefault(subject.name, {})[place] = entry.mark
    rows = tuple((subject, *(of.get(place, "") for place in places)) for subject, of in sorted(marks.items()))
    head = ("Предмет", *(_title(year.scheme, place) for place in places))
    notes = [f"Пропущено уроков за год: {missed.all}, из них по болезни {missed.ill}."]
    if decision:
        day = full_date(decision.protocol_date)
        notes.append(
            f"Решение педагогического совета: {decision.get_decision_display()}, протокол № "
            f"{decision.protocol_number} от {day}."
        )
    return Printed(
        school=stand_for(),
        title="Табель успеваемости",
        subtitle=f"{name}, {year.school_class.title}, {year.scheme.year.title} учебный год",
        tables=(Table(head, rows, (0, *([22] * len(places)))),),
        signed=SIGNED,
        made=made_line(actor),
        flipped=False,
        notes=tuple(notes),
        left_columns=1,
    )


def _title(scheme: Scheme, place: Place) -> str:
    kind, number = place
    return next((one.title for one in scheme.periods if one.pk == number), TITLES.get(FinalKind(kind), ""))
