"""A school for measuring: classes of 20 and 30 pupils, ten journals a class, a year of 34 school weeks that ends now.

Figures for 1,000 pupils: 40 classes, 60 teachers, 400 journals, 40,800 lessons with topic and homework, 1,020,000
pupil-lessons of which about 5 % are missed (only those are stored), about 400,000 marks. The same school each time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Model

from parta.accounts.models import User
from parta.audit.chain import Event, record_each
from parta.core.bulk import insert, refresh_statistics
from parta.core.dates import monday_of
from parta.core.roles import Role
from parta.core.russian import sort_key
from parta.journal.defaults import make_work_kinds
from parta.journal.models import Cell, Homework, Mark, RollCall, Work, WorkKind
from parta.ops.demo.curriculum import SUBJECTS
from parta.ops.demo.names import BOYS, FATHERS, RU, SURNAMES, patronymic
from parta.ops.demo.topics import LessonPlan, lesson_plan
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
from parta.school.classes import class_sort_key
from parta.school.models import (
    AcademicYear,
    Bell,
    DayOff,
    DayOffKind,
    Period,
    PeriodKind,
    Scale,
    School,
    SchoolClass,
    SchoolPolicy,
    Subject,
)
from parta.school.rules.calendar import USUAL_BELLS
from parta.teaching.actions.courses import derived
from parta.teaching.models import Course, CourseMember, CourseTeacher, Lesson, Slot

VERSION = 1  # raise it when the school comes out differently: the kept ones are made anew
WEEK = timedelta(days=7)
# Weeks of each trimester, with a week of vacation after the first two. The last: 40 lessons of a four-hour journal.
TRIMESTERS = (12, 12, 10)
HOURS = {
    "russkiy": 4, "algebra": 4, "english": 4, "literatura": 3, "istoriya": 3, "fizika": 3, "himiya": 3, "geometriya": 2,
    "geografiya": 2, "biologiya": 2,
}  # fmt: skip
PLANS_OF = 8  # grade level whose topics everybody learns
GRADES = (5, 6, 7, 8, 9)
SIZES = (20, 30)  # pupils of every other class
TEACHERS_OF_CLASSES = 1.5  # 60 teachers for 40 classes
LETTERS = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"
MISSED, LATE, MARKED = 0.05, 0.01, 0.36
CONTROL = 3  # weight of a work that everybody gets a mark for
CODES = ("б", "б", "у", "у", "н", "нп")
FIGURES = (5, 5, 4, 4, 4, 3, 3, 2)


@dataclass
class Sizes:
    """What was made: rows by kind, and the pupil-lessons that had to be attended."""

    rows: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, number: int) -> None:
        self.rows[kind] = self.rows.get(kind, 0) + number


@dataclass
class Journal:
    course: Course
    pupils: list[Pupil]
    user: int  # User.pk of its teacher
    places: list[tuple[int, int]]  # weekday, number of the lesson
    subject_key: str


def school_weeks(monday: date) -> list[list[date]]:
    """Mondays of each trimester's weeks, the last of them being `monday`."""
    found: list[list[date]] = []
    last = monday
    for weeks in reversed(TRIMESTERS):
        found.insert(0, [last - WEEK * number for number in reversed(range(weeks))])
        last = found[0][0] - 2 * WEEK
    return found


@transaction.atomic
def make_school(pupils: int, *, on: date) -> Sizes:
    """Into an empty database. `pupils` is rounded to whole pairs of classes; the year ends in the week of `on`."""
    weeks = school_weeks(monday_of(on))
    classes_wanted = max(1, round(pupils / sum(SIZES))) * len(SIZES)
    random = Random(f"bench:{pupils}")
    made = Sizes()
    year = _calendar(weeks)
    classes = _classes(year, classes_wanted)
    staff = _staff(year, classes, random)
    members = _pupils(year, classes, random)
    journals = _journals(year, classes, staff, members)
    days = [one + timedelta(days=weekday) for trimester in weeks for one in trimester for weekday in range(5)]
    for school_class in classes:
        of_class = [one for one in journals if one.course.class_names == school_class.name]
        _fill(of_class, days, on, random, made)
    for kind, number in (("classes", classes), ("teachers", staff), ("journals", journals)):
        made.add(kind, len(number))
    made.add("pupils", sum(map(len, members.values())))
    refresh_statistics()
    return made


def _calendar(weeks: list[list[date]]) -> AcademicYear:
    first, last = weeks[0][0], weeks[-1][-1] + timedelta(days=6)
    School.objects.create(pk=1, name="Школа для измерений", short_name="Школа № 1000", city="г. Заречный")
    SchoolPolicy.objects.create(starts_on=first)
    year = AcademicYear.objects.create(starts_on=first, ends_on=last)
    for number, trimester in enumerate(weeks, 1):
        ends_on = trimester[-1] + timedelta(days=6)
        Period.objects.create(
            year=year, kind=PeriodKind.TRIMESTER, number=number, starts_on=trimester[0], ends_on=ends_on
        )
        if trimester is not weeks[-1]:
            off = {"starts_on": ends_on + timedelta(days=1), "ends_on": ends_on + WEEK}
            DayOff.objects.create(title="Каникулы", kind=DayOffKind.VACATION, **off)
    Bell.objects.bulk_create(Bell(number=n, starts_at=start, ends_at=end) for n, start, end in USUAL_BELLS)
    make_work_kinds()
    return year


def _classes(year: AcademicYear, wanted: int) -> list[SchoolClass]:
    rows = []
    for index in range(wanted):
        grade, place = GRADES[index // len(SIZES) % len(GRADES)], index // (len(SIZES) * len(GRADES)) * len(SIZES)
        letter = _letter(place + index % len(SIZES))
        rows.append(SchoolClass(year=year, grade_level=grade, letter=letter, sort_key=class_sort_key(grade, letter)))
    insert(rows, numbered=True)
    return rows


def _letter(place: int) -> str:
    """«А» … «Я», «А2» …"""
    turn, letter = divmod(place, len(LETTERS))
    return LETTERS[letter] + (str(turn + 1) if turn else "")


def _people(names: Iterator[dict[str, str]], number: int, prefix: str) -> list[Person]:
    """Persons with accounts; the password is unusable, sessions are made without it."""
    created = datetime(2020, 1, 1, tzinfo=UTC)
    password = make_password(None)
    users = [User(login=f"{prefix}{index}", password=password, created_at=created) for index in range(number)]
    insert(users, numbered=True)
    people = [Person(user=user, **next(names)) for user in users]
    insert(people, numbered=True)
    return people


def _names(random: Random) -> Iterator[dict[str, str]]:
    while True:
        last, first, father = (random.choice(stock[RU]) for stock in (SURNAMES, BOYS, FATHERS))
        yield name_fields(last, first, patronymic(father, "m"))


def _staff(year: AcademicYear, classes: list[SchoolClass], random: Random) -> list[StaffMember]:
    people = _people(_names(random), max(len(HOURS), round(len(classes) * TEACHERS_OF_CLASSES)), "teacher")
    staff = [StaffMember(person=one, position="учитель", starts_on=year.starts_on) for one in people]
    insert(staff, numbered=True)
    insert([StaffRole(staff=one, role=Role.TEACHER, starts_on=year.starts_on) for one in staff])
    insert(
        [
            Homeroom(school_class=one, staff=staff[index % len(staff)], starts_on=year.starts_on)
            for index, one in enumerate(classes)
        ]
    )
    return staff


def _pupils(year: AcademicYear, classes: list[SchoolClass], random: Random) -> dict[int, list[Pupil]]:
    """Pupils by class, each with one parent; all with consents and accounts."""
    numbers = [SIZES[index % len(SIZES)] for index in range(len(classes))]
    people = _people(_names(random), sum(numbers), "pupil")
    parents = _people(_names(random), sum(numbers), "parent")
    pupils = [Pupil(person=one) for one in people]
    guardians = [Guardian(person=one) for one in parents]
    insert(pupils, numbered=True)
    insert(guardians, numbered=True)
    insert(
        [
            Guardianship(guardian=guardian, pupil=pupil, relation="отец", starts_on=year.starts_on)
            for guardian, pupil in zip(guardians, pupils, strict=True)
        ]
    )
    signed = year.starts_on - WEEK
    insert([Consent(person=one, given_on=signed, signer="отец") for one in [*people, *parents]])
    insert([Consent(person=one, scope=ConsentScope.HEALTH, given_on=signed, signer="отец") for one in people])
    rest = iter(pupils)
    members = {one.pk: [next(rest) for _ in range(number)] for one, number in zip(classes, numbers, strict=True)}
    insert(
        [
            ClassMember(pupil=pupil, school_class_id=pk, starts_on=year.starts_on)
            for pk, found in members.items()
            for pupil in found
        ]
    )
    return members


def _journals(
    year: AcademicYear, classes: list[SchoolClass], staff: list[StaffMember], members: dict[int, list[Pupil]]
) -> list[Journal]:
    names = {one.key: one for one in SUBJECTS}
    subjects = {
        key: Subject(name=names[key].name, scale=Scale.MARKS, sort_key=sort_key(names[key].name)) for key in HOURS
    }
    insert(list(subjects.values()), numbered=True)
    found = []
    for index, school_class in enumerate(classes):
        for place, (key, hours) in enumerate(HOURS.items()):
            course = Course(
                year=year, subject=subjects[key], hours_per_week=hours, **derived(subjects[key], [school_class], "")
            )
            teacher = staff[(index * len(HOURS) + place) % len(staff)]
            user = teacher.person.user_id or 0
            found.append(Journal(course, members[school_class.pk], user, list(_places(place, index)), key))
    insert([one.course for one in found], numbered=True)
    _ties(year, classes, staff, found)
    return found


def _ties(year: AcademicYear, classes: list[SchoolClass], staff: list[StaffMember], journals: list[Journal]) -> None:
    since = year.starts_on
    by_user = {one.person.user_id: one for one in staff}
    rows: list[list[Model]] = [[], [], [], []]
    for index, one in enumerate(journals):
        school_class = classes[index // len(HOURS)]
        rows[0].append(Course.classes.through(course_id=one.course.pk, schoolclass_id=school_class.pk))
        rows[1].append(CourseTeacher(course=one.course, staff=by_user[one.user], starts_on=since))
        rows[2] += [CourseMember(course=one.course, pupil=pupil, starts_on=since) for pupil in one.pupils]
        rows[3] += [Slot(course=one.course, weekday=day, number=n, starts_on=since) for day, n in one.places]
    for table in rows:
        insert(table)


def _places(place: int, turn: int) -> Iterator[tuple[int, int]]:
    """Where the journal at `place` of a class stands in its week of 30 lessons. Teachers' clashes are not avoided."""
    order = [one for round_ in range(max(HOURS.values())) for one, hours in enumerate(HOURS.values()) if hours > round_]
    for index, one in enumerate(order):
        if one == place:
            day, number = divmod((index + turn // len(SIZES)) % len(order), 6)
            yield day, number + 1


def _fill(journals: list[Journal], days: list[date], today: date, random: Random, made: Sizes) -> None:
    """Lessons, works, cells, marks of one class, each with its line in the history."""
    kinds = {one.code: one for one in WorkKind.objects.all()}
    away = _away(journals[0].pupils, days, random)
    lessons, plans = _lessons(journals, days, today)
    insert(lessons, numbered=True)
    held = [(one, plan, journal) for one, plan, journal in plans if one.date <= today]
    insert([Homework(lesson=one, text=plan.homework) for one, plan, _ in held if plan.homework])
    insert([RollCall(lesson=one, taken_by=journal.user, taken_at=_written(one)) for one, _, journal in held])
    works = [_work(one, kinds[plan.works[0] if plan.works else "УО"]) for one, plan, _ in held]
    insert(works, numbered=True)
    cells: list[Cell] = []
    values: list[int | None] = []
    for (lesson, _plan, journal), work in zip(held, works, strict=True):
        share = 1.0 if work.weight >= CONTROL else MARKED
        made.add("pupil-lessons", len(journal.pupils))
        for cell, value in _cells(lesson, journal, away.get(lesson.date, {}), share, random):
            cells.append(cell)
            values.append(value)
    insert(cells, numbered=True)
    work_of = {work.lesson_id: work for work in works}
    marks = [
        Mark(cell_id=cell.pk, work_id=work_of[cell.lesson_id].pk, value=value)
        for cell, value in zip(cells, values, strict=True)
        if value is not None
    ]
    insert(marks)
    record_each(_history(held, cells, values, work_of))
    made.add("lessons", len(lessons))
    made.add("cells", len(cells))
    made.add("marks", len(marks))
    made.add("missed", sum(value is None for value in values))


def _away(pupils: list[Pupil], days: list[date], random: Random) -> dict[date, dict[int, str]]:
    """Who misses which day, and why."""
    return {day: {one.pk: random.choice(CODES) for one in pupils if random.random() < MISSED} for day in days}


def _lessons(
    journals: list[Journal], days: list[date], today: date
) -> tuple[list[Lesson], list[tuple[Lesson, LessonPlan, Journal]]]:
    lessons, plans = [], []
    for journal in journals:
        numbers: dict[int, list[int]] = {}
        for weekday, number in journal.places:
            numbers.setdefault(weekday, []).append(number)
        dated = [(day, number) for day in days for number in sorted(numbers.get(day.weekday(), ()))]
        for (day, number), plan in zip(dated, lesson_plan(journal.subject_key, PLANS_OF, len(dated)), strict=True):
            lesson = Lesson(course=journal.course, date=day, number=number, room="")
            if day <= today:
                lesson.topic, lesson.version, lesson.updated_by = plan.topic, 1, journal.user
                lesson.updated_at = lesson.filled_at = _written(lesson)
            lessons.append(lesson)
            plans.append((lesson, plan, journal))
    return lessons, plans


def _written(lesson: Lesson) -> datetime:
    return datetime.combine(lesson.date, time(6 + lesson.number), UTC)


def _work(lesson: Lesson, kind: WorkKind) -> Work:
    return Work(lesson=lesson, kind=kind, weight=kind.weight, position=0)


def _cells(
    lesson: Lesson, journal: Journal, away: dict[int, str], share: float, random: Random
) -> Iterator[tuple[Cell, int | None]]:
    """Cells that say something, each with its mark."""
    stamp = {"updated_by": journal.user, "updated_at": lesson.updated_at}
    for pupil in journal.pupils:
        if code := away.get(pupil.pk):
            yield Cell(lesson=lesson, pupil=pupil, absence=code, **stamp), None
        elif random.random() < share:
            late = random.random() < LATE
            minutes = {"absence": "оп", "late_minutes": 5} if late else {}
            yield Cell(lesson=lesson, pupil=pupil, **minutes, **stamp), random.choice(FIGURES)


def _history(
    held: list[tuple[Lesson, LessonPlan, Journal]],
    cells: list[Cell],
    values: list[int | None],
    work_of: dict[int, Work],
) -> Iterator[tuple[Event, int | None, datetime]]:
    for lesson, plan, journal in held:
        words = {"topic": plan.topic, "homework": plan.homework}
        yield Event("journal.put_lesson", lesson, None, words), journal.user, _written(lesson)
    for cell, value in zip(cells, values, strict=True):
        said = {"absence": cell.absence} if value is None else {"marks": {str(work_of[cell.lesson_id].pk): value}}
        yield Event("journal.put_cell", cell, None, said), cell.updated_by, cell.updated_at
