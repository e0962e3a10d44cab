"""What somebody may read and write, as the pages' own audiences and scopes answer. No rule is repeated here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import resolve, reverse

from parta.core.actor import Actor
from parta.core.audience import belongs
from parta.diary import access as diary
from parta.journal import access as journal
from parta.journal import pupil_access
from parta.journal.attendance import access as attendance
from parta.people import access as issuing
from parta.people import card_access

Ask = Callable[[Actor, int], bool]


@dataclass(frozen=True)
class Right:
    """One thing of an object. `page` shows it, `act` changes it (its address; empty = nobody changes it there)."""

    key: str
    title: str
    page: str
    reads: Ask
    act: str = ""
    writes: Ask | None = None


@dataclass(frozen=True)
class Verdict:
    right: Right
    reads: bool
    writes: bool

    @property
    def text(self) -> str:
        if self.writes:
            return "видит и меняет"
        return "видит, менять не может" if self.reads else "не видит"


def _in(scope: Callable[[Actor], Any]) -> Ask:
    return lambda actor, pk: bool(scope(actor).filter(pk=pk).exists())


PUPIL = (
    Right("diary", "Дневник", "diary", _in(diary.pupils)),
    Right("own-card", "Данные ученика для семьи", "diary-card", _in(diary.pupils)),
    Right(
        "card",
        "Карточка у сотрудников",
        "pupil-card",
        _in(card_access.pupil_cards),
        "pupil-card",
        _in(card_access.pupil_cards),
    ),
    Right("marks", "Отметки по всем предметам у сотрудников", "pupil-marks", _in(pupil_access.pupils)),
)
COURSE = (Right("journal", "Журнал", "journal", _in(journal.courses), "journal-cells", journal.may_write_some),)
SCHOOL_CLASS = (
    Right(
        "people", "Люди класса и коды доступа", "class-people", _in(issuing.classes), "issue-to-class",
        _in(issuing.classes),
    ),
    Right(
        "attendance", "Посещаемость класса", "attendance-week", _in(attendance.classes), "attendance-check",
        _in(attendance.kept),
    ),
)  # fmt: skip
RIGHTS = {"pupil": PUPIL, "course": COURSE, "class": SCHOOL_CLASS}


def verdicts(actor: Actor | None, kind: str, pk: int) -> list[Verdict]:
    """`kind`: a key of `RIGHTS`. Nobody (None) reaches nothing."""
    return [_verdict(actor, right, f"{kind}_id", pk) for right in RIGHTS[kind]]


def _verdict(actor: Actor | None, right: Right, argument: str, pk: int) -> Verdict:
    reads = actor is not None and _may_call(actor, right.page, argument, pk) and right.reads(actor, pk)
    writes = (
        reads
        and actor is not None
        and right.writes is not None
        and _may_call(actor, right.act, argument, pk)
        and right.writes(actor, pk)
    )
    return Verdict(right, reads, writes)


def _may_call(actor: Actor, name: str, argument: str, pk: int) -> bool:
    """The audience that the view itself declares."""
    view: Any = resolve(reverse(name, kwargs={argument: pk})).func
    return any(belongs(actor, who) for who in view.audience)
