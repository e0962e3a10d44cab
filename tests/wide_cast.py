"""More of the cast, for the access matrix: ties that are over, limited, double or standing in (SECURITY.md 5.4)."""

from collections.abc import Mapping
from datetime import date, timedelta

from parta.core import dates
from parta.core.roles import Role
from parta.core.russian import sort_key
from parta.people.models import ClassMember, Consent, Guardian, Guardianship, Homeroom
from parta.school.models import AcademicYear, SchoolClass, Subject
from parta.teaching.models import Course, CourseMember, CourseTeacher, Lesson, Substitution
from tests.cast import START, TODAY, Cast, make_guardian, make_person, make_pupil, make_staff

YESTERDAY = TODAY - timedelta(days=1)
LAST_YEAR = date(2025, 9, 1)

# Whom of the first cast each of them is like; nobody: reaches only what everybody of the kind does.
LIKE: Mapping[str, frozenset[str]] = {
    "acting": frozenset({"irina"}),  # acting class teacher of 8Б
    "both": frozenset({"olga", "anna"}),  # leads algebra too, and is Петя's father
    "group": frozenset(),  # leads the other subgroup of English
    "expired": frozenset(),  # was a substitute in algebra; the edit window is over
    "left_class": frozenset(),  # was class teacher of 8Б till yesterday
    "handed_over": frozenset(),  # led algebra till yesterday
    "past": frozenset(),  # led 8Б's algebra of last year
}
# No tie opens anything: refused by every page of families and of the staff.
OUTSIDERS = ("blocked", "revoked", "limited", "of_age", "gone", "withdrawn")
WIDE = (*LIKE, "substitute", *OUTSIDERS)


def widen(cast: Cast) -> None:
    _staff(cast)
    _families(cast)
    _canaries(cast)


def _staff(cast: Cast) -> None:
    eight, algebra = cast.classes["8Б"], cast.courses["algebra"]
    names = (
        ("acting", "Врио"), ("group", "Группова"), ("expired", "Давняя"), ("substitute", "Заменова"),
        ("left_class", "Прежняя"), ("handed_over", "Отдавшая"), ("past", "Прошлогодняя"), ("both", "Двойных"),
    )  # fmt: skip
    for key, last in names:
        make_staff(cast, key, (last, "Инна", "Львовна"), Role.TEACHER)
    Homeroom.objects.create(school_class=eight, staff=cast.staff["acting"], starts_on=START, acting=True)
    Homeroom.objects.create(school_class=eight, staff=cast.staff["left_class"], starts_on=START, ends_on=YESTERDAY)
    CourseTeacher.objects.create(course=algebra, staff=cast.staff["handed_over"], starts_on=START, ends_on=YESTERDAY)
    CourseTeacher.objects.create(course=algebra, staff=cast.staff["both"], starts_on=START)
    father = Guardian.objects.create(person=cast.staff["both"].person)
    Guardianship.objects.create(guardian=father, pupil=cast.pupils["petya"], relation="отец", starts_on=START)
    for key, lesson in (("substitute", cast.lessons["algebra"]), ("expired", _old_lesson(algebra))):
        Substitution.objects.create(
            lesson=lesson, absent=cast.staff["olga"], staff=cast.staff[key], assigned_at=dates.now()
        )
    _group(cast, eight)
    _last_year(cast)


def _old_lesson(course: Course) -> Lesson:
    return Lesson.objects.create(course=course, date=date(2026, 9, 8), number=1)


def _group(cast: Cast, school_class: SchoolClass) -> None:
    subject = Subject.objects.create(name="Английский язык", sort_key=sort_key("Английский язык"))
    for number, (teacher, pupil) in enumerate((("irina", "petya"), ("group", "masha")), 1):
        course = Course.objects.create(
            year=cast.year, subject=subject, label=f"{number}-я гр.", class_names="8Б", sort_key="08Б"
        )
        course.classes.add(school_class)
        CourseTeacher.objects.create(course=course, staff=cast.staff[teacher], starts_on=START)
        CourseMember.objects.create(course=course, pupil=cast.pupils[pupil], starts_on=START)
        cast.courses[f"english{number}"] = course
        cast.lessons[f"english{number}"] = Lesson.objects.create(course=course, date=TODAY, number=6)


def _last_year(cast: Cast) -> None:
    """7Б of last year: the past teacher led its algebra to the end, the stranger led another class of it."""
    days = {"starts_on": LAST_YEAR, "ends_on": date(2026, 5, 26)}
    year, _ = AcademicYear.objects.update_or_create(
        starts_on=LAST_YEAR, defaults={"ends_on": days["ends_on"], "closed_at": dates.now()}
    )
    seven = SchoolClass.objects.create(year=year, grade_level=7, letter="Б", sort_key="07Б")
    course = Course.objects.create(year=year, subject=cast.courses["algebra"].subject, class_names="7Б", sort_key="07Б")
    course.classes.add(seven)
    CourseTeacher.objects.create(course=course, staff=cast.staff["past"], **days)
    CourseMember.objects.create(course=course, pupil=cast.pupils["petya"], **days)
    ClassMember.objects.create(pupil=cast.pupils["petya"], school_class=seven, **days)
    cast.courses["past"] = course
    cast.lessons["past"] = Lesson.objects.create(course=course, date=date(2026, 5, 12), number=1)


def _families(cast: Cast) -> None:
    blocked = make_guardian(cast, "blocked", ("Закрытая", "Анна", "Ильинична"), "petya").person.user
    blocked.is_active = False
    blocked.save()
    make_guardian(cast, "revoked", ("Бывшая", "Анна", "Ильинична"), "petya")
    Guardianship.objects.filter(guardian__person__user=cast.users["revoked"]).update(ends_on=YESTERDAY)
    make_guardian(cast, "limited", ("Ограниченная", "Анна", "Ильинична"), "petya")
    limits = {"reads_diary": False, "limit_document": "решение суда № 1", "letters": False}
    Guardianship.objects.filter(guardian__person__user=cast.users["limited"]).update(**limits)
    born = date(2008, 1, 1)
    make_pupil(cast, "adult", ("Взрослов", "Пётр", "Ильич"), "8Б", birth_date=born)
    make_guardian(cast, "of_age", ("Взрослова", "Анна", "Ильинична"), "adult")
    make_pupil(cast, "gone", ("Выбывший", "Пётр", "Ильич"), "8Б")
    ClassMember.objects.filter(pupil=cast.pupils["gone"]).update(ends_on=YESTERDAY)
    make_pupil(cast, "withdrawn", ("Отозванный", "Пётр", "Ильич"), "8Б")


def _canaries(cast: Cast) -> None:
    """In every personal field of the strangers that the first cast leaves empty."""
    for key in ("other", "foreign"):
        person = cast.users[key].person  # type: ignore[attr-defined]
        person.birth_date = date(1999, 12, 31)
        person.save()
    Guardianship.objects.filter(pupil=cast.pupils["other"]).update(
        relation="canary-relation", basis_document="canary-basis", limit_document="canary-limit"
    )
    Consent.objects.filter(person__pupil=cast.pupils["other"]).update(
        signer="canary-signer", paper_number="canary-paper", basis_document="canary-document"
    )
    make_person("Сканарейкина", "Младенец", "Ивановна", note="canary note sibling")
