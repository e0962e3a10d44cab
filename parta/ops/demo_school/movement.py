"""What happened to the lists of the demo since the year began: pupils came, left and changed class by orders, one
brought marks; classes were divided into subgroups. Through the product's own actions, as the people who do it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from parta.core.actor import Actor
from parta.core.roles import Role
from parta.journal.actions.former import add_marks
from parta.ops.demo.model import DemoSchool
from parta.ops.demo_school.people import People
from parta.people.models import ClassMember
from parta.school.calendar import current, periods_of
from parta.school.changes import add
from parta.school.models import AcademicYear, Period
from parta.teaching.actions import divisions
from parta.teaching.actions.members import set_members
from parta.teaching.actions.movement import Order, depart, transfer
from parta.teaching.models import Course, CourseMember, Movement, MovementKind

_ZONE = "Europe/Moscow"
# Pupil → (day of the year counted from its first, order, where from, marks brought by subject).
_ARRIVALS = {
    "3А-08": (13, "96-у", "г. Рязань, школа № 51", {}),
    "8А-12": (
        41, "118-у", "г. Казань, лицей № 8",
        {"algebra": "4 5 4", "russkiy": "5 4", "fizika": "4 4 5", "english": "5"},
    ),
}  # fmt: skip
_LEFT = ("9А-15", 52, "131-у", "г. Тула, гимназия № 30")
_MOVED = ("5А-19", "5Б", 34, "109-у")
_DIVIDED = "english"


@dataclass(frozen=True)
class _Scene:
    school: DemoSchool
    people: People
    courses: Mapping[str, Course]  # by their keys in the data
    year: AcademicYear
    at: datetime
    today: date

    def actor(self, staff_key: str, on: date, *, role: Role | None = None) -> Actor:
        staff = self.people.staff[staff_key]
        return Actor(
            on=on,
            user_id=staff.person.user_id,
            staff_id=staff.pk,
            zone=_ZONE,
            roles=frozenset({role} if role else ()),
            homeroom_class_ids=frozenset(
                self.people.classes[key].pk for key, homeroom in self.school.homerooms.items() if homeroom == staff_key
            ),
            course_ids=frozenset(
                self.courses[one.key].pk for one in self.school.courses if staff_key in one.teacher_keys
            ),
        )

    def day(self, number: int) -> date:
        return self.year.starts_on + timedelta(days=number)

    def homeroom(self, pupil_key: str) -> str:
        return self.school.homerooms[pupil_key.partition("-")[0]]


def make_movement(
    school: DemoSchool, people: People, courses: Mapping[str, Course], year: AcademicYear, *, at: datetime, today: date
) -> None:
    """What has happened by `today`, before the journals are filled: who came later has nothing in earlier lessons."""
    scene = _Scene(school, people, courses, year, at, today)
    _arrivals(scene)
    _leaving(scene)
    _transfer(scene)
    _divisions(scene)


def _office(scene: _Scene, on: date) -> Actor:
    key = next(one.key for one in scene.school.staff if Role.SECRETARY in one.roles)
    return scene.actor(key, on, role=Role.SECRETARY)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def _arrivals(scene: _Scene) -> None:
    for key, (number, order, school, marks) in _ARRIVALS.items():
        day, pupil = scene.day(number), scene.people.pupils[key]
        if day > scene.today:
            continue
        for model in (ClassMember, CourseMember):
            model.objects.filter(pupil=pupil).update(starts_on=day)
        by = _office(scene, day)
        row = Movement(
            pupil=pupil, kind=MovementKind.ARRIVED, date=day, order_number=order, order_date=day - timedelta(days=3),
            to_class=scene.people.classes[key.partition("-")[0]], other_school=school, noted_by=by.user_id,
            noted_at=_noon(day),
        )  # fmt: skip
        add(row, "teaching.note_movement", by=by, at=_noon(day))
        _brought(scene, key, school, marks, day)


def _brought(scene: _Scene, key: str, school: str, marks: Mapping[str, str], day: date) -> None:
    by = scene.actor(scene.homeroom(key), day)
    for subject_key, text in marks.items():
        name = next(one.name for one in scene.school.subjects if one.key == subject_key)
        subject = next(one.subject for one in scene.courses.values() if one.subject.name == name)
        values = {"subject": subject, "given_on": day - timedelta(days=3), "school": school, "work": "", "weight": 1}
        add_marks(scene.people.pupils[key], text, values, by=by, at=_noon(day))


def _leaving(scene: _Scene) -> None:
    key, number, order, school = _LEFT
    day = scene.day(number)
    if day <= scene.today:
        member = scene.people.pupils[key].class_members.select_related("school_class__year", "pupil").get()
        by = _office(scene, day)
        depart(member, day, Order(order, day - timedelta(days=2), school), by=by, at=_noon(day))


def _transfer(scene: _Scene) -> None:
    key, to, number, order = _MOVED
    day = scene.day(number)
    if day <= scene.today:
        member = scene.people.pupils[key].class_members.select_related("school_class__year", "pupil").get()
        by = _office(scene, day)
        signed = Order(order, day - timedelta(days=3))
        transfer(member, scene.people.classes[to], day, signed, by=by, at=_noon(day))
        _into_groups(scene, key, to, day, by)


def _into_groups(scene: _Scene, key: str, class_key: str, day: date, by: Actor) -> None:
    """The first subgroup of English, the one of труд for the sex."""
    pupil = next(one for one in scene.school.pupils if one.key == key)
    for subject, number in ((_DIVIDED, 1), ("trud", 1 if pupil.sex == "m" else 2)):
        course = scene.courses[f"{class_key}-{subject}-{number}"]
        inside = set(course.members.values_list("pupil_id", flat=True))
        set_members(course, inside | {scene.people.pupils[key].pk}, day, by=by, at=_noon(day))


def _divisions(scene: _Scene) -> None:
    """8Б of the present period is agreed; 8А waits since yesterday for one of its two teachers."""
    grade = scene.people.classes["8Б"].grade_level
    periods = periods_of(scene.year, grade, scene.today)
    now = current(periods, scene.today)
    if now is None or scene.today < scene.day(5) or scene.today > scene.year.ends_on:
        return
    agreed_on = max(now.starts_on - timedelta(days=5), scene.day(1))
    _divide(scene, "8Б", now, min(agreed_on, scene.today), confirmed=2)
    later = [one for one in periods if one.starts_on > scene.today]
    _divide(scene, "8А", later[0] if later else now, scene.today - timedelta(days=1), confirmed=1)


def _divide(scene: _Scene, class_key: str, period: Period, on: date, *, confirmed: int) -> None:
    """The class as it is taught now; where not all confirm, two pupils would change places."""
    homeroom = scene.school.homerooms[class_key]
    own = [one for one in scene.school.courses if one.key.startswith(f"{class_key}-{_DIVIDED}-")]
    by, school_class = scene.actor(homeroom, on), scene.people.classes[class_key]
    at = min(_noon(on), scene.at)
    division = divisions.start(school_class, scene.courses[own[0].key].subject, period, by=by, at=at)
    places = divisions.places_of(division)
    if confirmed < len(own):
        first, second = list(places)[:1], list(places)[-1:]
        places[first[0]], places[second[0]] = places[second[0]], places[first[0]]
    divisions.propose(division, division.version, places, by=by, at=at)
    for one in own[:confirmed]:
        teacher = scene.actor(one.teacher_keys[0], on)
        groups = list(division.groups.filter(course=scene.courses[one.key]))
        divisions.confirm(division, division.version, groups, by=teacher, at=min(at + timedelta(hours=2), scene.at))
