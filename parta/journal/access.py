"""Who reads and who writes journals. A scope gives what the actor reaches; the rest does not exist for them."""

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from parta.core.actor import Actor
from parta.school.models import SchoolClass
from parta.teaching.models import Course


def readable_courses(actor: Actor) -> QuerySet[Course]:
    """Own journals; for a class teacher those of the class; for the administration all.

    Each carries `grade_level` (the lowest of its classes) and `of_own_class` (the actor is a class teacher there).
    """
    classes = SchoolClass.objects.filter(courses=OuterRef("pk"), pk__in=actor.homeroom_class_ids)
    courses = Course.objects.annotate(grade_level=Min("classes__grade_level"), of_own_class=Exists(classes))
    if actor.is_administration:
        return courses
    return courses.filter(Q(pk__in=actor.course_ids) | Q(of_own_class=True))


def may_write(actor: Actor, course_id: int) -> bool:
    """Marks are written by the teachers of the course only; a deputy who teaches writes in the own journals."""
    return course_id in actor.course_ids


def sees_health(actor: Actor, course: Course) -> bool:
    """VIS-01, for a course from `readable_courses`."""
    return actor.is_administration or bool(course.of_own_class)  # type: ignore[attr-defined]
