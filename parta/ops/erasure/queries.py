"""What the pages of withdrawals and acts show. Names of the people are read from what is sealed, nowhere else."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from parta.core.actor import Actor
from parta.ops.erasure import withdrawing
from parta.people import approvals
from parta.people.models import Approval, ApprovalKind, DestructionAct, Person, Withdrawal
from parta.people.rules import withdrawals as rules
from parta.school.refusals import Refused


@dataclass(frozen=True)
class Line:
    id: int
    name: str  # empty once nothing is sealed any more
    class_title: str
    received_on: date
    channel: str
    due_on: date
    left: int  # days; negative = overdue
    state: str  # "open", "erased", "undone"
    act_id: int | None

    @property
    def left_words(self) -> str:
        return rules.left_words(self.left)

    @property
    def overdue(self) -> bool:
        return self.state == "open" and self.left < 0


def lines(scope: QuerySet[Withdrawal], on: date) -> list[Line]:
    """Those that wait first, the nearest day first; then what is over, the last first. One query."""
    found = [line(row, on) for row in scope.select_related("act").defer("papers").order_by("due_on", "pk")]
    over = [one for one in found if one.state != "open"]
    return [*(one for one in found if one.state == "open"), *reversed(over)]


def line(row: Withdrawal, on: date) -> Line:
    kept = json.loads(row.sealed or "{}")
    act: DestructionAct | None = getattr(row, "act", None)
    return Line(
        id=row.pk,
        name=kept.get("name", ""),
        class_title=kept.get("class", ""),
        received_on=row.received_on,
        channel=row.get_channel_display(),
        due_on=row.due_on,
        left=(row.due_on - on).days,
        state="erased" if row.erased_at else "undone" if row.undone_at else "open",
        act_id=act.pk if act else None,
    )


@dataclass(frozen=True)
class Page:
    """One withdrawal and what has to be done with it."""

    line: Line
    along: tuple[str, ...]  # guardians who went with the pupil
    counts: tuple[tuple[str, int], ...]
    noted_by: str
    noted_at: datetime  # on the school's clock
    has_papers: bool
    papers_taken_at: datetime | None
    asked: Approval | None  # waits for the second one
    asked_by: str
    refusal: str  # why nothing can be erased yet


def page(row: Withdrawal, actor: Actor, at: datetime) -> Page:
    """Four queries."""
    kept: dict[str, Any] = json.loads(row.sealed or "{}")
    waiting = approvals.waiting(at).filter(kind=ApprovalKind.ERASURE, object_id=row.pk).first()
    names = _names([row.noted_by, waiting.asked_by if waiting else None])
    zone = ZoneInfo(actor.zone)
    return Page(
        line=line(row, actor.on),
        along=tuple(kept.get("along", ())),
        counts=withdrawing.counts({label: len(pks) for label, pks in kept.get("ids", {}).items()}),
        noted_by=names.get(row.noted_by, ""),
        noted_at=row.noted_at.astimezone(zone),
        has_papers=row.papers is not None,
        papers_taken_at=row.papers_taken_at.astimezone(zone) if row.papers_taken_at else None,
        asked=waiting,
        asked_by=names.get(waiting.asked_by, "") if waiting else "",
        refusal=_refusal(row),
    )


def _refusal(row: Withdrawal) -> str:
    try:
        withdrawing.refuse_erasure(row)
    except Refused as refusal:
        return refusal.text
    return ""


def _names(users: list[int | None]) -> dict[int | None, str]:
    people = Person.objects.filter(user__in=[pk for pk in users if pk])
    return {person.user_id: person.short_name for person in people}


@dataclass(frozen=True)
class ActLine:
    id: int
    number: int
    made_on: date
    destroyed_by: str
    rows: int
    kept_until: date
    may_go: bool


def act_lines(scope: QuerySet[DestructionAct], actor: Actor) -> list[ActLine]:
    """The last first. One query."""
    zone = ZoneInfo(actor.zone)
    return [_act_line(act, act.made_at.astimezone(zone).date(), actor.on) for act in scope.order_by("-number")]


def _act_line(act: DestructionAct, made: date, on: date) -> ActLine:
    until = rules.kept_until(made)
    names = ", ".join(one["name"] for one in act.destroyed_by if one["name"])
    return ActLine(act.pk, act.number, made, names, act.extract["rows"], until, until <= on)
