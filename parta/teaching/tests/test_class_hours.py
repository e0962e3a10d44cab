"""Class hours of all classes in one step, clubs of pupils of several classes, classes in and out of a stream."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import verify
from parta.people.models import Homeroom
from parta.school.models import Subject
from parta.teaching.models import Course, CourseMember, Lesson
from tests.cast import TODAY, Cast
from tests.pages import refused, said, saved, send

As = Callable[[str], Client]
WEDNESDAY = {"starts_on": "2026-11-24", "weekday": "2", "number": "0"}


def test_class_hours_of_all_classes_from_form_to_diary(as_: As, cast: Cast):
    """With the class teacher, at lesson 0, without marks and homework; shown where lessons are."""
    scheduler = as_("scheduler")
    Homeroom.objects.filter(school_class=cast.classes["7А"]).delete()
    answer = send(scheduler, reverse("class-hours"), **WEDNESDAY)
    assert answer["Location"].startswith(reverse("lessons") + "?start=2026-11-24")
    text = said(scheduler.get(answer["Location"]))
    assert "Заведено: 2 журнала" in text
    assert "Классного руководителя нет: 7А" in text
    again = send(scheduler, reverse("class-hours"), **WEDNESDAY)
    assert "Заведено: 0 журналов" in said(scheduler.get(again["Location"]))
    assert Subject.objects.get(name="Классный час").scale == "none"
    made = Course.objects.get(kind="class_hour", class_names="8Б")
    assert [row.staff.person.first_name for row in made.teachers.all()] == ["Ирина"]
    scheduler.post(reverse("lessons"), {"start": "2026-11-24", "end": "2026-12-04", "school_class": ""})
    lesson = Lesson.objects.get(course=made, date=date(2026, 11, 25), number=0)
    petya = cast.pupils["petya"].pk
    assert "Классный час" in said(as_("petya").get(reverse("diary", args=[petya])))
    assert "Классный час" not in said(as_("petya").get(reverse("diary-marks", args=[petya])))
    assert "8 «Б», классный час" in said(as_("irina").get(reverse("today") + "?day=2026-11-25"))
    journal = as_("irina").get(reverse("journal", args=[made.pk]))
    assert journal.status_code == 200
    assert "без отметок" not in said(journal).lower()
    assert as_("irina").get(reverse("roll-call", args=[made.pk, lesson.pk])).status_code == 200
    assert "Классный час" in said(scheduler.get(reverse("class-timetable", args=[cast.classes["8Б"].pk])))
    assert verify() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"starts_on": ""}, "Обязательное поле"),
        ({"starts_on": "2027-06-01"}, "вне учебного года 2026/27"),
        ({"number": ""}, "Укажите и день недели, и урок"),
        ({"weekday": ""}, "Укажите и день недели, и урок"),
        ({"weekday": "6"}, "Выберите корректный вариант"),
    ],
)
def test_wrong_class_hours(as_: As, cast: Cast, changes: dict[str, Any], sentence: str):
    refused(send(as_("deputy"), reverse("class-hours"), **(WEDNESDAY | changes)), sentence)
    assert Course.objects.count() == 3


def test_a_class_joins_and_leaves_a_stream_from_a_date(as_: As, cast: Cast):
    algebra, deputy = cast.courses["algebra"], as_("deputy")
    page = reverse("course-setup", args=[algebra.pk])
    both = [cast.classes["7А"].pk, cast.classes["8Б"].pk]
    saved(send(deputy, page, classes=both, since="2026-12-07"))
    joined = CourseMember.objects.get(course=algebra, pupil=cast.pupils["other"])
    assert (joined.starts_on, joined.ends_on) == (date(2026, 12, 7), None)
    for name in ("7А", "8Б"):
        assert "Алгебра" in said(deputy.get(reverse("class-timetable", args=[cast.classes[name].pk])))
    CourseMember.objects.filter(pk=joined.pk).update(starts_on=date(2026, 9, 1))
    only = [cast.classes["8Б"].pk]
    refused(send(deputy, page, classes=only, since="2026-12-07"), "с сегодняшнего или завтрашнего дня")
    refused(send(deputy, page, classes=only, since="2026-08-01"), "вне учебного года")
    saved(send(deputy, page, classes=only, since="2026-11-25"))
    joined.refresh_from_db()
    assert joined.ends_on == TODAY
    assert CourseMember.objects.filter(course=algebra, ends_on=None).count() == 2
    assert verify() == []


def test_a_club_of_chosen_pupils_of_two_classes(as_: As, cast: Cast):
    deputy = as_("deputy")
    both = [cast.classes["7А"].pk, cast.classes["8Б"].pk]
    physics = cast.courses["foreign"].subject_id
    new = {"subject": physics, "classes": both, "kind": "extra", "own_title": "Кружок физики"}
    saved(send(deputy, reverse("new-course"), **new))
    club = Course.objects.latest("pk")
    chosen = [cast.pupils["petya"].pk, cast.pupils["other"].pk]
    CourseMember.objects.filter(course=club).update(starts_on=TODAY)
    saved(send(deputy, reverse("course-members", args=[club.pk]), starts_on="2026-11-25", pupils=chosen))
    Lesson.objects.create(course=club, date=date(2026, 11, 26), number=8)
    assert "Кружок физики" in said(as_("petya").get(reverse("diary", args=[chosen[0]])))
    assert "Кружок физики" not in said(as_("masha").get(reverse("diary", args=[cast.pupils["masha"].pk])))
    assert "Кружок физики" not in said(as_("petya").get(reverse("diary-marks", args=[chosen[0]])))
    assert CourseMember.objects.filter(course=club, ends_on=None).count() == 2
