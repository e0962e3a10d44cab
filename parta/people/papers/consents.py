"""Consent forms on paper: each consent is a document of its own, so each begins a page of its own (CONS-01)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from parta.core.paper import draw

_TEMPLATE = Path(__file__).with_name("consents.typ")


@dataclass(frozen=True)
class Sheet:
    """What is empty is written by hand."""

    about: str  # «на ведение электронного журнала и дневника»
    whose: str  # «данные ребёнка»; «данные родителя»
    own: bool  # the parent's own data
    text: Sequence[str]
    form: str  # «журнал, версия 2»
    child: str = ""  # «Зайцев Пётр Олегович»
    born: str = ""
    class_title: str = ""
    signer: str = ""
    basis: str = ""  # by what the signer stands for the child


def consents_pdf(sheets: Sequence[Sheet], school: str) -> bytes:
    return draw(_TEMPLATE, {"school": school, "sheets": [asdict(one) for one in sheets]})
