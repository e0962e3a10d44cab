"""Exports above the limit: the personal data of more than one class at once. Asked for, approved, taken once.

The app that makes the file offers it in its `AppConfig.ready()`; its view takes the approval in the transaction that
makes the file, so a file that can't be made uses nothing up.
"""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from parta.core.actor import Actor
from parta.people.approvals import ask
from parta.people.models import Approval, ApprovalKind
from parta.people.rules import pairs

SLIPS = "slips"  # of this app itself: one-time codes of everybody


@dataclass(frozen=True)
class Offer:
    title: str  # «Списки всей школы набором OneRoster»
    view: str  # name of the address of an approval whose POST gives the file


_offers: dict[str, Offer] = {}


def offer(what: str, title: str, view: str) -> None:
    _offers[what] = Offer(title, view)


def ask_for(what: str, reason: str, *, by: Actor, at: datetime) -> Approval:
    """PAIR-01."""
    return ask(ApprovalKind.EXPORT, None, {"what": what}, reason, by=by, at=at)


def allow(approval: Approval, *, by: Actor, at: datetime) -> None:
    """What the approval does: nothing yet, the asker takes the file."""


def title(approval: Approval) -> str:
    return f"Выгрузить: {_offers[approval.facts['what']].title}"


def address(approval: Approval, at: datetime) -> str:
    """Where the asker takes the file; empty when it isn't to be taken. PAIR-06."""
    if approval.kind != ApprovalKind.EXPORT or not approval.approved or approval.used_at or not approval.decided_at:
        return ""
    if approval.decided_at <= at - pairs.TAKEN_WITHIN:
        return ""
    return reverse(_offers[approval.facts["what"]].view, args=[approval.pk])
