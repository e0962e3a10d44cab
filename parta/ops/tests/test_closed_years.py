"""A year that was passed on: nobody writes in it, those of then read it (YEAR-02, YEAR-03)."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from parta.audit.chain import history_of
from parta.core import dates
from parta.journal.models import Cell
from parta.ops.rollover import actions
from parta.people.models import ClassMember, Homeroom
from parta.school.models import AcademicYear, SchoolClass
from parta.school.rules.years import CLOSED
from parta.teaching.models import Course
from tests.cast import Cast, make_staff
from tests.pages import said

PAGE = "/school/rollover/"
JUNE, SEPTEMBER = "2027-06-20T07:00:00Z", "2027-09-06T07:00:00Z"


def put(client: Client, cast: Cast, value: str, version: int = 0) -> Any:
    """What comes back for a mark of Петя in the algebra of 24 November; the number of an answer that isn't one."""
    edit = {
        "op_id": str(uuid.uuid4()), "lesson": cast.lessons["algebra"].pk, "pupil": cast.pupils["petya"].pk,
        "value": value, "base_version": version, "reason": "осенняя задолженность",
    }  # fmt: skip
    address = reverse("journal-cells", args=[cast.courses["algebra"].pk])
    body = {"edits": [edit], "period": ""}
    answer = client.post(address, body, content_type="application/json", headers={"accept": "application/json"})
    return answer.json()["results"][edit["op_id"]] if answer.status_code == 200 else answer.status_code


@pytest.fixture
def june(cast: Cast, as_: Any) -> Iterator[Cast]:
    """A mark of the year, then in June the year is passed on; another class teacher takes the class over."""
    assert put(as_("olga"), cast, "4")["status"] == "saved"
    new = make_staff(cast, "newcomer", ("Новикова", "Инна", "Львовна"))
    with time_machine.travel(JUNE, tick=True):
        director = as_("director")
        order = {"last_day": "2027-08-31", "order_number": "15-у", "order_date": "2027-06-18"}
        days = {"starts_on": "2027-09-01", "ends_on": "2028-05-26"}
        assert director.post(PAGE, {"do": "days", **order, **days}).status_code == 302
        found = actions.check(dates.now().date())
        assert found is not None
        assert director.post(PAGE, {"do": "apply", "fingerprint": found.fingerprint}).status_code == 302
        Homeroom.objects.filter(school_class__year__starts_on="2027-09-01", school_class__grade_level=9).update(
            staff=new
        )
        yield cast


def test_nobody_writes_in_a_closed_year(june: Cast, as_: Any):
    """YEAR-02"""
    answer = put(as_("olga"), june, "5", 1)
    assert answer["status"] == "rejected"
    assert answer["reason"].endswith(CLOSED)
    office, eight = as_("deputy"), june.classes["8Б"].pk
    course, day = june.courses["algebra"].pk, {"starts_on": "2027-05-20"}
    for name, pk, data in (
        ("edit-class", eight, {"grade_level": "8", "letter": "В", "shift": "1"}),
        ("new-course-teacher", course, {"staff": june.staff["irina"].pk, **day}),
        ("close-period", june.year.periods.first().pk, {}),
    ):  # fmt: skip
        answer = office.post(reverse(name, args=[pk]), data, follow=True)
        assert CLOSED in said(answer), (name, said(answer)[300:900])
    answer = office.post(reverse("year", args=[june.year.pk]), {"remove": "1"}, follow=True)
    assert CLOSED in said(answer)
    plan = as_("olga").post(reverse("plan-shift", args=[course]), follow=True)
    assert CLOSED in said(plan)
    assert Cell.objects.get().version == 1


def test_the_director_opens_a_year_with_a_reason(june: Cast, as_: Any):
    address = reverse("open-year", args=[june.year.pk])
    assert as_("deputy").post(address, {"reason": "задолженность"}).status_code == 403
    answer = as_("director").post(address, {"reason": " "})
    assert answer.status_code == 409
    assert "Напишите, зачем открыть" in said(answer)
    with time_machine.travel(SEPTEMBER, tick=True):
        assert put(as_("olga"), june, "5", 1) == 404
        assert as_("director").post(address, {"reason": "Осенняя задолженность"}).status_code == 302
        assert "Осенняя задолженность" in (history_of(june.year).last().payload or "")
        assert put(as_("olga"), june, "5", 1)["status"] == "saved"
        assert put(as_("irina"), june, "3", 2) == 404
        page = as_("deputy").get(PAGE)
        assert "Осталось закрыть 2026/27 год" in said(page)
        found = actions.check(dates.now().date())
        assert found is not None
        assert found.plan.is_empty
        assert as_("deputy").post(PAGE, {"do": "apply", "fingerprint": found.fingerprint}).status_code == 302
        assert put(as_("olga"), june, "4", 2) == 404
        june.year.refresh_from_db()
        assert june.year.closed_at is not None


def test_past_years_are_read_by_those_of_then(june: Cast, as_: Any):
    algebra, russian = (june.courses[key].pk for key in ("algebra", "russian"))
    trimester = june.year.periods.get(kind="trimester", number=1).pk
    with time_machine.travel(SEPTEMBER, tick=True):
        new = Course.objects.filter(year__starts_on="2027-09-01").values_list("pk", flat=True)
        assert algebra not in new
        for key, course, code in (
            ("olga", algebra, 200), ("olga", russian, 404), ("irina", algebra, 200), ("irina", russian, 200),
            ("newcomer", algebra, 404), ("stranger", algebra, 404), ("deputy", algebra, 200),
        ):  # fmt: skip
            answer = as_(key).get(reverse("journal", args=[course]))
            assert answer.status_code == code, (key, course)
        shelf = said(as_("olga").get(reverse("journals"), {"year": june.year.pk}))
        assert "8Б · Алгебра" in shelf
        assert "Русский язык" not in shelf
        nothing = as_("newcomer").get(reverse("journals"), {"year": june.year.pk})
        assert "Алгебра" not in said(nothing)
        for key in ("petya", "anna"):
            address = reverse("diary-marks", args=[june.pupils["petya"].pk])
            page = as_(key).get(address, {"year": june.year.pk, "period": trimester})
            assert "Алгебра Отметка 4" in said(page), key
            assert "2026/27 2027/28" in said(page) or "2027/28 2026/27" in said(page)
            assert as_(key).get(address).status_code == 200
            week = as_(key).get(reverse("diary", args=[june.pupils["petya"].pk]), {"week": "2026-11-24"})
            assert "Алгебра" in said(week)
        assert as_("foreign").get(address, {"year": june.year.pk}).status_code == 404
        classes = said(as_("secretary").get(reverse("classes"), {"year": june.year.pk}))
        assert "8 «Б»" in classes
        assert "9 «Б»" in said(as_("secretary").get(reverse("classes")))
        assert as_("deputy").get(reverse("courses"), {"year": june.year.pk}).status_code == 200


def test_who_leaves_in_summer_never_comes_into_the_new_class(june: Cast, as_: Any):
    """MEM-05"""
    member = ClassMember.objects.get(pupil=june.pupils["petya"], school_class__grade_level=9)
    data = {"last_day": "2027-06-19", "order_number": "7-к", "order_date": "2027-06-19"}
    assert as_("secretary").post(reverse("leave-class", args=[member.pk]), data).status_code == 302
    rows = ClassMember.objects.filter(pupil=june.pupils["petya"])
    assert [(str(row.school_class), str(row.ends_on)) for row in rows] == [("8Б", "2027-06-19")]
    book = said(as_("secretary").get(reverse("movements")))
    assert "Зайцев Пётр" in book


def test_lists_between_the_years(june: Cast, as_: Any):
    """In June the new year's classes are shown as they will be on its first day."""
    page = said(as_("secretary").get(reverse("classes")))
    assert "9 «Б» Новикова И. Л. 2" in page
    year = AcademicYear.objects.get(starts_on="2027-09-01")
    nine = SchoolClass.objects.get(year=year, grade_level=9)
    assert "Зайцев Пётр" in said(as_("secretary").get(reverse("school-class", args=[nine.pk])))
    book = as_("secretary").get(reverse("movements"), {"year": june.year.pk, "kind": "passed_on"})
    assert "из 8 «Б» в 9 «Б»" in said(book)
    assert "из 8 «Б» в 9 «Б»" not in said(as_("secretary").get(reverse("movements"), {"year": june.year.pk}))
