"""«Обоснование итоговой отметки»: what one final mark was made of, on a sheet to sign [6.1]."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parta.core.actor import Actor
from parta.core.dates import full_date
from parta.core.paper import draw
from parta.journal.elsewhere import GRADED
from parta.journal.finals.page import Page, Row, title_of
from parta.journal.finals.sheet import Place
from parta.journal.models import Cell, FormerMark, Sign
from parta.journal.rules.averages import lacking, shown
from parta.journal.rules.finals import explained
from parta.reports.heading import made_line, stand_for
from parta.teaching.models import LessonState

_TEMPLATE = Path(__file__).with_name("justification.typ")


@dataclass(frozen=True)
class Given:
    day: str
    work: str
    topic: str
    mark: str
    weight: str


def justification(page: Page, row: Row, place: Place, actor: Actor) -> bytes:
    """PDF/A of one place of a journal's page."""
    entry = row.entry(place)
    final = entry.final
    data: dict[str, Any] = {
        "school": stand_for(),
        "title": "Обоснование итоговой отметки",
        "facts": [
            ["Обучающийся", row.name],
            ["Предмет, класс", page.course.full_title],
            ["За что", f"{title_of(page, place)}, {page.course.year.title} учебный год"],
            ["Рекомендована", entry.proposal or "—"],
            ["Выставлена", f"{entry.mark} ({full_date(final.given_on)})" if final and entry.mark else "ещё нет"],
        ],
        "head": ["Дата", "Работа", "Тема", "Отметка", "Вес"],
        "marks": [[one.day, one.work, one.topic, one.mark, one.weight] for one in _given(page, row, place)],
        "sums": _sums(page, row, place),
        "remarks": [remark.text for remark in entry.remarks],
        "reason": final.reason if final else "",
        "signed": ["Учитель", "Заместитель директора по УВР"],
        "made": made_line(actor),
    }
    return draw(_TEMPLATE, data, archival=True)


def _sums(page: Page, row: Row, place: Place) -> list[str]:
    """How the proposal comes about, in sentences."""
    entry = row.entry(place)
    facts = entry.facts
    if facts is None or entry.asked is None:
        marks = ", ".join(f"{title_of(page, one)} — {row.entry(one).mark or '—'}" for one in _parts(page, place))
        return [f"По отметкам: {marks}."] if marks else []
    norm = f" при норме {facts.norm}" if facts.norm else ""
    said = [f"Отметок {len(facts.marks)}{norm}. Пропущено уроков {facts.missed} из {facts.held}."]
    if entry.asked.needed_works:
        said.append(f"Письменных работ {facts.written} при норме {entry.asked.written_norm}.")
    told = explained(facts, entry.asked)
    if told:
        threshold = f" Порог отметки {entry.proposal} — {shown(told.reached)}." if told.reached else ""
        more = f" До {told.higher} не хватает {lacking(told.to_higher)}." if told.to_higher is not None else ""
        said.append(f"Средний взвешенный балл {told.total} : {told.weights} = {shown(told.average)}.{threshold}{more}")
    return said


def _parts(page: Page, place: Place) -> list[Place]:
    """Places that stand before this one."""
    places = list(page.scheme.places)
    return places[: places.index(place)] if place in places else []


def _given(page: Page, row: Row, place: Place) -> list[Given]:
    """Marks of the period in the order of their lessons, with what each was given for. Two queries."""
    period = next((one for one in page.scheme.periods if one.pk == place[1]), None)
    if period is None:
        return []
    cells = Cell.objects.filter(
        pupil=row.pupil_id, lesson__course__subject=page.course.subject_id, lesson__course__year=page.course.year_id,
        lesson__course__kind__in=GRADED, lesson__state=LessonState.REGULAR,
        lesson__date__range=(period.starts_on, period.ends_on), marks__isnull=False,
    )  # fmt: skip
    rows = cells.order_by("lesson__date", "lesson__number", "marks__work__position").values_list(
        "lesson__date", "marks__work__kind__name", "lesson__topic", "marks__value", "marks__sign",
        "marks__work__weight", "marks__uncounted", named=True,
    )  # fmt: skip
    found = [_line(one) for one in rows]
    former = FormerMark.objects.filter(
        pupil=row.pupil_id, subject=page.course.subject_id, year=page.course.year_id,
        given_on__range=(period.starts_on, period.ends_on),
    )  # fmt: skip
    return [*found, *map(_former, former)]


def _former(one: FormerMark) -> Given:
    work = one.work or "отметка прежней школы"
    return Given(f"{one.given_on:%d.%m.%Y}", work, one.school, str(one.value), str(one.weight))


def _line(one: Any) -> Given:
    mark = one.marks__sign or str(one.marks__value)
    if one.marks__sign == Sign.OWED:
        mark = "не сдано"
    elif one.marks__uncounted or not one.marks__work__weight:
        mark = f"{mark} (не в счёт)"
    weight = str(one.marks__work__weight)
    return Given(f"{one.lesson__date:%d.%m.%Y}", one.marks__work__kind__name, one.lesson__topic, mark, weight)
