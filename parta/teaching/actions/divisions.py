"""Деление на подгруппы [4.3] [5.5]: the class teacher proposes, each group's teacher confirms, the deputy decides when
somebody has not; only then the journals' members change. `version` numbers the lists: nobody confirms what they have
not read."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q, QuerySet

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.core.dates import full_date
from parta.people.models import ClassMember, valid_on
from parta.school.calendar import periods_of
from parta.school.changes import facts, remove
from parta.school.models import Period, SchoolClass, Subject
from parta.school.refusals import Refused
from parta.school.years import refuse_closed
from parta.teaching.models import (
    Course,
    CourseKind,
    CourseMember,
    Division,
    DivisionGroup,
    DivisionPlace,
    DivisionState,
)
from parta.teaching.rules.divisions import Place, changed_groups, deputy_decides_from, forgotten, holds_from

DAY = timedelta(days=1)
IN_FORCE = (DivisionState.AGREED, DivisionState.DECIDED)
Places = Mapping[int, Place]  # by pupil


class Stale(Refused):
    """The division was changed since its page was opened."""

    def __init__(self) -> None:
        super().__init__("Пока страница была открыта, деление изменили. Ничего не записано: проверьте ещё раз.")


def groups_to_divide(school_class: SchoolClass) -> QuerySet[Course]:
    """Journals of subgroups of the class, by subject."""
    rows = Course.objects.filter(classes=school_class, year=school_class.year_id, kind=CourseKind.LESSON, own_title="")
    return rows.exclude(label="").select_related("subject").order_by("subject__sort_key", "label", "pk")


def pupils_of(division: Division, on: date) -> dict[int, str]:
    """Pupil → «Зайцев Пётр» of everybody in the class on the day the division will hold from."""
    day = holds_from(division.period.starts_on, on)
    rows = ClassMember.objects.filter(valid_on(day), school_class=division.school_class_id)
    rows = rows.select_related("pupil__person").order_by("pupil__person__sort_key", "pupil_id")
    return {row.pupil_id: row.pupil.person.name for row in rows}


def places_of(division: Division) -> dict[int, Place]:
    rows = division.places.values_list("pupil_id", "course_id", "reason")
    return {pupil: Place(course, reason) for pupil, course, reason in rows}


@transaction.atomic
def start(school_class: SchoolClass, subject: Subject, period: Period, *, by: Actor, at: datetime) -> Division:
    """A draft with everybody where they are now; the one there is when somebody was quicker."""
    refuse_closed(school_class.year_id)
    courses = [one for one in groups_to_divide(school_class) if one.subject_id == subject.pk]
    if len(courses) < 2:
        raise Refused("По этому предмету у класса нет двух подгрупп. Их журналы заводит завуч в разделе «Школа».")
    if period.ends_on < by.on or period not in periods_of(school_class.year, school_class.grade_level, by.on):
        raise Refused("Этот период уже закончился или класс учится по другим. Выберите другой.")
    division, made = Division.objects.get_or_create(school_class=school_class, subject=subject, period=period)
    if made:
        DivisionGroup.objects.bulk_create(DivisionGroup(division=division, course=one) for one in courses)
        _put_places(division, former_places(division, by.on))
        record([Event("teaching.start_division", division, after=facts(division))], by=by, at=at)
    return division


def former_places(division: Division, on: date) -> dict[int, Place]:
    """Where everybody is now, by the journals; the reasons of those in no group, from the last division."""
    groups = list(division.groups.values_list("course_id", flat=True))
    now = CourseMember.objects.filter(valid_on(on), course__in=groups)
    found = {pupil: Place(course) for pupil, course in now.values_list("pupil_id", "course_id")}
    last = Division.objects.filter(
        school_class=division.school_class_id, subject=division.subject_id, state__in=IN_FORCE,
        period__starts_on__lt=division.period.starts_on,
    ).order_by("-period__starts_on").first()  # fmt: skip
    if last:
        found |= {pupil: place for pupil, place in places_of(last).items() if pupil not in found and place.reason}
    return found


@transaction.atomic
def save_draft(division: Division, version: int, places: Places, *, by: Actor, at: datetime) -> None:
    """The lists as far as they are; nobody is asked anything yet."""
    _take(division, version, DivisionState.DRAFT)
    _write(division, _of_class(division, places, by.on), "teaching.draft_division", by=by, at=at)


@transaction.atomic
def propose(division: Division, version: int, places: Places, *, by: Actor, at: datetime) -> None:
    """Ask the groups' teachers; also a change of what is in force. DIV-01, DIV-02."""
    places = _complete(division, places, by.on)
    before = places_of(division)
    asked = {"state": DivisionState.PROPOSED, "proposed_by": by.user_id, "proposed_at": at}
    _take(division, version, *DivisionState, **asked)
    _write(division, places, "teaching.propose_division", by=by, at=at)
    changed = division.groups.filter(course_id__in=changed_groups(before, places))
    changed.update(confirmed_by=None, confirmed_at=None)
    own = division.groups.filter(course_id__in=by.course_ids, confirmed_at=None)
    own.update(confirmed_by=by.user_id, confirmed_at=at)
    _agree(division, by=by, at=at)


@transaction.atomic
def confirm(division: Division, version: int, groups: Iterable[DivisionGroup], *, by: Actor, at: datetime) -> None:
    """The teacher's own lists, as they were read. Confirming again changes nothing. DIV-02."""
    waiting = [one for one in groups if one.confirmed_at is None]
    if not waiting:
        return
    # Writes nothing new but holds the row: of two teachers who confirm at once the second sees the first.
    asked = Division.objects.filter(pk=division.pk, version=version, state=DivisionState.PROPOSED)
    if not asked.update(version=F("version")):
        raise Stale
    events = []
    for one in waiting:
        after = {"confirmed_by": by.user_id, "confirmed_at": at}
        if DivisionGroup.objects.filter(pk=one.pk, confirmed_at=None).update(**after):
            events.append(Event("teaching.confirm_division", one, {"confirmed_by": None}, after))
    record(events, by=by, at=at)
    _agree(division, by=by, at=at)


@transaction.atomic
def decide(division: Division, version: int, places: Places, *, by: Actor, at: datetime) -> None:
    """The deputy's word instead of the confirmations; what is in force the administration changes at once. DIV-03."""
    if division.state == DivisionState.DRAFT:
        raise Refused("Деление ещё не предложено учителям подгрупп. Сначала отправьте его на подтверждение.")
    first = deputy_decides_from(proposed_on(division, by))
    if division.state == DivisionState.PROPOSED and by.on < first:
        raise Refused(f"Учителя подгрупп могут подтвердить до {full_date(first)}. Решить за них можно с этого дня.")
    places = _complete(division, places, by.on)
    decided = {"state": DivisionState.DECIDED, "decided_by": by.user_id, "decided_at": at}
    _take(division, version, *IN_FORCE, DivisionState.PROPOSED, **decided)
    _write(division, places, "teaching.decide_division", by=by, at=at)
    put_in_force(division, places, by=by, at=at)


def proposed_on(division: Division, by: Actor) -> date:
    assert division.proposed_at is not None
    return division.proposed_at.astimezone(ZoneInfo(by.zone)).date()


@transaction.atomic
def discard(division: Division, version: int, *, by: Actor, at: datetime) -> None:
    """A draft nobody needs."""
    _take(division, version, DivisionState.DRAFT)
    remove(division, "teaching.discard_division", "", by=by, at=at)


def _take(division: Division, version: int, *states: str, **changes: Any) -> None:
    """Of two writers one; the other is told."""
    rows = Division.objects.filter(pk=division.pk, version=version, state__in=states)
    if not rows.update(version=F("version") + 1, **changes):
        raise Stale
    division.refresh_from_db(fields=["version", *changes])


def _of_class(division: Division, places: Places, on: date) -> dict[int, Place]:
    """Only pupils of the class, only the division's groups: nobody else comes in through a form."""
    groups = set(division.groups.values_list("course_id", flat=True))
    pupils = pupils_of(division, on)
    return {
        pupil: place
        for pupil, place in places.items()
        if pupil in pupils and (place.group is None or place.group in groups)
    }


def _complete(division: Division, places: Places, on: date) -> dict[int, Place]:
    """DIV-01."""
    places = _of_class(division, places, on)
    if names := forgotten(pupils_of(division, on), places):
        raise Refused(
            f"Не распределены: {', '.join(names)}. Выберите каждому подгруппу или «вне групп» с причиной (п. 4.3 "
            "Положения)."
        )
    return places


def _put_places(division: Division, places: Places) -> None:
    division.places.all().delete()
    DivisionPlace.objects.bulk_create(
        DivisionPlace(
            division=division, pupil_id=pupil, course_id=place.group, reason="" if place.group else place.reason
        )
        for pupil, place in places.items()
        if place.chosen
    )


def _write(division: Division, places: Places, action: str, *, by: Actor, at: datetime) -> None:
    before = _words(places_of(division))
    _put_places(division, places)
    after = {"state": division.state, "places": _words(places)}
    record([Event(action, division, {"places": before}, after)], by=by, at=at)


def _words(places: Places) -> dict[str, Any]:
    return {str(pupil): place.group if place.group is not None else place.reason for pupil, place in places.items()}


def _agree(division: Division, *, by: Actor, at: datetime) -> None:
    """DIV-02: the last confirmation puts the division in force."""
    if division.groups.filter(confirmed_at=None).exists():
        return
    after = {"state": DivisionState.AGREED, "decided_by": None, "decided_at": at}
    Division.objects.filter(pk=division.pk).update(**after)
    division.refresh_from_db(fields=list(after))
    record([Event("teaching.agree_division", division, {"state": DivisionState.PROPOSED}, after)], by=by, at=at)
    put_in_force(division, places_of(division), by=by, at=at)


def put_in_force(division: Division, places: Places, *, by: Actor, at: datetime) -> None:
    """The journals' members follow; what was agreed for later periods holds then all the same. DIV-04."""
    events = _settle_all(division, places, holds_from(division.period.starts_on, by.on), by.on)
    same = Division.objects.filter(school_class=division.school_class_id, subject=division.subject_id)
    later = same.filter(state__in=IN_FORCE, period__starts_on__gt=division.period.starts_on).select_related("period")
    for one in later.order_by("period__starts_on"):
        events += _settle_all(one, places_of(one), holds_from(one.period.starts_on, by.on), by.on)
    record(events, by=by, at=at)


def _settle_all(division: Division, places: Places, day: date, on: date) -> list[Event]:
    groups = list(division.groups.values_list("course_id", flat=True))
    pupils = [pupil for pupil in pupils_of(division, on) if pupil in places]
    rows: dict[int, list[CourseMember]] = {pupil: [] for pupil in pupils}
    lasting = Q(ends_on=None) | Q(ends_on__gte=day)
    for row in CourseMember.objects.filter(lasting, course__in=groups, pupil__in=pupils):
        rows[row.pupil_id].append(row)
    return [event for pupil in pupils for event in _settle(pupil, rows[pupil], places[pupil].group, day)]


def _settle(pupil: int, rows: list[CourseMember], group: int | None, day: date) -> list[Event]:
    """From `day` the pupil is in this group and in no other; rows that were in force are ended, not deleted."""
    events = []
    staying = next((row for row in rows if row.course_id == group and row.starts_on <= day), None)
    for row in rows:
        if row is staying:
            if row.ends_on is not None:
                events.append(_set_end(row, None))
        elif row.starts_on >= day:
            events.append(Event("teaching.divide", CourseMember(pk=row.pk), before=facts(row)))
            row.delete()
        else:
            events.append(_set_end(row, day - DAY))
    if group is not None and staying is None:
        made = CourseMember.objects.create(course_id=group, pupil_id=pupil, starts_on=day)
        events.append(Event("teaching.divide", made, after=facts(made)))
    return events


def _set_end(row: CourseMember, last_day: date | None) -> Event:
    before = {"ends_on": row.ends_on}
    row.ends_on = last_day
    row.save(update_fields=["ends_on"])
    return Event("teaching.divide", row, before, {"ends_on": last_day})
