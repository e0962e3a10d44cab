"""Taking the roster out of the school. Each time leaves a line in the history: who, when, how much of what."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.ops.exporting.oneroster import pack
from parta.ops.exporting.school import Exported, read_school
from parta.ops.roster.consents import consent_list
from parta.people.approvals import take
from parta.people.models import Approval
from parta.school.calendar import school_day

ACTION = "ops.export"


def export_set(*, by: Actor | None, at: datetime) -> bytes:
    """The whole roster as a OneRoster 1.2 set, zipped. Raises `Refused` when there is no school or no year."""
    return _export("OneRoster 1.2", pack, by=by, at=at)


def export_consents(*, by: Actor | None, at: datetime) -> bytes:
    """The consents of everybody in the set, as the list that the import takes beside it; the same refusals."""
    return _export("согласия", lambda exported: consent_list(exported.roster), by=by, at=at)


@transaction.atomic
def with_approval(approval: Approval, export: Callable[..., bytes], *, by: Actor, at: datetime) -> bytes:
    """PAIR-06: the approval is used up with the file, and not when there is none."""
    take(approval, by=by, at=at)
    return export(by=by, at=at)


@transaction.atomic
def _export(what: str, make: Callable[[Exported], bytes], *, by: Actor | None, at: datetime) -> bytes:
    exported = read_school(school_day(at))
    roster = exported.roster
    kinds = ("staff", "classes", "pupils", "guardians", "subjects", "courses")
    counts = {kind: len(getattr(roster, kind)) for kind in kinds}
    record([Event(ACTION, exported.named.school, None, {"what": what, "counts": counts})], by=by, at=at)
    return make(exported)
