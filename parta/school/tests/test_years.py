"""«Год и периоды» over HTTP."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.school.models import AcademicYear, Period
from tests.cast import Cast
from tests.pages import fields, refused, said, saved, send

As = Callable[[str], Client]


def address(cast: Cast) -> str:
    return reverse("year", args=[cast.year.pk])


def field(cast: Cast, kind: str, number: int, end: str) -> str:
    return f"p{Period.objects.get(year=cast.year, kind=kind, number=number).pk}_{end}"


def test_the_next_year_comes_with_its_periods(as_: As, cast: Cast):
    saved(send(as_("deputy"), reverse("new-year"), starts_on="2027-09-01"))
    made = AcademicYear.objects.get(starts_on="2027-09-01")
    assert (made.title, made.ends_on, made.periods.count()) == ("2027/28", date(2028, 5, 26), 5)
    assert history_of(made).get().actor == cast.users["deputy"].pk
    page = said(as_("deputy").get(reverse("years")))
    assert page.index("2027/28") < page.index("2026/27 1 сентября")


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "sentence"),
    [
        ("", "", "Обязательное поле"),
        ("32 мая", "", "правильную дату"),
        ("2026-09-01", "", "На эти даты уже есть учебный год 2026/27"),
        ("2027-01-11", "", "начинается с августа по ноябрь"),
        ("2027-09-01", "2027-08-01", "Конец раньше начала (01.09.2027)"),
        ("2027-09-01", "2029-05-26", "от семи месяцев до года"),
        ("2027-11-30", "", "от семи месяцев до года"),
        ("2027-08-01", "2028-02-28", "кончается весной"),
        ("9999-09-01", "", "Проверьте год"),
        ("0001-09-01", "", "Проверьте год"),
    ],
)
def test_wrong_new_years(as_: As, starts_on: str, ends_on: str, sentence: str):
    refused(send(as_("director"), reverse("new-year"), starts_on=starts_on, ends_on=ends_on), sentence)
    assert AcademicYear.objects.count() == 1


def test_a_border_of_periods_moves_in_one_step(as_: As, cast: Cast):
    moved = {
        field(cast, "trimester", 1, "to"): "2026-11-22",
        field(cast, "trimester", 2, "from"): "2026-11-23",
    }
    saved(send(as_("deputy"), address(cast), **moved))
    spans = list(Period.objects.filter(kind="trimester").values_list("starts_on", "ends_on"))
    assert (spans[0][1], spans[1][0]) == (date(2026, 11, 22), date(2026, 11, 23))
    assert len([one for one in Period.objects.all() if history_of(one).exists()]) == 2
    assert verify() == []


@pytest.mark.parametrize(
    ("kind", "number", "end", "day", "sentence"),
    [
        ("trimester", 2, "from", "2026-11-30", "2-й триместр начинается раньше, чем кончается 1-й триместр"),
        ("trimester", 1, "to", "2026-08-31", "Конец периода должен быть позже начала"),
        ("trimester", 3, "to", "2027-05-30", "3-й триместр выходит за учебный год"),
        ("half_year", 1, "from", "2026-08-25", "1-е полугодие выходит за учебный год"),
        ("half_year", 2, "from", "", "Обязательное поле"),
        ("half_year", 2, "to", "3000-01-01", "Проверьте год"),
    ],
)
def test_wrong_periods(as_: As, cast: Cast, kind: str, number: int, end: str, day: str, sentence: str):
    before = list(Period.objects.values_list())
    refused(send(as_("deputy"), address(cast), **{field(cast, kind, number, end): day}), sentence)
    assert list(Period.objects.values_list()) == before


def test_periods_of_one_kind_stand_in_their_order(as_: As, cast: Cast):
    swapped = {
        field(cast, "half_year", 1, "from"): "2027-01-11",
        field(cast, "half_year", 1, "to"): "2027-05-26",
        field(cast, "half_year", 2, "from"): "2026-09-01",
        field(cast, "half_year", 2, "to"): "2026-12-31",
    }
    refused(send(as_("deputy"), address(cast), **swapped), "2-е полугодие начинается раньше")


def test_a_year_meets_no_other_and_has_its_length(as_: As, cast: Cast):
    AcademicYear.objects.create(starts_on=date(2027, 9, 1), ends_on=date(2028, 5, 26))
    refused(send(as_("deputy"), address(cast), ends_on="2027-09-20"), "Учебный год не длиннее года")
    AcademicYear.objects.filter(starts_on__year=2027).update(starts_on=date(2027, 8, 1))
    refused(send(as_("deputy"), address(cast), ends_on="2027-08-03"), "Пересекается с учебным годом 2027/28")
    refused(send(as_("deputy"), address(cast), ends_on="2026-08-03"), "Конец года должен быть позже начала")


def test_another_end_of_the_year_leads_to_the_lessons_it_touches(as_: As, cast: Cast):
    answer = send(as_("deputy"), address(cast), ends_on="2027-05-28")
    assert answer["Location"] == reverse("lessons") + "?start=2027-05-26&end=2027-05-28"


def test_two_editors_of_a_year(as_: As, cast: Cast):
    """EDIT-01: what the second left alone stays with the first; the rest is asked."""
    opened = fields(as_("director"), address(cast))
    saved(send(as_("deputy"), address(cast), **{field(cast, "trimester", 1, "to"): "2026-11-22"}))
    saved(send(as_("director"), address(cast), opened, **{field(cast, "half_year", 1, "to"): "2026-12-30"}))
    assert Period.objects.get(kind="trimester", number=1).ends_on == date(2026, 11, 22)
    assert Period.objects.get(kind="half_year", number=1).ends_on == date(2026, 12, 30)
    answer = send(as_("director"), address(cast), opened, **{field(cast, "trimester", 1, "to"): "2026-11-25"})
    refused(answer, "1-й триместр, по: сейчас «22.11.2026», у вас «25.11.2026»")
    assert Period.objects.get(kind="trimester", number=1).ends_on == date(2026, 11, 22)


def test_only_an_empty_year_can_be_taken_back(as_: As, cast: Cast):
    deputy = as_("deputy")
    answer = deputy.post(address(cast), {"remove": "1"}, follow=True)
    assert "уже есть классы или журналы, удалить его нельзя" in said(answer)
    made = AcademicYear.objects.create(starts_on=date(2027, 9, 1), ends_on=date(2028, 5, 26))
    Period.objects.create(year=made, kind="trimester", number=1, starts_on=made.starts_on, ends_on=made.ends_on)
    assert "Удалено" in said(deputy.post(reverse("year", args=[made.pk]), {"remove": "1"}, follow=True))
    assert AcademicYear.objects.count() == 1
    assert verify() == []


@pytest.mark.parametrize("key", ["secretary", "scheduler", "olga", "petya"])
def test_others_are_kept_out(as_: As, cast: Cast, key: str):
    for name in ("years", "new-year"):
        assert as_(key).get(reverse(name)).status_code == 403
    assert as_(key).post(address(cast), {"starts_on": "2026-09-02"}).status_code == 403
