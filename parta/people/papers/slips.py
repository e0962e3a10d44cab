"""The slips with one-time codes, eight to a sheet, and the issue sheet for signatures [3.2]. Made in memory and handed
out at once: what is printed here is stored nowhere."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import segno

from parta.core.paper import draw
from parta.people.rules.codes import grouped, latin

_TEMPLATE = Path(__file__).with_name("slips.typ")
PER_SHEET = 8


@dataclass(frozen=True)
class Slip:
    name: str
    who: str  # «ученица»; «мать, ребёнок: Зайцев Пётр»
    code: str  # as stored, not grouped
    returning: bool = False  # has an account already: only the password is chosen anew


@dataclass(frozen=True)
class Heading:
    """What all slips of one print share."""

    title: str  # of the document and the issue sheet: «Ведомость выдачи кодов доступа, 8 «Б»»
    school: str  # «Школа № 14, г. Заречный»
    place: str  # at the right of each slip's head: «8 «Б», Школа № 14»
    address: str  # of the activation page, with its scheme: «https://parta.example.org/activate/»
    until: str  # «24 декабря»
    date: str  # «24 ноября 2026 г.»
    issuer: str  # «Орлова И. П.»


def slips_pdf(groups: Sequence[Sequence[Slip]], heading: Heading) -> bytes:
    """A PDF: the slips of each group on sheets of their own, then the issue sheet of all of them."""
    sheets = [group[at : at + PER_SHEET] for group in groups for at in range(0, len(group), PER_SHEET)]
    data = {
        "title": heading.title,
        "school": heading.school,
        "address": heading.address.split("://")[-1].rstrip("/"),
        "until": heading.until,
        "date": heading.date,
        "issuer": heading.issuer,
        "rule": "Код действует один раз, до " + heading.until + ". Карточку отдают только тому, кто в ней назван.",
        "sheets": [[_printed(slip, heading) for slip in sheet] for sheet in sheets],
        "people": [{"name": slip.name, "who": slip.who} for group in groups for slip in group],
    }
    return draw(_TEMPLATE, data)


def _printed(slip: Slip, heading: Heading) -> dict[str, object]:
    fields = asdict(slip) | {"code": grouped(slip.code), "place": heading.place}
    return fields | {"qr": _qr(f"{heading.address}#{latin(slip.code)}")}


def _qr(text: str) -> str:
    """An SVG. The code stands after «#», so it never reaches the server's logs."""
    drawing = BytesIO()
    segno.make(text, error="m", micro=False).save(drawing, kind="svg", border=0, xmldecl=False, scale=4)
    return drawing.getvalue().decode()
