"""The page «Причины» of a class: what is not explained yet, what parents have told, reasons and exemptions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count

from parta.core import dates
from parta.core.actor import Actor
from parta.journal.attendance import access, pages
from parta.journal.models import Absence, AbsenceNotice, AbsenceReason
from parta.journal.rules import attendance as rules
from parta.journal.rules.entries import EXEMPT
from parta.journal.rules.visibility import shown_absence
from parta.people.models import Person
from parta.school.models import SchoolClass
from parta.teaching.models import Exemption

NOTICE_SHOWN = timedelta(days=14)
FRESH = timedelta(days=31)

Lesson = tuple[date, int]  # day and number


@dataclass(frozen=True)
class Gap:
    """One pupil's absences of unknown reason on days in a row."""

    pupil_id: int
    name: str
    lessons: tuple[Lesson, ...]

    @property
    def first(self) -> date:
        return self.lessons[0][0]

    @property
    def last(self) -> date:
        return self.lessons[-1][0]

    @property
    def days(self) -> list[str]:
        """«24 ноября: 1, 2, 3»"""
        by_day = groupby(self.lessons, key=lambda lesson: lesson[0])
        return [f"{dates.day_month(day)}: {', '.join(str(number) for _, number in group)}" for day, group in by_day]


@dataclass(frozen=True)
class ReasonLine:
    row: AbsenceReason
    code: Absence  # as it may be shown
    lessons: int  # that have got it
    later: int  # absences of unknown reason that came into its dates since


@dataclass(frozen=True)
class NoticeLine:
    row: AbsenceNotice
    sender: str
    absences: int  # of unknown reason in its dates
    reasoned: bool


@dataclass(frozen=True)
class ReasonsPage:
    gaps: tuple[Gap, ...]
    fresh: tuple[ReasonLine, ...]  # of the last month, and those with something left to do
    older: tuple[ReasonLine, ...]
    notices: tuple[NoticeLine, ...]
    exemptions: tuple[Exemption, ...]

    @property
    def reasons(self) -> int:
        return len(self.fresh) + len(self.older)

    @property
    def unknown(self) -> int:
        return sum(len(one.lessons) for one in self.gaps)


def reasons_page(actor: Actor, school_class: SchoolClass) -> ReasonsPage:
    """Six queries, whatever the size."""
    gaps = _gaps(actor, school_class)
    lessons: dict[int, list[Lesson]] = defaultdict(list)
    for one in gaps:
        lessons[one.pupil_id] += one.lessons
    reasons = list(access.reasons(actor, school_class).annotate(given=Count("cells")))
    lines = [ReasonLine(row, shown_code(row), row.given, _later(row, lessons)) for row in reasons]
    since = actor.on - FRESH
    fresh = tuple(one for one in lines if one.later or one.row.ends_on is None or one.row.ends_on >= since)
    older = tuple(one for one in lines if one not in fresh)
    notices = _notices(actor, school_class, reasons, lessons)
    exemptions = access.exemptions(actor, school_class).order_by("pupil__person__sort_key", "-starts_on")
    return ReasonsPage(tuple(gaps), fresh, older, tuple(notices), tuple(exemptions))


def notices_on(actor: Actor, school_class: SchoolClass, day: date) -> list[NoticeLine]:
    """«Родители предупредили» of a day. Two queries."""
    rows = [row for row in access.notices(actor, school_class).order_by("pupil__person__sort_key") if _covers(row, day)]
    senders = _senders(rows)
    return [NoticeLine(row, senders.get(row.sent_by or 0, ""), 0, False) for row in rows]


def shown_code(row: Any) -> Absence:
    """Of a reason out of access.reasons()."""
    return Absence(shown_absence(row.code, row.health))


def _gaps(actor: Actor, school_class: SchoolClass) -> list[Gap]:
    rows: Any = pages.unresolved(actor, school_class).order_by(
        "pupil__person__sort_key", "pupil_id", "lesson__date", "lesson__number"
    )
    named = rows.values_list(
        "pupil_id", "pupil__person__last_name", "pupil__person__first_name", "lesson__date", "lesson__number"
    )
    found = []
    for (pk, last, first), group in groupby(named, key=lambda row: row[:3]):
        runs: list[list[Lesson]] = []
        for row in group:
            if not runs or not rules.in_a_row(runs[-1][-1][0], row[3]):
                runs.append([])
            runs[-1].append((row[3], row[4]))
        found += [Gap(pk, f"{last} {first}".strip(), tuple(run)) for run in runs]
    return sorted(found, key=lambda gap: gap.last, reverse=True)


def _notices(
    actor: Actor, school_class: SchoolClass, reasons: Iterable[AbsenceReason], lessons: Mapping[int, Sequence[Lesson]]
) -> list[NoticeLine]:
    since = actor.on - NOTICE_SHOWN
    rows = [one for one in access.notices(actor, school_class) if one.ends_on is None or one.ends_on >= since]
    senders = _senders(rows)
    by_pupil: dict[int, list[AbsenceReason]] = defaultdict(list)
    for reason in reasons:
        by_pupil[reason.pupil_id].append(reason)
    return [
        NoticeLine(
            row,
            senders.get(row.sent_by or 0, ""),
            _later(row, lessons),
            any(_meet(row, reason) for reason in by_pupil[row.pupil_id]),
        )
        for row in rows
    ]


def _senders(rows: Iterable[AbsenceNotice]) -> dict[int, str]:
    people = Person.objects.filter(user__in={row.sent_by for row in rows if row.sent_by})
    return {one.user_id or 0: one.short_name for one in people}


def _covers(row: AbsenceNotice | AbsenceReason, day: date) -> bool:
    return row.starts_on <= day and (row.ends_on is None or day <= row.ends_on)


def _meet(notice: AbsenceNotice, reason: AbsenceReason) -> bool:
    if reason.code == EXEMPT:
        return False
    starts_before = notice.ends_on is None or reason.starts_on <= notice.ends_on
    return starts_before and (reason.ends_on is None or reason.ends_on >= notice.starts_on)


def _later(row: AbsenceNotice | AbsenceReason, lessons: Mapping[int, Sequence[Lesson]]) -> int:
    """Absences of unknown reason in the dates; «осв» from single lessons explains no others."""
    if isinstance(row, AbsenceReason) and row.code == EXEMPT:
        return 0
    return sum(_covers(row, day) for day, _ in lessons.get(row.pupil_id, ()))
