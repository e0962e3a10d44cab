"""«Расписание» of the staff, over HTTP."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.core.russian import sort_key
from parta.school.models import Bell, Room, SchoolClass
from parta.teaching.models import Course, CourseTeacher, Lesson, Slot, Substitution, TeacherAbsence
from parta.teaching.rules.windows import windows
from tests.cast import START, TODAY, Cast
from tests.pages import said

As = Callable[[str], Client]


def page(client: Client, name: str, *args: Any, **asked: str) -> str:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return " ".join(said(answer).split())


def of_second_shift(cast: Cast) -> Course:
    """Ольга's lesson in 9В of the second shift, on the clock together with her algebra in 8Б."""
    Bell.objects.create(shift=2, number=1, starts_at="08:40", ends_at="09:20")
    room = SchoolClass.objects.create(year=cast.year, grade_level=9, letter="В", shift=2, sort_key=sort_key("09", "В"))
    course = Course.objects.create(
        year=cast.year, subject=cast.courses["algebra"].subject, class_names="9В", sort_key=room.sort_key
    )
    course.classes.add(room)
    CourseTeacher.objects.create(course=course, staff=cast.staff["olga"], starts_on=START)
    Slot.objects.create(course=course, weekday=1, number=1, room="301", starts_on=START)
    Lesson.objects.create(course=course, date=TODAY, number=1, room="301")
    return course


@pytest.mark.parametrize(
    ("given", "places", "free"),
    [
        ([], [(8, 9)], []),
        ([(8, 9), (11, 12)], [(8, 9), (9, 10), (10, 11), (11, 12), (12, 13)], [(9, 10), (10, 11)]),
        ([(8, 9), (12, 13)], [(9, 11), (10, 12), (8, 9)], [(9, 11)]),  # two shifts: of overlapping ones the earlier
        ([(8, 10), (11, 12)], [(9, 11)], []),
    ],
)
def test_windows(given: list[tuple[int, int]], places: list[tuple[int, int]], free: list[tuple[int, int]]):
    """WIN-01."""

    def spans(hours: list[tuple[int, int]]) -> list[tuple[time, time]]:
        return [(time(start), time(end)) for start, end in hours]

    assert windows(spans(given), spans(places)) == spans(free)


def test_each_starts_at_the_own_timetable_and_chooses_another(as_: As, cast: Cast):
    home = reverse("timetable-home")
    olga, klass = cast.staff["olga"].pk, cast.classes["8Б"].pk
    assert as_("olga").get(home)["Location"] == reverse("week-of-teacher", args=[olga])
    assert as_("secretary").get(home)["Location"] == reverse("day-of-school", args=["2026-11-24"])
    chosen = as_("secretary").get(home, {"to": f"class-{klass}", "on": "2026-12-01"})["Location"]
    assert chosen == reverse("week-of-class", args=[klass]) + "?on=2026-12-01"
    for wrong in ("class-x", "teacher-", "//example.org", "room-"):
        assert as_("secretary").get(home, {"to": wrong})["Location"] == reverse("day-of-school", args=["2026-11-24"])
    assert as_("anna").get(home).status_code == 403
    assert as_("olga").get(reverse("week-of-room", args=["нет такого"])).status_code == 404
    assert as_("olga").get(reverse("day-of-school", args=["2026-13-40"])).status_code == 404


def test_a_week_shows_what_became_of_its_lessons(as_: As, cast: Cast):
    """Cancelled, moved, given for another, without anybody."""
    algebra, russian = cast.lessons["algebra"], cast.lessons["russian"]
    moved = Lesson.objects.create(course=cast.courses["algebra"], date=date(2026, 11, 26), number=5, room="301")
    Lesson.objects.filter(pk=algebra.pk).update(state="moved", moved_to=moved)
    absence = TeacherAbsence.objects.create(
        staff=cast.staff["irina"], starts_on=TODAY, cause="sick", note="canary", noted_at="2026-11-24T05:00:00Z"
    )
    whole = page(as_("olga"), "week-of-class", cast.classes["8Б"].pk)
    assert "перенесён на 26 ноября, 5-й урок" in whole
    assert "перенесён с 24 ноября, 1-й урок" in whole
    assert "учителя нет, замены нет" in whole
    assert "canary" not in whole
    assert "нетрудоспособности" not in whole
    Substitution.objects.create(
        lesson=russian, absence=absence, absent=cast.staff["irina"], staff=cast.staff["olga"],
        assigned_at="2026-11-24T05:00:00Z",
    )  # fmt: skip
    own = page(as_("olga"), "week-of-teacher", cast.staff["olga"].pk)
    assert "Русский язык" in own
    assert "вместо: Орлова" in own
    assert "Русский язык" in page(as_("olga"), "week-of-teacher", cast.staff["irina"].pk)
    day = page(as_("secretary"), "day-of-school", "2026-11-24")
    assert "1 замена · 1 урок снят или перенесён" in day
    Lesson.objects.filter(pk=cast.lessons["foreign"].pk).update(state="cancelled", note="Мороз")
    assert "снят: мороз" in page(as_("olga"), "week-of-class", cast.classes["7А"].pk)


def test_the_permanent_timetable_of_a_day(as_: As, cast: Cast):
    Slot.objects.filter(course=cast.courses["algebra"]).update(ends_on=date(2026, 12, 1))
    Slot.objects.create(course=cast.courses["algebra"], weekday=3, number=2, room="105", starts_on=date(2026, 12, 2))
    whose = cast.staff["olga"].pk
    assert "105" not in page(as_("olga"), "week-of-teacher", whose, permanent="1")
    assert "105" in page(as_("olga"), "week-of-teacher", whose, permanent="1", on="2026-12-02")
    week = page(as_("olga"), "week-of-class", cast.classes["8Б"].pk, permanent="1")
    assert "Среда нет уроков" in week


def test_clashes_are_named_wherever_they_are(as_: As, cast: Cast):
    """TT-01 by the clock of two shifts, TT-02 but in a shared room, TT-04."""
    of_second_shift(cast)
    Lesson.objects.filter(pk=cast.lessons["foreign"].pk).update(number=1)
    Lesson.objects.filter(pk=cast.lessons["russian"].pk).update(number=11)
    twice = "Соколова О. В. ведёт сразу «8Б · Алгебра» и «9В · Алгебра»"
    room = "В кабинете 214 сразу"
    for answer in (
        page(as_("olga"), "week-of-teacher", cast.staff["olga"].pk),
        page(as_("olga"), "day-of-school", "2026-11-24"),
        page(as_("scheduler"), "timetable-conflicts"),
    ):
        assert twice in answer
        assert room in answer
    assert "звонка для него в 1-й смене нет" in page(as_("scheduler"), "timetable-conflicts")
    assert room in page(as_("olga"), "week-of-room", "214")
    Room.objects.create(name="214", shared=True, sort_key="1")
    assert room not in page(as_("olga"), "day-of-school", "2026-11-24")
    assert "В кабинете 214" not in page(as_("olga"), "week-of-room", "214")
    for key, status in (("olga", 403), ("secretary", 403), ("deputy", 200), ("anna", 403)):
        assert as_(key).get(reverse("timetable-conflicts")).status_code == status


def test_windows_free_rooms_and_classes_without_lessons(as_: As, cast: Cast):
    SchoolClass.objects.create(year=cast.year, grade_level=9, letter="А", sort_key=sort_key("09", "А"))
    Lesson.objects.create(course=cast.courses["algebra"], date=TODAY, number=4, room="214")
    for name in ("214", "301"):
        Room.objects.create(name=name, sort_key=sort_key(name))
    own = page(as_("olga"), "week-of-teacher", cast.staff["olga"].pk)
    assert "2 урока, 2 окна" in own
    day = page(as_("secretary"), "day-of-school", "2026-11-24")
    assert "Учебный день, а уроков нет: 9 «А»." in day
    sunday = page(as_("secretary"), "day-of-school", "2026-11-29")
    assert "В этот день уроков нет." in sunday


def test_queries_do_not_grow_with_the_school(as_: As, cast: Cast, count_queries: Any):
    names = (
        ("week-of-class", cast.classes["8Б"].pk), ("week-of-teacher", cast.staff["olga"].pk), ("week-of-room", "214"),
        ("day-of-school", "2026-11-24"), ("timetable-conflicts",),
    )  # fmt: skip
    clients = as_("deputy")

    def measured() -> list[int]:
        found = []
        for name, *args in names:
            with count_queries() as queries:
                clients.get(reverse(name, args=args))
            found.append(len(queries()))
        return found

    measured()
    before = measured()
    of_second_shift(cast)
    for course in cast.courses.values():
        for number in (5, 6, 7):
            Lesson.objects.create(course=course, date=TODAY, number=number, room="214")
    assert measured() == before
    assert max(before) <= 36


def test_an_odd_choice_leads_to_the_day(as_: As):
    for odd in ("room-a\nb", "room-", "class-x", "zzz-1"):
        assert as_("deputy").get(reverse("timetable-home"), {"to": odd}).url == reverse("day-of-school", args=[TODAY])
