"""Joining and leaving classes and journals [8.2.2]. Rows are dated and never deleted once they have been in force."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Model, Q

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.people.models import ClassMember, Pupil
from parta.school.calendar import school_day
from parta.school.changes import facts
from parta.school.models import SchoolClass
from parta.school.refusals import Refused
from parta.school.years import refuse_closed
from parta.teaching.models import Course, CourseKind, CourseMember

RULES = {
    "MEM-01": "Ученик в каждый день числится не больше чем в одном классе.",
    "MEM-02": "С зачислением в класс ученик попадает во все журналы целого класса, с уходом выходит из всех журналов.",
    "MEM-03": "В подгруппу ученика записывают отдельно; в двух подгруппах одного предмета он не бывает.",
    "MEM-04": "Кто был в журнале, пока шли уроки, остаётся в нём за эти дни.",
    "MEM-05": "Кто переведён в следующий год и выбывает летом, числится в прежнем классе до последнего дня.",
}
DAY = timedelta(days=1)
# Journals that everybody of their classes is in: neither a subgroup's nor a single pupil's.
WHOLE = Q(label="") & ~Q(kind=CourseKind.INDIVIDUAL)


@transaction.atomic
def enrol(pupil: Pupil, school_class: SchoolClass, starts_on: date, *, by: Actor | None, at: datetime) -> ClassMember:
    """Put the pupil in the class and in its whole-class journals. MEM-01, MEM-02."""
    year = school_class.year
    refuse_closed(year.pk)
    if not year.starts_on <= starts_on <= year.ends_on:
        raise Refused(f"День зачисления лежит вне учебного года {year.title}.", "starts_on")
    _refuse_two_classes(pupil, starts_on)
    member = ClassMember.objects.create(pupil=pupil, school_class=school_class, starts_on=starts_on)
    made: list[Model] = [member]
    for course in Course.objects.filter(WHOLE, classes=school_class).distinct():
        made += _join(course, [pupil.pk], starts_on)
    record([Event("teaching.enrol", obj, after=facts(obj)) for obj in made], by=by, at=at)
    return member


def _refuse_two_classes(pupil: Pupil, starts_on: date, *, but: ClassMember | None = None) -> None:
    """MEM-01."""
    others = ClassMember.objects.filter(_from(starts_on), pupil=pupil).exclude(pk=but.pk if but else 0)
    if clash := others.select_related("school_class").first():
        raise Refused(
            f"Ученик уже числится в {clash.school_class.title} с {clash.starts_on:%d.%m.%Y}. "
            "Сначала отметьте, что он оттуда выбыл, или переведите его.",
            "starts_on",
        )


@transaction.atomic
def leave(member: ClassMember, last_day: date | None, *, by: Actor | None, at: datetime, reason: str = "") -> None:
    """`last_day` is the last in the class and in its journals; None: has not left after all. MEM-02."""
    refuse_closed(member.school_class.year_id)
    ahead = by is not None and by.on < member.starts_on
    if last_day is not None and last_day < member.starts_on and not ahead:
        raise Refused(f"В классе ученик с {member.starts_on:%d.%m.%Y}: уйти раньше он не мог.", "last_day")
    if last_day is not None and last_day > member.school_class.year.ends_on:
        raise Refused(f"Учебный год кончается {member.school_class.year.ends_on:%d.%m.%Y}.", "last_day")
    if member.ends_on is not None and (last_day is None or last_day > member.ends_on):
        _refuse_two_classes(member.pupil, member.ends_on + DAY, but=member)
    if last_day is not None and ahead:
        _leave_in_summer(member, last_day, by=by, at=at, reason=reason)
    _end_all(member, last_day, by=by, at=at, reason=reason)


def _leave_in_summer(joined: ClassMember, last_day: date, *, by: Actor | None, at: datetime, reason: str) -> None:
    """Who was passed on to the next year and leaves before it begins is in the former class to the last day. MEM-05."""
    former = ClassMember.objects.filter(pupil=joined.pupil, ends_on=joined.starts_on - DAY, starts_on__lte=last_day)
    for row in former.select_related("school_class"):
        _end_all(row, last_day, by=by, at=at, reason=reason)


def _end_all(member: ClassMember, last_day: date | None, *, by: Actor | None, at: datetime, reason: str = "") -> None:
    """End, or go on with, the class and the journals that end together with it."""
    together = Q(ends_on=member.ends_on)
    if last_day is not None:
        together |= _from(last_day + DAY)
    courses = CourseMember.objects.filter(together, pupil=member.pupil, course__classes=member.school_class).distinct()
    ending: list[ClassMember | CourseMember] = [*courses, member]
    events = [_end(row, last_day, "teaching.leave", reason) for row in ending]
    record(events, by=by, at=at)


@transaction.atomic
def move(
    member: ClassMember, school_class: SchoolClass, starts_on: date, *, by: Actor | None, at: datetime
) -> ClassMember:
    """From `starts_on` in another class of the same year. Out of «Без класса» from its first day on as well."""
    refuse_closed(member.school_class.year_id)
    if school_class == member.school_class:
        raise Refused("Ученик уже в этом классе. Выберите другой.", "school_class")
    known_since = member.starts_on if member.school_class.unassigned else member.starts_on + DAY
    if starts_on < known_since:
        raise Refused(
            f"В {member.school_class.title} ученик с {member.starts_on:%d.%m.%Y}. "
            f"Перевести можно не раньше {known_since:%d.%m.%Y}.",
            "starts_on",
        )
    if member.ends_on is not None and member.ends_on < starts_on:
        raise Refused(f"Ученик выбыл {member.ends_on:%d.%m.%Y}. Зачислите его снова.", "starts_on")
    pupil = member.pupil
    _end_all(member, starts_on - DAY, by=by, at=at)
    return enrol(pupil, school_class, starts_on, by=by, at=at)


@transaction.atomic
def unmove(left: ClassMember, joined: ClassMember, *, by: Actor | None, at: datetime) -> None:
    """A move that has not come into force: the pupil goes on in the class left, as if nothing had been."""
    refuse_closed(left.school_class.year_id)
    _end_all(joined, joined.starts_on - DAY, by=by, at=at)
    _end_all(left, None, by=by, at=at)


@transaction.atomic
def join_classes(
    course: Course, classes: Iterable[SchoolClass], since: date | None, *, by: Actor, at: datetime
) -> None:
    """Everybody of these classes comes into a whole-class journal: from the day they are in the class, but not before
    `since`. MEM-02."""
    day = since or by.on
    if since:
        _refuse_outside_year(course, since)
    inside = set(CourseMember.objects.filter(_from(day), course=course).values_list("pupil_id", flat=True))
    rows = [
        CourseMember.objects.create(
            course=course, pupil_id=row.pupil_id, starts_on=max(row.starts_on, since or date.min), ends_on=row.ends_on
        )
        for row in ClassMember.objects.filter(_from(day), school_class__in=classes)
        if row.pupil_id not in inside
    ]
    record([Event("teaching.enrol", row, after=facts(row)) for row in rows], by=by, at=at)


def leave_classes(
    course: Course, classes: Collection[SchoolClass], since: date, *, by: Actor, at: datetime
) -> None:  # fmt: skip
    """Pupils of classes no longer in the journal are in it till the day before `since`. MEM-02, MEM-04."""
    _refuse_outside_year(course, since)
    if since > by.on + DAY:
        raise Refused("Убрать класс из журнала можно с сегодняшнего или завтрашнего дня.", "since")
    theirs = ClassMember.objects.filter(_from(since), school_class__in=classes).values("pupil_id")
    staying = ClassMember.objects.filter(_from(since), school_class__in=course.classes.all()).values("pupil_id")
    rows = CourseMember.objects.filter(_from(since), course=course, pupil_id__in=theirs)
    gone = list(rows.exclude(pupil_id__in=staying).select_related("pupil__person"))
    _refuse_undoing(course, gone, since, school_day(at))
    record([_end(row, since - DAY, "teaching.leave") for row in gone], by=by, at=at)


@transaction.atomic
def set_members(
    course: Course, pupil_ids: Iterable[int], starts_on: date, *, by: Actor | None, at: datetime
) -> tuple[int, int]:
    """From `starts_on` exactly these pupils are in the journal. Gives (joined, left). MEM-03."""
    wanted = set(pupil_ids)
    now = list(CourseMember.objects.filter(_from(starts_on), course=course).select_related("pupil__person"))
    present = {row.pupil_id for row in now}
    _refuse_outside_year(course, starts_on)
    _refuse_two_groups(course, wanted - present, starts_on)
    gone = [row for row in now if row.pupil_id not in wanted]
    _refuse_undoing(course, gone, starts_on, school_day(at))
    joined = _join(course, sorted(wanted - present), starts_on)
    events = [Event("teaching.set_members", row, after=facts(row)) for row in joined]
    events += [_end(row, starts_on - DAY, "teaching.set_members") for row in gone]
    record(events, by=by, at=at)
    return len(joined), len(gone)


def _refuse_outside_year(course: Course, starts_on: date) -> None:
    year = course.year
    refuse_closed(year.pk)
    if not year.starts_on <= starts_on <= year.ends_on:
        raise Refused(f"Этот день лежит вне учебного года {year.title}.", "starts_on")


def _refuse_undoing(course: Course, gone: list[CourseMember], starts_on: date, on: date) -> None:
    """Who was in the journal while it had lessons stays in it for those days. MEM-04."""
    for row in gone:
        if starts_on <= row.starts_on and course.lessons.filter(date__gte=row.starts_on, date__lt=on).exists():
            raise Refused(
                f"{row.pupil.person.name} в журнале с {row.starts_on:%d.%m.%Y}, и уроки с тех пор уже прошли. "
                "Выберите день позже.",
                "starts_on",
            )


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


def _end(row: ClassMember | CourseMember, last_day: date | None, action: str, reason: str = "") -> Event:
    """End a row, or go on with it; one that would end before it began was never in force and goes."""
    if last_day is not None and last_day < row.starts_on:
        event = Event(action, type(row)(pk=row.pk), before=facts(row), reason=reason)
        row.delete()
        return event
    before = {"ends_on": row.ends_on}
    row.ends_on = last_day
    row.save(update_fields=["ends_on"])
    return Event(action, row, before, {"ends_on": last_day}, reason)
