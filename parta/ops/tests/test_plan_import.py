"""A КТП out of a table: shown first, written whole or not at all."""

import io
from collections.abc import Callable

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from parta.journal.models import PlanItem
from tests.cast import Cast

As = Callable[[str], Client]
HEAD = ("№", "Название раздела", "Тема урока", "Кол-во часов", "Домашнее задание", "Вид контроля", "Дата по плану")


def book(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet("КТП")
        for number, row in enumerate((HEAD, *rows)):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("КТП алгебра 8Б.xlsx", buffer.getvalue())


def send(client: Client, cast: Cast, file: SimpleUploadedFile) -> str:
    """Where the upload leads."""
    return client.post(reverse("import-plan", args=[cast.courses["algebra"].pk]), {"files": file}).headers["Location"]


def test_a_book_is_shown_then_written(cast: Cast, as_: As) -> None:
    olga = as_("olga")
    there = send(
        olga,
        cast,
        book(
            (1, "Квадратные корни", "Арифметический корень", 2, "§ 5, № 12", "", "01.09.2026"),
            (3, "", "Свойства корней", "", "", "СР", ""),
            ("", "Итого", "", 3, "", "", ""),
        ),
    )
    page = olga.get(there).content.decode().replace("\xa0", " ")
    assert "Прочитано: 3 урока." in page
    assert not PlanItem.objects.exists()
    assert as_("stranger").get(there).status_code == 404
    assert olga.post(there).headers["Location"] == reverse("journal-plan", args=[cast.courses["algebra"].pk])
    found = list(PlanItem.objects.values_list("position", "section", "topic", "homework", "kind__code"))
    assert found == [
        (1, "Квадратные корни", "Арифметический корень", "§ 5, № 12", None),
        (2, "Квадратные корни", "Арифметический корень", "§ 5, № 12", None),
        (3, "Квадратные корни", "Свойства корней", "", "СР"),
    ]
    assert str(PlanItem.objects.get(position=1).planned_on) == "2026-09-01"
    again = olga.post(there, follow=True).content.decode()
    assert "план из него записан" in again, "the button was pressed twice, and the upload is gone"


def test_wrong_rows_are_named_and_nothing_is_written(cast: Cast, as_: As) -> None:
    olga = as_("olga")
    there = send(
        olga,
        cast,
        book(
            (1, "", "Степени", "много", "", "", ""),
            (2, "", "Present Perfect", 1, "", "", ""),
            (3, "", "Корни", 1, "", "ЫЫ", ""),
            (4, "", "Дроби", 1, "", "", "32.13.2026"),
        ),
    )
    page = olga.get(there).content.decode()
    for place in ("строка 2, столбец «Кол-во часов»", "строка 3", "строка 4", "строка 5, столбец «Дата по плану»"):
        assert place in page
    assert "п. 5.4" in page
    assert olga.post(there).status_code == 422
    assert not PlanItem.objects.exists()


def test_not_a_plan(cast: Cast, as_: As) -> None:
    olga = as_("olga")
    for file in (
        SimpleUploadedFile("план.csv", "Раздел;Часы\nКорни;2\n".encode()),
        SimpleUploadedFile("план.xlsx", b"PK\x03\x04 not a book"),
        SimpleUploadedFile("пусто.csv", b""),
    ):
        back = send(olga, cast, file)
        assert back == reverse("journal-plan", args=[cast.courses["algebra"].pk])
        assert file.name in olga.get(back).content.decode()
    assert not PlanItem.objects.exists()
    assert as_("irina").post(reverse("import-plan", args=[cast.courses["algebra"].pk]), {}).status_code == 404
