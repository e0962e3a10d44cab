"""What a family sees of final marks: published ones with reasons, and the forecast."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.journal.models import FinalMark, FinalStage, PeriodLock
from parta.journal.tests.test_finals_facts import teach
from parta.school.models import Period
from parta.teaching.models import Lesson
from tests.cast import TODAY, Cast
from tests.pages import said

As = Callable[[str], Client]
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def period(cast: Cast) -> Period:
    return Period.objects.get(year=cast.year, kind="trimester", number=1)


def final(cast: Cast, period: Period | None, value: int, **fields: Any) -> None:
    FinalMark.objects.create(
        pupil=cast.pupils["petya"], subject=cast.courses["algebra"].subject, year=cast.year, period=period, value=value,
        kind="period" if period else "year", given_on=TODAY, set_at=AT, **fields,
    )  # fmt: skip


def page(client: Client, cast: Cast, key: str = "petya") -> str:
    return said(client.get(reverse("diary-finals", args=[cast.pupils[key].pk])))


def test_a_mark_is_seen_once_it_is_published(as_: As, cast: Cast, period: Period):
    final(cast, period, 4, reason="Растёт к концу триместра")
    anna = as_("anna")
    assert "Итоговых отметок пока нет" in page(anna, cast)
    FinalStage.objects.create(year=cast.year, period=period, begun_at=AT, published_at=AT)
    text = page(anna, cast)
    assert "Алгебра 1-й триместр: Растёт к концу триместра 4" in text
    FinalMark.objects.update(preliminary=True)
    assert "Итоговых отметок пока нет" in page(anna, cast)


def test_a_closed_period_and_a_brought_mark_are_seen(as_: As, cast: Cast, period: Period):
    final(cast, period, 5)
    final(cast, None, 3, brought_from="перенесено из: Дневник.ру")
    text = page(as_("petya"), cast)
    assert "Алгебра 3" in text
    PeriodLock.objects.create(period=period, closed_at=AT)
    assert "Алгебра 5 3" in page(as_("petya"), cast)


def test_the_forecast_counts_lessons_to_come(as_: As, cast: Cast, period: Period, put_marks: Any):
    put_marks("algebra", "petya", [3, 3, 4, 3])  # 3,25
    for day in range(1, 4):
        Lesson.objects.create(course=cast.courses["algebra"], date=TODAY + timedelta(days=day), number=7)
    text = page(as_("anna"), cast)
    assert "Прогноз: 1-й триместр до 30 ноября" in text
    assert "Алгебра 3,25 3 Для 4: 1 пятёрка или 1 четвёрка" not in text  # 17/5 = 3,4 and 18/5 = 3,6: a five does it
    assert "Для 4: 1 пятёрка или 2 четвёрки Для 5 не хватит уроков: осталось 3 урока" in text
    assert "Русский язык — —" in text
    PeriodLock.objects.create(period=period, closed_at=AT)
    assert "Прогноз" not in page(as_("anna"), cast)


@pytest.fixture
def put_marks(cast: Cast) -> Callable[[str, str, list[int]], None]:
    def put(course: str, key: str, values: list[int]) -> None:
        for at, value in enumerate(values):
            teach(cast, cast.courses[course], date(2026, 10, 1 + at), **{key: str(value)})

    return put


def test_only_the_own_family(as_: As, cast: Cast, period: Period):
    for key in ("foreign", "olga", "deputy"):
        answer = as_(key).get(reverse("diary-finals", args=[cast.pupils["petya"].pk]))
        assert answer.status_code in (403, 404), key
