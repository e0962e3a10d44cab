"""«Подгруппы» over HTTP: proposed by the class teacher, confirmed by the groups' teachers, decided by the deputy."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from parta.audit.chain import verify
from parta.audit.models import Change
from parta.people.models import ClassMember
from parta.teaching.models import Course, CourseMember, CourseTeacher, Division
from tests.cast import START, TODAY, Cast, make_pupil
from tests.pages import said, saved

As = Callable[[str], Client]
WINTER = date(2026, 12, 1)
AFTER_THREE_DAYS = "2026-11-27T07:00:00Z"


@pytest.fixture
def groups(cast: Cast) -> tuple[Course, Course]:
    """Two subgroups of алгебра in 8Б: Ольга's with Петя, the stranger's with Маша."""
    made = []
    for label, teacher, pupil in (("1-я гр.", "olga", "petya"), ("2-я гр.", "stranger", "masha")):
        course = Course.objects.create(
            year=cast.year, subject=cast.courses["algebra"].subject, label=label, class_names="8Б", sort_key="8"
        )
        course.classes.add(cast.classes["8Б"])
        CourseTeacher.objects.create(course=course, staff=cast.staff[teacher], starts_on=START)
        CourseMember.objects.create(course=course, pupil=cast.pupils[pupil], starts_on=START)
        made.append(course)
    return made[0], made[1]


def period(cast: Cast, number: int) -> int:
    return cast.year.periods.get(kind="trimester", number=number).pk


def started(as_: As, cast: Cast, number: int = 2) -> Division:
    data = {"subject": cast.courses["algebra"].subject_id, "period": period(cast, number)}
    saved(as_("irina").post(reverse("new-division", args=[cast.classes["8Б"].pk]), data))
    return Division.objects.get(period=data["period"])


def do(client: Client, division: Division, deed: str, places: dict[Any, Any] | None = None, **more: Any) -> Any:
    """`places`: pupil → course, or a text: in no group for this reason."""
    data: dict[str, Any] = {"do": deed, "version": Division.objects.get(pk=division.pk).version}
    for pupil, place in (places or {}).items():
        data[f"g{pupil.pk}"] = "out" if isinstance(place, str) else place.pk
        data[f"r{pupil.pk}"] = place if isinstance(place, str) else ""
    return client.post(reverse("division", args=[division.pk]), data | more)


def journals(cast: Cast, key: str, courses: tuple[Course, Course]) -> list[tuple[str, date, date | None]]:
    rows = CourseMember.objects.filter(pupil=cast.pupils[key], course__in=courses).order_by("starts_on")
    return [(row.course.label, row.starts_on, row.ends_on) for row in rows.select_related("course")]


def swapped(cast: Cast, groups: tuple[Course, Course]) -> dict[Any, Any]:
    return {cast.pupils["petya"]: groups[1], cast.pupils["masha"]: groups[0]}


def test_everybody_confirms_and_the_lists_change_with_the_period(as_: As, cast: Cast, groups: Any):
    division = started(as_, cast)
    before = journals(cast, "petya", groups)
    saved(do(as_("irina"), division, "propose", swapped(cast, groups)))
    assert journals(cast, "petya", groups) == before  # the former division holds
    assert "8 «Б», Алгебра" in said(as_("olga").get(reverse("today")))
    saved(do(as_("olga"), division, "confirm"))
    assert "8 «Б», Алгебра" not in said(as_("olga").get(reverse("today")))
    assert journals(cast, "petya", groups) == before
    saved(do(as_("olga"), division, "confirm"))  # again: nothing more happens
    saved(do(as_("stranger"), division, "confirm"))
    division.refresh_from_db()
    assert division.state == "agreed"
    assert journals(cast, "petya", groups) == [("1-я гр.", START, date(2026, 11, 30)), ("2-я гр.", WINTER, None)]
    assert journals(cast, "masha", groups) == [("2-я гр.", START, date(2026, 11, 30)), ("1-я гр.", WINTER, None)]
    assert verify() == []


def test_nobody_is_forgotten_and_nobody_comes_from_elsewhere(as_: As, cast: Cast, groups: Any):
    """DIV-01."""
    division, petya, masha = started(as_, cast), cast.pupils["petya"], cast.pupils["masha"]
    answer = do(as_("irina"), division, "propose", {petya: groups[0]})
    assert answer.status_code == 422
    assert "Не распределены: Ёжикова Мария." in said(answer)
    answer = do(as_("irina"), division, "propose", {petya: groups[0], masha: ""})
    assert "Не распределены: Ёжикова Мария." in said(answer)
    assert do(as_("irina"), division, "propose", {petya: groups[0], masha: cast.courses["russian"]}).status_code == 422
    saved(do(as_("irina"), division, "save", {petya: groups[0], cast.pupils["other"]: groups[1]}))
    assert set(division.places.values_list("pupil", flat=True)) == {petya.pk}
    saved(do(as_("irina"), division, "propose", {petya: groups[0], masha: "надомное обучение"}))
    assert division.places.get(pupil=masha).reason == "надомное обучение"


def test_the_deputy_decides_after_three_days_and_not_before(as_: As, cast: Cast, groups: Any):
    """DIV-03."""
    division = started(as_, cast)
    answer = do(as_("deputy"), division, "decide", swapped(cast, groups))
    assert "ещё не предложено" in said(answer)
    saved(do(as_("irina"), division, "propose", swapped(cast, groups)))
    answer = do(as_("deputy"), division, "decide", swapped(cast, groups))
    assert "до 27 ноября 2026 г." in said(answer)
    assert "Алгебра" not in said(as_("deputy").get(reverse("today"))).split("Незаполненные")[0]
    assert do(as_("irina"), division, "decide", swapped(cast, groups)).status_code == 403
    assert do(as_("olga"), division, "propose", swapped(cast, groups)).status_code == 403
    with time_machine.travel(AFTER_THREE_DAYS):
        deputy = as_("deputy")
        assert "8 «Б», Алгебра" in said(deputy.get(reverse("today")))
        saved(do(deputy, division, "decide", swapped(cast, groups)))
    division.refresh_from_db()
    assert (division.state, division.decided_by) == ("decided", cast.users["deputy"].pk)
    assert journals(cast, "petya", groups)[-1] == ("2-я гр.", WINTER, None)


def test_two_at_once_lose_nothing(as_: As, cast: Cast, groups: Any):
    division = started(as_, cast)
    saved(do(as_("irina"), division, "propose", swapped(cast, groups)))
    read = Division.objects.get().version
    saved(do(as_("irina"), division, "propose", {**swapped(cast, groups), cast.pupils["petya"]: "хор"}))
    answer = do(as_("olga"), division, "confirm", version=read)
    assert answer.status_code == 409  # nobody confirms a list they have not read
    assert not division.groups.filter(confirmed_at__isnull=False).exists()
    answer = do(as_("deputy"), division, "propose", swapped(cast, groups), version=read)
    assert answer.status_code == 409
    assert "Зайцев Пётр: сейчас записано «вне групп»" in said(answer)
    saved(do(as_("olga"), division, "confirm"))
    saved(do(as_("stranger"), division, "confirm", version=Division.objects.get().version))
    assert journals(cast, "petya", groups) == [("1-я гр.", START, date(2026, 11, 30))]


def test_a_pupil_changes_group_in_the_middle_of_a_period(as_: As, cast: Cast, groups: Any):
    division = started(as_, cast, 1)
    make_pupil(cast, "lev", ("Ёлкин", "Лев", ""), "8Б")
    stay = {cast.pupils["petya"]: groups[0], cast.pupils["masha"]: groups[1], cast.pupils["lev"]: groups[1]}
    saved(do(as_("irina"), division, "propose", stay))
    for key in ("olga", "stranger"):
        saved(do(as_(key), division, "confirm"))
    moved = stay | {cast.pupils["petya"]: groups[1]}
    saved(do(as_("irina"), division, "propose", moved))
    assert journals(cast, "petya", groups) == [("1-я гр.", START, None)]
    for key in ("olga", "stranger"):
        saved(do(as_(key), division, "confirm"))
    yesterday = date(2026, 11, 23)
    assert journals(cast, "petya", groups) == [("1-я гр.", START, yesterday), ("2-я гр.", TODAY, None)]
    # What is in force the administration changes at once.
    saved(do(as_("deputy"), division, "decide", moved | {cast.pupils["lev"]: groups[0]}))
    assert journals(cast, "lev", groups) == [("1-я гр.", TODAY, None)]
    assert verify() == []


def test_what_is_agreed_for_later_outlives_a_change_now(as_: As, cast: Cast, groups: Any):
    """DIV-04."""
    later, now = started(as_, cast, 2), started(as_, cast, 1)
    stay = {cast.pupils["petya"]: groups[0], cast.pupils["masha"]: groups[1]}
    for division, places in ((later, swapped(cast, groups)), (now, stay)):
        saved(do(as_("irina"), division, "propose", places))
        for key in ("olga", "stranger"):
            saved(do(as_(key), division, "confirm"))
    saved(do(as_("deputy"), now, "decide", stay | {cast.pupils["masha"]: groups[0]}))
    assert journals(cast, "masha", groups) == [("2-я гр.", START, date(2026, 11, 23)), ("1-я гр.", TODAY, None)]
    assert journals(cast, "petya", groups) == [("1-я гр.", START, date(2026, 11, 30)), ("2-я гр.", WINTER, None)]


def test_a_draft_is_filled_from_before_and_thrown_away(as_: As, cast: Cast, groups: Any):
    division, petya = started(as_, cast), cast.pupils["petya"]
    saved(do(as_("irina"), division, "save", {petya: groups[1]}))
    saved(do(as_("irina"), division, "copy"))
    assert division.places.get(pupil=petya).course == groups[0]
    assert do(as_("irina"), division, "nonsense").status_code == 422
    saved(do(as_("irina"), division, "discard"))
    assert not Division.objects.exists()
    answer = as_("irina").post(reverse("new-division", args=[cast.classes["8Б"].pk]), {"subject": "х"}, follow=True)
    assert "Выберите предмет и период" in said(answer)
    actions = set(Change.objects.filter(model="teaching.Division").values_list("action", flat=True))
    assert actions == {"teaching.start_division", "teaching.draft_division", "teaching.discard_division"}


def test_more_pupils_take_no_more_queries(as_: As, cast: Cast, groups: Any, count_queries: Any):
    division = started(as_, cast)
    client, pages = as_("irina"), (reverse("division", args=[division.pk]), reverse("divisions"))
    few, many = [], []
    for page in pages:
        with count_queries() as queries:
            client.get(page)
        few.append(len(queries()))
    for number in range(20):
        pupil = make_pupil(cast, f"new{number}", (f"Новый{number}", "Лев", ""), "8Б")
        ClassMember.objects.filter(pupil=pupil).update(starts_on=START)
    for page in pages:
        with count_queries() as queries:
            client.get(page)
        many.append(len(queries()))
    assert few == many
    assert max(many) <= 12, many
