"""The demo school's content is believable: hours, timetable, lesson plans, marks, absences."""

import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from parta.core.roles import Role
from parta.ops.demo import school
from parta.ops.demo.absences import LONG_ILLNESS, Absence, absences
from parta.ops.demo.curriculum import MAX_HOURS, hours
from parta.ops.demo.habits import EVERYTHING, days_late, unfilled
from parta.ops.demo.marks import DemoMark, lesson_marks
from parta.ops.demo.model import Course, DemoSchool, Pupil
from parta.ops.demo.topics import LessonPlan, lesson_plan, topics_of
from parta.school.rules.calendar import quarter_vacations

GRADES = (1, 3, 4, 5, 7, 8, 9, 10)
PLANNED = [(subject, grade) for grade in GRADES for subject in hours(grade)]
PRINCIPAL_OF_8 = (
    "algebra geometriya russkiy literatura fizika himiya english istoriya biologiya geografiya obshestvo informatika"
)
Away = dict[str, dict[tuple[date, int], Absence]]
Marks = list[tuple[Course, date, int, LessonPlan, DemoMark]]
KINDS = {"КР", "диктант", "СР", "ЛР", "ПрР", "УО", "ДЗ"}


@pytest.fixture(scope="module")
def demo() -> DemoSchool:
    return school()


@pytest.fixture(scope="module")
def school_days() -> list[date]:
    days = (date(2026, 9, 1) + timedelta(days=i) for i in range(268))
    free = [one for one in quarter_vacations(date(2026, 9, 1)) if one.grade_level is None]
    return [day for day in days if day.weekday() < 5 and not any(v.starts_on <= day <= v.ends_on for v in free)]


@pytest.fixture(scope="module")
def away(demo: DemoSchool, school_days: list[date]) -> Away:
    return {pupil.key: absences(demo.seed, pupil, lessons_of(demo, pupil, school_days)) for pupil in demo.pupils}


@pytest.fixture(scope="module")
def marks(demo: DemoSchool, school_days: list[date], away: Away) -> Marks:
    result: Marks = []
    for course in demo.courses:
        pupils = members(demo, course)
        lessons = [(day, number) for day in school_days for number in numbers_on(demo, course, day)]
        plans = lesson_plan(course.subject_key, grade_of(course), len(lessons))
        for (day, number), plan in zip(lessons, plans, strict=True):
            gone = {
                pupil.key
                for pupil in pupils
                if (absence := away[pupil.key].get((day, number))) and absence.code != "оп"
            }
            found = lesson_marks(demo.seed, course, plan.works, day, number, pupils, gone)
            result.extend((course, day, number, plan, mark) for mark in found)
    return result


def grade_of(course: Course) -> int:
    return int(course.class_keys[0][:-1])


def members(demo: DemoSchool, course: Course) -> list[Pupil]:
    return [
        pupil
        for pupil in demo.pupils
        if pupil.class_key in course.class_keys and (course.member_keys is None or pupil.key in course.member_keys)
    ]


def numbers_on(demo: DemoSchool, course: Course, day: date) -> list[int]:
    return sorted(slot.number for slot in demo.slots if slot.course_key == course.key and slot.weekday == day.weekday())


def lessons_of(demo: DemoSchool, pupil: Pupil, days: list[date]) -> dict[date, list[int]]:
    week = defaultdict(set)
    for slot in demo.slots:
        if slot.course_key.startswith(f"{pupil.class_key}-"):
            week[slot.weekday].add(slot.number)
    return {day: sorted(week[day.weekday()]) for day in days}


# Curriculum and timetable


def test_hours_match_the_plan_and_the_limits(demo: DemoSchool) -> None:
    for grade, most in MAX_HOURS.items():
        assert most - 4 <= sum(hours(grade).values()) <= most
    held = Counter(slot.course_key for slot in demo.slots)
    for course in demo.courses:
        assert held[course.key] == course.hours == hours(grade_of(course))[course.subject_key]


def test_each_teacher_has_a_believable_load(demo: DemoSchool) -> None:
    load: Counter[str] = Counter()
    for course in demo.courses:
        load[course.teacher_keys[0]] += course.hours
    teaching = {person.key for person in demo.staff if Role.TEACHER in person.roles}
    assert set(load) == teaching
    assert all(5 <= hours_a_week <= 32 for hours_a_week in load.values())
    for class_key, teacher in demo.homerooms.items():
        assert any(c.teacher_keys == (teacher,) and c.class_keys == (class_key,) for c in demo.courses)


def test_no_teacher_and_no_room_is_taken_twice(demo: DemoSchool) -> None:
    courses = {course.key: course for course in demo.courses}
    teachers = Counter((courses[s.course_key].teacher_keys[0], s.weekday, s.number) for s in demo.slots)
    rooms = Counter((s.room, s.weekday, s.number) for s in demo.slots)
    assert max(teachers.values()) == 1
    assert max(rooms.values()) == 1


def test_pupils_have_one_lesson_at_a_time_and_no_windows(demo: DemoSchool) -> None:
    for school_class in demo.classes:
        for weekday in range(5):
            at = defaultdict(list)
            for slot in demo.slots:
                if slot.course_key.startswith(f"{school_class.key}-") and slot.weekday == weekday:
                    at[slot.number].append(slot.course_key)
            assert sorted(at) == list(range(1, len(at) + 1))
            assert 4 <= len(at) <= (5 if school_class.grade_level <= 4 else 7)
            # Two journals at one hour are the two subgroups of one subject.
            assert all(len({key.rsplit("-", len(keys) - 1)[0] for key in keys}) == 1 for keys in at.values())
            assert all(len(keys) <= 2 for keys in at.values())


def test_subgroups_meet_at_the_same_hour_and_divide_the_class(demo: DemoSchool) -> None:
    when = defaultdict(set)
    for slot in demo.slots:
        when[slot.course_key].add((slot.weekday, slot.number))
    firsts = [course for course in demo.courses if course.label == "1-я гр."]
    assert {course.subject_key for course in firsts} == {"english", "informatika", "trud"}
    for first in firsts:
        second = next(course for course in demo.courses if course.key == f"{first.key[:-1]}2")
        assert when[first.key] == when[second.key]
        assert first.teacher_keys != second.teacher_keys
        one, other = set(first.member_keys or ()), set(second.member_keys or ())
        assert not one & other
        assert min(len(one), len(other)) >= 6
        assert one | other == {pupil.key for pupil in demo.pupils if pupil.class_key in first.class_keys}


def test_a_subject_stands_once_a_day(demo: DemoSchool) -> None:
    days = Counter((slot.course_key, slot.weekday) for slot in demo.slots)
    twice = [key for (key, _), count in days.items() if count > 1 and "trud" not in key]
    assert len(twice) <= 2


# Lesson plans


@pytest.mark.parametrize(("subject", "grade"), PLANNED)
def test_a_plan_fills_the_year_without_monotony(subject: str, grade: int) -> None:
    year = 34 * hours(grade)[subject]
    for count in (year, year - 5, 12):
        plans = lesson_plan(subject, grade, count)
        assert len(plans) == count
        assert all(one.topic != two.topic for one, two in pairwise(plans))
        assert {work for plan in plans for work in plan.works} <= KINDS
    assert lesson_plan(subject, grade, year) == lesson_plan(subject, grade, year)


@pytest.mark.parametrize(("subject", "grade"), PLANNED)
def test_there_are_enough_real_topics(subject: str, grade: int) -> None:
    topics = topics_of(subject, grade)
    assert len(set(topics)) == len(topics)
    assert len(topics) >= (30 if grade == 8 and subject in PRINCIPAL_OF_8.split() else 15)


@pytest.mark.parametrize(("subject", "grade"), PLANNED)
def test_texts_are_in_russian(subject: str, grade: int) -> None:
    for plan in lesson_plan(subject, grade, 34 * hours(grade)[subject]):
        for text in filter(None, (plan.topic, plan.homework)):
            letters = text.lower()
            assert len(re.findall("[а-яё]", letters)) > len(re.findall("[a-z]", letters)), text
            assert re.search("[а-яё]{3}", letters), text
            assert len(text) <= 200, text


def test_first_grade_has_neither_marks_nor_homework(demo: DemoSchool) -> None:
    for subject in hours(1):
        assert all(not plan.works and not plan.homework for plan in lesson_plan(subject, 1, 33 * hours(1)[subject]))
    assert not any(course.marked for course in demo.courses if grade_of(course) == 1)
    assert not any(course.marked for course in demo.courses if course.subject_key in ("orkse", "proekt"))


@pytest.mark.parametrize(("subject", "kind", "fewest"), [("algebra", "КР", 7), ("russkiy", "диктант", 3)])
def test_control_works_come_through_the_year(subject: str, kind: str, fewest: int) -> None:
    plans = lesson_plan(subject, 8, 102)
    assert fewest <= sum(kind in plan.works for plan in plans) <= 12
    controls = [i for i, plan in enumerate(plans) if {"КР", "диктант"} & set(plan.works)]
    assert max(after - before for before, after in pairwise([0, *controls])) <= 18


def test_laboratory_works_stand_where_they_belong() -> None:
    assert 6 <= sum("ЛР" in plan.works for plan in lesson_plan("fizika", 8, 102)) <= 14
    assert sum(bool({"ЛР", "ПрР"} & set(plan.works)) for plan in lesson_plan("himiya", 8, 68)) >= 5
    assert not any("ЛР" in plan.works for plan in lesson_plan("literatura", 8, 68))


# Marks, absences, habits


def test_marks_are_distributed_as_in_a_real_school(marks: Marks) -> None:
    values = Counter(mark.value for *_, mark in marks)
    total = sum(values.values())
    assert set(values) == {2, 3, 4, 5}
    assert 3.85 <= sum(value * count for value, count in values.items()) / total <= 4.2
    assert 0.02 <= values[2] / total <= 0.06
    assert 0.02 <= sum(bool(mark.comment) for *_, mark in marks) / total <= 0.08


def test_control_works_are_harder_than_oral_answers(marks: Marks) -> None:
    by_kind = defaultdict(list)
    for *_, plan, mark in marks:
        by_kind[plan.works[mark.work]].append(mark.value)
    mean = {kind: sum(values) / len(values) for kind, values in by_kind.items()}
    assert mean["КР"] < mean["СР"] < mean["УО"]


def test_a_strong_pupil_stays_ahead_of_a_weak_one(demo: DemoSchool, marks: Marks) -> None:
    of = defaultdict(list)
    for *_, mark in marks:
        of[mark.pupil_key].append(mark.value)
    keys = {pupil.name.last: pupil.key for pupil in demo.pupils if pupil.class_key == "8Б"}
    mean = {last: sum(of[key]) / len(of[key]) for last, key in keys.items()}
    assert mean["Гаврилова"] > 4.4 > 3.3 > mean["Тихонов"]


def test_nobody_absent_gets_a_mark_and_no_pupil_two_for_a_work(marks: Marks, away: Away) -> None:
    for _, day, number, _, mark in marks:
        absence = away[mark.pupil_key].get((day, number))
        assert absence is None or absence.code == "оп"
    cells = Counter((course.key, day, number, mark.work, mark.pupil_key) for course, day, number, _, mark in marks)
    assert max(cells.values()) == 1


def test_oral_answers_are_few_and_everybody_is_asked_in_time(marks: Marks, demo: DemoSchool) -> None:
    asked = Counter((course.key, day) for course, day, _, plan, mark in marks if plan.works[mark.work] == "УО")
    assert max(asked.values()) <= 12  # two lessons of труд on one day at most
    got = {(course.key, mark.pupil_key) for course, day, *_, mark in marks if day <= date(2026, 11, 30)}
    want = {
        (course.key, pupil.key)
        for course in demo.courses
        if course.marked and course.hours > 1
        for pupil in members(demo, course)
    }
    assert len(want - got) / len(want) < 0.03


def test_absences_look_like_a_school_year(demo: DemoSchool, school_days: list[date], away: Away) -> None:
    codes = Counter(absence.code for cells in away.values() for absence in cells.values())
    assert set(codes) == {"н", "у", "нп", "б", "оп"}
    total = sum(len(numbers) for p in demo.pupils for numbers in lessons_of(demo, p, school_days).values())
    assert 0.03 <= sum(codes.values()) / total <= 0.07
    assert codes["б"] > codes["у"] > codes["нп"]
    late = [absence.minutes for cells in away.values() for absence in cells.values() if absence.code == "оп"]
    assert min(late) >= 2
    assert max(late) <= 15
    assert all(absence.minutes == 0 or absence.code == "оп" for cells in away.values() for absence in cells.values())


def test_illness_needs_the_health_consent(demo: DemoSchool, away: Away) -> None:
    without = [pupil.key for pupil in demo.pupils if not pupil.health_consent]
    assert without
    assert not any(absence.code == "б" for key in without for absence in away[key].values())


def test_the_past_stays_when_today_moves_on(demo: DemoSchool, school_days: list[date]) -> None:
    for pupil in demo.pupils[:40]:
        lessons = lessons_of(demo, pupil, school_days)
        whole = absences(demo.seed, pupil, lessons)
        part = absences(demo.seed, pupil, {day: lessons[day] for day in school_days[:60]})
        settled = school_days[50]
        assert {key: a for key, a in whole.items() if key[0] < settled} == {
            key: a for key, a in part.items() if key[0] < settled
        }


def test_the_long_illness_is_orlovs(demo: DemoSchool, away: Away) -> None:
    assert [p.name.last for p in demo.pupils if p.key in LONG_ILLNESS] == ["Орлов"]
    (key,) = LONG_ILLNESS
    assert away[key][date(2026, 10, 7), 1] == Absence("б")


def test_some_teachers_leave_recent_lessons_unfilled() -> None:
    today = date(2026, 11, 24)
    past = [(today - timedelta(days=days), number) for days in range(1, 8) for number in range(1, 7)]
    assert sum(unfilled("gromov", day, n, today) == EVERYTHING for day, n in past) > 10
    assert not any(unfilled("petrova", day, n, today) for day, n in past)
    assert any(unfilled("sokolova", day, n, today) == {"homework"} for day, n in past)
    assert unfilled("gromov", date(2026, 9, 10), 1, today) == frozenset()
    assert unfilled("belova", today, 1, today) == frozenset()
    assert unfilled("belova", today, 6, today) == unfilled("belova", today + timedelta(days=1), 1, today) == EVERYTHING


def test_lateness_differs_between_teachers() -> None:
    days = [date(2026, 9, 1) + timedelta(days=i) for i in range(90)]
    late = {key: sum(days_late(key, day, 1) > 0 for day in days) for key in ("gromov", "belova", "petrova")}
    assert late["gromov"] > late["belova"] >= late["petrova"] == 0
