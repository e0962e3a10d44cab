"""«Передать журналы» over HTTP: one journal or all of a teacher, from a date, by an order, and back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.people.models import StaffMember
from parta.teaching.models import Course, CourseTeacher
from tests.cast import START, TODAY, Cast
from tests.pages import fields, refused, said, saved, send

As = Callable[[str], Client]
DECEMBER = date(2026, 12, 1)


def of(cast: Cast, key: str = "olga") -> str:
    return reverse("hand-over", args=[cast.staff[key].pk])


def leaders(course: Course) -> list[tuple[str, date, date | None]]:
    rows = CourseTeacher.objects.filter(course=course).order_by("starts_on", "pk")
    return [(row.staff.person.first_name, row.starts_on, row.ends_on) for row in rows]


def test_one_journal_from_a_coming_day_and_back(as_: As, cast: Cast):
    algebra, scheduler, irina = cast.courses["algebra"], as_("scheduler"), cast.staff["irina"].pk
    setup = reverse("course-setup", args=[algebra.pk])
    CourseTeacher.objects.create(course=cast.courses["russian"], staff=cast.staff["olga"], starts_on=START)
    asked = f"{of(cast)}?course={algebra.pk}"
    assert fields(scheduler, asked)["journals"] == [str(CourseTeacher.objects.get(course=algebra).pk)]
    answer = send(scheduler, asked, staff=irina, starts_on="2026-12-01", order="№ 57 от 20.11.2026")
    assert answer["Location"] == setup
    assert leaders(algebra) == [("Ольга", START, date(2026, 11, 30)), ("Ирина", DECEMBER, None)]
    assert [row.action for row in history_of(CourseTeacher.objects.get(course=algebra, staff=irina))] == [
        "teaching.hand_over"
    ]
    assert "57" in (history_of(CourseTeacher.objects.get(course=algebra, staff=irina))[0].payload or "")
    assert as_("olga").get(reverse("journal", args=[algebra.pk])).status_code == 200  # till the last day
    row = CourseTeacher.objects.get(course=algebra, staff=irina)
    assert "Отменить смену" in said(scheduler.get(setup))
    answer = scheduler.post(reverse("take-back-teacher", args=[row.pk]), follow=True)
    assert "журнал ведёт прежний" in said(answer)
    assert leaders(algebra) == [("Ольга", START, None)]
    assert verify() == []


def test_all_journals_at_once_and_clashes_are_named(as_: As, cast: Cast):
    """Nothing is refused for a clash: the timetable may follow later."""
    russian, foreign = cast.courses["russian"], cast.courses["foreign"]
    CourseTeacher.objects.create(course=foreign, staff=cast.staff["irina"], starts_on=START, ends_on=date(2027, 3, 1))
    foreign.slots.update(number=1)  # as Ольга's own algebra
    scheduler = as_("scheduler")
    answer = send(scheduler, of(cast, "irina"), staff=cast.staff["olga"].pk, starts_on="2026-11-25")
    saved(answer)
    text = said(scheduler.get(answer["Location"]))
    assert "Накладка. Вт, 1-й урок: Соколова О. В. ведёт сразу «7А · Физика» и «8Б · Алгебра»" in text
    assert leaders(russian)[1:] == [("Ольга", date(2026, 11, 25), None)]
    assert leaders(foreign)[-1] == ("Ольга", date(2026, 11, 25), date(2027, 3, 1))
    assert verify() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"staff": ""}, "Обязательное поле"),
        ({"staff": "olga"}, "Выберите корректный вариант"),
        ({"journals": []}, "Обязательное поле"),
        ({"journals": ["9" * 30]}, "Выберите корректный вариант"),
        ({"starts_on": "2026-09-01"}, "учитель ведёт его с 01.09.2026, передать можно не раньше"),
        ({"starts_on": "2027-06-01"}, "вне учебного года 2026/27"),
        ({"starts_on": "9999-12-31"}, "Проверьте год"),
        ({"order": "я" * 201}, "не более 200 символов"),
    ],
)
def test_wrong_handovers(as_: As, cast: Cast, changes: dict[str, Any], sentence: str):
    good = {"staff": cast.staff["irina"].pk, "starts_on": "2026-12-01"}
    if changes.get("staff") == "olga":
        changes = {"staff": cast.staff["olga"].pk}
    refused(send(as_("deputy"), of(cast), **(good | changes)), sentence)
    assert CourseTeacher.objects.count() == 3


def test_who_is_not_there_yet_or_leads_it_already(as_: As, cast: Cast):
    deputy, irina = as_("deputy"), cast.staff["irina"]
    CourseTeacher.objects.create(course=cast.courses["algebra"], staff=irina, starts_on=START)
    only = {"staff": irina.pk, "starts_on": "2026-12-01"}
    refused(send(deputy, of(cast), **only), "Этот учитель уже ведёт журнал в эти дни")
    StaffMember.objects.filter(pk=cast.staff["director"].pk).update(starts_on=date(2027, 1, 11))
    late = only | {"staff": cast.staff["director"].pk}
    refused(send(deputy, of(cast), **late), "Громов А. С. в этот день в школе не работает")


def test_a_change_that_has_come_is_not_taken_back(as_: As, cast: Cast):
    algebra, deputy = cast.courses["algebra"], as_("deputy")
    row = CourseTeacher.objects.get(course=algebra)
    answer = deputy.post(reverse("take-back-teacher", args=[row.pk]), follow=True)
    assert "Эту смену уже не отменить" in said(answer)
    saved(send(deputy, of(cast), staff=cast.staff["irina"].pk, starts_on=TODAY.isoformat()))
    came = CourseTeacher.objects.get(course=algebra, staff=cast.staff["irina"])
    assert "Отменить смену" not in said(deputy.get(reverse("course-setup", args=[algebra.pk])))
    deputy.post(reverse("take-back-teacher", args=[came.pk]))
    assert len(leaders(algebra)) == 2
    # Who has handed a journal over reads it no more; whoever has taken it over does.
    assert as_("olga").get(reverse("journal", args=[algebra.pk])).status_code == 404
    assert as_("irina").get(reverse("journal", args=[algebra.pk])).status_code == 200
