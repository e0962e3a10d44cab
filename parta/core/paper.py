"""Drawing printed forms: a typst template, which holds the texts, and its data."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

_FONTS = Path(__file__).with_name("paper_fonts")


def draw(template: Path, data: Mapping[str, Any], *, archival: bool = False) -> bytes:
    """A PDF. `data` reaches the template as JSON in `sys.inputs.data`; only our own fonts are used.

    `archival`: PDF/A-2u.
    """
    pdf = typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["a-2u"] if archival else [],
    )
    return bytes(pdf)
