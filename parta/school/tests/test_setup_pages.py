"""«Предметы», «Звонки», «Правила школы», «О школе» over HTTP."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.audit.models import Change
from parta.school.bells import all_bells, bells_for
from parta.school.models import Bell, School, SchoolPolicy, Subject
from parta.teaching.models import Course
from tests.cast import Cast
from tests.pages import fields, refused, said, saved, send

As = Callable[[str], Client]


def test_a_subject_is_made_changed_and_taken_back(as_: As):
    deputy = as_("deputy")
    saved(send(deputy, reverse("new-subject"), name="  Ёмкость   и мера ", short="Мера", scale="none"))
    made = Subject.objects.get(name="Ёмкость и мера")
    saved(send(deputy, reverse("subject", args=[made.pk]), name="Мера"))
    assert [row.action for row in history_of(made)] == ["school.save_subject"] * 2
    deputy.post(reverse("subject", args=[made.pk]), {"remove": "1"})
    assert not Subject.objects.filter(pk=made.pk).exists()
    assert verify() == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Обязательное поле"),
        ("   ", "Обязательное поле"),
        ("РУССКИЙ  язык", "Предмет «Русский язык» уже есть"),
        ("я" * 201, "не более 200 символов"),
        ("я" * 10_000, "не более 200 символов"),
        ("а\x00б", "ноль-байт"),
    ],
)
def test_wrong_subjects(as_: As, name: str, sentence: str):
    refused(send(as_("deputy"), reverse("new-subject"), name=name, scale="marks"), sentence)


def test_a_subject_with_journals_stays(as_: As, cast: Cast):
    subject = cast.courses["algebra"].subject
    answer = as_("deputy").post(reverse("subject", args=[subject.pk]), {"remove": "1"}, follow=True)
    assert "По предмету «Алгебра» есть журналы, поэтому удалить его нельзя" in said(answer)


def test_a_renamed_subject_moves_its_journals_in_the_lists(as_: As, cast: Cast):
    saved(send(as_("deputy"), reverse("subject", args=[cast.courses["algebra"].subject_id]), name="Ярусы и алгебра"))
    titles = [course.title for course in Course.objects.filter(class_names="8Б")]
    assert titles == ["Русский язык", "Ярусы и алгебра"]


def test_two_editors_of_a_subject(as_: As, cast: Cast):
    """EDIT-01."""
    address = reverse("subject", args=[cast.courses["algebra"].subject_id])
    opened = fields(as_("director"), address)
    saved(send(as_("deputy"), address, short="Алг."))
    saved(send(as_("director"), address, opened, name="Алгебра и начала анализа"))
    subject = cast.courses["algebra"].subject
    subject.refresh_from_db()
    assert (subject.name, subject.short) == ("Алгебра и начала анализа", "Алг.")
    answer = send(as_("director"), address, opened, short="Алгебр.")
    refused(answer, "Пока вы правили, запись изменил кто-то ещё: Громов А. С. Ваши значения ещё не записаны.")
    assert "Кратко: сейчас «Алг.», у вас «Алгебр.»" in said(answer)


@pytest.mark.parametrize("was", ["[" * 100_000, "{}", "[1]", "\x00", '{"name": {"a": 1}}', "нет"])
def test_what_a_form_remembers_is_not_trusted(as_: As, cast: Cast, was: str):
    address = reverse("subject", args=[cast.courses["algebra"].subject_id])
    assert send(as_("deputy"), address, name="Алгебра 8", was=was).status_code in (302, 422)


def test_bells_of_a_shift(as_: As):
    scheduler = as_("scheduler")
    address = reverse("bells-shift", args=[2])
    saved(send(scheduler, address, n0_from="13:00", n0_to="13:40", n1_from="13:40", n1_to="14:20"))
    assert list(Bell.objects.filter(shift=2).values_list("number", "starts_at")) == [
        (0, time(13)), (1, time(13, 40))
    ]  # fmt: skip
    saved(send(scheduler, address, n0_from="", n0_to=""))
    assert Bell.objects.filter(shift=2).count() == 1
    assert Bell.objects.filter(shift=1).count() == 7
    assert Change.objects.filter(action="school.set_bells").count() == 3
    assert verify() == []
    assert scheduler.get(reverse("bells-shift", args=[4])).status_code == 404


def test_a_grade_level_has_bells_of_its_own_and_gives_them_back(as_: As, cast: Cast):
    """BELL-01: on its pages the own ones, whole; everybody else keeps those of the shift."""
    scheduler, address = as_("scheduler"), reverse("bells-grade", args=[1, 8])
    eight, seven = (reverse("class-timetable", args=[cast.classes[name].pk]) for name in ("8Б", "7А"))
    panel = reverse("journal-panel", args=[cast.courses["algebra"].pk, cast.lessons["algebra"].pk])
    saved(send(scheduler, address, n0_from="07:45", n0_to="08:20", n1_from="08:40", n1_to="09:15"))
    assert "08:40–09:15" in said(scheduler.get(eight))
    assert "09:30–10:15" not in said(scheduler.get(eight))
    assert "стоит 2-м уроком, а звонка для него" in said(scheduler.get(eight))
    assert "09:30–10:15" in said(scheduler.get(seven))
    assert "8:40–9:15" in said(as_("olga").get(panel))
    assert "8:40" in said(as_("olga").get(reverse("today")))
    assert "8:40" in said(as_("petya").get(reverse("diary", args=[cast.pupils["petya"].pk])))
    for shift in (1, 2):
        for grade_level in (7, 8, 0):
            standing = {bell.number: (bell.starts_at, bell.ends_at) for bell in bells_for(shift, grade_level)}
            assert standing == all_bells().of(shift, grade_level)
    answer = scheduler.post(address, {"remove": "1"}, follow=True)
    assert "Своих звонков у 8-х классов нет" in said(answer)
    assert "09:30–10:15" in said(scheduler.get(eight))
    assert verify() == []
    assert scheduler.get(reverse("bells-grade", args=[1, 12])).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"n1_from": "8:30", "n1_to": ""}, "Укажите и начало, и конец урока"),
        ({"n1_from": "9:30", "n1_to": "9:15"}, "Урок кончается раньше, чем начался"),
        ({"n2_from": "9:10"}, "2-й урок начинается раньше, чем кончается 1-й (09:15)"),
        ({"n1_from": "25:99"}, "правильное время"),
        ({f"n{n}_{end}": "" for n in range(13) for end in ("from", "to")}, "Не указан ни один урок"),
    ],
)
def test_wrong_bells(as_: As, changes: dict[str, Any], sentence: str):
    before = list(Bell.objects.values_list())
    refused(send(as_("scheduler"), reverse("bells"), **changes), sentence)
    assert list(Bell.objects.values_list()) == before


def test_rules_change_from_a_date(as_: As):
    director = as_("director")
    answer = send(director, reverse("new-policy"), starts_on="2027-01-11", week_days="6")
    saved(answer)
    assert answer["Location"] == reverse("lessons") + "?start=2027-01-11&end=2027-05-26"
    page = said(director.get(reverse("policies")))
    assert page.index("вступят в силу") < page.index("действуют", page.index("вступят"))
    assert "Учебная неделя: шесть дней" in page
    made = SchoolPolicy.objects.get(starts_on=date(2027, 1, 11))
    refused(send(director, reverse("new-policy"), starts_on="2027-01-11"), "На эту дату правила уже есть")
    refused(send(director, reverse("new-policy"), starts_on=""), "Обязательное поле")
    refused(send(director, reverse("new-policy"), starts_on="2027-02-01", week_days="9"), "Выберите корректный")
    director.post(reverse("policy", args=[made.pk]), {"remove": "1"})
    assert SchoolPolicy.objects.count() == 1


def test_half_years_of_the_senior_classes_are_a_setting(as_: As):
    policy = SchoolPolicy.objects.get()
    address = reverse("policy", args=[policy.pk])
    data = fields(as_("deputy"), address)
    data.pop("senior_half_years")
    saved(send(as_("deputy"), address, data))
    policy.refresh_from_db()
    assert not policy.senior_half_years
    assert "10-11 классы учатся по триместрам" in said(as_("deputy").get(reverse("policies")))


def test_norms_of_marks_are_edited(as_: As):
    policy = SchoolPolicy.objects.get()
    address = reverse("policy", args=[policy.pk])
    saved(send(as_("deputy"), address, norm_1="2", norm_half_year="6"))
    policy.refresh_from_db()
    assert (policy.norm_1, policy.norm_2, policy.norm_half_year) == (2, 5, 6)
    assert "при 1 часе 2, при 2 — 5" in said(as_("deputy").get(reverse("policies")))
    refused(send(as_("deputy"), address, norm_1="61"), "меньше либо равно 60")
    refused(send(as_("deputy"), address, norm_1="-1"), "больше либо равно 0")


def test_rules_in_force_stay(as_: As):
    address = reverse("policy", args=[SchoolPolicy.objects.get().pk])
    answer = as_("deputy").post(address, {"remove": "1"}, follow=True)
    assert "Эти правила уже действуют или действовали" in said(answer)


def test_the_school_itself(as_: As):
    director = as_("director")
    saved(send(director, reverse("about-school"), city="г. Ёлкино", timezone="Asia/Omsk"))
    assert School.objects.get().city == "г. Ёлкино"
    refused(send(director, reverse("about-school"), timezone="Москва"), "Такого часового пояса нет")
    refused(send(director, reverse("about-school"), timezone="../../etc"), "Такого часового пояса нет")


@pytest.mark.parametrize("key", ["secretary", "olga", "petya", "responsible"])
def test_others_are_kept_out(as_: As, key: str):
    for name in ("subjects", "new-subject", "bells", "policies", "new-policy", "about-school"):
        assert as_(key).get(reverse(name)).status_code == 403, name


def test_pages_of_many_rows_take_as_many_queries_as_of_few(as_: As, count_queries: Any):
    deputy = as_("deputy")
    for name in ("subjects", "years", "policies"):
        deputy.get(reverse(name))
        with count_queries() as few:
            deputy.get(reverse(name))
        for number in range(20):
            Subject.objects.create(name=f"{name} {number}", sort_key=f"{number:02}")
            SchoolPolicy.objects.get_or_create(starts_on=date(2027, 1, 1 + number))
        with count_queries() as many:
            deputy.get(reverse(name))
        assert len(many()) == len(few()) <= 10, name


def test_teachers_are_relieved_of_the_second_step_only_with_a_reason(as_: As, cast: Cast):
    address = reverse("policy", args=[SchoolPolicy.objects.get().pk])
    deputy = as_("deputy")
    opened = fields(deputy, address)
    opened.pop("teacher_factor")
    refused(send(deputy, address, opened), "Напишите, почему второй шаг учителям не обязателен")
    saved(send(deputy, address, opened, teacher_factor_reason="В школе нет телефонов"))
    assert "не обязателен: В школе нет телефонов" in said(deputy.get(reverse("policies")))
    saved(send(deputy, address, teacher_factor="on"))
    assert SchoolPolicy.objects.get().teacher_factor_reason == ""
