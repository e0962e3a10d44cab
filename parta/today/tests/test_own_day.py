"""A teacher's day: lessons, what they lack, which is under way."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from parta.journal.models import Cell, Homework, Mark, RollCall, Work, WorkKind
from parta.school.models import DayOff, DayOffKind, Scale, SchoolClass, Subject
from parta.teaching.actors import actor_of
from parta.teaching.backends import accounts
from parta.teaching.models import CourseKind, CourseTeacher, Lesson, LessonState
from parta.today.own import OwnDay, own_day
from tests.cast import TODAY, Cast


def day_of(cast: Cast, who: str = "olga", day: date = TODAY, clock: time = time(10, 0)) -> OwnDay:
    actor = actor_of(accounts().get(pk=cast.users[who].pk), TODAY)
    assert actor is not None
    return own_day(actor, day, datetime.combine(TODAY, clock))


def make(cast: Cast, course: str, day: date, number: int = 1, homework: str = "", **fields: object) -> Lesson:
    lesson = Lesson.objects.create(course=cast.courses[course], date=day, number=number, **fields)
    if lesson.topic:
        RollCall.objects.create(lesson=lesson, taken_at=timezone.now())
    if homework:
        Homework.objects.create(lesson=lesson, text=homework)
    return lesson


def mark(cast: Cast, lesson: Lesson, pupil: str) -> None:
    cell = Cell.objects.create(lesson=lesson, pupil=cast.pupils[pupil], updated_at=timezone.now())
    kind = WorkKind.objects.get(code="УО")
    work, _ = Work.objects.get_or_create(lesson=lesson, position=0, defaults={"kind": kind, "weight": 1})
    Mark.objects.create(cell=cell, work=work, value=5)


def test_lesson_says_what_it_has_and_lacks(cast):
    lesson = cast.lessons["algebra"]
    lesson.topic = "Неравенства"
    lesson.save()
    for pupil in ("petya", "masha"):
        mark(cast, lesson, pupil)
    found = day_of(cast)
    (own,) = found.lessons
    assert own.title == "8\u00a0«Б», алгебра"
    assert (own.readiness.topic, own.readiness.homework, own.readiness.marks) == (True, False, 2)
    assert (found.filled, found.planned) == (0, 1)
    Homework.objects.create(lesson=lesson, text="")
    assert day_of(cast).filled == 0, "an emptied homework is none"
    lesson.homework.text = "№ 5"
    lesson.homework.save()
    assert day_of(cast).filled == 0, "nobody has called the roll"
    RollCall.objects.create(lesson=lesson, taken_at=timezone.now())
    assert day_of(cast).filled == 1


@pytest.mark.parametrize(
    ("clock", "going", "minutes", "coming"),
    [
        (time(8, 29), None, 0, 1),
        (time(8, 30), 1, 45, None),
        (time(9, 14, 30), 1, 1, None),
        (time(9, 15), None, 0, 3),
        (time(11, 15), None, 0, None),
    ],
)
def test_bells_tell_now_and_next(cast, clock, going, minutes, coming):
    make(cast, "algebra", TODAY, number=3)
    make(cast, "algebra", TODAY, number=2, state=LessonState.CANCELLED)
    found = day_of(cast, clock=clock)
    assert (found.going.number if found.going else None) == going
    assert found.minutes_left == minutes
    assert (found.coming.number if found.coming else None) == coming


def test_another_day_has_no_now(cast):
    make(cast, "algebra", date(2026, 11, 25), number=2)
    found = day_of(cast, day=date(2026, 11, 25))
    assert len(found.lessons) == 1
    assert found.going is found.coming is None


def test_forgotten_lessons_of_two_weeks(cast):
    make(cast, "algebra", date(2026, 11, 20))
    make(cast, "algebra", date(2026, 11, 19), topic="Тема")
    make(cast, "algebra", date(2026, 11, 18), topic="Тема", homework="№ 1")
    make(cast, "algebra", date(2026, 11, 17), state=LessonState.CANCELLED)
    make(cast, "algebra", TODAY - timedelta(days=15))
    make(cast, "algebra", date(2026, 11, 25))
    make(cast, "russian", date(2026, 11, 20))
    found = day_of(cast).unfilled
    assert [(one.date.day, one.readiness.lacks) for one in found] == [
        (20, "Нет переклички, темы и домашнего задания."),
        (19, "Нет домашнего задания."),
    ]


@pytest.mark.parametrize(
    ("kind", "grade_level"), [(CourseKind.LESSON, 1), (CourseKind.EXTRA, 8), (CourseKind.CLASS_HOUR, 8)]
)
def test_first_grade_and_extra_lessons_need_no_homework(cast, kind, grade_level):
    course = cast.courses["algebra"]
    course.kind = kind
    course.save()
    SchoolClass.objects.filter(letter="Б").update(grade_level=grade_level)
    make(cast, "algebra", date(2026, 11, 20), topic="Тема")
    found = day_of(cast)
    assert found.unfilled == ()
    assert not found.lessons[0].readiness.wants_homework
    assert not found.lessons[0].readiness.wants_marks


def test_subject_without_marks_asks_for_homework_only(cast):
    Subject.objects.update(scale=Scale.NONE)
    readiness = day_of(cast).lessons[0].readiness
    assert (readiness.wants_homework, readiness.wants_marks) == (True, False)


def test_lessons_belong_to_who_taught_on_their_date(cast):
    make(cast, "algebra", date(2026, 11, 20))
    CourseTeacher.objects.filter(staff=cast.staff["olga"]).update(ends_on=date(2026, 11, 22))
    CourseTeacher.objects.create(
        course=cast.courses["algebra"], staff=cast.staff["deputy"], starts_on=date(2026, 11, 23)
    )
    olga, deputy = day_of(cast), day_of(cast, "deputy")
    assert (len(olga.lessons), len(deputy.lessons)) == (0, 1)
    assert (olga.unfilled, deputy.unfilled) == ((), ()), "a journal handed over is nobody's reminder"
    (past,) = day_of(cast, day=date(2026, 11, 20)).lessons
    assert not past.opens


def test_free_day_and_end_of_period_are_named(cast):
    holiday = date(2026, 11, 30)
    DayOff.objects.create(starts_on=holiday, ends_on=holiday, title="Праздник", kind=DayOffKind.HOLIDAY)
    found = day_of(cast, day=holiday)
    assert (found.off, found.count_in_words) == ("Праздник", "Уроков нет")
    assert found.period_ends == "Последний день 1-го триместра"
    assert day_of(cast, day=date(2026, 11, 28)).off == "Выходной"
    assert day_of(cast).period_ends == "До конца 1-го триместра 6\u00a0дней"
    assert day_of(cast, day=date(2026, 12, 1)).period_ends == ""
    assert day_of(cast).count_in_words == "Один урок"
