"""Subjects, journals with their teachers and pupils, and the timetable of the demo."""

from collections.abc import Mapping
from datetime import date

from parta.core.russian import sort_key
from parta.ops.demo import model as data
from parta.ops.demo.marks import PASS_SUBJECTS
from parta.ops.demo_school.people import People
from parta.school.models import AcademicYear, Scale, Subject
from parta.school.rules.subjects import usual_works
from parta.teaching.actions.courses import derived
from parta.teaching.models import Course, CourseMember, CourseTeacher, Slot

Stays = dict[str, dict[str, list[tuple[date, date | None]]]]


def make_courses(school: data.DemoSchool, people: People, year: AcademicYear) -> dict[str, Course]:
    """Journals by their keys in the data."""
    subjects = _subjects(school)
    courses = {one.key: _course(one, subjects[one.subject_key], people, year) for one in school.courses}
    Course.objects.bulk_create(courses.values())
    Course.classes.through.objects.bulk_create(
        Course.classes.through(course_id=courses[one.key].pk, schoolclass_id=people.classes[class_key].pk)
        for one in school.courses
        for class_key in one.class_keys
    )
    CourseTeacher.objects.bulk_create(
        CourseTeacher(course=courses[one.key], staff=people.staff[teacher], starts_on=year.starts_on)
        for one in school.courses
        for teacher in one.teacher_keys
    )
    CourseMember.objects.bulk_create(
        CourseMember(course=courses[one.key], pupil=people.pupils[key], starts_on=year.starts_on)
        for one in school.courses
        for key in members(school, one)
    )
    Slot.objects.bulk_create(
        Slot(
            course=courses[one.course_key], weekday=one.weekday, number=one.number, room=one.room,
            starts_on=year.starts_on,
        )
        for one in school.slots
    )  # fmt: skip
    return courses


MATHEMATICS = ("algebra", "geometriya", "veroyatnost")


def _scale(subject: data.Subject) -> Scale:
    if subject.key in PASS_SUBJECTS:
        return Scale.PASS
    return Scale.MARKS if subject.marked else Scale.NONE


def members(school: data.DemoSchool, course: data.Course) -> tuple[str, ...]:
    """Keys of the journal's pupils, in the order of the class list."""
    if course.member_keys is not None:
        return course.member_keys
    return tuple(one.key for one in school.pupils if one.class_key in course.class_keys)


def stays(courses: Mapping[str, int], pupils: Mapping[str, int]) -> Stays:
    """As the lists are by now: journal → pupil → when in it, by the keys of the data, in the order of `pupils`."""
    course_keys, pupil_keys = ({pk: key for key, pk in numbers.items()} for numbers in (courses, pupils))
    found: Stays = {key: {} for key in courses}
    rows = CourseMember.objects.filter(course__in=course_keys, pupil__in=pupil_keys).order_by("pupil_id", "starts_on")
    for course, pupil, starts_on, ends_on in rows.values_list("course_id", "pupil_id", "starts_on", "ends_on"):
        found[course_keys[course]].setdefault(pupil_keys[pupil], []).append((starts_on, ends_on))
    return found


def _subjects(school: data.DemoSchool) -> dict[str, Subject]:
    rows = {
        one.key: Subject(
            name=one.name,
            short=one.short,
            scale=_scale(one),
            needed_works=usual_works(one.name),
            sort_key=sort_key(one.name),
        )
        for one in school.subjects
    }
    Subject.objects.bulk_create(rows.values())
    Subject.objects.filter(pk__in=[rows[key].pk for key in MATHEMATICS]).update(part_of=rows["matematika"])
    return rows


def _course(one: data.Course, subject: Subject, people: People, year: AcademicYear) -> Course:
    classes = [people.classes[key] for key in one.class_keys]
    return Course(
        year=year, subject=subject, label=one.label, hours_per_week=one.hours, **derived(subject, classes, "")
    )
