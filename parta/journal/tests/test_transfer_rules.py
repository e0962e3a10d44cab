import json
from datetime import date
from typing import Any

import pytest

from parta.journal.rules.transfer import Brought, Unreadable, read

MARK = {"value": 5, "date": "2026-09-20", "kind": "СР", "weight": 2, "counts": True, "former_school": None}


def statement(*marks: dict[str, Any], **changes: Any) -> bytes:
    data = {
        "format": "parta-transfer-sheet", "version": 1, "school": "школа № 5",
        "pupil": {"last_name": "Зайцев", "first_name": "Пётр"}, "subjects": [{"subject": "Алгебра", "marks": marks}],
    }  # fmt: skip
    return json.dumps(data | changes).encode()


def test_figures_that_count_are_taken():
    """FMR-03."""
    others = [{"value": "зач"}, {"value": "."}, {"counts": False}]
    found = read(statement(MARK, *(MARK | one for one in others), MARK | {"value": 3, "former_school": "санаторий"}))
    assert found.name == "Зайцев Пётр"
    assert found.marks == (
        Brought("Алгебра", 5, 2, "СР", date(2026, 9, 20), "школа № 5"),
        Brought("Алгебра", 3, 2, "СР", date(2026, 9, 20), "санаторий"),
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe", "не JSON"),
        (b"{", "не JSON"),
        (b"[" * 100_000, "не JSON"),
        (b"7", "не выписка"),
        (b"{}", "не выписка"),
        (statement(version=2), "новее"),
        (statement(pupil=None), "повреждена"),
        (statement(subjects=[1]), "повреждена"),
        (statement(MARK | {"value": 6}), "повреждена"),
        (statement(MARK | {"weight": 0}), "повреждена"),
        (statement(MARK | {"weight": True}), "повреждена"),
        (statement(MARK | {"date": "20.09.2026"}), "повреждена"),
        (statement(MARK | {"kind": "а\x00"}), "повреждена"),
        (statement(*[MARK] * 2001), "повреждена"),
    ],
)
def test_other_files_are_refused(content: bytes, sentence: str):
    with pytest.raises(Unreadable, match=sentence):
        read(content)
