"""Reading what the page of final marks sends: in JSON, or as the plain form of one place."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from parta.core.asked import date_of, number_of
from parta.journal.finals import page as pages
from parta.journal.finals.actions import FinalEdit
from parta.journal.finals.page import Page
from parta.journal.finals.sheet import Place
from parta.journal.protocol import MOST_EDITS, BadBody, digest_of, number_in, op_id_of, text_in

LONGEST_MARK = 5
LONGEST_TEXT = 1000  # the action says how long a reason may be
LONGEST_DOCUMENT = 200


def read_edits(body: bytes, page: Page) -> list[FinalEdit]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise BadBody("Правки не разобраны: это не JSON. Обновите страницу и повторите.") from None
    raw = data.get("edits") if isinstance(data, dict) else None
    if not isinstance(raw, list) or not raw or not all(isinstance(one, dict) for one in raw):
        raise BadBody("Правки не разобраны: нет списка правок. Обновите страницу и повторите.")
    if len(raw) > MOST_EDITS:
        raise BadBody(f"За один раз принимается до {MOST_EDITS} правок, прислано {len(raw)}.")
    edits = [_edit(one, page) for one in raw]
    if len({edit.op_id for edit in edits}) < len(edits) or len({(e.pupil, e.place) for e in edits}) < len(edits):
        raise BadBody("Две правки одной клетки в одном запросе. Обновите страницу и повторите.")
    return edits


def edit_of_form(form: Mapping[str, str], page: Page, pupil_id: int, place: Place) -> FinalEdit:
    raw: dict[str, Any] = {
        name: form.get(name, "") for name in ("op_id", "mark", "reason", "debt_document", "given_on")
    }
    raw |= {"pupil": pupil_id, "base_version": number_of(form.get("base_version", "")) or 0}
    return _edit({**raw, "place": str(place[1] or place[0])}, page)


def _edit(raw: Mapping[str, Any], page: Page) -> FinalEdit:
    filled = {"reason": "", "debt_document": "", "given_on": "", **raw}
    place = pages.place_of(page, text_in(filled, "place", "графа", 10))
    if place is None:
        raise BadBody("Такой графы на этой странице нет. Обновите страницу.")
    return FinalEdit(
        op_id=op_id_of(filled),
        pupil=number_in(filled, "pupil", "ученик"),
        subject=pages.subject_of(page, place),
        kind=place[0],
        period=place[1],
        mark=text_in(filled, "mark", "отметка", LONGEST_MARK).strip(),
        reason=" ".join(text_in(filled, "reason", "обоснование", LONGEST_TEXT).split()),
        debt_document=" ".join(text_in(filled, "debt_document", "документ", LONGEST_DOCUMENT).split()),
        given_on=_day(text_in(filled, "given_on", "дата", 10)),
        base_version=number_in(filled, "base_version", "версия", least=0),
        digest=digest_of(raw),
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    if (day := date_of(text)) is None:
        raise BadBody("Дата не разобрана. Выберите её в календаре.")
    return day
