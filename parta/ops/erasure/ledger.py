"""Who was erased, outside the database: a restored older copy of it must not bring anybody back (SECURITY.md 5.12).

PARTA_HOME/erased.jsonl, a line for each, only numbers. A line is on disk before the erasure is committed; the last line
of a person counts. After a crash between the two the next start finishes the erasure, which two people had decided.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from parta.audit.models import Change
from parta.school.models import School

ERASED, KEPT = "erased", "kept"


@dataclass(frozen=True)
class Line:
    """`first`: digests of the first lines in the history of the people, for a number may once be somebody else's."""

    state: str
    subject: int  # Person.pk whose consent it was
    people: list[int]  # Person.pk of all who went
    first: dict[str, str]
    act: int = 0
    at: str = ""
    received_on: str = ""
    channel: str = ""
    asked_by: int | None = None  # User.pk
    decided_by: int | None = None
    school: str = ""


def path() -> Path:
    return Path(settings.HOME) / "erased.jsonl"


def append(line: Line) -> None:
    """On disk when this returns, the file's name too."""
    handle = os.open(path(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(handle).st_size
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"  # what a crash has left
        text = json.dumps({**asdict(line), "school": _school()})
        os.write(handle, ("\n" if torn else "").encode() + f"{text}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    folder = os.open(path().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def standing() -> Iterator[Line]:
    """Lines of this school that say somebody is erased; of several lines of a person the last counts."""
    school, last = _school(), {}
    for line in _lines():
        if line.school == school:
            last[line.subject, line.first.get(str(line.subject), "")] = line
    yield from (line for line in last.values() if line.state == ERASED)


def _lines() -> Iterator[Line]:
    try:
        text = path().read_text()
    except FileNotFoundError:
        return
    for one in text.splitlines():
        try:
            facts: dict[str, Any] = json.loads(one)
        except ValueError:  # a torn line: the erasure it announced never happened
            continue
        yield Line(**facts)


def _school() -> str:
    school = School.objects.only("guid").first()
    return str(school.guid) if school else ""


def first_digest(person_id: int) -> str:
    """The first line of the person's history: the same in every copy of the database, nobody else's."""
    rows = Change.objects.filter(model="people.Person", object_id=person_id).order_by("seq")
    return rows.values_list("digest", flat=True).first() or ""
