"""Notes on behaviour as their readers see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, CharField, DateTimeField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from parta.core.actor import Actor
from parta.core.prepared import prepared
from parta.journal.behaviour import access
from parta.journal.models import BehaviourNote
from parta.journal.rules.behaviour import FAMILY, OPEN
from parta.people.models import ClassMember, Person, valid_on

SHOWN = 100
NAMES = ("last_name", "first_name", "patronymic")


@dataclass(frozen=True)
class Line:
    pk: int
    pupil: str
    class_title: str  # «8 «Б»»
    text: str
    lesson: str  # «24 ноября, Алгебра»: as the journal calls it; empty without a lesson
    lesson_day: date | None
    written_by: str
    written_at: datetime  # on the school's clock
    decision: str
    family_text: str
    decided_by: str
    decided_at: datetime | None
    mine: bool  # the reader decides on it

    @property
    def open(self) -> bool:
        return self.decision == OPEN


@dataclass(frozen=True)
class FamilyNote:
    """What a class teacher told the family."""

    text: str
    told_by: str
    told_on: date
    subject: str
    lesson_day: date | None


def lines(actor: Actor) -> list[Line]:
    """The latest notes the caller reads, those to be decided first. Two queries."""
    in_class = ClassMember.objects.filter(valid_on(actor.on), pupil=OuterRef("pupil")).order_by("-starts_on")
    title = Concat(Cast("school_class__grade_level", CharField()), Value("\u00a0«"), "school_class__letter", Value("»"))
    rows = access.notes(actor).annotate(class_name=Subquery(in_class.annotate(n=title).values("n")[:1]))
    found = _read(rows, actor.zone)
    return sorted(found, key=lambda line: not (line.open and line.mine))


def to_decide(actor: Actor) -> list[Line]:
    """What waits for the class teacher. Two queries."""
    rows = access.decided_by(actor).filter(decision=OPEN).annotate(mine=Value(True), class_name=Value(""))
    return _read(rows, actor.zone) if actor.homeroom_class_ids else []


def _read(rows: QuerySet[BehaviourNote], zone: str) -> list[Line]:
    found: list[Any] = list(
        rows.select_related("pupil__person", "lesson__course__subject").order_by("-written_at", "-pk")[:SHOWN]
    )
    names = _names(one for row in found for one in (row.written_by, row.decided_by))
    return [_line(row, names, ZoneInfo(zone)) for row in found]


def _line(row: Any, names: dict[int, str], zone: ZoneInfo) -> Line:
    return Line(
        pk=row.pk,
        pupil=row.pupil.person.name,
        class_title=row.class_name or "",
        text=row.text,
        lesson=row.lesson.course.title if row.lesson else "",
        lesson_day=row.lesson.date if row.lesson else None,
        written_by=names.get(row.written_by, ""),
        written_at=row.written_at.astimezone(zone),
        decision=row.decision,
        family_text=row.family_text,
        decided_by=names.get(row.decided_by, ""),
        decided_at=row.decided_at.astimezone(zone) if row.decided_at else None,
        mine=row.mine,
    )


def _names(users: Iterable[int | None]) -> dict[int, str]:
    wanted = {user for user in users if user}
    people = Person.objects.filter(user_id__in=wanted) if wanted else ()
    return {person.user_id: person.short_name for person in people if person.user_id}


def family_notes(pupil_id: int, start: date, end: date, zone: str) -> list[FamilyNote]:
    """What was told to the family from `start` to `end`, for the pupil and the parents. One query."""
    midnight = datetime.combine(start, time(), ZoneInfo(zone))
    after = datetime.combine(end + timedelta(days=1), time(), ZoneInfo(zone))
    rows: Any = _told(pupil_id=pupil_id, since=midnight, until=after)
    return [_family_note(row, zone) for row in rows]


@prepared(pupil_id=BigIntegerField(), since=DateTimeField(), until=DateTimeField())
def _told(pupil_id: Any, since: Any, until: Any) -> QuerySet[BehaviourNote]:
    teller = Person.objects.filter(user_id=OuterRef("decided_by"))
    return (
        BehaviourNote.objects.filter(
            pupil_id=pupil_id, decision=FAMILY, decided_at__gte=since, decided_at__lt=until
        )
        .annotate(**{name: Subquery(teller.values(name)[:1]) for name in NAMES})
        .select_related("lesson__course__subject")
        .order_by("decided_at")
    )  # fmt: skip


def _family_note(row: Any, zone: str) -> FamilyNote:
    return FamilyNote(
        text=row.family_text,
        told_by=Person(**{name: getattr(row, name) or "" for name in NAMES}).short_name,
        told_on=row.decided_at.astimezone(ZoneInfo(zone)).date(),
        subject=row.lesson.course.title if row.lesson else "",
        lesson_day=row.lesson.date if row.lesson else None,
    )
