"""Выставление: begun, published, reminded of, closed; the council's decisions; the family is told of corrections."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.journal.finals.stage_actions import usual
from parta.journal.finals.terms import terms_of
from parta.journal.models import CouncilDecision, FinalMark, FinalStage
from parta.journal.tests.test_finals_actions import put
from parta.journal.tests.test_finals_facts import teach
from parta.notices.models import Notice
from parta.school.models import Period, SchoolPolicy
from tests.cast import TODAY, Cast
from tests.pages import said

As = Callable[[str], Client]
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def period(cast: Cast) -> Period:
    return Period.objects.get(year=cast.year, kind="trimester", number=1)


def act(client: Client, name: str, *args: int, **fields: str) -> str:
    return said(client.post(reverse(name, args=args), fields, follow=True))


def test_a_period_goes_through_its_stages(as_: As, cast: Cast, period: Period):
    deputy = as_("deputy")
    page = said(deputy.get(reverse("periods")))
    assert "1-й триместр выставление 28 ноября 0 из 5, не выставлено 5" in page
    assert "2-й триместр открыт 26 февраля — ещё не начался" in page
    second = Period.objects.get(year=cast.year, kind="trimester", number=2)
    assert "выставление началось" in act(deputy, "begin-finals", second.pk)
    assert "Выставление уже начато." in act(deputy, "begin-finals", second.pk)
    assert "отметки опубликованы, семьи их видят" in act(deputy, "publish-finals", period.pk)
    assert "Отметки уже опубликованы." in act(as_("director"), "publish-finals", period.pk)
    stage = FinalStage.objects.get(period=period)
    assert [one.action for one in history_of(stage)] == ["journal.begin_finals", "journal.finals_stage"]
    assert as_("irina").post(reverse("publish-finals", args=[second.pk])).status_code == 403
    assert not verify()


def test_the_year_is_closed_and_opened_with_a_reason(as_: As, cast: Cast, period: Period):
    director = as_("director")
    assert "не закрыты" in act(director, "reopen-year-finals", reason="Ошибка в алгебре")
    assert "Годовые и итоговые отметки опубликованы." in act(director, "publish-year-finals")
    assert "Годовые и итоговые отметки закрыты." in act(director, "close-year-finals")
    assert "уже закрыты" in act(director, "close-year-finals")
    assert "Период закрыт" in put(cast, kind="year", period=None, mark="4", on=date(2027, 5, 20))["reason"]
    assert "Назовите причину" in act(director, "reopen-year-finals")
    assert "открыты" in act(director, "reopen-year-finals", reason="Ошибка в алгебре")
    assert not verify()


def test_teachers_with_empty_places_are_listed_and_reminded(as_: As, cast: Cast, period: Period):
    deputy = as_("deputy")
    put(cast, period=period.pk, mark="4", reason="Растёт")
    text = said(deputy.get(reverse("missing-finals", args=[period.pk])))
    assert "4 отметки в 3 журналах" in text
    assert "8Б · Алгебра Соколова О. В. 1 из 2" in text
    assert "Напоминание отправлено 3 учителям." in act(deputy, "remind-finals", period.pk)
    notice = Notice.objects.get(user=cast.users["olga"])
    assert notice.text == "Итоговые за 1-й триместр: осталось выставить 1\u00a0отметку, срок — 28\u00a0ноября."
    assert "Итоговые за 1-й триместр. Выставить до 28 ноября, осталось 4 дня. Готово 1 из 2." in said(
        as_("olga").get(reverse("today"))
    )
    assert "Итоговые за" not in said(as_("secretary").get(reverse("today")))


def test_a_corrected_published_mark_is_told_to_the_family(as_: As, cast: Cast, period: Period):
    put(cast, period=period.pk, mark="4", reason="Растёт")
    put(cast, period=period.pk, mark="3", reason="Ошибка", base_version=1)
    assert not Notice.objects.exists()
    FinalStage.objects.create(year=cast.year, period=period, begun_at=AT, published_at=AT)
    put(cast, period=period.pk, mark="5", reason="Нашлась работа", base_version=2)
    told = Notice.objects.filter(kind="journal.final_corrected")
    assert {one.user_id for one in told} == {cast.users["anna"].pk, cast.users["petya"].pk}
    assert told[0].text == "Исправлена итоговая отметка: Алгебра, 1-й триместр, теперь 5."


def test_the_council_decides_on_each_pupil(as_: As, cast: Cast, period: Period):
    for key, mark in (("petya", 4), ("masha", 2)):
        FinalMark.objects.create(
            pupil=cast.pupils[key], subject=cast.courses["algebra"].subject, year=cast.year, kind="year", value=mark,
            given_on=TODAY, set_at=AT,
        )  # fmt: skip
    deputy, address = as_("deputy"), reverse("council", args=[cast.classes["8Б"].pk])
    text = said(deputy.get(address))
    assert "Решено о 0 из 2." in text
    assert "неуспевающий Алгебра" in text
    petya, masha = cast.pupils["petya"].pk, cast.pupils["masha"].pk
    fields = {f"d{petya}": "promoted", f"d{masha}": "cond", "protocol_number": "7", "protocol_date": "2026-11-24"}
    sending = reverse("council-decide", args=[cast.classes["8Б"].pk])
    assert "Укажите номер и дату" in said(deputy.post(sending, fields | {"protocol_number": " "}))
    assert "с такой датой ещё нет" in said(deputy.post(sending, fields | {"protocol_date": "2027-05-30"}))
    assert "Записано решений: 2." in said(deputy.post(sending, fields, follow=True))
    assert "Записано решений: 0." in said(deputy.post(sending, fields, follow=True))
    assert "Записано решений: 1." in said(
        deputy.post(sending, fields | {f"d{masha}": "", f"was{masha}": "cond"}, follow=True)
    )
    assert CouncilDecision.objects.get().decision == "promoted"
    assert "переведён в следующий класс протокол № 7" in said(as_("irina").get(address))
    assert as_("irina").post(sending, fields).status_code == 403
    assert not verify()


@pytest.mark.parametrize(
    ("grade_level", "category", "expected"),
    [
        (8, "хорошист", "promoted"),
        (9, "успевающий", "grad"),
        (11, "отличник", "grad"),
        (8, "неуспевающий", ""),
        (8, "", ""),
    ],
)
def test_usual_decisions(grade_level: int, category: str, expected: str):
    assert usual(grade_level, category) == expected


def test_a_school_may_count_school_days(cast: Cast, period: Period):
    assert terms_of(cast.year, [period], TODAY)[period.pk].due_on == date(2026, 11, 28)  # a Saturday
    SchoolPolicy.objects.update(finals_working_days=True)
    assert terms_of(cast.year, [period], TODAY)[period.pk].due_on == date(2026, 11, 26)  # Friday and Thursday


def test_cells_of_a_closed_year_stay(cast: Cast, period: Period):
    """A mark after the final one is told on the sheet, not refused: the period is still open."""
    put(cast, period=period.pk, mark="4", reason="Растёт")
    teach(cast, cast.courses["algebra"], date(2026, 11, 10), petya="2")
    assert FinalMark.objects.get().value == 4
