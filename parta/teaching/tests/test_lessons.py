"""Lessons from the timetable: days off, repeating, what somebody wrote in, moving."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from parta.audit.chain import history_of
from parta.journal.models import Cell, Homework
from parta.school.models import DayOff, DayOffKind, SchoolPolicy, WorkingDay
from parta.teaching.actions.lessons import generate_lessons, preview_lessons
from parta.teaching.models import Course, Lesson, Slot
from parta.teaching.rules.lessons import Standing, plan_course
from tests.cast import TODAY, Cast

AT = datetime(2026, 11, 24, 7, tzinfo=UTC)
MONTH = (date(2026, 12, 1), date(2026, 12, 29))  # Tuesdays: 1, 8, 15, 22, 29


def made(course: Course) -> list[tuple[date, int]]:
    return list(course.lessons.filter(date__gt=TODAY).order_by("date", "number").values_list("date", "number"))


def tuesdays(*numbers: int) -> list[date]:
    return [date(2026, 12, number) for number in numbers]


def generate(course: Course, span: tuple[date, date] = MONTH) -> Any:
    return generate_lessons([course], *span, by=None, at=AT)


def test_a_lesson_for_each_week_and_none_on_days_off(cast: Cast):
    algebra = cast.courses["algebra"]
    DayOff.objects.create(starts_on=date(2026, 12, 8), ends_on=date(2026, 12, 8), title="Праздник", kind="holiday")
    DayOff.objects.create(
        starts_on=date(2026, 12, 15), ends_on=date(2026, 12, 15), title="Карантин", kind="cancelled",
        school_class=cast.classes["8Б"],
    )  # fmt: skip
    DayOff.objects.create(
        starts_on=date(2026, 12, 22), ends_on=date(2026, 12, 22), title="У 7-х", kind="cancelled", grade_level=7
    )
    result = generate(algebra)
    assert [day for day, _ in made(algebra)] == tuesdays(1, 22, 29)
    assert (result.created, result.moved, result.removed) == (3, 0, 0)
    [change] = history_of(algebra)
    assert '"created":3' in change.payload


def test_repeating_changes_nothing(cast: Cast):
    algebra = cast.courses["algebra"]
    generate(algebra)
    before = list(Lesson.objects.order_by("pk").values_list())
    again = generate(algebra)
    assert not again.changes
    assert again.kept == 5
    assert list(Lesson.objects.order_by("pk").values_list()) == before
    assert history_of(algebra).count() == 1


def test_preview_counts_and_writes_nothing(cast: Cast):
    algebra = cast.courses["algebra"]
    assert preview_lessons([algebra], *MONTH, at=AT).created == 5
    assert made(algebra) == []


def test_another_number_moves_empty_lessons_and_keeps_written_ones(cast: Cast):
    algebra = cast.courses["algebra"]
    generate(algebra)
    lessons = {lesson.date.day: lesson for lesson in algebra.lessons.filter(date__gt=TODAY)}
    Cell.objects.create(lesson=lessons[8], pupil=cast.pupils["petya"], absence="н", updated_at=AT)
    Homework.objects.create(lesson=lessons[15], text="§ 12")
    Lesson.objects.filter(pk=lessons[22].pk).update(topic="Дроби", version=1)
    algebra.slots.update(number=5)
    result = generate(algebra)
    assert made(algebra) == list(zip(tuesdays(1, 8, 15, 22, 29), [5, 1, 1, 1, 5], strict=True))
    assert (result.created, result.moved, result.removed, result.kept) == (0, 2, 0, 3)
    assert [day.day for _, day, _ in result.written_elsewhere] == [8, 15, 22]
    assert Lesson.objects.get(pk=lessons[1].pk).number == 5  # moved, not made anew


def test_past_and_todays_lessons_stand_whatever_the_timetable_says(cast: Cast):
    algebra = cast.courses["algebra"]
    generate(algebra, (TODAY - timedelta(days=14), TODAY + timedelta(days=14)))
    algebra.slots.all().delete()
    result = generate(algebra, (TODAY - timedelta(days=14), TODAY + timedelta(days=14)))
    assert result.removed == 2
    left = list(algebra.lessons.order_by("date").values_list("date", flat=True))
    assert left == [TODAY - timedelta(days=14), TODAY - timedelta(days=7), TODAY]


def test_a_new_day_off_takes_away_empty_lessons_only(cast: Cast):
    algebra = cast.courses["algebra"]
    generate(algebra)
    written = algebra.lessons.get(date=date(2026, 12, 8))
    Cell.objects.create(lesson=written, pupil=cast.pupils["petya"], absence="н", updated_at=AT)
    DayOff.objects.create(
        starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 20), title="Мороз", kind=DayOffKind.CANCELLED
    )
    assert generate(algebra).removed == 2
    assert [day for day, _ in made(algebra)] == tuesdays(8, 22, 29)


def test_a_working_saturday_follows_the_named_weekday(cast: Cast):
    WorkingDay.objects.create(date=date(2026, 12, 5), as_weekday=1)
    generate(cast.courses["algebra"])
    assert (date(2026, 12, 5), 1) in made(cast.courses["algebra"])


def test_saturdays_only_in_a_six_day_week(cast: Cast):
    algebra = cast.courses["algebra"]
    Slot.objects.create(course=algebra, weekday=5, number=2, starts_on=date(2026, 9, 1))
    SchoolPolicy.objects.create(starts_on=date(2026, 12, 14), week_days=6)
    generate(algebra)
    assert [day.day for day, number in made(algebra) if number == 2] == [19, 26]


def test_slots_count_from_their_first_to_their_last_day(cast: Cast):
    algebra = cast.courses["algebra"]
    algebra.slots.update(ends_on=date(2026, 12, 14))
    Slot.objects.create(course=algebra, weekday=3, number=2, starts_on=date(2026, 12, 15))
    generate(algebra)
    days = [day.day for day, _ in made(algebra)]
    assert days == [1, 8, 17, 24]


def test_half_a_year_ends_with_the_year(cast: Cast):
    algebra = cast.courses["algebra"]
    generate(algebra, (date(2027, 1, 11), date(2027, 8, 31)))
    assert made(algebra)[-1][0] == date(2027, 5, 25)
    assert len(made(algebra)) == 20


def test_a_course_of_two_classes_runs_while_one_of_them_studies(cast: Cast):
    algebra = cast.courses["algebra"]
    algebra.classes.add(cast.classes["7А"])
    DayOff.objects.create(
        starts_on=MONTH[0], ends_on=MONTH[1], title="Карантин", kind="cancelled", school_class=cast.classes["8Б"]
    )
    assert generate(algebra).created == 5


def test_a_whole_school_takes_few_queries(cast: Cast, count_queries: Any):
    with count_queries() as few:
        generate_lessons(None, *MONTH, by=None, at=AT)
    for number in range(2, 9):
        Slot.objects.create(course=cast.courses["algebra"], weekday=2, number=number, starts_on=date(2026, 9, 1))
    with count_queries() as more:
        generate_lessons(None, *MONTH, by=None, at=AT)
    assert len(more()) == len(few()) <= 16


DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("wanted", "standing", "expected"),
    [
        ({1: "2"}, {}, "create 1"),
        ({1: "2"}, {1: ("2", False)}, "keep"),
        ({1: "2"}, {1: ("3", False)}, "move 1→1"),
        ({1: "2"}, {1: ("3", True)}, "keep"),
        ({}, {1: ("2", False)}, "remove 1"),
        ({}, {1: ("2", True)}, "keep"),
        ({3: "2"}, {1: ("2", False)}, "move 1→3"),
        ({3: "2"}, {1: ("2", True)}, "keep"),
        ({1: "", 2: ""}, {2: ("", False), 3: ("", False)}, "keep move 3→1"),
        ({4: "", 5: ""}, {1: ("", False), 2: ("", True)}, "keep move 1→5"),
    ],
)
def test_plan_of_a_day(wanted: dict[int, str], standing: dict[int, tuple[str, bool]], expected: str):
    plan = plan_course(
        {(DAY, number): room for number, room in wanted.items()},
        {(DAY, number): Standing(number, room, fixed) for number, (room, fixed) in standing.items()},
    )
    said = ["keep"] * plan.keep
    said += [f"move {place[1]}→{number}" for _, place, number, _ in plan.move]
    said += [f"create {number}" for _, number, _ in plan.create] + [f"remove {place[1]}" for _, place in plan.remove]
    assert " ".join(said) == expected
