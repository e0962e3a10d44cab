"""The transfer sheet: PDF read back as text, JSON by its schema (docs/transfer-sheet.md)."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from parta.journal.models import Cell, FormerMark, Mark, Work, WorkKind
from parta.people.models import Consent
from parta.teaching.models import Lesson
from tests.cast import START, TODAY, Cast
from tests.pages import said
from tests.slips import text_of

As = Callable[[str], Client]


def written(cast: Cast) -> None:
    """Петя: 5 for a test, an illness, and a mark brought from elsewhere."""
    petya, when = cast.pupils["petya"], "2026-11-20T06:00:00Z"
    lesson = cast.lessons["algebra"]
    work = Work.objects.create(lesson=lesson, kind=WorkKind.objects.get(code="КР"), weight=3)
    cell = Cell.objects.create(lesson=lesson, pupil=petya, updated_at=when)
    Mark.objects.create(cell=cell, work=work, value=5)
    ill = Lesson.objects.create(course=cast.courses["algebra"], date=date(2026, 11, 17), number=1)
    Cell.objects.create(lesson=ill, pupil=petya, absence="б", updated_at=when)
    FormerMark.objects.create(
        pupil=petya, year=cast.year, subject=cast.courses["algebra"].subject, value=3, given_on=date(2026, 9, 20),
        school="школа № 5", noted_at=when,
    )  # fmt: skip


def address(cast: Cast, name: str, key: str = "petya") -> str:
    return reverse(name, args=[cast.pupils[key].pk])


def test_the_paper_says_what_the_journals_say(as_: As, cast: Cast):
    written(cast)
    answer = as_("irina").get(address(cast, "transfer-sheet"))
    assert answer.headers["Content-Type"] == "application/pdf"
    text = " ".join(text_of(answer.content).split())
    for words in (
        "Выписка текущих отметок", "Зайцев Пётр Олегович, 8 «Б»", "1-й триместр, с 1 сентября 2026 г.",
        "24.11, КР ×3", "20.09, школа № 5", "4,50", "Пропущено уроков: 1 (по болезни — 1). Опозданий: 0.",
        "Орлова И. П.",
    ):  # fmt: skip
        assert words in text, text


def test_the_data_follow_their_schema(as_: As, cast: Cast):
    written(cast)
    data = json.loads(as_("director").get(address(cast, "transfer-data"), {"period": "year"}).content)
    assert (data["format"], data["version"], data["issued_on"]) == ("parta-transfer-sheet", 1, TODAY.isoformat())
    assert data["pupil"]["last_name"] == "Зайцев"
    assert data["period"]["title"] == "Учебный год"
    [algebra] = data["subjects"]
    assert (algebra["subject"], algebra["average"], algebra["missed"]) == ("Алгебра", "4,50", 1)
    former, own = algebra["marks"]
    assert (former["value"], former["former_school"], former["date"]) == (3, "школа № 5", "2026-09-20")
    assert own == {
        "value": 5, "date": "2026-11-24", "handed_in_on": None, "kind": "контрольная работа", "weight": 3,
        "counts": True,
        "former_school": None,
    }  # fmt: skip
    assert data["absences"] == {"missed": 1, "late": 0, "reasons": {"по болезни": 1}}


def test_another_school_takes_the_data_in(as_: As, cast: Cast):
    """The sheet of Петя, taken back in: what it says comes out as marks of a former school. FMR-03."""
    written(cast)
    content = as_("irina").get(address(cast, "transfer-data")).content
    Mark.objects.all().delete()
    FormerMark.objects.all().delete()

    def take(content: bytes, key: str = "petya") -> str:
        file = SimpleUploadedFile("vypiska.json", content, "application/json")
        return said(as_("irina").post(address(cast, "take-statement", key), {"statement": file}, follow=True))

    assert "Эта выписка на другого ученика: Зайцев Пётр" in take(content, "masha")
    data = json.loads(content)
    data["subjects"][0]["subject"] = "Астрономия"
    assert "нет предметов: Астрономия" in take(json.dumps(data).encode())
    for broken in (b"", b"{", b"[]", b'{"format": "parta-transfer-sheet", "version": 1}', b"[" * 100_000):
        assert "Из выписки взято" not in take(broken)
    assert not FormerMark.objects.exists()
    assert "Из выписки взято: 2 отметки" in take(content)
    rows = FormerMark.objects.values_list("value", "weight", "work", "school", "given_on")
    assert list(rows) == [
        (3, 1, "отметка прежней школы", "школа № 5", date(2026, 9, 20)),
        (5, 3, "контрольная работа", "Школа № 14, г. Заречный", TODAY),
    ]
    assert "уже внесена" in take(content)
    assert "4,50" in said(as_("anna").get(address(cast, "diary-marks")))


def test_illness_only_with_the_consent_to_health_data(as_: As, cast: Cast):
    written(cast)
    Consent.objects.filter(person=cast.pupils["petya"].person, scope="health").update(valid_until=START)
    answer: Any = as_("irina").get(address(cast, "transfer-data"))
    assert "болезни" not in answer.content.decode()
    assert json.loads(answer.content)["absences"]["reasons"] == {"по уважительной причине": 1}


def test_unknown_periods_are_no_pages(as_: As, cast: Cast):
    for period in ("99999", "x", "9" * 400):
        assert as_("irina").get(address(cast, "transfer-sheet"), {"period": period}).status_code == 404
    empty = as_("irina").get(address(cast, "transfer-sheet", "masha"))
    assert "За этот период отметок нет" in " ".join(text_of(empty.content).split())
