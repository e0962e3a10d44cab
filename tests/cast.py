"""The one cast of the tests: a small school on Tuesday, 24 November 2026.

Ольга teaches алгебра in 8Б and is nobody's class teacher; Ирина is class teacher of 8Б and teaches русский there;
deputy (завуч), the director, the responsible person and others of the staff; Петя is a pupil of 8Б, Анна his mother.
In 7А are strangers to all of them: a teacher, a pupil, a mother; every personal field of theirs carries a canary.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from parta.accounts.models import User
from parta.core.roles import Role
from parta.core.russian import sort_key
from parta.journal.models import WorkKind
from parta.people.models import (
    ClassMember,
    Consent,
    ConsentScope,
    Guardian,
    Guardianship,
    Homeroom,
    Person,
    Pupil,
    StaffMember,
    StaffRole,
    name_fields,
)
from parta.school.models import AcademicYear, Bell, Period, PeriodKind, School, SchoolClass, SchoolPolicy, Subject
from parta.teaching.models import Course, CourseMember, CourseTeacher, Lesson, Slot

TODAY = date(2026, 11, 24)  # a Tuesday
START = date(2026, 9, 1)
END = date(2027, 5, 26)
PASSWORD = "тетрадь в клетку 48"


@dataclass
class Cast:
    """Everybody and everything by name."""

    year: AcademicYear
    users: dict[str, User] = field(default_factory=dict)
    staff: dict[str, StaffMember] = field(default_factory=dict)
    pupils: dict[str, Pupil] = field(default_factory=dict)
    classes: dict[str, SchoolClass] = field(default_factory=dict)
    courses: dict[str, Course] = field(default_factory=dict)
    lessons: dict[str, Lesson] = field(default_factory=dict)


def make_cast() -> Cast:
    cast = Cast(_calendar())
    _classes(cast)
    _people(cast)
    _teaching(cast)
    return cast


def _calendar() -> AcademicYear:
    School.objects.create(pk=1, name="МБОУ «Средняя школа № 14»", short_name="Школа № 14", city="г. Заречный")
    SchoolPolicy.objects.create(starts_on=START)
    year = AcademicYear.objects.create(starts_on=START, ends_on=END)
    for kind, number, starts_on, ends_on in (
        (PeriodKind.TRIMESTER, 1, START, date(2026, 11, 30)),
        (PeriodKind.TRIMESTER, 2, date(2026, 12, 1), date(2027, 2, 28)),
        (PeriodKind.TRIMESTER, 3, date(2027, 3, 1), END),
        (PeriodKind.HALF_YEAR, 1, START, date(2026, 12, 31)),
        (PeriodKind.HALF_YEAR, 2, date(2027, 1, 11), END),
    ):
        Period.objects.create(year=year, kind=kind, number=number, starts_on=starts_on, ends_on=ends_on)
    for number in range(1, 8):
        Bell.objects.create(shift=1, number=number, starts_at=f"{7 + number:02}:30", ends_at=f"{8 + number:02}:15")
    kinds = (("УО", "устный ответ", 1), ("СР", "самостоятельная работа", 2), ("КР", "контрольная работа", 3))
    for position, (code, name, weight) in enumerate(kinds):
        WorkKind.objects.create(code=code, name=name, weight=weight, position=position, written=code != "УО")
    return year


def _classes(cast: Cast) -> None:
    for grade_level, letter in ((7, "А"), (8, "Б")):
        cast.classes[f"{grade_level}{letter}"] = SchoolClass.objects.create(
            year=cast.year, grade_level=grade_level, letter=letter, sort_key=sort_key(f"{grade_level:02}", letter)
        )


def make_person(last: str, first: str, patronymic: str = "", login: str = "", **fields: Any) -> Person:
    person = Person(**name_fields(last, first, patronymic), **fields)
    if login:
        user = User(login=login, created_at=timezone.now())
        user.set_password(PASSWORD)
        user.save()
        person.user = user
    person.save()
    return person


def make_staff(cast: Cast, key: str, name: tuple[str, str, str], *roles: Role, **fields: Any) -> StaffMember:
    person = make_person(*name, login=key, **fields)
    staff = cast.staff[key] = StaffMember.objects.create(person=person, starts_on=START)
    for role in roles:
        StaffRole.objects.create(staff=staff, role=role, starts_on=START)
    cast.users[key] = person.user
    return staff


def make_pupil(cast: Cast, key: str, name: tuple[str, str, str], class_name: str, **fields: Any) -> Pupil:
    person = make_person(*name, login=key, **fields)
    pupil = cast.pupils[key] = Pupil.objects.create(person=person)
    for scope in (ConsentScope.JOURNAL, ConsentScope.HEALTH):
        Consent.objects.create(person=person, scope=scope, given_on=START, signer="родитель")
    ClassMember.objects.create(pupil=pupil, school_class=cast.classes[class_name], starts_on=START)
    cast.users[key] = person.user
    return pupil


def make_guardian(cast: Cast, key: str, name: tuple[str, str, str], *children: str, **fields: Any) -> Guardian:
    guardian = Guardian.objects.create(person=make_person(*name, login=key, **fields))
    for child in children:
        Guardianship.objects.create(guardian=guardian, pupil=cast.pupils[child], relation="мать", starts_on=START)
    cast.users[key] = guardian.person.user
    return guardian


def canary(name: str) -> dict[str, str]:
    """Contacts that may be shown to nobody without a right to them."""
    return {"email": f"canary-{name}@example.org", "phone": f"+7000canary{name}", "note": f"canary note {name}"}


def _people(cast: Cast) -> None:
    make_staff(cast, "olga", ("Соколова", "Ольга", "Викторовна"), Role.TEACHER)
    irina = make_staff(cast, "irina", ("Орлова", "Ирина", "Петровна"), Role.TEACHER)
    make_staff(cast, "deputy", ("Белова", "Тамара", "Ильинична"), Role.DEPUTY)
    make_staff(cast, "director", ("Громов", "Андрей", "Сергеевич"), Role.DIRECTOR)
    make_staff(cast, "responsible", ("Ёлкин", "Павел", "Юрьевич"), Role.RESPONSIBLE)
    make_staff(cast, "secretary", ("Маслова", "Нина", "Олеговна"), Role.SECRETARY)
    make_staff(cast, "scheduler", ("Тихонова", "Раиса", "Марковна"), Role.SCHEDULER)
    make_staff(cast, "it_teacher", ("Юдин", "Олег", "Ильич"), Role.IT_TEACHER)
    former = make_staff(cast, "former", ("Бывшева", "Галина", "Юрьевна"), Role.TEACHER)
    StaffMember.objects.filter(pk=former.pk).update(ends_on=date(2026, 11, 20))
    make_staff(cast, "stranger", ("Чужова", "Вера", "Павловна"), Role.TEACHER, **canary("stranger"))
    Homeroom.objects.create(school_class=cast.classes["8Б"], staff=irina, starts_on=START)
    Homeroom.objects.create(school_class=cast.classes["7А"], staff=cast.staff["stranger"], starts_on=START)
    make_pupil(cast, "petya", ("Зайцев", "Пётр", "Олегович"), "8Б")
    make_pupil(cast, "masha", ("Ёжикова", "Мария", "Ивановна"), "8Б")
    make_pupil(cast, "other", ("Сканарейкин", "Иван", "Львович"), "7А", **canary("other"))
    make_guardian(cast, "anna", ("Зайцева", "Анна", "Сергеевна"), "petya")
    make_guardian(cast, "foreign", ("Сканарейкина", "Ольга", "Ивановна"), "other", **canary("foreign"))


def _teaching(cast: Cast) -> None:
    for key, subject_name, class_name, teacher, weekday in (
        ("algebra", "Алгебра", "8Б", "olga", 1),
        ("russian", "Русский язык", "8Б", "irina", 1),
        ("foreign", "Физика", "7А", "stranger", 1),
    ):
        school_class = cast.classes[class_name]
        subject = Subject.objects.create(name=subject_name, short=subject_name, sort_key=sort_key(subject_name))
        course = cast.courses[key] = Course.objects.create(
            year=cast.year,
            subject=subject,
            class_names=class_name,
            hours_per_week=1,
            sort_key=school_class.sort_key + sort_key(subject_name),
        )
        course.classes.add(school_class)
        CourseTeacher.objects.create(course=course, staff=cast.staff[teacher], starts_on=START)
        for member in ClassMember.objects.filter(school_class=school_class):
            CourseMember.objects.create(course=course, pupil_id=member.pupil_id, starts_on=START)
        number = len(cast.courses)
        Slot.objects.create(course=course, weekday=weekday, number=number, room="214", starts_on=START)
        cast.lessons[key] = Lesson.objects.create(course=course, date=TODAY, number=number, room="214")
