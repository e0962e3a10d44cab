"""The whole school on some days: every lesson with who gives it, and every teacher with where they are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from parta.core.roles import Role
from parta.people.models import StaffMember, StaffRole, valid_within
from parta.school.bells import all_bells
from parta.teaching.models import Course, CourseTeacher, Lesson, LessonState, Substitution, TeacherAbsence
from parta.teaching.rules.substitutions import Colleague, Given, Hour, Staffing

Dates = tuple[date, date | None]


def staffing(start: date, end: date) -> Staffing:
    """Eight queries, whatever the size of the school."""
    in_dates = valid_within(start, end)
    courses = Course.objects.filter(year__starts_on__lte=end, year__ends_on__gte=start)
    known = {one.pk: one for one in courses.select_related("subject").prefetch_related("classes")}
    teachers: dict[int, list[tuple[int, Dates]]] = defaultdict(list)
    led = CourseTeacher.objects.filter(in_dates, course__in=courses)
    for course_id, staff_id, starts_on, ends_on in led.values_list("course_id", "staff_id", "starts_on", "ends_on"):
        teachers[course_id].append((staff_id, (starts_on, ends_on)))
    away: dict[int, list[Dates]] = defaultdict(list)
    absences = TeacherAbsence.objects.filter(in_dates)
    for staff_id, starts_on, ends_on in absences.values_list("staff_id", "starts_on", "ends_on"):
        away[staff_id].append((starts_on, ends_on))
    colleagues = tuple(_colleagues(in_dates, known, teachers, away))
    return Staffing(tuple(_lessons(start, end, known, teachers, {one.staff_id: one for one in colleagues})), colleagues)


def _colleagues(
    in_dates: Q, courses: dict[int, Course], teachers: dict[int, list[tuple[int, Dates]]], away: dict[int, list[Dates]]
) -> Iterable[Colleague]:
    """Whoever leads a journal or is a teacher by role."""
    subjects: dict[int, set[int]] = defaultdict(set)
    classes: dict[int, set[int]] = defaultdict(set)
    for course_id, rows in teachers.items():
        for staff_id, _ in rows:
            subjects[staff_id].add(courses[course_id].subject_id)
            classes[staff_id] |= {one.pk for one in courses[course_id].classes.all()}
    by_role = StaffRole.objects.filter(in_dates, role=Role.TEACHER).values("staff")
    found = StaffMember.objects.filter(in_dates).filter(Q(pk__in=list(subjects)) | Q(pk__in=by_role))
    for one in found.select_related("person").order_by("person__sort_key", "pk"):
        yield Colleague(
            staff_id=one.pk,
            name=one.person.short_name,
            subjects=frozenset(subjects[one.pk]),
            classes=frozenset(classes[one.pk]),
            works=(one.starts_on, one.ends_on),
            away=tuple(away[one.pk]),
        )


def _lessons(
    start: date,
    end: date,
    courses: dict[int, Course],
    teachers: dict[int, list[tuple[int, Dates]]],
    colleagues: dict[int, Colleague],
) -> Iterable[Given]:
    bells = all_bells()
    substitutes = dict(
        Substitution.objects.filter(lesson__date__range=(start, end)).values_list("lesson_id", "staff_id")
    )
    rows: Any = Lesson.objects.filter(date__range=(start, end), course__in=list(courses))
    rows = rows.exclude(state=LessonState.MOVED).order_by("date", "number", "pk")
    for pk, course_id, day, number, state in rows.values_list("pk", "course_id", "date", "number", "state"):
        course = courses[course_id]
        classes = list(course.classes.all())
        led = {staff for staff, (first, last) in teachers[course_id] if first <= day and (last is None or day <= last)}
        there = {staff for staff in led if staff in colleagues and colleagues[staff].there(day)}
        staff = {substitutes[pk]} if pk in substitutes else there
        shift, grade_level = (classes[0].shift, classes[0].grade_level) if classes else (1, 0)
        yield Given(
            lesson_id=pk,
            course_id=course_id,
            title=course.full_title,
            hour=Hour(day, number, shift, *bells.at(shift, grade_level, number)),
            subject_id=course.subject_id,
            class_ids=frozenset(one.pk for one in classes),
            label=course.label,
            staff=frozenset() if state == LessonState.CANCELLED else frozenset(staff),
            partners=frozenset(there),
        )
