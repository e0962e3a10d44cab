"""Joining and leaving classes and journals [8.2.2]. Rows are dated and never deleted once they have been in force."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Model, Q

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.people.models import ClassMember, Pupil
from parta.school.changes import facts
from parta.school.models import SchoolClass
from parta.school.refusals import Refused
from parta.teaching.models import Course, CourseMember

RULES = {
    "MEM-01": "Ученик в каждый день числится не больше чем в одном классе.",
    "MEM-02": "С зачислением в класс ученик попадает во все журналы целого класса, с уходом выходит из всех журналов.",
    "MEM-03": "В подгруппу ученика записывают отдельно; в двух подгруппах одного предмета он не бывает.",
}
DAY = timedelta(days=1)


@transaction.atomic
def enrol(pupil: Pupil, school_class: SchoolClass, starts_on: date, *, by: Actor | None, at: datetime) -> ClassMember:
    """Put the pupil in the class and in its whole-class journals. MEM-01, MEM-02."""
    year = school_class.year
    if not year.starts_on <= starts_on <= year.ends_on:
        raise Refused(f"День зачисления лежит вне учебного года {year.title}.", "starts_on")
    clash = ClassMember.objects.filter(_from(starts_on), pupil=pupil).select_related("school_class").first()
    if clash:
        raise Refused(
            f"Ученик уже числится в {clash.school_class.title} с {clash.starts_on:%d.%m.%Y}. "
            "Сначала отметьте, что он оттуда выбыл, или переведите его.",
            "starts_on",
        )
    member = ClassMember.objects.create(pupil=pupil, school_class=school_class, starts_on=starts_on)
    made: list[Model] = [member]
    for course in Course.objects.filter(classes=school_class, label="").distinct():
        made += _join(course, [pupil.pk], starts_on)
    record([Event("teaching.enrol", obj, after=facts(obj)) for obj in made], by=by, at=at)
    return member


@transaction.atomic
def leave(member: ClassMember, last_day: date, *, by: Actor | None, at: datetime, reason: str = "") -> None:
    """`last_day` is the last in the class; the journals of the class end with it. MEM-02."""
    if last_day < member.starts_on:
        raise Refused(f"В классе ученик с {member.starts_on:%d.%m.%Y}: уйти раньше он не мог.", "last_day")
    courses = CourseMember.objects.filter(
        _from(last_day + DAY), pupil=member.pupil, course__classes=member.school_class
    ).distinct()
    events = [_end(member, last_day, "teaching.leave", reason)]
    events += [_end(row, last_day, "teaching.leave", reason) for row in courses]
    record(events, by=by, at=at)


@transaction.atomic
def move(
    member: ClassMember, school_class: SchoolClass, starts_on: date, *, by: Actor | None, at: datetime
) -> ClassMember:
    """From `starts_on` in another class of the same year."""
    if school_class == member.school_class:
        raise Refused("Ученик уже в этом классе. Выберите другой.", "school_class")
    if starts_on <= member.starts_on:
        raise Refused(
            f"В {member.school_class.title} ученик с {member.starts_on:%d.%m.%Y}. Перевод может быть только позже.",
            "starts_on",
        )
    leave(member, starts_on - DAY, by=by, at=at)
    return enrol(member.pupil, school_class, starts_on, by=by, at=at)


@transaction.atomic
def set_members(
    course: Course, pupil_ids: Iterable[int], starts_on: date, *, by: Actor | None, at: datetime
) -> tuple[int, int]:
    """From `starts_on` exactly these pupils are in the journal. Gives (joined, left). MEM-03."""
    wanted = set(pupil_ids)
    now = list(CourseMember.objects.filter(_from(starts_on), course=course))
    present = {row.pupil_id for row in now}
    _refuse_two_groups(course, wanted - present, starts_on)
    gone = [row for row in now if row.pupil_id not in wanted]
    joined = _join(course, sorted(wanted - present), starts_on)
    events = [Event("teaching.set_members", row, after=facts(row)) for row in joined]
    events += [_end(row, starts_on - DAY, "teaching.set_members") for row in gone]
    record(events, by=by, at=at)
    return len(joined), len(gone)


def _refuse_two_groups(course: Course, joining: set[int], starts_on: date) -> None:
    if not course.label or not joining:
        return
    other = (
        CourseMember.objects.filter(
            _from(starts_on), pupil_id__in=joining, course__subject=course.subject_id, course__year=course.year_id
        )
        .exclude(course=course)
        .exclude(course__label="")
        .filter(course__kind=course.kind, course__classes__in=course.classes.all())
        .select_related("pupil__person", "course")
        .first()
    )
    if other:
        raise Refused(f"{other.pupil.person.name} уже в подгруппе «{other.course.label}» этого предмета.", "pupils")


def _from(day: date) -> Q:
    """Rows in force on `day` or later."""
    return Q(ends_on__isnull=True) | Q(ends_on__gte=day)


def _join(course: Course, pupil_ids: Iterable[int], starts_on: date) -> list[CourseMember]:
    """New rows for those not in the journal from `starts_on` on."""
    inside = set(CourseMember.objects.filter(_from(starts_on), course=course).values_list("pupil_id", flat=True))
    rows = [
        CourseMember(course=course, pupil_id=pupil_id, starts_on=starts_on)
        for pupil_id in pupil_ids
        if pupil_id not in inside
    ]
    for row in rows:
        row.save()
    return rows


def _end(row: ClassMember | CourseMember, last_day: date, action: str, reason: str = "") -> Event:
    """End a row; one that would end before it began was never in force and goes."""
    if last_day < row.starts_on:
        event = Event(action, type(row)(pk=row.pk), before=facts(row), reason=reason)
        row.delete()
        return event
    before = {"ends_on": row.ends_on}
    row.ends_on = last_day
    row.save(update_fields=["ends_on"])
    return Event(action, row, before, {"ends_on": last_day}, reason)
