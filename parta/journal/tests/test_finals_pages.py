"""«Итоговые отметки» as a teacher, a class teacher, a deputy and a stranger meet them."""

import json
from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.journal.models import FinalMark, PeriodLock
from parta.journal.tests.test_finals_facts import teach
from parta.school.models import Period, Subject
from parta.teaching.models import TeacherAbsence
from tests.cast import START, Cast
from tests.pages import said

As = Callable[[str], Client]
NUMBERS = count(100)


@pytest.fixture
def period(cast: Cast) -> Period:
    """Петя: 3 4 3 4 3, Маша: 5 5 5 5, in «Алгебра»; the deadline is 28 November."""
    algebra = cast.courses["algebra"]
    Subject.objects.filter(pk=algebra.subject_id).update(needed_works="written")
    for at, (petya, code) in enumerate(zip("34343", ("СР", "СР", "УО", "УО", "УО"), strict=True)):
        teach(cast, algebra, date(2026, 10, 1 + at), code, petya=petya, **({"masha": "5"} if at < 4 else {}))
    return Period.objects.get(year=cast.year, kind="trimester", number=1)


def page(cast: Cast, key: str = "algebra") -> str:
    return reverse("journal-finals", args=[cast.courses[key].pk])


def put(client: Client, cast: Cast, place: Any, mark: str, key: str = "petya", **more: Any) -> Any:
    edit = {"op_id": f"operation-{next(NUMBERS)}", "pupil": cast.pupils[key].pk, "place": str(place), "mark": mark}
    edit |= {"base_version": 0, **more}
    address = reverse("put-finals", args=[cast.courses["algebra"].pk])
    answer = client.post(address, json.dumps({"edits": [edit]}), content_type="application/json")
    return answer if answer.status_code != 200 else answer.json()["results"][edit["op_id"]]


def test_the_teacher_sees_figures_and_sets_marks(as_: As, cast: Cast, period: Period, count_queries: Any):
    olga = as_("olga")
    with count_queries() as queries:
        text = said(olga.get(page(cast)))
    assert len(queries()) <= 23
    assert "Выставить до 28 ноября, осталось 4 дня. Готово 0 из 2 отметок за 1-й триместр" in text
    assert "Зайцев Пётр" in text
    assert "3,40" in text
    assert "Принять рекомендуемые: 1" in text  # Петя's average lies on the border
    assert put(olga, cast, period.pk, "3")["status"] == "saved"
    assert put(olga, cast, period.pk, "4", base_version=1)["reason"] == "рекомендуется 3"
    assert put(olga, cast, period.pk, "4", base_version=1, reason="Растёт к концу")["status"] == "saved"
    text = said(olga.get(page(cast)))
    assert "Готово 1 из 2" in text
    assert "отличается от рекомендуемой" in text


def test_proposals_are_taken_only_where_nothing_is_to_be_looked_at(as_: As, cast: Cast, period: Period):
    olga = as_("olga")
    answer = olga.post(reverse("accept-finals", args=[cast.courses["algebra"].pk]), follow=True)
    assert "Выставлено: 1 отметка. Осталось посмотреть самим: 1." in said(answer)
    assert FinalMark.objects.get().pupil == cast.pupils["masha"]
    again = olga.post(reverse("accept-finals", args=[cast.courses["algebra"].pk]), follow=True)
    assert "Выставлено: 0 отметок. Осталось посмотреть самим: 1." in said(again)


def test_one_place_is_explained_and_set_without_a_script(as_: As, cast: Cast, period: Period):
    olga = as_("olga")
    address = reverse("final-place", args=[cast.courses["algebra"].pk, cast.pupils["petya"].pk, period.pk])
    text = said(olga.get(address))
    # СР weigh 2: (3·2 + 4·2 + 3 + 4 + 3) / 7
    assert "Рекомендуется 3. Сумма отметок с весами 24, делим на сумму весов 7: 3,43." in text
    assert "Порог отметки 3 — 2,50. До 4 не хватает 0,08." in text
    sending = reverse("set-final", args=[cast.courses["algebra"].pk, cast.pupils["petya"].pk, period.pk])
    sent = {"op_id": "operation-1", "base_version": "0", "mark": "4"}
    refused = olga.post(sending, sent)
    assert refused.status_code == 422
    assert "Рекомендуется 3." in said(refused)
    done = olga.post(sending, sent | {"op_id": "operation-2", "reason": "Исправил контрольную"}, follow=True)
    assert "Зайцев Пётр, 1-й триместр: 4." in said(done)
    late = olga.post(sending, sent | {"op_id": "operation-3", "mark": "5", "reason": "Олимпиада"})
    assert late.status_code == 409
    assert "Пока вы смотрели, здесь поставили «4»" in said(late)
    assert "Обоснование: Исправил контрольную" in said(olga.get(address))
    part = olga.get(f"{address}?part=1").content.decode()
    assert part.lstrip().startswith("<section")


@pytest.mark.parametrize("key", ["irina", "deputy", "director"])
def test_class_teacher_and_administration_read_only(as_: As, cast: Cast, period: Period, key: str):
    client = as_(key)
    text = said(client.get(page(cast)))
    assert "Только чтение" in text
    assert "Принять рекомендуемые" not in text
    assert put(client, cast, period.pk, "3").status_code == 404
    assert client.post(reverse("accept-finals", args=[cast.courses["algebra"].pk])).status_code == 404
    address = reverse("final-place", args=[cast.courses["algebra"].pk, cast.pupils["petya"].pk, period.pk])
    assert client.get(address).status_code == 200
    sending = reverse("set-final", args=[cast.courses["algebra"].pk, cast.pupils["petya"].pk, period.pk])
    assert client.post(sending, {"op_id": "operation-1", "base_version": "0", "mark": "3"}).status_code == 404
    assert not FinalMark.objects.exists()


def test_a_colleague_sets_finals_only_when_named_for_it(as_: As, cast: Cast, period: Period):
    stranger = as_("stranger")
    assert stranger.get(page(cast)).status_code == 404
    away = TeacherAbsence.objects.create(
        staff=cast.staff["olga"], cause="illness", starts_on=START, noted_at="2026-11-20T06:00:00Z"
    )
    assert stranger.get(page(cast)).status_code == 404
    TeacherAbsence.objects.filter(pk=away.pk).update(finals_to=cast.staff["stranger"])
    assert "Принять рекомендуемые" in said(stranger.get(page(cast)))
    assert put(stranger, cast, period.pk, "3")["status"] == "saved"
    TeacherAbsence.objects.filter(pk=away.pk).update(ends_on=date(2026, 11, 20))
    assert put(stranger, cast, period.pk, "4").status_code == 404


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{", "не JSON"),
        ("[]", "нет списка правок"),
        ('{"edits": []}', "нет списка правок"),
        ('{"edits": [5]}', "нет списка правок"),
        ('{"edits": [{"op_id": "operation-1", "pupil": 1, "place": "x", "mark": "5", "base_version": 0}]}', "графы"),
        ('{"edits": [{"op_id": "operation-1", "pupil": "1", "place": "year", "mark": "5"}]}', "ученик"),
        ('{"edits": [{"op_id": "1", "pupil": 1, "place": "year", "mark": "5", "base_version": 0}]}', "операции"),
        ('{"edits": [{"op_id": "operation-1", "pupil": 1, "place": "year", "mark": 5, "base_version": 0}]}', "отметка"),
    ],
)  # fmt: skip
def test_what_is_no_edit_is_refused(as_: As, cast: Cast, period: Period, body: str, reason: str):
    address = reverse("put-finals", args=[cast.courses["algebra"].pk])
    answer = as_("olga").post(address, body, content_type="application/json")
    assert answer.status_code == 400
    assert reason in answer.json()["error"]


def test_periods_to_come_and_other_pages_have_no_places(as_: As, cast: Cast, period: Period):
    olga = as_("olga")
    second = Period.objects.get(year=cast.year, kind="trimester", number=2)
    assert "ещё не начался" in put(olga, cast, second.pk, "4")["reason"]
    assert "ещё не начался" in put(olga, cast, "year", "4")["reason"]
    half = Period.objects.get(year=cast.year, kind="half_year", number=1)
    assert olga.get(page(cast), {"period": half.pk}).status_code == 404
    assert olga.get(page(cast), {"period": "x"}).status_code == 200  # what is no number asks for the present one
    Subject.objects.filter(pk=cast.courses["algebra"].subject_id).update(scale="none")
    assert olga.get(page(cast)).status_code == 404


def test_the_card_of_a_closed_period_asks_for_the_document(as_: As, cast: Cast, period: Period):
    PeriodLock.objects.create(period=period, closed_at="2026-11-24T06:00:00Z")
    olga = as_("olga")
    address = reverse("final-place", args=[cast.courses["algebra"].pk, cast.pupils["petya"].pk, period.pk])
    assert "Дата ликвидации задолженности" in said(olga.get(address))
    assert "Период закрыт" in put(olga, cast, period.pk, "3")["reason"]


def test_lists_by_who_asks(as_: As, cast: Cast, period: Period):
    only = as_("olga").get(reverse("finals"))
    assert only.status_code == 302  # her one journal
    text = said(as_("irina").get(reverse("finals")))
    assert "Русский язык" in text
    assert "0 из 2" in text
    assert "8 «Б»" in text
    assert "7 «А»" not in text
    assert "7 «А»" in said(as_("deputy").get(reverse("finals")))
    assert as_("anna").get(reverse("finals")).status_code == 403


def test_the_class_teacher_sees_all_subjects_of_the_class(as_: As, cast: Cast, period: Period, count_queries: Any):
    put(as_("olga"), cast, period.pk, "5", key="masha", reason="Растёт")
    irina = as_("irina")
    address = reverse("class-finals", args=[cast.classes["8Б"].pk])
    with count_queries() as queries:
        text = said(irina.get(address))
    assert len(queries()) <= 25
    assert "8 «Б»: 1-й триместр Не выставлено: 3 отметки. Успеваемость 100 %, качество 100 %." in text
    assert "Ёжикова Мария" in text
    assert "отличник" in text
    year = said(irina.get(address, {"place": "year"}))
    assert "8 «Б»: Год" in year
    assert irina.get(address, {"place": "exam"}).status_code == 404
    assert irina.get(reverse("class-finals", args=[cast.classes["7А"].pk])).status_code == 404
