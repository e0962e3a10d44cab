"""What of classes and journals an actor reaches in the section «Школа»."""

from django.db.models import QuerySet

from parta.core.actor import Actor
from parta.core.roles import ADMINISTRATION, Role
from parta.people.models import ClassMember, Homeroom, StaffMember
from parta.school.models import Room, SchoolClass
from parta.teaching.models import Course, CourseTeacher, Lesson, Movement, TeacherAbsence

_OFFICE = ADMINISTRATION | {Role.SECRETARY}
_SCHEDULERS = ADMINISTRATION | {Role.SCHEDULER}
_SETTERS = _OFFICE | {Role.SCHEDULER}


def classes(actor: Actor) -> QuerySet[SchoolClass]:
    rows = SchoolClass.objects.select_related("year")
    return rows if actor.roles & _SETTERS else rows.none()


def class_members(actor: Actor) -> QuerySet[ClassMember]:
    rows = ClassMember.objects.select_related("pupil__person", "school_class__year")
    return rows if actor.roles & _OFFICE else rows.none()


def homerooms(actor: Actor) -> QuerySet[Homeroom]:
    rows = Homeroom.objects.select_related("staff__person", "school_class")
    return rows if actor.roles & _OFFICE else rows.none()


def courses(actor: Actor) -> QuerySet[Course]:
    rows = Course.objects.select_related("subject", "year")
    return rows if actor.roles & _SETTERS else rows.none()


def lessons(actor: Actor) -> QuerySet[Lesson]:
    """Lessons that are moved and cancelled."""
    rows = Lesson.objects.select_related("course__subject", "course__year", "moved_to", "moved_from")
    return rows if actor.roles & _SCHEDULERS else rows.none()


def course_teachers(actor: Actor) -> QuerySet[CourseTeacher]:
    rows = CourseTeacher.objects.select_related("staff__person", "course__subject")
    return rows if actor.roles & _SETTERS else rows.none()


def teachers(actor: Actor) -> QuerySet[StaffMember]:
    """Whose journals may be handed over."""
    rows = StaffMember.objects.select_related("person")
    return rows if actor.roles & _SCHEDULERS else rows.none()


def rooms(actor: Actor) -> QuerySet[Room]:
    return Room.objects.all() if actor.roles & _SCHEDULERS else Room.objects.none()


def movements(actor: Actor) -> QuerySet[Movement]:
    rows = Movement.objects.select_related("pupil__person")
    return rows if actor.roles & _OFFICE else rows.none()


def absences(actor: Actor) -> QuerySet[TeacherAbsence]:
    """The scheduler arranges substitutions too, but doesn't see why a teacher is away: the pages leave that out."""
    rows = TeacherAbsence.objects.select_related("staff__person", "finals_to__person")
    return rows if actor.roles & _SCHEDULERS else rows.none()
