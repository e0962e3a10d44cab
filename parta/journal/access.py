"""Who reads and who writes journals. A scope gives what the actor reaches; the rest does not exist for them: 404."""

from typing import Any

from django.db.models import BigIntegerField, CharField, DateField, Exists, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from parta.core.actor import Actor
from parta.journal.models import LessonFile, Unlock
from parta.people.consents import health_of
from parta.people.models import ClassMember, Homeroom, valid_on
from parta.school.models import Period, SchoolClass
from parta.teaching.models import Course, CourseMember, CourseTeacher, Lesson

OTHERS_LESSON = "это урок другого учителя, записать ничего нельзя."
NOT_YET = "замену записывают в день урока или позже."


def courses(actor: Actor) -> QuerySet[Course]:
    """Journals the caller may read: own ones; the class teacher those of the class; the administration all;
    a substitute those of the lessons given for another, from the assignment till the edit window ends [5.2]. Past
    years are read by whoever taught or led the class to their end.

    Each carries `grade_level` (the lowest of its classes; None without a class).
    """
    found = Course.objects.annotate(grade_level=Min("classes__grade_level"))
    if actor.is_administration:
        return found
    if not actor.is_staff:
        return found.none()
    of_class = SchoolClass.objects.filter(courses=OuterRef("pk"), pk__in=actor.homeroom_class_ids)
    own = actor.course_ids | actor.substituted_course_ids
    return found.filter(Q(pk__in=own) | Exists(of_class) | _past(actor))


def _past(actor: Actor) -> Q:
    """Journals of past years, for whoever taught them, or led a class of theirs, on the last day of their year."""
    year_over = Q(year__ends_on__lt=actor.on)
    to_the_end = Q(ends_on=None) | Q(ends_on__gte=OuterRef("year__ends_on"))
    mine = {"staff_id": actor.staff_id, "starts_on__lte": OuterRef("year__ends_on")}
    taught = CourseTeacher.objects.filter(to_the_end, course=OuterRef("pk"), **mine)
    led = Homeroom.objects.filter(to_the_end, school_class__courses=OuterRef("pk"), **mine)
    return year_over & (Q(Exists(taught)) | Q(Exists(led)))


def reader(actor: Actor) -> dict[str, Any]:
    """What the scopes ask of an actor, as arguments of a prepared query."""
    own = actor.course_ids | actor.substituted_course_ids
    standing = {"staff_id": actor.staff_id or 0, "own": own, "homerooms": actor.homeroom_class_ids, "on": actor.on}
    return {"roles": actor.roles, "is_staff": actor.is_staff, **standing}


READER: dict[str, Any] = {
    "staff_id": BigIntegerField(),
    "own": BigIntegerField(),
    "homerooms": BigIntegerField(),
    "on": DateField(),
}


def reading(*, roles: Any, is_staff: bool, staff_id: Any, own: Any, homerooms: Any, on: Any) -> Actor:
    """The actor of `reader()` inside a prepared query, with places instead of numbers."""
    staff = staff_id if is_staff else None
    return Actor(on=on, staff_id=staff, roles=roles, course_ids=frozenset(own), homeroom_class_ids=homerooms)


def may_write(actor: Actor, course_id: int) -> bool:
    """Only the teachers of a journal write in all of it; a deputy who teaches writes in the own ones. No query.

    A teacher who is being substituted keeps this right: the journal is theirs, and they may return any day.
    From outside the school's networks nobody writes (NET-01).
    """
    return actor.is_staff and not actor.outside and course_id in actor.course_ids


def may_write_some(actor: Actor, course_id: int) -> bool:
    """Whether anything of the journal can be written: all of it, or a substituted lesson. No query."""
    return may_write(actor, course_id) or (not actor.outside and course_id in actor.substituted_course_ids)


def lesson_refusal(actor: Actor, course_id: int, lesson_id: int) -> str:
    """Why the caller, who reads the journal, can't write in this lesson of it; empty when they can. No query."""
    if actor.outside or may_write(actor, course_id):
        return actor.outside
    mine = [one for one in actor.substituted if (one.course_id, one.lesson_id) == (course_id, lesson_id)]
    if not mine:
        return OTHERS_LESSON
    return "" if mine[0].begun else NOT_YET


def gives(actor: Actor, course_id: int, lesson_id: int) -> bool:
    """Whether the lesson is the caller's: of an own journal, or given for another. No query."""
    substituted = {(one.course_id, one.lesson_id) for one in actor.substituted}
    return actor.is_staff and (course_id in actor.course_ids or (course_id, lesson_id) in substituted)


def may_write_lesson(actor: Actor, course_id: int, lesson_id: int) -> bool:
    return not lesson_refusal(actor, course_id, lesson_id)


def lessons(actor: Actor, course_id: int) -> QuerySet[Lesson]:
    """Lessons of a journal the caller reads, each with its place in the plan."""
    reads = courses(actor).filter(pk=course_id)
    return Lesson.objects.filter(Exists(reads), course_id=course_id).select_related("plan_item")


def files(actor: Actor, course_id: int, lesson_id: int) -> QuerySet[LessonFile]:
    """Files of a lesson of a journal the caller reads."""
    reads = courses(actor).filter(pk=course_id)
    return LessonFile.objects.filter(Exists(reads), lesson_id=lesson_id, lesson__course_id=course_id)


def members(actor: Actor, course_id: int) -> QuerySet[CourseMember]:
    """Dated members of a journal, each with `health`: whether the caller sees «б» of that pupil (VIS-01, VIS-04).

    And with `class_name`, «8Б», of the class last entered.
    """
    classes = ClassMember.objects.filter(pupil=OuterRef("pupil"), school_class__unassigned=False).order_by("-starts_on")
    name = Concat(Cast("school_class__grade_level", CharField()), "school_class__letter", output_field=CharField())
    class_name = Subquery(classes.annotate(name=name).values("name")[:1])
    rows = CourseMember.objects.filter(course_id=course_id).annotate(class_name=class_name)
    agreed = Exists(health_of(OuterRef("pupil"), actor.on))
    if actor.is_administration:
        return rows.annotate(health=agreed)
    if not actor.homeroom_class_ids:
        return rows.annotate(health=Value(False))
    own_class = ClassMember.objects.filter(
        valid_on(actor.on), pupil=OuterRef("pupil"), school_class__pk__in=actor.homeroom_class_ids
    )
    return rows.annotate(health=Exists(own_class) & agreed)


def periods(actor: Actor) -> QuerySet[Period]:
    """Accounting periods to close and open."""
    return Period.objects.all() if actor.is_administration else Period.objects.none()


def unlocks(actor: Actor) -> QuerySet[Unlock]:
    """Journals opened in closed periods."""
    return Unlock.objects.all() if actor.is_administration else Unlock.objects.none()
