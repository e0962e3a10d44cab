"""What a lesson still lacks, as data and as conditions for queries over `Lesson`.

Grade 1, внеурочная деятельность and class hours have no homework; they and subjects without marks ask for no marks.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from parta.core.russian import listed
from parta.school.models import Scale
from parta.teaching.models import Course, CourseKind, LessonState

STUDIED = (CourseKind.LESSON, CourseKind.INDIVIDUAL)


@dataclass(frozen=True)
class Readiness:
    roll: bool  # the roll-call was held
    topic: bool
    homework: bool
    marks: int
    wants_homework: bool
    wants_marks: bool

    @property
    def filled(self) -> bool:
        return self.roll and self.topic and (self.homework or not self.wants_homework)

    @property
    def lacks(self) -> str:
        """«Нет переклички и домашнего задания.»; empty when nothing is lacking."""
        without_homework = self.wants_homework and not self.homework
        parts = [("переклички", not self.roll), ("темы", not self.topic), ("домашнего задания", without_homework)]
        lacking = [name for name, lacks in parts if lacks]
        return f"Нет {listed(lacking)}." if lacking else ""


def regular() -> Q:
    return Q(state=LessonState.REGULAR)


def with_roll_call() -> Q:
    return Q(roll_call__isnull=False)


def with_topic() -> Q:
    return Q(topic__gt="")


def with_homework() -> Q:
    return Q(homework__isnull=False, homework__text__gt="")


def wants_homework() -> Q:
    first_grade = Course.classes.through.objects.filter(course_id=OuterRef("course_id"), schoolclass__grade_level=1)
    return Q(~Exists(first_grade), course__kind__in=STUDIED)


def wants_marks() -> Q:
    return wants_homework() & ~Q(course__subject__scale=Scale.NONE)


def unfilled() -> Q:
    """Lessons that lack their roll-call, their topic or their homework; cancelled and moved ones lack nothing."""
    without_homework = Q(homework__isnull=True) | Q(homework__text="")
    return regular() & (Q(roll_call__isnull=True) | Q(topic="") | (without_homework & wants_homework()))
