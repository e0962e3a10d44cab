"""Marks and final marks of another diary: in long and wide form, refused by name, harmless twice, taken back."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.test import Client

from parta.audit.models import Change
from parta.journal.models import FinalMark, FormerMark
from parta.ops.models import ImportRun
from parta.ops.tests.test_import_columns import chosen, xlsx
from parta.ops.tests.test_import_pages import apply, words
from tests.cast import Cast
from tests.rosters import uploads

As = Callable[[str], Client]
LONG = [
    ["Ученик", "Класс", "Предмет", "Дата", "Оценка", "Вид работы", "Вес"],
    ["Зайцев Пётр", "8Б", "Алгебра", "14.09.2026", "5", "КР", "3"],
    ["Зайцев Пётр", "8Б", "Алгебра", "15.09.2026", "4 н", "", ""],
    ["Зайцев Пётр", "8Б", "Алгебра", "01.02.2026", "4", "", ""],
    ["Зайцев Пётр", "8Б", "Матем.", "16.09.2026", "3", "", ""],
    ["Незнайкин Ян", "8Б", "Алгебра", "16.09.2026", "3", "", ""],
    ["Зайцев Пётр", "8Б", "Алгебра", "16.09.2026", "7", "", ""],
    ["Зайцев Пётр", "8Б", "Алгебра", "16.09.2026", "5", "", "010999999999999999999"],
]
LONG_FIELDS = ["name", "class", "subject", "date", "mark", "work", "weight"]
ORIGIN = {"fixed-origin": "Дневник.ру"}


def choose(client: Client, rows: Sequence[Sequence[str]], fields: Sequence[str], **more: Any) -> str:
    """The address of the dry run after the columns were named."""
    asked = client.post("/import/", uploads({"отметки.xlsx": xlsx(rows)}))
    assert client.get(asked.url).status_code == 200
    answer = client.post(asked.url, chosen(fields, header="1", sheet="0", **more))
    assert answer.status_code == 302, words(answer)
    return str(answer.url)


def test_marks_in_long_form(as_: As, cast: Cast) -> None:
    client = as_("deputy")
    check = choose(client, LONG, LONG_FIELDS, kind="marks", **ORIGIN)
    page = words(client.get(check))
    for said in (
        "Такого ученика в классе 8Б нет",
        "раньше начала учебного года",
        "Предмета «Матем.» в Парте нет",
        "«7» — не отметка",
        "напишите целое число от 1 до 10",
    ):
        assert said in page
    assert "Знаки пропусков и точки, всего: 1" in words(client.get(f"{check}?show=notes"))
    assert not FormerMark.objects.exists()
    algebra = cast.courses["algebra"].subject_id
    assert client.post(f"{check}subjects/", {"subject-0": algebra}).status_code == 302
    apply(client, check)
    found = FormerMark.objects.filter(pupil=cast.pupils["petya"], subject=algebra)
    assert [(one.value, one.weight, one.work) for one in found] == [(5, 3, "КР"), (4, 1, ""), (3, 1, "")]
    assert {one.school for one in found} == {"перенесено из: Дневник.ру"}
    assert Change.objects.filter(action="ops.import", model="journal.FormerMark").count() == 3
    again = client.post("/import/", uploads({"снова.xlsx": xlsx(LONG)})).url
    assert "Вносить нечего" in words(client.get(again))
    run = ImportRun.objects.get()
    client.post(f"/import/runs/{run.pk}/", {"undo": "1"})
    assert not FormerMark.objects.exists()


def test_marks_under_dates(as_: As, cast: Cast) -> None:
    client = as_("deputy")
    rows = [["ФИО", "14.09.2026", "15.09.2026"], ["Зайцев П.", "4 5", "н"]]
    check = choose(
        client, rows, ["name", "by_date", "by_date"], kind="marks",
        **ORIGIN, **{"fixed-class": "8 «Б»", "fixed-subject": "Алгебра"},
    )  # fmt: skip
    apply(client, check)
    assert sorted(FormerMark.objects.values_list("value", flat=True)) == [4, 5]


def test_finals_are_shown_to_the_family_and_the_class_teacher(as_: As, cast: Cast) -> None:
    client = as_("deputy")
    rows = [["ФИО", "Класс", "Предмет", "1 триместр", "Год"], ["Зайцев Пётр", "8Б", "Алгебра", "5", "осв"]]
    fields = ["name", "class", "subject", "by_period", "by_period"]
    check = choose(client, rows, fields, kind="finals", **ORIGIN)
    apply(client, check)
    finals = FinalMark.objects.filter(pupil=cast.pupils["petya"]).order_by("kind")
    assert [(str(one), one.kind) for one in finals] == [("5", "period"), ("осв", "year")]
    for key, address in (("anna", "/diary/marks/"), ("irina", f"/school/pupils/{cast.pupils['petya'].pk}/marks/")):
        page = words(as_(key).get(address, follow=True))
        assert "перенесено из: Дневник.ру" in page
        assert "1-й триместр" in page
    assert "Дневник.ру" not in words(as_("foreign").get("/diary/marks/", follow=True))
    data = as_("irina").get(f"/school/pupils/{cast.pupils['petya'].pk}/marks/sheet.json").json()
    assert [(one["subject"], one["value"]) for one in data["finals"]] == [("Алгебра", 5), ("Алгебра", "осв")]
    other = [rows[0], ["Зайцев Пётр", "8Б", "Алгебра", "4", "осв"]]
    again = client.post("/import/", uploads({"снова.xlsx": xlsx(other)})).url
    apply(client, again)
    assert str(FinalMark.objects.get(kind="period")) == "4"
    run = ImportRun.objects.order_by("-pk")[0]
    client.post(f"/import/runs/{run.pk}/", {"undo": "1"})
    assert str(FinalMark.objects.get(kind="period")) == "5"


@pytest.mark.parametrize("origin", ["", "Дневник.ру"])
def test_the_origin_is_asked_for(as_: As, origin: str) -> None:
    client = as_("deputy")
    asked = client.post("/import/", uploads({"отметки.xlsx": xlsx(LONG)}))
    answer = client.post(asked.url, chosen(LONG_FIELDS, kind="marks", header="1", **{"fixed-origin": origin}))
    assert answer.status_code == (302 if origin else 422)
    assert origin or words(answer).count("Напишите, откуда перенесены отметки") == 1


def test_the_plan_and_the_pupils_page_ask_the_database_as_often_for_many_marks(
    as_: As, cast: Cast, count_queries: Callable[..., Any]
) -> None:
    client = as_("deputy")
    asked = []
    for count in (1, 60):
        rows = [LONG[0], *[["Зайцев Пётр", "8Б", "Алгебра", f"{1 + i % 28:02}.09.2026", "5"] for i in range(count)]]
        check = client.post("/import/", uploads({"отметки.xlsx": xlsx(rows)})).url
        if check.endswith("/columns/"):
            answer = client.post(check, chosen(LONG_FIELDS, kind="marks", header="1", **ORIGIN))
            check = answer.url
        with count_queries() as queries:
            assert client.get(f"{check}?show=created").status_code == 200
        apply(client, check)
        with count_queries() as pupil:
            client.get(f"/school/pupils/{cast.pupils['petya'].pk}/marks/")
        asked.append((len(queries()), len(pupil())))
    assert FormerMark.objects.count() == 60
    assert asked[0] == asked[1]
    assert asked[0][0] <= 25
    assert asked[0][1] <= 20
