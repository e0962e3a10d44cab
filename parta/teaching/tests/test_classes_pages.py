"""«Классы» over HTTP: class, pupils in and out, class teachers."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import verify
from parta.audit.models import Change
from parta.people.models import ClassMember, Consent, Homeroom, Person, Pupil
from parta.school.classes import class_sort_key
from parta.school.models import DayOff, SchoolClass
from parta.teaching.models import Course, CourseKind, CourseMember, Lesson, Slot
from tests.cast import START, TODAY, Cast, make_person
from tests.pages import fields, refused, said, saved, send

As = Callable[[str], Client]
SATURDAY = date(2026, 12, 5)
LEV = {
    "last_name": "Ёлкин", "first_name": "Лев", "patronymic": "Ильич", "birth_date": "2012-05-01", "sex": "m",
    "starts_on": "2026-11-24", "given_on": "2026-11-20", "signer": "Ёлкина О. П., мать",
    "order_number": "41-у", "order_date": "2026-11-23", "other_school": "школа № 5",
}  # fmt: skip


ORDER = {"order_number": "42-у", "order_date": "2026-11-20"}


def member(cast: Cast, key: str) -> ClassMember:
    return cast.pupils[key].class_members.latest("pk")


def journals(pupil: Pupil) -> list[tuple[str, date, date | None]]:
    rows = CourseMember.objects.filter(pupil=pupil).order_by("course__sort_key", "starts_on").select_related("course")
    return [(row.course.full_title, row.starts_on, row.ends_on) for row in rows]


def admit(as_: As, cast: Cast, **changes: Any) -> Any:
    return send(as_("secretary"), reverse("new-pupil", args=[cast.classes["8Б"].pk]) + "?child=yes", **(LEV | changes))


def test_a_class_is_made_renamed_and_taken_back(as_: As, cast: Cast):
    secretary = as_("secretary")
    saved(send(secretary, reverse("new-class"), grade_level="10", letter=" «б", shift="1"))
    refused(send(secretary, reverse("new-class"), grade_level="8", letter="б", shift="1"), "Класс 8 «Б» уже есть")
    refused(send(secretary, reverse("new-class"), grade_level="12", letter="А"), "Выберите корректный вариант")
    refused(send(secretary, reverse("new-class"), grade_level="5", letter="я" * 10_000), "не более 20 символов")
    made = SchoolClass.objects.get(grade_level=10)
    assert [one.grade_level for one in SchoolClass.objects.all()] == [7, 8, 10]
    secretary.post(reverse("edit-class", args=[made.pk]), {"remove": "1"})
    assert not SchoolClass.objects.filter(pk=made.pk).exists()
    assert verify() == []


def test_a_renamed_class_renames_its_journals(as_: As, cast: Cast):
    saved(send(as_("deputy"), reverse("edit-class", args=[cast.classes["8Б"].pk]), grade_level="5", letter="В"))
    assert [course.full_title for course in Course.objects.all()] == [
        "5В · Алгебра",
        "5В · Русский язык",
        "7А · Физика",
    ]


def test_a_class_with_something_in_it_stays(as_: As, cast: Cast):
    address = reverse("edit-class", args=[cast.classes["8Б"].pk])
    assert "В 8 «Б» были ученики" in said(as_("deputy").post(address, {"remove": "1"}, follow=True))
    made = SchoolClass.objects.create(year=cast.year, grade_level=9, letter="А", sort_key="9")
    DayOff.objects.create(starts_on=TODAY, ends_on=TODAY, title="Мороз", kind="cancelled", school_class=made)
    address = reverse("edit-class", args=[made.pk])
    assert "есть свои дни без занятий" in said(as_("deputy").post(address, {"remove": "1"}, follow=True))


def test_a_pupil_comes_with_the_consent_into_class_and_journals(as_: As, cast: Cast):
    saved(admit(as_, cast))
    pupil = Pupil.objects.get(person__last_name="Ёлкин")
    assert Consent.objects.get(person=pupil.person, scope="journal").signer == "Ёлкина О. П., мать"
    assert journals(pupil) == [("8Б · Алгебра", TODAY, None), ("8Б · Русский язык", TODAY, None)]
    assert Change.objects.filter(action="people.add_pupil", object_id=pupil.pk).exists()
    assert verify() == []
    page = said(as_("secretary").get(reverse("school-class", args=[cast.classes["8Б"].pk])))
    assert page.index("Ёжикова") < page.index("Ёлкин Лев") < page.index("Зайцев Пётр")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"given_on": ""}, "Обязательное поле"),  # CARD-01: no consent, no pupil
        ({"signer": ""}, "Обязательное поле"),
        ({"signer": "   "}, "Обязательное поле"),
        ({"given_on": "2026-11-25"}, "Согласие не может быть подписано завтра"),
        ({"birth_date": "2026-11-24"}, "Такой даты рождения не может быть"),
        ({"birth_date": "1800-01-01"}, "Проверьте год"),
        ({"starts_on": "2026-08-31"}, "День зачисления лежит вне учебного года 2026/27"),
        ({"starts_on": "9999-12-31"}, "Проверьте год"),
        ({"last_name": "я" * 10_000}, "не более 80 символов"),
        ({"first_name": "а\x00"}, "ноль-байт"),
        ({"sex": "x"}, "Выберите корректный вариант"),
    ],
)
def test_no_pupil_without_what_is_needed(as_: As, cast: Cast, changes: dict[str, str], sentence: str):
    before = Person.objects.count(), Pupil.objects.count(), Consent.objects.count(), Change.objects.count()
    refused(admit(as_, cast, **changes), sentence)
    assert (Person.objects.count(), Pupil.objects.count(), Consent.objects.count(), Change.objects.count()) == before


def test_nobody_is_written_down_twice(as_: As, cast: Cast):
    """CARD-04."""
    saved(admit(as_, cast))
    refused(admit(as_, cast, last_name="ёлкин"), "Ученик с таким именем и датой рождения уже записан")
    saved(admit(as_, cast, birth_date="2012-05-02"))


def test_moving_to_another_class_by_date(as_: As, cast: Cast):
    petya = cast.pupils["petya"]
    address = reverse("move-pupil", args=[member(cast, "petya").pk])
    to = cast.classes["7А"].pk
    refused(send(as_("secretary"), address, school_class=to, starts_on="2026-09-01", **ORDER), "не раньше 02.09.2026")
    refused(send(as_("secretary"), address, school_class="", starts_on="2026-12-01", **ORDER), "Обязательное поле")
    refused(send(as_("secretary"), address, school_class=cast.classes["8Б"].pk, **ORDER), "Выберите корректный вариант")
    refused(send(as_("secretary"), address, school_class=to, starts_on="2027-06-01", **ORDER), "вне учебного года")
    saved(send(as_("secretary"), address, school_class=to, starts_on="2026-12-01", **ORDER))
    assert journals(petya) == [
        ("7А · Физика", date(2026, 12, 1), None),
        ("8Б · Алгебра", date(2026, 9, 1), date(2026, 11, 30)),
        ("8Б · Русский язык", date(2026, 9, 1), date(2026, 11, 30)),
    ]
    assert verify() == []


def test_out_of_no_class_into_one_from_the_first_day(as_: As, cast: Cast):
    nowhere = SchoolClass.objects.create(year=cast.year, grade_level=8, unassigned=True, sort_key=class_sort_key(8, ""))
    ClassMember.objects.filter(pupil=cast.pupils["masha"]).update(school_class=nowhere)
    CourseMember.objects.filter(pupil=cast.pupils["masha"]).delete()
    assert "8 без класса" in said(as_("secretary").get(reverse("classes")))
    saved(
        send(
            as_("secretary"), reverse("move-pupil", args=[member(cast, "masha").pk]), school_class=cast.classes["8Б"].pk
        )
    )
    [row] = cast.pupils["masha"].class_members.all()
    assert (row.school_class.name, row.starts_on) == ("8Б", date(2026, 9, 1))
    assert [title for title, _, _ in journals(cast.pupils["masha"])] == ["8Б · Алгебра", "8Б · Русский язык"]


def test_leaving_and_having_not_left_after_all(as_: As, cast: Cast):
    petya, secretary = cast.pupils["petya"], as_("secretary")
    address = reverse("leave-class", args=[member(cast, "petya").pk])
    refused(send(secretary, address, last_day="2026-08-31", **ORDER), "уйти раньше он не мог")
    refused(send(secretary, address, last_day=""), "Обязательное поле")
    refused(send(secretary, address, last_day="2030-01-01", **ORDER), "Учебный год кончается 26.05.2027")
    saved(send(secretary, address, last_day="2026-11-20", other_school="переезд", **ORDER))
    assert {ends for _, _, ends in journals(petya)} == {date(2026, 11, 20)}
    page = said(secretary.get(reverse("school-class", args=[cast.classes["8Б"].pk])))
    assert "Зайцев Пётр Олегович с 1 сентября 2026 г. по 20 ноября 2026 г." in page
    saved(send(secretary, address, last_day="2026-11-23", **ORDER))
    assert {ends for _, _, ends in journals(petya)} == {date(2026, 11, 23)}
    saved(send(secretary, address, last_day=""))
    assert {ends for _, _, ends in journals(petya)} == {None}
    assert verify() == []


def test_coming_back_after_having_left(as_: As, cast: Cast):
    petya, secretary = cast.pupils["petya"], as_("secretary")
    address = reverse("readmit-pupil", args=[petya.pk])
    to = cast.classes["7А"].pk
    refused(send(secretary, address, school_class=to, **ORDER), "Ученик уже числится в 8 «Б»")
    saved(send(secretary, reverse("leave-class", args=[member(cast, "petya").pk]), last_day="2026-11-20", **ORDER))
    assert "Зайцев Пётр" in said(secretary.get(reverse("pupils") + "?without=1"))
    saved(send(secretary, address, school_class=to, starts_on="2026-11-24", **ORDER))
    assert ("7А · Физика", TODAY, None) in journals(petya)
    left = petya.class_members.get(school_class=cast.classes["8Б"])
    refused(send(secretary, reverse("leave-class", args=[left.pk]), last_day=""), "Ученик уже числится в 7 «А»")


def test_nobody_comes_back_without_a_consent_that_stands(as_: As, cast: Cast):
    petya = cast.pupils["petya"]
    saved(
        send(as_("secretary"), reverse("leave-class", args=[member(cast, "petya").pk]), last_day="2026-11-20", **ORDER)
    )
    Consent.objects.filter(person=petya.person).update(withdrawn_on=TODAY)
    answer = send(
        as_("secretary"), reverse("readmit-pupil", args=[petya.pk]), school_class=cast.classes["7А"].pk, **ORDER
    )
    refused(answer, "Действующего согласия нет")


def test_a_class_teacher_from_a_date(as_: As, cast: Cast):
    """CARD-03."""
    secretary, room = as_("secretary"), cast.classes["8Б"]
    address = reverse("new-homeroom", args=[room.pk])
    olga = cast.staff["olga"].pk
    refused(send(secretary, address, staff=olga, starts_on="2026-09-01"), "С 01.09.2026 это уже Орлова И. П.")
    refused(send(secretary, address, staff=cast.staff["former"].pk), "Выберите корректный вариант")
    saved(send(secretary, address, staff=olga, starts_on="2026-12-01", order_number="15"))
    irina, new = Homeroom.objects.filter(school_class=room).order_by("starts_on")
    assert (irina.ends_on, new.staff_id) == (date(2026, 11, 30), olga)
    old = reverse("homeroom", args=[irina.pk])
    refused(send(secretary, old, ends_on=""), "С 01.12.2026 это уже Соколова О. В.")
    assert "Укажите последний день" in said(secretary.post(old, {"remove": "1"}, follow=True))
    saved(secretary.post(reverse("homeroom", args=[new.pk]), {"remove": "1"}))
    saved(send(secretary, old, ends_on=""))
    saved(send(secretary, address, staff=olga, acting="on", starts_on="2026-11-24"))
    assert "исполняет обязанности" in said(secretary.get(reverse("school-class", args=[room.pk])))
    assert verify() == []


def test_whole_class_journals_are_not_those_of_one_pupil(as_: As, cast: Cast):
    Course.objects.filter(pk=cast.courses["algebra"].pk).update(kind=CourseKind.INDIVIDUAL)
    saved(admit(as_, cast))
    assert [title for title, _, _ in journals(Pupil.objects.latest("pk"))] == ["8Б · Русский язык"]


@pytest.mark.parametrize("name", ["classes", "school-class", "pupils"])
def test_more_pupils_take_no_more_queries(as_: As, cast: Cast, count_queries: Any, name: str):
    client = as_("secretary")
    address = reverse(name, args=[cast.classes["8Б"].pk] if name == "school-class" else [])
    client.get(address)
    with count_queries() as few:
        client.get(address)
    for number in range(20):
        pupil = Pupil.objects.create(person=make_person(f"Новый{number}", "Лев"))
        ClassMember.objects.create(pupil=pupil, school_class=cast.classes["8Б"], starts_on=TODAY)
        made = SchoolClass.objects.create(year=cast.year, grade_level=1, letter=str(number), sort_key=str(number))
        Homeroom.objects.create(school_class=made, staff=cast.staff["olga"], starts_on=TODAY)
    with count_queries() as many:
        client.get(address)
    assert len(many()) == len(few()) <= 12


def test_opened_forms_of_others_are_refused(as_: As, cast: Cast):
    assert fields(as_("secretary"), reverse("new-class"))
    assert as_("scheduler").post(reverse("new-class"), {"grade_level": 5}).status_code == 403
    assert as_("irina").post(reverse("move-pupil", args=[member(cast, "petya").pk])).status_code == 403


def test_a_class_of_six_days_among_those_of_five(as_: As, cast: Cast):
    """CAL-02: the class and a stream with it have lessons on Saturday, the other class has not."""
    deputy, algebra, foreign = as_("deputy"), cast.courses["algebra"], cast.courses["foreign"]
    for course in (algebra, foreign):
        Slot.objects.create(course=course, weekday=5, number=0, starts_on=START)
    week = {"start": "2026-12-01", "end": "2026-12-05", "school_class": ""}
    deputy.post(reverse("lessons"), week)
    assert not Lesson.objects.filter(date=SATURDAY).exists()
    answer = send(deputy, reverse("edit-class", args=[cast.classes["8Б"].pk]), week_days="6")
    assert answer["Location"].startswith(reverse("lessons") + "?start=2026-11-24&end=2027-05-26&school_class=")
    assert "Создать 76 уроков" in said(deputy.get(answer["Location"]))
    deputy.post(reverse("lessons"), week)
    assert list(Lesson.objects.filter(date=SATURDAY).values_list("course", "number")) == [(algebra.pk, 0)]
    diary = reverse("diary", args=[cast.pupils["petya"].pk]) + "?week=2026-12-14"
    assert "Суббота, 19 декабря" in said(as_("anna").get(diary))
    assert "Суббота" in said(deputy.get(reverse("class-timetable", args=[cast.classes["8Б"].pk])))
    Lesson.objects.filter(date=SATURDAY).delete()
    foreign.classes.add(cast.classes["8Б"])  # a stream studies when at least one of its classes does
    deputy.post(reverse("lessons"), week)
    assert Lesson.objects.filter(date=SATURDAY).count() == 2


def test_the_secretary_is_told_who_makes_the_lessons(as_: As, cast: Cast):
    address = reverse("edit-class", args=[cast.classes["8Б"].pk])
    refused(send(as_("secretary"), address, week_days="7"), "Выберите корректный вариант")
    secretary = as_("secretary")
    saved(send(secretary, address, week_days="6"))
    assert "Попросите диспетчера расписания" in said(secretary.get(reverse("classes")))
