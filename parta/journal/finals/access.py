"""Who sets final marks: the teachers of the journal, and whom the school named for a teacher who is away for long."""

from django.db.models import Exists, OuterRef

from parta.core.actor import Actor
from parta.journal import access
from parta.people.models import valid_on
from parta.teaching.models import CourseTeacher, TeacherAbsence


def may_set(actor: Actor, course_id: int) -> bool:
    """No query for the teachers of the journal; one for others of the staff. A class teacher and the deputy read only;
    a substitute sets finals only when the absence names them for it [5.2]."""
    if not actor.is_staff or actor.outside:
        return False
    return access.may_write(actor, course_id) or course_id in named_courses(actor)


def named_courses(actor: Actor) -> set[int]:
    """Journals of teachers in whose absence the actor sets the final marks. One query."""
    if not actor.is_staff:
        return set()
    away = TeacherAbsence.objects.filter(valid_on(actor.on), staff=OuterRef("staff"), finals_to=actor.staff_id)
    return set(CourseTeacher.objects.filter(valid_on(actor.on), Exists(away)).values_list("course_id", flat=True))
