"""Final marks under attack: odd requests, backdating, documents that excuse from reasons, two who decide at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.core import dates
from parta.journal.models import CouncilDecision, FinalMark, PeriodLock
from parta.journal.tests.test_finals_pages import page, period, put  # noqa: F401  (a fixture)
from parta.school.models import AcademicYear, Period
from parta.school.rules.years import CLOSED
from tests.cast import Cast
from tests.pages import said

As = Callable[[str], Client]
ODD = ("²", "٣", "-1", "9" * 9, "9" * 400, "\x00", "exam ", "ё" * 300, "%00")


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_place_or_period_is_no_page(as_: As, cast: Cast, period: Period, odd: str):  # noqa: F811
    deputy, olga = as_("deputy"), as_("olga")
    course, eight, petya = cast.courses["algebra"].pk, cast.classes["8Б"].pk, cast.pupils["petya"].pk
    asked = (
        (deputy, reverse("class-finals", args=[eight]), "place"),
        (deputy, reverse("summary-paper", args=[eight, "xlsx"]), "place"),
        (deputy, reverse("report-cards", args=[eight, "xlsx"]), "pupil"),
        (olga, reverse("subject-paper", args=[course, "xlsx"]), "period"),
        (olga, page(cast), "period"),
    )
    for client, address, name in asked:
        assert client.get(address, {name: odd}).status_code in (200, 404), address
    for name in ("final-place", "why-paper"):
        assert olga.get(reverse(name, args=[course, petya, "²"])).status_code == 404
    assert put(olga, cast, odd[:10], "3").status_code == 400


@pytest.mark.parametrize(
    "body", ["[" * 100000, '{"edits":[{"x":' + "[" * 3000 + "]" * 3000 + "}]}", '{"edits":[{"x":1e999}]}']
)
def test_an_odd_body_is_refused_in_words(as_: As, cast: Cast, period: Period, body: str):  # noqa: F811
    address = reverse("put-finals", args=[cast.courses["algebra"].pk])
    assert as_("olga").post(address, body, content_type="application/json").status_code == 400


def test_a_document_excuses_nobody_from_a_reason_nor_dates_back(as_: As, cast: Cast, period: Period):  # noqa: F811
    debt = {"debt_document": "протокол № 1", "given_on": "2026-09-02"}
    answer = put(as_("olga"), cast, period.pk, "5", **debt)
    assert answer["status"] == "rejected"
    assert put(as_("olga"), cast, period.pk, "3", given_on="2026-09-02")["status"] == "rejected"
    assert not FinalMark.objects.exists()


def test_a_debt_of_a_closed_period_is_made_good_not_taken_away(as_: As, cast: Cast, period: Period):  # noqa: F811
    assert put(as_("olga"), cast, period.pk, "2", reason="Не сдал контрольную")["status"] == "saved"
    PeriodLock.objects.create(period=period, closed_at=dates.now())
    debt = {"debt_document": "протокол № 1", "given_on": "2026-11-23", "base_version": 1}
    for mark in ("", "н/а"):
        assert put(as_("olga"), cast, period.pk, mark, **debt)["status"] == "rejected", mark
    assert put(as_("olga"), cast, period.pk, "3", **debt)["status"] == "saved"


def test_a_reason_written_meanwhile_is_not_overwritten(as_: As, cast: Cast, period: Period):  # noqa: F811
    assert put(as_("olga"), cast, period.pk, "4", reason="Растёт к концу")["status"] == "saved"
    assert put(as_("olga"), cast, period.pk, "4", reason="Другое дело")["status"] == "conflict"
    assert FinalMark.objects.get().reason == "Растёт к концу"


def decide(client: Client, cast: Cast, was: str, decision: str, **more: Any) -> Any:
    petya = cast.pupils["petya"].pk
    data = {"protocol_number": "7", "protocol_date": "2026-11-24", f"d{petya}": decision, f"was{petya}": was} | more
    return client.post(reverse("council-decide", args=[cast.classes["8Б"].pk]), data)


def test_an_old_page_of_the_council_undoes_no_decision(as_: As, cast: Cast):
    deputy = as_("deputy")
    assert decide(deputy, cast, "", "promoted").status_code == 302
    assert decide(as_("director"), cast, "", "repeat").status_code == 422
    assert CouncilDecision.objects.get().decision == "promoted"
    other = f"d{cast.pupils['other'].pk}"
    assert decide(deputy, cast, "promoted", "promoted", **{other: "promoted"}).status_code == 302
    assert CouncilDecision.objects.get().pupil == cast.pupils["petya"]


def test_odd_words_of_a_protocol(as_: As, cast: Cast):
    assert decide(as_("deputy"), cast, "", "promoted", protocol_number="7\x00").status_code in (302, 422)
    assert decide(as_("deputy"), cast, "promoted", "", protocol_date="0001-01-01").status_code == 422
    for name in ("close-year-finals", "reopen-year-finals"):
        assert as_("deputy").post(reverse(name), {"reason": "ошибка\x00"}).status_code == 302


def test_nothing_is_decided_in_a_closed_year(as_: As, cast: Cast, period: Period):  # noqa: F811
    deputy = as_("deputy")
    AcademicYear.objects.update(closed_at=dates.now())
    assert CLOSED in said(decide(deputy, cast, "", "promoted"))
    for name, args in (
        ("begin-finals", [period.pk]),
        ("publish-finals", [period.pk]),
        ("publish-year-finals", []),
        ("close-year-finals", []),
    ):
        assert CLOSED in said(deputy.post(reverse(name, args=args), follow=True)), name
    assert not CouncilDecision.objects.exists()
