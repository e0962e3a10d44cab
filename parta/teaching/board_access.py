"""Whose timetable the staff reads: everybody's. Families have the diary."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from parta.core.actor import Actor
from parta.core.roles import Role
from parta.people.models import StaffMember, StaffRole, valid_on
from parta.school.models import SchoolClass
from parta.teaching.models import CourseTeacher


def classes(actor: Actor) -> QuerySet[SchoolClass]:
    rows = SchoolClass.objects.filter(unassigned=False).select_related("year")
    return rows if actor.is_staff else rows.none()


def staff(actor: Actor) -> QuerySet[StaffMember]:
    rows = StaffMember.objects.select_related("person")
    return rows if actor.is_staff else rows.none()


def teachers(actor: Actor) -> QuerySet[StaffMember]:
    """Whoever leads a journal today or is a teacher by role."""
    leads = CourseTeacher.objects.filter(valid_on(actor.on), staff=OuterRef("pk"))
    by_role = StaffRole.objects.filter(valid_on(actor.on), staff=OuterRef("pk"), role=Role.TEACHER)
    found = staff(actor).filter(valid_on(actor.on)).filter(Q(Exists(leads)) | Q(Exists(by_role)))
    return found.order_by("person__sort_key", "pk")


def opens(actor: Actor, course_id: int, class_ids: frozenset[int]) -> bool:
    """Whether a lesson leads the actor to its journal. No query."""
    own = course_id in actor.course_ids | actor.substituted_course_ids
    return actor.is_administration or own or bool(class_ids & actor.homeroom_class_ids)
