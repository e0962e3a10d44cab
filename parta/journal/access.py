"""Who reads and who writes journals. A scope gives what the actor reaches; the rest does not exist for them: 404."""

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Value

from parta.core.actor import Actor
from parta.people.models import ClassMember, valid_on
from parta.school.models import SchoolClass
from parta.teaching.models import Course, CourseMember


def courses(actor: Actor) -> QuerySet[Course]:
    """Journals the caller may read: own ones; the class teacher those of the class; the administration all.

    Each carries `grade_level` (the lowest of its classes; None without a class).
    """
    found = Course.objects.annotate(grade_level=Min("classes__grade_level"))
    if actor.is_administration:
        return found
    if not actor.is_staff:
        return found.none()
    of_class = SchoolClass.objects.filter(courses=OuterRef("pk"), pk__in=actor.homeroom_class_ids)
    return found.filter(Q(pk__in=actor.course_ids) | Exists(of_class))


def may_write(actor: Actor, course_id: int) -> bool:
    """Only the teachers of a journal write in it; a deputy who teaches writes in the own ones. No query."""
    return actor.is_staff and course_id in actor.course_ids


def members(actor: Actor, course_id: int) -> QuerySet[CourseMember]:
    """Dated members of a journal, each with `health`: whether the caller sees «б» of that pupil (PRODUCT.md)."""
    rows = CourseMember.objects.filter(course_id=course_id)
    if actor.is_administration or not actor.homeroom_class_ids:
        return rows.annotate(health=Value(actor.is_administration))
    own_class = ClassMember.objects.filter(
        valid_on(actor.on), pupil=OuterRef("pupil"), school_class_id__in=actor.homeroom_class_ids
    )
    return rows.annotate(health=Exists(own_class))
