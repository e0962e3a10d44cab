"""The sheet of one-use codes for whoever has no phone at hand. Made in memory and handed out at once."""

from dataclasses import asdict, dataclass
from pathlib import Path

from parta.accounts.factor.codes import grouped
from parta.core.paper import draw

_TEMPLATE = Path(__file__).with_name("sheet.typ")


@dataclass(frozen=True)
class Sheet:
    name: str  # «Соколова О. В.»
    school: str
    date: str
    codes: tuple[str, ...]


def sheet_pdf(sheet: Sheet) -> bytes:
    return draw(_TEMPLATE, asdict(sheet) | {"codes": [grouped(code) for code in sheet.codes]})
