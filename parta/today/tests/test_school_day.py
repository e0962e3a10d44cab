"""The school's day for the administration: counts, who is behind, who is absent."""

from datetime import date, timedelta

from django.utils import timezone

from parta.core.roles import Role
from parta.journal.models import Cell, Homework, RollCall
from parta.school.models import SchoolClass
from parta.teaching.models import CourseTeacher, Lesson, LessonState
from parta.today.state import TEACHERS_SHOWN, school_day
from tests.cast import START, TODAY, Cast, make_staff


def lesson(cast: Cast, course: str, day: date, number: int = 1, **fields: object) -> Lesson:
    return Lesson.objects.create(course=cast.courses[course], date=day, number=number, **fields)


def test_counts_of_the_day(cast):
    cast.lessons["algebra"].topic = "Тема"
    cast.lessons["algebra"].save()
    RollCall.objects.create(lesson=cast.lessons["algebra"], taken_at=timezone.now())
    Homework.objects.create(lesson=cast.lessons["algebra"], text="№ 1")
    Homework.objects.create(lesson=cast.lessons["russian"], text="")
    lesson(cast, "algebra", TODAY, number=5, state=LessonState.CANCELLED)
    SchoolClass.objects.filter(letter="А").update(grade_level=1)
    state = school_day(TODAY, TODAY, 0)
    assert state.lessons == 3
    assert [(share.part, share.whole) for share in state.shares] == [(1, 3), (1, 3), (1, 2), (0, 2)]
    assert state.shares[0].percent == 33


def test_teachers_behind_with_their_journals(cast):
    for number in (1, 2):
        lesson(cast, "algebra", date(2026, 11, 20), number=number)
    lesson(cast, "russian", date(2026, 11, 20))
    lesson(cast, "russian", TODAY - timedelta(days=8))
    state = school_day(TODAY, TODAY, 0)
    algebra = (cast.courses["algebra"].pk, "8\u00a0«Б», алгебра", 2)
    assert [(one.name, one.lessons) for one in state.behind] == [
        ("Соколова\u00a0О.\u00a0В.", 2),
        ("Орлова\u00a0И.\u00a0П.", 1),
    ]
    assert state.behind[0].courses == (algebra,)
    assert (state.behind_lessons, state.behind_teachers, state.after) == (3, 2, 0)


def test_former_teacher_of_a_journal_is_not_blamed(cast):
    lesson(cast, "algebra", date(2026, 11, 20))
    CourseTeacher.objects.filter(course=cast.courses["algebra"]).update(ends_on=date(2026, 11, 19))
    CourseTeacher.objects.create(
        course=cast.courses["algebra"], staff=cast.staff["irina"], starts_on=date(2026, 11, 20)
    )
    (only,) = school_day(TODAY, TODAY, 0).behind
    assert (only.name, only.lessons, len(only.courses)) == ("Орлова\u00a0И.\u00a0П.", 1, 1)


def test_long_list_of_teachers_goes_on(cast, as_):
    for number in range(TEACHERS_SHOWN + 2):
        name = "АБВГДЕЖЗИКЛМН"[number]
        staff = make_staff(cast, f"t{number}", (name, "Имя", ""), Role.TEACHER)
        CourseTeacher.objects.create(course=cast.courses["algebra"], staff=staff, starts_on=START)
    lesson(cast, "algebra", date(2026, 11, 20))
    state = school_day(TODAY, TODAY, 0)
    assert (len(state.behind), state.after) == (TEACHERS_SHOWN, 3)
    rest = school_day(TODAY, TODAY, TEACHERS_SHOWN)
    assert (len(rest.behind), rest.after) == (3, 0)
    body = as_("deputy").get("/").content.decode()
    assert "ещё 3\u00a0учителя" in body
    assert "В начало списка" in as_("deputy").get("/", {"from": TEACHERS_SHOWN}).content.decode()
    assert as_("deputy").get("/", {"from": "99999"}).status_code == 200
    assert as_("deputy").get("/", {"from": "-1"}).status_code == 200


def test_absent_pupils_are_counted_once_by_class(cast):
    for key in ("algebra", "russian"):
        Cell.objects.create(
            lesson=cast.lessons[key], pupil=cast.pupils["petya"], absence="б", updated_at=timezone.now()
        )
    Cell.objects.create(
        lesson=cast.lessons["algebra"], pupil=cast.pupils["masha"], absence="оп", updated_at=timezone.now()
    )
    state = school_day(TODAY, TODAY, 0)
    assert state.absent == (("8\u00a0«Б»", 1),)
    assert state.absent_total == 1
