"""Homework in the diary: for a chosen later lesson, minutes, files, tasks of one pupil [3.6]."""

import re
from datetime import date

import pytest

from parta.core import dates
from parta.files.actions import check, keep
from parta.journal.models import FormerMark, Homework, LessonFile, PersonalTask
from parta.teaching.models import CourseMember, LessonState
from tests.cast import TODAY, Cast

WEDNESDAY, FRIDAY = date(2026, 11, 25), date(2026, 11, 27)


@pytest.fixture
def read(cast: Cast, as_):
    def page(who: str = "anna", pupil: str = "petya", week: str = "2026-11-23") -> str:
        response = as_(who).get(f"/diary/{cast.pupils[pupil].pk}/", {"week": week})
        main = response.content.decode().split("<main", 1)[1]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("\u00a0", " ")

    return page


def attach(lesson, name: str = "Схема.txt", content: bytes = b"1 + 1") -> LessonFile:
    stored = keep([check(name, content)], by=None, at=dates.now())[0]
    return LessonFile.objects.create(lesson=lesson, file=stored, name=name)


def test_homework_for_a_chosen_lesson(read, give_lesson):
    friday = give_lesson("algebra", FRIDAY)
    monday = give_lesson("algebra", date(2026, 11, 23), "Проект")
    give_lesson("algebra", WEDNESDAY, "№ 9")
    Homework.objects.filter(lesson=monday).update(due=friday, minutes=40)
    text = read()
    assert "На пятницу, 27 ноября: Проект 40 мин" in text
    assert text.count("Проект") == 2, "at the lesson that set it and at the one it is for"
    assert "Задание: Проект 40 мин № 9" in text, "both are due on Friday"


def test_the_lesson_it_was_for_is_cancelled(read, give_lesson):
    wednesday = give_lesson("algebra", WEDNESDAY, state=LessonState.CANCELLED)
    monday = give_lesson("algebra", date(2026, 11, 23), "Проект")
    Homework.objects.filter(lesson=monday).update(due=wednesday)
    give_lesson("algebra", FRIDAY)
    assert read().split("Пятница")[1].count("Задание: Проект") == 1


def test_a_personal_task_comes_to_its_pupil_only(cast, read, give_lesson):
    give_lesson("algebra", WEDNESDAY)
    PersonalTask.objects.create(lesson=cast.lessons["algebra"], pupil=cast.pupils["petya"], text="canary-petya")
    PersonalTask.objects.create(lesson=cast.lessons["algebra"], pupil=cast.pupils["masha"], text="canary-masha")
    for who, pupil in (("anna", "petya"), ("petya", "petya"), ("masha", "masha")):
        text = read(who, pupil)
        assert text.count(f"лично canary-{pupil}") == 2, "set on Tuesday, due on Wednesday"
        assert text.count("canary") == 2


def test_files_come_to_the_families_of_the_journal(cast, as_, read, give_lesson):
    give_lesson("algebra", WEDNESDAY)
    file = attach(cast.lessons["algebra"])
    assert "Схема.txt 1 КБ" in read()
    for who, pupil, status in (
        ("anna", "petya", 200), ("petya", "petya", 200), ("masha", "masha", 200),
        ("anna", "masha", 404), ("foreign", "other", 404), ("foreign", "petya", 404), ("olga", "petya", 403),
    ):  # fmt: skip
        response = as_(who).get(f"/diary/{cast.pupils[pupil].pk}/files/{file.pk}/")
        assert response.status_code == status, who
        if status == 200:
            assert response.content == b"1 + 1"
            assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "status"),
    [
        (WEDNESDAY, None, 200),
        (FRIDAY, None, 404),
        (date(2026, 9, 1), TODAY, 200),
        (date(2026, 9, 1), date(2026, 11, 23), 404),
    ],
)
def test_a_file_follows_the_membership(cast, as_, give_lesson, starts_on, ends_on, status):
    """Who comes before it is due has the homework too; who has left before it was set has not."""
    give_lesson("algebra", WEDNESDAY)
    file = attach(cast.lessons["algebra"])
    mine = CourseMember.objects.filter(pupil=cast.pupils["petya"], course=cast.courses["algebra"])
    mine.update(starts_on=starts_on, ends_on=ends_on)
    assert as_("petya").get(f"/diary/{cast.pupils['petya'].pk}/files/{file.pk}/").status_code == status


def test_week_takes_twelve_queries_with_all_of_it(cast, as_, give_lesson, count_queries):
    friday = give_lesson("algebra", FRIDAY)
    for day in (23, 24, 25, 26):
        for number in (5, 6):
            lesson = give_lesson("algebra", date(2026, 11, day), "№ 1", number=number)
            Homework.objects.filter(lesson=lesson).update(due=friday)
            PersonalTask.objects.create(lesson=lesson, pupil=cast.pupils["petya"], text="№ 2")
            attach(lesson)
    FormerMark.objects.create(
        pupil=cast.pupils["petya"], year=cast.year, subject=cast.courses["algebra"].subject, value=5,
        given_on=date(2026, 9, 20), school="школа № 5", noted_at=dates.now(),
    )  # fmt: skip
    client = as_("anna")
    with count_queries() as queries:
        client.get(f"/diary/{cast.pupils['petya'].pk}/")
    assert len(queries()) <= 12, "\n".join(queries())
