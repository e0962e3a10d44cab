"""Выставление: begun, published, closed [6.4]; reminders; decisions of the council at the year's end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.core.dates import day_month
from parta.core.russian import counted
from parta.journal.actions.closing import NO_REASON, alone
from parta.journal.finals.readiness import Ready
from parta.journal.models import CouncilDecision, Decision, FinalStage
from parta.notices.actions import tell
from parta.people.models import StaffMember, valid_on
from parta.school.changes import facts
from parta.school.models import AcademicYear, Period
from parta.school.refusals import SAME_TIME, Refused
from parta.school.years import refuse_closed
from parta.teaching.models import CourseTeacher

BEGUN = "Выставление уже начато."
PUBLISHED = "Отметки уже опубликованы."
YEAR_CLOSED = "Годовые и итоговые отметки уже закрыты."
YEAR_OPEN = "Годовые и итоговые отметки не закрыты."


@transaction.atomic
def begin(year: AcademicYear, period: Period | None, *, by: Actor, at: datetime) -> FinalStage:
    """Before its time: from now on marks are no longer preliminary (TERM-02)."""
    refuse_closed(year.pk)
    if FinalStage.objects.filter(year=year, period=period).exists():
        raise Refused(BEGUN)
    try:
        with transaction.atomic():
            row = FinalStage.objects.create(year=year, period=period, begun_by=by.user_id, begun_at=at)
    except IntegrityError:
        raise Refused(BEGUN) from None
    record([Event("journal.begin_finals", row, after=facts(row))], by=by, at=at)
    return row


def _stage(year: AcademicYear, period: Period | None, *, by: Actor, at: datetime) -> FinalStage:
    found = FinalStage.objects.filter(year=year, period=period).first()
    return found or begin(year, period, by=by, at=at)


@transaction.atomic
def publish(year: AcademicYear, period: Period | None, *, by: Actor, at: datetime) -> None:
    """From now on families see the marks (TERM-05)."""
    row = _stage(year, period, by=by, at=at)
    _change(row, {"published_at": None}, {"published_at": at, "published_by": by.user_id}, PUBLISHED, by=by, at=at)


@transaction.atomic
def close_year(year: AcademicYear, *, by: Actor, at: datetime) -> None:
    alone()
    row = _stage(year, None, by=by, at=at)
    _change(row, {"closed_at": None}, {"closed_at": at, "closed_by": by.user_id}, YEAR_CLOSED, by=by, at=at)


@transaction.atomic
def reopen_year(year: AcademicYear, reason: str, *, by: Actor, at: datetime) -> None:
    alone()
    if sum(char.isalpha() for char in reason) < 3:
        raise Refused(NO_REASON, "reason")
    row = FinalStage.objects.filter(year=year, period=None).exclude(closed_at=None).first()
    if row is None:
        raise Refused(YEAR_OPEN)
    before = {"closed_at": row.closed_at}
    _change(row, before, {"closed_at": None, "closed_by": None}, YEAR_OPEN, by=by, at=at, reason=reason)


def _change(
    row: FinalStage,
    before: Mapping[str, object],
    after: Mapping[str, object],
    refusal: str,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    refuse_closed(row.year_id)
    if not FinalStage.objects.filter(pk=row.pk, **before).update(**after):
        raise Refused(refusal)
    record([Event("journal.finals_stage", row, before, after, reason)], by=by, at=at)


def remind(rows: Iterable[Ready], period: Period, due_on: date, *, by: Actor, at: datetime) -> int:
    """A notice to each teacher with empty places; how many people were told."""
    late = {one.course_id: one.left for one in rows if one.left}
    working = StaffMember.objects.filter(valid_on(by.on))
    taught = CourseTeacher.objects.filter(valid_on(by.on), course__in=late, staff__in=working)
    left: dict[int, int] = {}
    for course, user in taught.values_list("course_id", "staff__person__user"):
        if user:
            left[user] = left.get(user, 0) + late[course]
    for user, count in left.items():
        text = (
            f"Итоговые за {period.title}: осталось выставить {counted(count, 'отметку', 'отметки', 'отметок')}, "
            f"срок — {day_month(due_on)}."
        )
        tell([user], "journal.finals_due", text, reverse("finals"), at=at)
    return len(left)


@dataclass(frozen=True)
class Decided:
    """What the council decided on one pupil; "" = not yet. `was`: what stood on the page the decision was made on."""

    pupil_id: int
    decision: str
    was: str


@transaction.atomic
def decide(
    year: AcademicYear, rows: Iterable[Decided], protocol_number: str, protocol_date: date, *, by: Actor, at: datetime
) -> int:
    """Decisions that differ from the standing ones, in one protocol; how many were written."""
    if protocol_date > by.on:
        raise Refused("Протокола с такой датой ещё нет. Проверьте дату.", "protocol_date")
    refuse_closed(year.pk)
    wanted = {row.pupil_id: row for row in rows}
    standing = {one.pupil_id: one for one in CouncilDecision.objects.filter(year=year, pupil__in=wanted)}
    events = []
    for pupil, row in wanted.items():
        found, decision = standing.get(pupil), row.decision
        now = found.decision if found else ""
        if decision in (now, row.was):
            continue
        if now != row.was:
            raise Refused(SAME_TIME)
        values = {
            "decision": decision, "protocol_number": protocol_number, "protocol_date": protocol_date,
            "noted_by": by.user_id, "noted_at": at,
        }  # fmt: skip
        events.append(_decide(found, year, pupil, decision, values))
    record(events, by=by, at=at)
    return len(events)


def _decide(
    found: CouncilDecision | None, year: AcademicYear, pupil: int, decision: str, values: dict[str, object]
) -> Event:
    before = {"decision": found.decision} if found else None
    after = {name: values[name] for name in ("decision", "protocol_number", "protocol_date")}
    if found is None:
        row = CouncilDecision(pupil_id=pupil, year=year, **values)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused(SAME_TIME) from None
        return Event("journal.council_decision", row, None, after)
    kept = CouncilDecision.objects.filter(pk=found.pk, decision=found.decision)
    if not (kept.update(**values) if decision else kept.delete()[0]):
        raise Refused(SAME_TIME)
    return Event("journal.council_decision", CouncilDecision(pk=found.pk), before, after if decision else None)


def usual(grade_level: int, category: str) -> str:
    """The decision a pupil's yearly marks suggest; "" when a human has to look."""
    if category in ("", "неуспевающий", "не аттестован"):
        return ""
    return Decision.GRADUATED if grade_level in (9, 11) else Decision.PROMOTED
