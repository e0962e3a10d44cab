"""«Журналы» over HTTP: journal, teachers, members, subgroups."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.people.models import ClassMember, Pupil
from parta.school.models import Subject
from parta.teaching.models import Course, CourseMember, CourseTeacher
from tests.cast import START, TODAY, Cast, make_person
from tests.pages import fields, refused, said, saved, send

As = Callable[[str], Client]


@pytest.fixture
def physics(cast: Cast) -> Subject:
    return cast.courses["foreign"].subject


def of(cast: Cast, name: str, key: str = "algebra") -> str:
    return reverse(name, args=[cast.courses[key].pk])


def pupils(course: Course, on: date) -> set[str]:
    rows = CourseMember.objects.filter(course=course, starts_on__lte=on).exclude(ends_on__lt=on)
    return {row.pupil.person.first_name for row in rows}


def new(as_: As, cast: Cast, subject: Subject, *classes: str, **changes: Any) -> Any:
    ids = [cast.classes[name].pk for name in classes]
    return send(as_("scheduler"), reverse("new-course"), subject=subject.pk, classes=ids, **changes)


def test_a_journal_of_a_whole_class_has_its_pupils(as_: As, cast: Cast, physics: Subject):
    ClassMember.objects.filter(pupil=cast.pupils["masha"]).update(ends_on=date(2026, 12, 4))
    saved(new(as_, cast, physics, "8Б", hours_per_week="2"))
    made = Course.objects.latest("pk")
    assert (made.full_title, made.hours_per_week) == ("8Б · Физика", 2)
    assert pupils(made, TODAY) == {"Пётр", "Мария"}
    assert pupils(made, date(2026, 12, 5)) == {"Пётр"}
    assert history_of(made).count() == 2
    assert verify() == []


def test_a_stream_of_two_classes_and_a_class_more(as_: As, cast: Cast, physics: Subject):
    saved(new(as_, cast, physics, "8Б", own_title="Кружок «Ёж»", kind="extra"))
    made = Course.objects.latest("pk")
    both = [cast.classes["7А"].pk, cast.classes["8Б"].pk]
    saved(send(as_("scheduler"), reverse("course-setup", args=[made.pk]), classes=both))
    made.refresh_from_db()
    assert made.full_title == "7А, 8Б · Кружок «Ёж»"
    assert pupils(made, TODAY) == {"Пётр", "Мария", "Иван"}


def test_a_journal_of_one_pupil_has_nobody_at_first(as_: As, cast: Cast, physics: Subject):
    saved(new(as_, cast, physics, "8Б", kind="individual"))
    assert pupils(Course.objects.latest("pk"), TODAY) == set()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"subject": ""}, "Обязательное поле"),
        ({"subject": "9" * 30}, "Выберите корректный вариант"),
        ({"classes": []}, "Обязательное поле"),
        ({"classes": ["9" * 30]}, "Выберите корректный вариант"),
        ({"classes": ["8Б"]}, "Выберите корректный вариант"),
        ({"hours_per_week": "41"}, "В неделе столько часов одного предмета не бывает"),
        ({"hours_per_week": "-1"}, "больше либо равно 0"),
        ({"hours_per_week": "9" * 5000}, "целое число"),
        ({"label": "я" * 10_000}, "не более 60 символов"),
        ({"kind": "урок"}, "Выберите корректный вариант"),
        ({"own_title": "а\x00"}, "ноль-байт"),
    ],
)
def test_wrong_journals(as_: As, cast: Cast, physics: Subject, changes: dict[str, Any], sentence: str):
    good = {"subject": physics.pk, "classes": [cast.classes["8Б"].pk]}
    refused(send(as_("scheduler"), reverse("new-course"), **(good | changes)), sentence)
    assert Course.objects.count() == 3


def test_the_same_journal_twice(as_: As, cast: Cast, physics: Subject):
    refused(new(as_, cast, physics, "7А", "8Б"), "Такой журнал уже есть: 7А · Физика")
    saved(new(as_, cast, physics, "7А", label="  1-я   гр. "))
    refused(new(as_, cast, physics, "7А", label="1-я гр."), "Такой журнал уже есть: 7А · Физика, 1-я гр.")


def test_two_editors_of_a_journal(as_: As, cast: Cast):
    """EDIT-01."""
    address, seven = of(cast, "course-setup"), cast.classes["7А"].pk
    opened = fields(as_("deputy"), address)
    saved(send(as_("scheduler"), address, classes=[seven, cast.classes["8Б"].pk]))
    saved(send(as_("deputy"), address, opened, hours_per_week="3"))
    algebra = Course.objects.get(pk=cast.courses["algebra"].pk)
    assert (algebra.class_names, algebra.hours_per_week) == ("7А, 8Б", 3)
    refused(send(as_("deputy"), address, opened, classes=[seven]), "Классы: сейчас «7А, 8Б», у вас «7А»")


def test_a_journal_with_lessons_stays_an_empty_one_goes(as_: As, cast: Cast, physics: Subject):
    answer = as_("scheduler").post(of(cast, "course-setup"), {"remove": "1"}, follow=True)
    assert "уже есть уроки, удалить его нельзя" in said(answer)
    saved(new(as_, cast, physics, "8Б"))
    made = Course.objects.latest("pk")
    as_("scheduler").post(reverse("course-setup", args=[made.pk]), {"remove": "1"})
    assert not Course.objects.filter(pk=made.pk).exists()
    assert verify() == []


def test_another_teacher_from_a_date(as_: As, cast: Cast):
    algebra, scheduler, irina = cast.courses["algebra"], as_("scheduler"), cast.staff["irina"].pk
    address = of(cast, "new-course-teacher")
    refused(send(scheduler, address, staff=irina, starts_on="2026-08-31"), "вне учебного года 2026/27")
    refused(send(scheduler, address, staff=cast.staff["olga"].pk), "Этот учитель уже ведёт журнал в эти дни")
    refused(send(scheduler, address, staff=cast.staff["former"].pk), "Выберите корректный вариант")
    refused(send(scheduler, address, staff=irina, starts_on="2026-12-01", ends_on="2026-11-30"), "раньше первого")
    refused(send(scheduler, address, staff=irina, starts_on="2026-09-01", instead="on"), "ведёт журнал с 01.09.2026")
    saved(send(scheduler, address, staff=irina, starts_on="2026-12-01", instead="on"))
    old, row = CourseTeacher.objects.filter(course=algebra).order_by("starts_on")
    assert (old.ends_on, row.starts_on) == (date(2026, 11, 30), date(2026, 12, 1))
    refused(send(scheduler, reverse("course-teacher", args=[row.pk]), starts_on="2020-01-01"), "вне учебного года")
    answer = scheduler.post(reverse("course-teacher", args=[old.pk]), {"remove": "1"}, follow=True)
    assert "Учитель уже ведёт этот журнал" in said(answer)
    saved(scheduler.post(reverse("course-teacher", args=[row.pk]), {"remove": "1"}))
    saved(send(scheduler, reverse("course-teacher", args=[old.pk]), ends_on=""))
    assert CourseTeacher.objects.get(course=algebra).ends_on is None
    assert verify() == []


def test_two_teachers_at_once(as_: As, cast: Cast):
    saved(send(as_("deputy"), of(cast, "new-course-teacher"), staff=cast.staff["irina"].pk, starts_on="2026-11-24"))
    page = said(as_("deputy").get(reverse("courses") + f"?class={cast.classes['8Б'].pk}"))
    assert "Орлова И. П., Соколова О. В." in page


def test_members_from_a_date(as_: As, cast: Cast):
    algebra, petya = cast.courses["algebra"], cast.pupils["petya"].pk
    saved(send(as_("secretary"), of(cast, "course-members"), pupils=[petya], starts_on="2026-12-01"))
    assert pupils(algebra, date(2026, 11, 30)) == {"Пётр", "Мария"}
    assert pupils(algebra, date(2026, 12, 1)) == {"Пётр"}
    address = of(cast, "course-members")
    refused(send(as_("secretary"), address, starts_on="2026-08-31"), "вне учебного года")
    refused(send(as_("secretary"), address, pupils=["9" * 30]), "Выберите корректный вариант")
    refused(send(as_("secretary"), address, pupils=[cast.pupils["other"].pk]), "Выберите корректный вариант")
    assert as_("scheduler").get(address).status_code == 403


def test_who_was_at_lessons_stays_in_the_journal_for_them(as_: As, cast: Cast):
    """MEM-04."""
    lesson = cast.lessons["algebra"]
    type(lesson).objects.filter(pk=lesson.pk).update(date=date(2026, 11, 17))
    answer = send(as_("secretary"), of(cast, "course-members"), pupils=[], starts_on="2026-09-01")
    refused(answer, "в журнале с 01.09.2026, и уроки с тех пор уже прошли")
    assert pupils(cast.courses["algebra"], TODAY) == {"Пётр", "Мария"}


def test_subgroups_share_nobody(as_: As, cast: Cast):
    """MEM-03."""
    petya, masha = cast.pupils["petya"].pk, cast.pupils["masha"].pk
    address = of(cast, "course-divide")
    saved(send(as_("deputy"), address, **{f"p{petya}": "1-я гр.", f"p{masha}": "2-я гр."}))
    first, second = Course.objects.exclude(label="").order_by("label")
    assert (pupils(first, TODAY), pupils(second, TODAY)) == ({"Пётр"}, {"Мария"})
    saved(send(as_("deputy"), address, **{f"p{petya}": "2-я гр.", "starts_on": "2026-12-01"}))
    assert (pupils(first, date(2026, 11, 30)), pupils(first, date(2026, 12, 1))) == ({"Пётр"}, set())
    assert pupils(second, date(2026, 12, 1)) == {"Пётр", "Мария"}
    both = reverse("course-members", args=[first.pk])
    answer = send(as_("deputy"), both, pupils=[petya], starts_on="2026-12-01")
    refused(answer, "Зайцев Пётр уже в подгруппе «2-я гр.» этого предмета")
    refused(send(as_("deputy"), address, **{f"p{petya}": "3-я гр."}), "Исправьте 1 отмеченное ниже поле")
    assert verify() == []


def test_two_editors_of_a_division(as_: As, cast: Cast):
    """EDIT-01."""
    petya, masha = cast.pupils["petya"].pk, cast.pupils["masha"].pk
    address = of(cast, "course-divide")
    opened = fields(as_("deputy"), address)
    saved(send(as_("secretary"), address, **{f"p{petya}": "1-я гр."}))
    saved(send(as_("deputy"), address, opened, **{f"p{masha}": "2-я гр."}))
    first, second = Course.objects.exclude(label="").order_by("label")
    assert (pupils(first, TODAY), pupils(second, TODAY)) == ({"Пётр"}, {"Мария"})


@pytest.mark.parametrize("asked", ["all", "", "999", "9" * 30, "\x00", "8Б"])
def test_the_list_of_journals(as_: As, asked: str):
    for key in ("secretary", "scheduler"):
        assert "Журналы" in said(as_(key).get(reverse("courses"), {"class": asked}))
    assert as_("deputy").get(reverse("new-course"), {"class": asked}).status_code == 200


def test_more_journals_take_no_more_queries(as_: As, cast: Cast, count_queries: Any):
    client = as_("deputy")
    addresses = [
        reverse("school"), reverse("courses") + "?class=all", of(cast, "course-setup"), of(cast, "course-members"),
        of(cast, "course-divide"),
    ]  # fmt: skip

    def measured() -> list[int]:
        numbers = []
        for address in addresses:
            with count_queries() as queries:
                assert client.get(address).status_code == 200
            numbers.append(len(queries()))
        return numbers

    measured()
    few = measured()
    for number in range(10):
        course = Course.objects.create(
            year=cast.year, subject=cast.courses["algebra"].subject, own_title=f"Курс {number}", sort_key=str(number)
        )
        course.classes.add(cast.classes["8Б"])
        CourseTeacher.objects.create(course=course, staff=cast.staff["olga"], starts_on=START)
        CourseTeacher.objects.create(
            course=cast.courses["algebra"], staff=cast.staff["olga"], starts_on=date(2026, 10, 1 + number)
        )
        pupil = Pupil.objects.create(person=make_person(f"Новый{number}", "Лев"))
        ClassMember.objects.create(pupil=pupil, school_class=cast.classes["8Б"], starts_on=START)
        CourseMember.objects.create(course=cast.courses["algebra"], pupil=pupil, starts_on=START)
    assert measured() == few
    assert max(few) <= 14
