"""The school as it is on a day, as the rows that the import reads. A fixed number of queries."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from parta.ops.roster.rows import (
    ClassRow,
    ConsentRow,
    CourseMemberRow,
    CourseRow,
    CourseTeacherRow,
    GuardianRow,
    PersonName,
    Place,
    PupilRow,
    RoleTerm,
    Roster,
    SessionRow,
    StaffRow,
    SubjectRow,
)
from parta.people.consents import HEALTH, JOURNAL, agreed
from parta.people.models import (
    ClassMember,
    Guardianship,
    Homeroom,
    Person,
    StaffMember,
    StaffRole,
    not_over,
)
from parta.school.models import AcademicYear, Period, PeriodKind, School, SchoolClass, Subject
from parta.school.refusals import Refused
from parta.teaching.models import Course, CourseMember, CourseTeacher

NO_SCHOOL = "Выгружать нечего: школы в этой базе данных ещё нет. Её заводит команда parta setup."
NO_YEAR = "Выгружать нечего: идущего или будущего учебного года нет. Заведите его в разделе «Школа»."
_SESSION_KINDS = {PeriodKind.TRIMESTER: "term", PeriodKind.HALF_YEAR: "semester"}
_HERE = Place("")


@dataclass(frozen=True)
class Named:
    """Ids of the school's objects for other systems: the same at each export, never another school's."""

    school: School

    def key(self, *parts: object) -> str:
        return str(uuid.uuid5(self.school.guid, "/".join(map(str, parts))))

    def row(self, model: type, pk: int) -> str:
        return self.key(model.__name__, pk)

    def person(self, pk: int) -> str:
        """One user of OneRoster is one human being, whatever they are in the school."""
        return self.row(Person, pk)


@dataclass(frozen=True)
class Exported:
    named: Named
    year: AcademicYear
    roster: Roster


def read_school(on: date) -> Exported:
    """What is in force on the day or later. People without a consent that holds are left out [3.2]."""
    school = School.objects.first()
    if school is None:
        raise Refused(NO_SCHOOL)
    year = AcademicYear.objects.filter(ends_on__gte=on).order_by("starts_on").first()
    if year is None:
        raise Refused(NO_YEAR)
    return Exported(Named(school), year, _Reading(Named(school), year, on).roster())


class _Reading:
    def __init__(self, named: Named, year: AcademicYear, on: date):
        self.named, self.year, self.on = named, year, on
        health = set(agreed(HEALTH, on).values_list("person_id", flat=True))
        self.consents = {
            one.person_id: ConsentRow(one.given_on, one.signer, one.person_id in health)
            for one in agreed(JOURNAL, on).order_by("given_on", "pk")
        }
        self.pupils: dict[int, str] = {}  # those exported: Pupil.pk → key

    def roster(self) -> Roster:
        classes = tuple(self._classes())
        pupils = tuple(self._pupils())
        return Roster(
            source="oneroster",
            staff=tuple(self._staff()),
            classes=classes,
            pupils=pupils,
            guardians=tuple(self._guardians()),
            subjects=tuple(self._subjects()),
            courses=tuple(self._courses({row.key for row in classes})),
            sessions=tuple(self._sessions()),
        )

    def _sessions(self) -> Iterator[SessionRow]:
        year = self.named.row(AcademicYear, self.year.pk)
        yield SessionRow(year, _HERE, self.year.title, "schoolYear", self.year.starts_on, self.year.ends_on)
        for one in Period.objects.filter(year=self.year).order_by("kind", "number"):
            key, kind = self.named.row(Period, one.pk), _SESSION_KINDS[PeriodKind(one.kind)]
            yield SessionRow(key, _HERE, one.title, kind, one.starts_on, one.ends_on, year)

    def _staff(self) -> Iterator[StaffRow]:
        roles: dict[int, dict[str, RoleTerm]] = {}
        for one in StaffRole.objects.filter(not_over(self.on)).order_by("starts_on", "pk"):
            terms = roles.setdefault(one.staff_id, {})
            terms.setdefault(one.role, RoleTerm(one.role, one.starts_on, one.ends_on))
        for staff in StaffMember.objects.filter(not_over(self.on)).select_related("person").order_by("pk"):
            yield StaffRow(
                key=self.named.person(staff.person_id),
                place=_HERE,
                name=_name(staff.person),
                position=staff.position,
                email=staff.person.email,
                phone=staff.person.phone,
                starts_on=staff.starts_on,
                ends_on=staff.ends_on,
                terms=tuple(roles.get(staff.pk, {}).values()),
            )

    def _classes(self) -> Iterator[ClassRow]:
        teachers: dict[int, Homeroom] = {}
        rows = Homeroom.objects.filter(not_over(self.on), acting=False, school_class__year=self.year)
        for row in rows.select_related("staff").order_by("starts_on", "pk"):
            teachers.setdefault(row.school_class_id, row)
        for one in SchoolClass.objects.filter(year=self.year, unassigned=False).order_by("pk"):
            homeroom = teachers.get(one.pk)
            yield ClassRow(
                key=self.named.row(SchoolClass, one.pk),
                place=_HERE,
                grade_level=one.grade_level,
                letter=one.letter,
                homeroom_key=self.named.person(homeroom.staff.person_id) if homeroom else "",
                homeroom_from=homeroom.starts_on if homeroom else None,
                shift=one.shift,
                week_days=one.week_days,
            )

    def _pupils(self) -> Iterator[PupilRow]:
        """The class of today, else the next one; «без класса» is a grade level only."""
        stays = ClassMember.objects.filter(not_over(self.on), school_class__year=self.year)
        for stay in stays.select_related("pupil__person", "school_class").order_by("pupil_id", "starts_on"):
            person, own = stay.pupil.person, stay.school_class
            if stay.pupil_id in self.pupils or person.pk not in self.consents:
                continue
            self.pupils[stay.pupil_id] = self.named.person(person.pk)
            yield PupilRow(
                key=self.pupils[stay.pupil_id],
                place=_HERE,
                name=_name(person),
                grade_level=own.grade_level,
                class_key="" if own.unassigned else self.named.row(SchoolClass, own.pk),
                birth_date=person.birth_date,
                sex=person.sex,
                consent=self.consents[person.pk],
                starts_on=stay.starts_on,
            )

    def _guardians(self) -> Iterator[GuardianRow]:
        ties: dict[int, dict[str, str]] = {}
        people: dict[int, Person] = {}
        rows = Guardianship.objects.filter(not_over(self.on)).select_related("guardian__person")
        for one in rows.order_by("guardian_id", "pupil_id", "pk"):
            person = one.guardian.person
            if one.pupil_id in self.pupils and person.pk in self.consents:
                people[person.pk] = person
                ties.setdefault(person.pk, {}).setdefault(self.pupils[one.pupil_id], one.relation)
        for pk, person in people.items():
            relations = tuple(ties[pk].values())
            yield GuardianRow(
                key=self.named.person(pk),
                place=_HERE,
                name=_name(person),
                pupil_keys=tuple(ties[pk]),
                relation=relations[0],
                relations=relations,
                email=person.email,
                phone=person.phone,
                consent=self.consents[pk],
            )

    def _subjects(self) -> Iterator[SubjectRow]:
        for one in Subject.objects.order_by("pk"):
            yield SubjectRow(self.named.row(Subject, one.pk), _HERE, one.name, one.short, one.scale)

    def _courses(self, classes: set[str]) -> Iterator[CourseRow]:
        of_year = {"course__year": self.year}
        ties = _by_course(Course.classes.through.objects.filter(**of_year).order_by("pk"))
        teachers = _by_course(
            CourseTeacher.objects.filter(not_over(self.on), **of_year).select_related("staff").order_by("pk")
        )
        members = _by_course(CourseMember.objects.filter(not_over(self.on), **of_year).order_by("pk"))
        for one in Course.objects.filter(year=self.year).order_by("pk"):
            of_course = [self.named.row(SchoolClass, tie.schoolclass_id) for tie in ties.get(one.pk, ())]
            yield CourseRow(
                key=self.named.row(Course, one.pk),
                place=_HERE,
                subject_key=self.named.row(Subject, one.subject_id),
                class_keys=tuple(key for key in of_course if key in classes),
                label=one.label,
                title=one.own_title,
                hours_per_week=one.hours_per_week,
                teachers=tuple(
                    CourseTeacherRow(self.named.person(row.staff.person_id), row.starts_on, row.ends_on)
                    for row in teachers.get(one.pk, ())
                    if row.staff.ends_on is None or row.staff.ends_on >= self.on
                ),
                members=tuple(
                    CourseMemberRow(self.pupils[row.pupil_id], row.starts_on, row.ends_on)
                    for row in members.get(one.pk, ())
                    if row.pupil_id in self.pupils
                ),
                kind=one.kind,
                exact=True,
            )


def _name(person: Person) -> PersonName:
    return PersonName(person.last_name, person.first_name, person.patronymic)


def _by_course(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.course_id, []).append(row)
    return found
