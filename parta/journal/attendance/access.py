"""Who sees the attendance of which class: class teachers (acting ones too) their own, the administration all [4.2]."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from parta.core.actor import Actor
from parta.journal.models import AbsenceNotice, AbsenceReason
from parta.people.consents import health_of
from parta.people.models import ClassMember, Pupil, valid_on, valid_within
from parta.school.models import SchoolClass
from parta.teaching.models import Course, CourseMember, Exemption, Lesson, LessonState


def classes(actor: Actor) -> QuerySet[SchoolClass]:
    """Classes whose attendance the actor reads."""
    found = SchoolClass.objects.filter(unassigned=False).select_related("year")
    return found if actor.is_administration else found.filter(pk__in=actor.homeroom_class_ids)


def kept(actor: Actor) -> QuerySet[SchoolClass]:
    """Classes whose absences the actor explains: the own ones. The administration only reads."""
    return classes(actor).filter(pk__in=actor.homeroom_class_ids)


def members(actor: Actor, school_class: SchoolClass, start: date, end: date) -> QuerySet[ClassMember]:
    """Memberships that meet the dates, each with `now` (in the class today) and `health` (may «б» be seen).

    A pupil who has moved on is another class teacher's: the former one keeps the days, not the illness.
    """
    now = ClassMember.objects.filter(valid_on(actor.on), pupil=OuterRef("pupil"), school_class=school_class)
    rows = school_class.members.filter(valid_within(start, end))
    rows, agreed = rows.annotate(now=Exists(now)), Exists(health_of(OuterRef("pupil"), actor.on))
    if actor.is_administration:
        return rows.annotate(health=agreed)
    return rows.annotate(health=Exists(now) & agreed)


def pupils(actor: Actor, school_class: SchoolClass) -> QuerySet[Pupil]:
    """Today's pupils of the class, in Russian order."""
    mine = ClassMember.objects.filter(valid_on(actor.on), school_class=school_class)
    rows = Pupil.objects.filter(pk__in=mine.values("pupil")).select_related("person")
    return rows.order_by("person__sort_key", "pk")


def reasons(actor: Actor, school_class: SchoolClass) -> QuerySet[AbsenceReason]:
    """Reasons of today's pupils in the year of the class, each with `health`: may «б» be seen (VIS-04)."""
    rows = AbsenceReason.objects.filter(pupil__in=pupils(actor, school_class).order_by().values("pk"))
    rows = rows.annotate(health=Exists(health_of(OuterRef("pupil"), actor.on)))
    return rows.filter(starts_on__gte=school_class.year.starts_on).select_related("pupil__person")


def notices(actor: Actor, school_class: SchoolClass) -> QuerySet[AbsenceNotice]:
    rows = AbsenceNotice.objects.filter(pupil__in=pupils(actor, school_class).order_by().values("pk"))
    return rows.filter(withdrawn_at=None).select_related("pupil__person")


def courses(actor: Actor, school_class: SchoolClass) -> QuerySet[Course]:
    """Journals in which pupils of the class are today."""
    mine = CourseMember.objects.filter(
        valid_on(actor.on), pupil__in=pupils(actor, school_class).order_by().values("pk")
    )
    return Course.objects.filter(pk__in=mine.values("course")).select_related("subject")


def exemptions(actor: Actor, school_class: SchoolClass) -> QuerySet[Exemption]:
    rows = Exemption.objects.filter(pupil__in=pupils(actor, school_class).order_by().values("pk"))
    return rows.filter(course__year=school_class.year_id).select_related("pupil__person", "course__subject")


def lessons(pupil: Pupil | None) -> QuerySet[Lesson]:
    """Lessons of the pupil's journals, on the days of belonging to them, but cancelled ones."""
    joined = CourseMember.objects.filter(valid_on(OuterRef("date")), course=OuterRef("course"), pupil=pupil)
    return Lesson.objects.filter(Exists(joined)).filter(state=LessonState.REGULAR)
