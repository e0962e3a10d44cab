"""«Журнал просмотров» over HTTP: what leaves a line, who reads the log."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from parta.audit.models import Reading
from parta.core import dates
from tests.cast import Cast
from tests.pages import said

As = Callable[[str], Client]


def lines() -> list[tuple[str, str]]:
    return list(Reading.objects.order_by("pk").values_list("what", "detail"))


def test_what_the_staff_looks_at_leaves_a_line(as_: As, cast: Cast):
    """Never what was typed, and no line for a family's own pages."""
    petya, anna = cast.pupils["petya"], cast.users["anna"].person.guardian
    deputy = as_("deputy")
    for address in (
        reverse("pupil-card", args=[petya.pk]),
        reverse("guardian-card", args=[anna.pk]),
        reverse("staff-card", args=[cast.staff["olga"].pk]),
        reverse("search") + "?q=зайц",
        reverse("pupils") + "?q=зайц",
        reverse("staff") + "?q=соколова",
        reverse("substitution-register-sheet"),
        reverse("transfer-data", args=[petya.pk]),
    ):
        assert deputy.get(address).status_code == 200, address
    assert lines() == [
        *[("card", "")] * 3,
        *[("search", "найдено: 1")] * 3,
        ("print", "журнал замен, 11.2026"),
        ("print", "выписка отметок"),
    ]
    for key in ("anna", "petya"):
        assert as_(key).get(reverse("diary", args=[petya.pk])).status_code == 200
    for address in ("/", reverse("pupils"), reverse("search"), reverse("journals")):
        deputy.get(address)
    assert Reading.objects.count() == 8


def test_the_log_is_filtered_and_paged(as_: As, cast: Cast, count_queries: Any):
    for key, pupil in (("deputy", "petya"), ("secretary", "other"), ("irina", "petya")):
        as_(key).get(reverse("pupil-card", args=[cast.pupils[pupil].pk]))
    as_("secretary").get(reverse("pupils") + "?q=ёжик")
    director = as_("director")

    def shown(**asked: Any) -> list[str]:
        page = director.get(reverse("readings"), asked).content.decode()
        return [name for name in ("Белова", "Маслова", "Орлова") if f'<th scope="row">{name}' in page]

    assert shown() == ["Белова", "Маслова", "Орлова"]
    assert shown(q="зайц пётр") == ["Белова", "Орлова"]
    assert shown(user=cast.users["irina"].pk) == ["Орлова"]
    assert shown(what="search") == ["Маслова"]
    assert shown(day="2026-11-23") == []
    assert shown(day="2026-11-24", q="Ёжикова") == []
    for nonsense in ({"user": "x"}, {"day": "вчера"}, {"what": "x"}, {"before": "-1"}, {"q": "%"}):
        assert director.get(reverse("readings"), nonsense).status_code == 200
    with count_queries() as few:
        director.get(reverse("readings"))
    person = cast.pupils["petya"].person_id
    user, at = cast.users["deputy"].pk, dates.now()
    Reading.objects.bulk_create(
        Reading(at=at, user=user, what="card", model="people.Person", object_id=person) for _ in range(120)
    )
    with count_queries() as many:
        first = director.get(reverse("readings"), {"what": "card"})
    assert len(many()) == len(few()) <= 7
    page, pages = first.content.decode(), 1
    while "before=" in page:
        last = page.split("before=")[1].split('"')[0]
        page = director.get(reverse("readings"), {"what": "card", "before": last}).content.decode()
        pages += 1
    assert pages == 3


@pytest.mark.parametrize("key", ["irina", "olga", "secretary", "responsible", "anna"])
def test_nobody_but_the_administration_reads_it(as_: As, key: str):
    assert as_(key).get(reverse("readings")).status_code == 403


def test_a_refused_page_of_a_person_is_logged_without_a_name(as_: As, cast: Cast, caplog: Any):
    with caplog.at_level(logging.WARNING, logger="parta.refused"):
        assert as_("irina").get(reverse("pupil-card", args=[cast.pupils["other"].pk])).status_code == 404
        assert as_("olga").get(reverse("pupil-card", args=[cast.pupils["petya"].pk])).status_code == 403
        assert as_("olga").get("/nowhere/").status_code == 404
    refused = [record for record in caplog.records if record.name == "parta.refused"]
    assert [record.args[:2] for record in refused] == [(404, "pupil-card"), (403, "pupil-card")]
    assert "Сканарейкин" not in caplog.text


def test_lines_are_kept_a_year(as_: As, cast: Cast, capsys: Any):
    person = cast.pupils["petya"].person_id
    for days in (364, 366):
        at = dates.now() - timedelta(days=days)
        Reading.objects.create(at=at, user=10**6, what="card", model="people.Person", object_id=person)
    call_command("sweep")
    assert "Из журнала просмотров: 1 запись" in capsys.readouterr().out.replace("\u00a0", " ")
    assert "бывший сотрудник" in said(as_("director").get(reverse("readings")))
