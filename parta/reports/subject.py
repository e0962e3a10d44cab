"""«Ведомость итоговых отметок» of one journal: what the page shows, to be signed by the teacher."""

from parta.core.actor import Actor
from parta.journal.finals.page import Page, title_of
from parta.journal.models import FinalKind
from parta.journal.rules.averages import shown
from parta.journal.rules.quality import percent, quality
from parta.reports.heading import made_line, stand_for
from parta.reports.printed import Printed, Table

SIGNED = ("Учитель", "Заместитель директора по УВР")


def subject_sheet(page: Page, actor: Actor) -> Printed:
    others = [one for one in page.scheme.places if one != page.place and one[0] != FinalKind.ATTESTATION]
    head = (
        "№", "Ученик", "Отметок", "Норма", "Пропущено", "Средний взвешенный", "Рекомендована", page.period.title,
        *(title_of(page, one) for one in others), "Обоснование",
    )  # fmt: skip
    rows = []
    for row in page.rows:
        entry = row.entry(page.place)
        facts = entry.facts
        figures = (
            (str(len(facts.marks)), str(facts.norm or ""), f"{facts.missed} из {facts.held}") if facts else ("", "", "")
        )
        reason = entry.final.reason if entry.final else ""
        marks = [row.entry(one).mark for one in others]
        rows.append((str(row.number), row.name, *figures, entry.weighted, entry.proposal, entry.mark, *marks, reason))
    sums = quality(row.entry(page.place).mark for row in page.rows)
    said = f"Успеваемость {percent(sums.success)}, качество {percent(sums.quality)}, СОУ {shown(sums.sou, 1)}, "
    said += f"средний балл {shown(sums.average)}."
    widths = (8, 44, 15, 12, 20, 20, 22, 18, *([16] * len(others)), 0)
    return Printed(
        school=stand_for(),
        title="Ведомость итоговых отметок",
        subtitle=f"{page.course.full_title}, {page.period.title}, {page.course.year.title} учебный год",
        tables=(Table(head, tuple(rows), widths),),
        signed=SIGNED,
        made=made_line(actor),
        notes=(said,),
    )
