"""Making the demo and keeping it up to today; each is one transaction, so nothing stays half-made."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from parta.audit.chain import Event, record
from parta.core.bulk import refresh_statistics
from parta.journal.defaults import make_work_kinds
from parta.ops import demo as demo_data
from parta.ops.demo.model import DemoSchool
from parta.ops.demo_school.attendance import write_attendance
from parta.ops.demo_school.cards import write_cards
from parta.ops.demo_school.filling import ZONE, Filling, Moment, by_course
from parta.ops.demo_school.finals import Setting, write_finals
from parta.ops.demo_school.messages import write_messages
from parta.ops.demo_school.movement import make_movement
from parta.ops.demo_school.moves import make_moves
from parta.ops.demo_school.pairs import write_pairs
from parta.ops.demo_school.people import make_people, numbers
from parta.ops.demo_school.plans import write_plans
from parta.ops.demo_school.reasons import write_reasons
from parta.ops.demo_school.rooms import make_rooms
from parta.ops.demo_school.state import EXTENDED, MADE, Demo
from parta.ops.demo_school.substitutions import given_by, make_substitutions
from parta.ops.demo_school.teaching import make_courses, stays
from parta.ops.demo_school.withdrawal import make_withdrawal
from parta.ops.demo_school.writing import write
from parta.people.models import StaffMember
from parta.school.actions import create_year, prefill_calendar
from parta.school.models import AcademicYear, Bell, School
from parta.teaching.actions.lessons import generate_lessons, unwritten
from parta.teaching.models import Lesson, Substitution

SEED = 14
REASONS_COME = timedelta(days=7)


@transaction.atomic
def make(*, at: datetime, seed: int = SEED) -> Demo:
    """The school of the academic year of `at`, filled up to that instant. The database must be empty."""
    first = year_start(school_date(at))
    school = demo_data.school(seed, first.year)
    # The school itself was founded before the year began; teachers wrote in it since.
    founded = datetime.combine(date(first.year, 8, 26), time(9), UTC)
    row = School.objects.create(
        pk=1,
        name=f"Муниципальное бюджетное общеобразовательное учреждение «{school.name}»",
        short_name=school.name.replace("Средняя школа", "Школа"),
        city=school.town,
        address="ул. Школьная, д. 14",
        timezone=ZONE.key,
    )
    year = create_year(first, by=None, at=founded)
    prefill_calendar(year, by=None, at=founded)
    make_work_kinds()
    people = make_people(school, year)
    courses = make_courses(school, people, year)
    make_rooms(year.starts_on, at=founded)
    make_movement(school, people, courses, year, at=at, today=min(school_date(at), year.ends_on))
    generate_lessons(None, year.starts_on, year.ends_on, by=None, at=founded)
    refresh_statistics()  # else the next queries may be planned as if the tables were empty
    make_substitutions(people, at=at)
    made = Demo(
        year=first.year,
        seed=seed,
        till=min(school_date(at), year.ends_on),
        staff=numbers(people.staff),
        pupils=numbers(people.pupils),
        courses=numbers(courses),
        signins={role: people.persons[key].pk for role, key in school.signins},
    )
    record([Event(MADE, row, after=vars(made))], by=None, at=founded)
    _fill(school, made, at=at)
    make_moves(people, at=at)
    write_cards(school, people, year, made.till, at=at)
    write_messages(made, _users(made.staff)[school.homerooms["8Б"]], at=at)
    write_pairs(made, _users(made.staff), school.homerooms["8Б"], at=at)
    make_withdrawal(people, at=at)
    refresh_statistics()
    return made


@transaction.atomic
def extend(demo: Demo, *, at: datetime) -> int:
    """Fill the lessons held since the demo was last filled; how many. What somebody has written in stays as it is."""
    year = AcademicYear.objects.get(starts_on__year=demo.year)
    till = min(school_date(at), year.ends_on)
    if till <= demo.till:
        return 0
    school = demo_data.school(demo.seed, demo.year)
    filled = _fill(school, demo, at=at, since=demo.till - REASONS_COME)
    record([Event(EXTENDED, School(pk=1), {"till": demo.till}, {"till": till})], by=None, at=at)
    return filled


def _fill(school: DemoSchool, demo: Demo, *, at: datetime, since: date | None = None) -> int:
    """`since`: from this day on an absence of unknown reason may have got one meanwhile; None = the first filling."""
    year = AcademicYear.objects.get(starts_on__year=demo.year)
    bells = {bell.number: (bell.starts_at, bell.ends_at) for bell in Bell.objects.filter(shift=1)}
    moment = Moment(at=at, day=min(school_date(at), year.ends_on), bells=bells)
    lessons = by_course(Lesson.objects.filter(course__year=year), {pk: key for key, pk in demo.courses.items()})
    free = set(unwritten(Substitution).filter(course__year=year, date__lte=moment.day).values_list("pk", flat=True))
    users = _users(demo.staff)
    filling = Filling(school, lessons, moment, stays(demo.courses, demo.pupils), given_by(demo.staff))
    if since:
        write_reasons(filling, since, users, demo.pupils)
    filled = write((one for one in filling.filled() if one.lesson.pk in free), users, demo.pupils)
    refresh_statistics()  # what follows asks the lessons just filled
    write_attendance(filling, year, users, demo.pupils)
    write_plans(filling)
    today = school_date(at)
    write_finals(Setting(school, year, users, {pk: key for key, pk in demo.courses.items()}, at, today))
    return filled


def _users(staff: Mapping[str, int]) -> dict[str, int]:
    """Staff.key → User.pk."""
    accounts = dict(StaffMember.objects.filter(pk__in=staff.values()).values_list("pk", "person__user_id"))
    return {key: accounts[pk] for key, pk in staff.items()}


def school_date(at: datetime) -> date:
    return at.astimezone(ZONE).date()


def year_start(day: date) -> date:
    """1 September of the academic year of `day`; in the summer that of the finished one."""
    return date(day.year if day.month >= 9 else day.year - 1, 9, 1)
