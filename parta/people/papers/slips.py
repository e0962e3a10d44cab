"""The slips with one-time codes, eight to a sheet, and the issue sheet for signatures [3.2]. Made in memory and handed
out at once: what is printed here is stored nowhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from pathlib import Path

import segno

from parta.core.paper import draw
from parta.people.rules.codes import grouped, latin

_TEMPLATE = Path(__file__).with_name("slips.typ")
PER_SHEET = 8


@dataclass(frozen=True)
class Slip:
    """`short` and `role` are on the slip, which may get lost; `name` and `who` on the issue sheet, kept at school."""

    name: str  # «Зайцева Анна Сергеевна»
    who: str  # «мать, ребёнок: Зайцев Пётр»
    short: str  # «Пётр З.»: whose slip it is, or whose parent's
    role: str  # «ученик»; «мать ученика»
    code: str  # as stored, not grouped
    place: str = ""  # «8 «Б»»
    returning: bool = False  # has an account already: only the password is chosen anew


@dataclass(frozen=True)
class Heading:
    """What all slips of one print share."""

    title: str  # of the document and the issue sheet: «Ведомость выдачи кодов доступа, 8 «Б»»
    school: str  # «Школа № 14, г. Заречный»
    school_name: str  # at the right of each slip's head: «Школа № 14»
    address: str  # of the activation page, with its scheme: «https://parta.example.org/activate/»
    until: str  # «24 декабря»
    date: str  # «24 ноября 2026 г.»
    issuer: str  # «Орлова И. П.»


def slips_pdf(groups: Sequence[Sequence[Slip]], heading: Heading) -> bytes:
    """A PDF: the slips of each group on sheets of their own, then the issue sheet of all of them."""
    numbered = list(_numbered(groups, heading))
    sheets = [group[at : at + PER_SHEET] for group in numbered for at in range(0, len(group), PER_SHEET)]
    address = heading.address.split("://")[-1].rstrip("/")
    data = {
        "title": heading.title,
        "school": heading.school,
        "address": address,
        "site": address.split("/")[0],
        "until": heading.until,
        "date": heading.date,
        "issuer": heading.issuer,
        "rule": "Код действует один раз, до "
        + heading.until
        + ". Карточку с этим номером отдают только тому, кто здесь назван.",
        "sheets": sheets,
        "people": [{"name": slip.name, "who": slip.who} for group in groups for slip in group],
    }
    return draw(_TEMPLATE, data)


def _numbered(groups: Sequence[Sequence[Slip]], heading: Heading) -> Iterator[list[dict[str, object]]]:
    """The slips as printed. The number leads from a slip without a surname to its row of the issue sheet."""
    number = count(1)
    for group in groups:
        yield [_printed(slip, heading) | {"number": next(number)} for slip in group]


def _printed(slip: Slip, heading: Heading) -> dict[str, object]:
    return {
        "short": slip.short,
        "role": slip.role,
        "place": ", ".join(filter(None, [slip.place, heading.school_name])),
        "code": grouped(slip.code),
        "returning": slip.returning,
        "qr": _qr(link(heading.address, slip.code)),
    }


def link(address: str, code: str) -> str:
    """What the QR picture says. The code stands after «#», so it never reaches the server's logs."""
    return f"{address}#{latin(code)}"


def picture(text: str) -> segno.QRCode:
    """With a mask named beforehand: choosing the prettiest of eight is most of the time of printing a school."""
    return segno.make(text, error="m", micro=False, mask=3)


def _qr(text: str) -> str:
    """An SVG."""
    drawing = BytesIO()
    picture(text).save(drawing, kind="svg", border=0, xmldecl=False, scale=4)
    return drawing.getvalue().decode()
