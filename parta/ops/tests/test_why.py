"""«Почему видно»: the answer is what the page itself answers, and says by which row."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.ops.rules import why
from parta.ops.why.verdicts import RIGHTS, verdicts
from parta.people.models import Guardianship, Homeroom
from parta.teaching.actors import actor_of
from parta.teaching.backends import accounts
from tests.access_table import ACTORS
from tests.cast import TODAY, Cast
from tests.pages import said

As = Callable[[str], Client]


def objects(cast: Cast) -> list[tuple[str, int]]:
    return [
        *[("pupil", cast.pupils[key].pk) for key in ("petya", "other")],
        *[("course", one.pk) for one in cast.courses.values()],
        *[("class", one.pk) for one in cast.classes.values()],
    ]


@pytest.mark.parametrize("key", [key for key in ACTORS if key])
def test_the_verdict_is_what_the_page_answers(as_: As, cast: Cast, key: str):
    """Every actor × every object × every right, read and written."""
    client, actor = as_(key), actor_of(accounts().get(pk=cast.users[key].pk), TODAY)
    for kind, pk in objects(cast):
        for verdict in verdicts(actor, kind, pk):
            right, where = verdict.right, f"{key}: {verdict.right.key} {kind} {pk}"
            shown = client.get(reverse(right.page, kwargs={f"{kind}_id": pk})).status_code == 200
            assert verdict.reads is shown, where
            if right.act:
                act = reverse(right.act, kwargs={f"{kind}_id": pk})
                json = {"content_type": "application/json"} if right.key == "journal" else {}
                done = client.post(act, {}, **json).status_code
                assert verdict.writes is (shown and done not in {403, 404}), where


def ask(as_: As, cast: Cast, key: str, **chosen: Any) -> str:
    address = reverse("why")
    return said(as_("deputy").get(address, {"user": cast.users[key].pk, **chosen}))


def test_it_says_by_which_row(as_: As, cast: Cast):
    petya, algebra = cast.pupils["petya"].pk, cast.courses["algebra"].pk
    page = ask(as_, cast, "irina", pupil=petya)
    assert "видит и меняет Карточка у сотрудников Классный руководитель 8 «Б», с 1 сентября 2026 г. WHY-03" in page
    assert "не видит Дневник WHY-09" in page
    assert "Учитель этого журнала, с 1 сентября 2026 г. WHY-04" in ask(as_, cast, "olga", course=algebra)
    assert "видит, менять не может Журнал Роль «директор»" in ask(as_, cast, "director", course=algebra)
    assert "видит, менять не может Дневник Мать, с 1 сентября 2026 г.: видит дневник" in ask(
        as_, cast, "anna", pupil=petya
    )
    assert "видит, менять не может Данные ученика для семьи Мать" in ask(as_, cast, "anna", pupil=petya)
    assert "Роль «секретарь», с 1 сентября 2026 г. WHY-02" in ask(as_, cast, "secretary", pupil=petya)
    assert "Работа в школе: с 1 сентября 2026 г. по 20 ноября 2026 г." in ask(as_, cast, "former", pupil=petya)


def test_it_says_what_is_over_and_answers_for_another_day(as_: As, cast: Cast):
    petya, yesterday = cast.pupils["petya"].pk, TODAY - timedelta(days=1)
    Homeroom.objects.filter(school_class=cast.classes["8Б"]).update(ends_on=yesterday)
    page = ask(as_, cast, "irina", pupil=petya)
    assert (
        "не видит Карточка у сотрудников Классный руководитель 8 «Б», с 1 сентября 2026 г. по 23 ноября 2026 г." in page
    )
    assert "видит и меняет Карточка" in ask(as_, cast, "irina", pupil=petya, on=yesterday.isoformat())
    tie = Guardianship.objects.filter(pupil=petya)
    tie.update(reads_diary=False, limit_document="решение суда")
    page = ask(as_, cast, "anna", pupil=petya)
    assert "не видит Дневник Мать, с 1 сентября 2026 г.: дневник закрыт по документу TIE-01" in page
    assert "решение суда" not in page


def test_people_and_things_are_found_by_name(as_: As, cast: Cast):
    deputy = as_("deputy")
    page = deputy.get(reverse("why"), {"who": "зайц", "what": "8б алг"}).content.decode()
    assert f"user={cast.users['anna'].pk}" in page
    assert f"course={cast.courses['algebra'].pk}" in page
    for asked in ({"user": "x", "pupil": "y"}, {"who": "%", "what": "'"}, {"user": "999", "class": "999"}, {"on": "-"}):
        assert deputy.get(reverse("why"), asked).status_code == 200
    for key in ("irina", "secretary", "responsible", "anna"):
        assert as_(key).get(reverse("why")).status_code == 403


def test_every_answer_costs_the_same(as_: As, cast: Cast, count_queries: Any):
    asked = {"user": cast.users["irina"].pk, "pupil": cast.pupils["petya"].pk}
    deputy = as_("deputy")
    deputy.get(reverse("why"), asked)
    with count_queries() as queries:
        deputy.get(reverse("why"), asked)
    assert len(queries()) <= 18
    assert set(RIGHTS) == {"pupil", "course", "class"}


def test_every_sentence_quoted_is_there():
    assert [rule for rule in ("TIE-01", "TIE-02", "NET-01", *why.RULES) if not why.sentence(rule)] == []
