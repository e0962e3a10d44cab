"""The transfer sheet as PDF and as JSON (docs/transfer-sheet.md)."""

from pathlib import Path
from typing import Any

from parta.core.dates import full_date
from parta.core.paper import draw
from parta.diary.records import GivenMark
from parta.diary.summary import SubjectLine
from parta.diary.transfer.query import Sheet
from parta.journal.rules.transfer import FORMAT, VERSION

_TEMPLATE = Path(__file__).with_name("sheet.typ")


def pdf(sheet: Sheet) -> bytes:
    data = {
        "school": sheet.school,
        "date": full_date(sheet.issued_on),
        "issuer": sheet.issuer,
        "pupil": sheet.pupil.full_name,
        "class": sheet.class_title,
        "period": f"{sheet.span.title}, с {full_date(sheet.span.starts_on)} по {full_date(sheet.span.ends_on)}",
        "subjects": [_printed(line) for line in sheet.subjects],
        "absences": _absences(sheet),
        "finals": [
            f"{one.subject}, {one.when}: {one.text} ({one.given_on:%d.%m.%Y}, {one.origin})" for one in sheet.finals
        ],
    }
    return draw(_TEMPLATE, data)


def _absences(sheet: Sheet) -> str:
    reasons = ", ".join(f"{title} — {count}" for title, count in sheet.reasons)
    return f"Пропущено уроков: {sheet.missed}{f' ({reasons})' if reasons else ''}. Опозданий: {sheet.late}."


def _printed(line: SubjectLine) -> dict[str, Any]:
    return {
        "title": line.title,
        "marks": [{"text": mark.text, "note": _note(mark)} for mark in line.marks],
        "average": line.shown,
        "missed": line.missed,
    }


def _note(mark: GivenMark) -> str:
    """«12.10, КР ×3», «9.09, школа № 5»"""
    parts = [f"{mark.lesson_date.day}.{mark.lesson_date.month:02}", mark.school or mark.kind]
    weight = f" ×{mark.weight}" if mark.weight != 1 else ""
    return ", ".join(filter(None, parts)) + (weight if mark.counts else ", не в счёт")


def as_json(sheet: Sheet) -> dict[str, Any]:
    person, span = sheet.pupil, sheet.span
    return {
        "format": FORMAT,
        "version": VERSION,
        "school": sheet.school,
        "issued_on": sheet.issued_on.isoformat(),
        "pupil": {
            "last_name": person.last_name,
            "first_name": person.first_name,
            "patronymic": person.patronymic,
            "birth_date": person.birth_date.isoformat() if person.birth_date else None,
        },
        "class": sheet.class_title,
        "period": {
            "title": span.title,
            "starts_on": span.starts_on.isoformat(),
            "ends_on": span.ends_on.isoformat(),
        },
        "subjects": [_subject(line) for line in sheet.subjects],
        "finals": [
            {
                "subject": one.subject,
                "period": one.when,
                "value": int(one.text) if one.text.isdecimal() else one.text,
                "date": one.given_on.isoformat(),
                "brought_from": one.origin,
            }
            for one in sheet.finals
        ],
        "absences": {"missed": sheet.missed, "late": sheet.late, "reasons": dict(sheet.reasons)},
    }


def _subject(line: SubjectLine) -> dict[str, Any]:
    return {
        "subject": line.title,
        "average": line.shown if line.average is not None else None,
        "missed": line.missed,
        "late": line.late,
        "marks": [_mark(mark) for mark in line.marks],
    }


def _mark(mark: GivenMark) -> dict[str, Any]:
    return {
        "value": mark.sign if mark.value is None else mark.value,
        "date": mark.lesson_date.isoformat(),
        "handed_in_on": mark.given_on.isoformat() if mark.given_on else None,
        "kind": mark.kind_name,
        "weight": mark.weight,
        "counts": mark.counts,
        "former_school": mark.school or None,
    }
