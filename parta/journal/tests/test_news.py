"""What an open journal page learns of others' changes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.core import dates
from parta.journal import news as module
from parta.journal.models import WorkKind
from parta.teaching.models import CourseTeacher
from tests.cast import START, Cast

Put = Callable[..., dict[str, Any]]
As = Callable[[str], Client]


@pytest.fixture
def news(cast: Cast, as_: As) -> Callable[..., Any]:
    def ask(who: str, since: Any = None) -> Any:
        since = since or (dates.now() - timedelta(minutes=1)).isoformat()
        return as_(who).get(reverse("journal-news", args=[cast.courses["algebra"].pk]), {"since": since})

    return ask


def test_others_cells_and_lessons_with_their_sums(
    cast: Cast, put: Put, edit: Put, lesson_edit: Put, news: Callable[..., Any]
) -> None:
    CourseTeacher.objects.create(course=cast.courses["algebra"], staff=cast.staff["irina"], starts_on=START)
    lesson, petya = str(cast.lessons["algebra"].pk), str(cast.pupils["petya"].pk)
    put("irina", edit("4"))
    found = news("olga").json()
    assert found["cells"][lesson][petya]["text"] == "4"
    assert (found["rows"][petya]["average"], found["feet"][lesson]) == ("4,00", "4,0")
    assert "cells" not in news("irina").json(), "the own ones are known"
    put(
        "irina",
        lesson_edit(topic="Корни", set_work={"index": 0, "kind": WorkKind.objects.get(code="КР").pk}),
        to="journal-lessons",
    )
    head = news("olga").json()["heads"][lesson]
    assert (head["topic"], head["works"][0]["code"]) == ("Корни", "КР")
    assert news("deputy").json()["cells"][lesson][petya]["value"] == "4"


def test_an_asking_without_news_or_sense(
    cast: Cast, news: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, put: Put, edit: Put
) -> None:
    answer = news("olga").json()
    assert set(answer) == {"since"}
    assert news("olga", answer["since"]).status_code == 200
    assert news("olga", "вчера").status_code == 400
    assert news("olga", "9999-12-31T23:59:59-10:00").status_code == 400
    assert news("olga", "2026-11-24T10:00").status_code == 400, "without a time zone"
    put("olga", edit("5"))
    monkeypatch.setattr(module, "MOST", 0)
    assert news("irina").json()["reload"] is True


def test_a_quiet_minute_is_cheap(cast: Cast, as_: As, django_assert_max_num_queries: Any) -> None:
    client, address = as_("olga"), reverse("journal-news", args=[cast.courses["algebra"].pk])
    with django_assert_max_num_queries(6):
        client.get(address, {"since": dates.now().isoformat()})
