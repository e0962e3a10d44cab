"""Lists of other programs: .ods, .xls and foreign headings through the page of columns, remembered."""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from parta.audit.models import Change
from parta.ops.models import ImportMapping, ImportRun
from parta.ops.roster.mapping import field_of, guess_fields, guess_header, lacking
from parta.ops.roster.read import Upload, read_upload
from parta.ops.roster.rows import RosterRefused
from parta.ops.tests.test_import_pages import apply, words
from parta.people.models import Guardianship, Person, StaffMember
from tests.rosters import uploads

As = Callable[[str], Client]
FILES = Path(__file__).resolve().parents[3] / "tests" / "files"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
HEAD = ["№", "ФИО ученика", "Класс", "Дата рожд.", "Пол", "Дата согласия", "Подписал", "Мать ФИО", "Телефон матери"]
ROWS = [
    ["МБОУ «Школа № 5»"],
    HEAD,
    ["1", "Барсуков Глеб Ильич", "5 «А»", "03.04.2015", "м", "01.09.2026", "Барсукова Ия", "Барсукова Ия Львовна", ""],
    ["2", "Выдрина Зоя", "5 «А» класс", "04.05.2015", "ж", "", "", "", ""],
    ["3", "Енотов Лев Ильич", "пятый", "04.05.2015", "м", "01.09.2026", "Енотова Ия", "", ""],
]


def xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(sheets: dict[str, Sequence[Sequence[str]]], mimetype: str = ODS, **more: bytes) -> bytes:
    """As LibreOffice writes it: a value that looks like a date is a date; empty rows to the end of the sheet."""

    def cell(text: str) -> str:
        if len(text) == 10 and text[4:8:3] == "--":
            return f'<table:table-cell office:value-type="date" office:date-value="{text}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    tables = "".join(
        f'<table:table table:name="{title}">'
        + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        + '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
        for title, rows in sheets.items()
    )
    names = "".join(
        f' xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    content = f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet>{tables}'
    content += "</office:spreadsheet></office:body></office:document-content>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mimetype)
        for name, part in ({"content.xml": content.encode(), "META-INF/manifest.xml": b"<m/>"} | more).items():
            archive.writestr(name, part)
    return out.getvalue()


BOOK = {
    "Обучающиеся": [
        ["Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Класс", "Дата согласия", "Кто подписал"],
        ["Волков", "Тимофей", "Андреевич", "2015-03-14", "м", "05А", "2026-09-01", "Волкова Анна Игоревна"],
    ],
    "Классы": [["Класс"], ["5А"]],
}


@pytest.mark.parametrize("name", ["book.xls", "book.ods"])
def test_our_book_saved_by_another_program(name: str) -> None:
    content = ods(BOOK) if name.endswith("ods") else (FILES / name).read_bytes()
    roster = read_upload([Upload(name, content)])
    assert not roster.problems
    (pupil,) = roster.pupils
    assert (pupil.class_key, str(pupil.birth_date), str(pupil.consent and pupil.consent.given_on)) == (
        "5А",
        "2015-03-14",
        "2026-09-01",
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (ods(BOOK, **{"META-INF/manifest.xml": b"<manifest:encryption-data/>"}), "защищён паролем"),
        (ods(BOOK, **{"content.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), "определения XML"),
        (ods(BOOK, **{"content.xml": b"<x"}), "повреждён"),
        (ods(BOOK, **{"Pictures/a": bytes(90_000_000)}), "подозрительно сильно"),
        (ods(BOOK, "application/vnd.oasis.opendocument.text"), "документ LibreOffice, но не таблица"),
        ((FILES / "book.xls").read_bytes()[:3000], "не удалось прочитать|повреждён|не таблица Excel"),
    ],
)
def test_broken_and_locked_books_are_refused(content: bytes, reason: str) -> None:
    with pytest.raises(RosterRefused, match=reason):
        read_upload([Upload("список", content)])


# --- the guess ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "heading", "field"),
    [
        ("pupils", "Ф.И.О.", "name"), ("pupils", "Фамилия, имя, отчество обучающегося", "name"),
        ("pupils", "Фамилия", "last"), ("pupils", "Отчество", "patronymic"), ("pupils", "Дата рожд.", "birth"),
        ("pupils", "Мать ФИО", "mother_name"), ("pupils", "Тел. отца", "father_phone"),
        ("pupils", "E-mail матери", "mother_email"), ("pupils", "Отец", "father_name"),
        ("pupils", "Классный руководитель", ""), ("pupils", "Класс", "class"), ("pupils", "Литера", "letter"),
        ("pupils", "Адрес", ""), ("staff", "Должность", "position"), ("staff", "Сотрудник", "name"),
    ],
)  # fmt: skip
def test_headings_name_fields(kind: str, heading: str, field: str) -> None:
    assert field_of(kind, heading) == field


def test_the_guess_and_what_is_lacking() -> None:
    assert guess_header(list(enumerate(ROWS, 1))) == 2
    assert guess_fields("pupils", ["А", "Б", "А"], [["14.03.2015", "5А", "x"]]) == ["birth", "class", ""]
    faults = " ".join(lacking("pupils", ["name", "class", "class"], {}))
    assert "«Класс (5А)» выбрано для 2 столбцов" in faults
    assert "Дата рождения" in faults
    assert not lacking("staff", ["last", "first"], {})


# --- the page ----------------------------------------------------------------------------------------------------


def chosen(fields: Sequence[str], **more: Any) -> dict[str, Any]:
    return {f"column-{i}": field for i, field in enumerate(fields)} | more


FIELDS = ["", "name", "class", "birth", "sex", "consent_date", "consent_signer", "mother_name", "mother_phone"]


def test_a_foreign_list_is_read_by_its_columns_and_remembered(as_: As) -> None:
    client = as_("deputy")
    asked = client.post("/import/", uploads({"Контингент.xlsx": xlsx(ROWS)}))
    assert asked.url.endswith("/columns/")
    page = words(client.get(asked.url))
    assert "Барсуков Глеб Ильич" in page
    assert '<option value="mother_name" selected>' in client.get(asked.url).content.decode()
    refused = client.post(asked.url, chosen(["", "name", "name"], kind="pupils", header="2"))
    assert refused.status_code == 422
    assert "«ФИО в одном столбце» выбрано для 2 столбцов" in words(refused)
    assert client.post(asked.url, chosen(FIELDS, kind="pupils", sheet="0", header="2")).status_code == 302
    check = asked.url.removesuffix("columns/")
    page = words(client.get(check))
    assert "строка 5, столбец «Класс»" in page
    assert "строка 4" in page  # no consent
    apply(client, check)
    assert [one.first_name for one in Person.objects.filter(last_name__in=("Барсуков", "Выдрина", "Енотов"))] == [
        "Глеб"
    ]
    assert not Guardianship.objects.filter(guardian__person__last_name="Барсукова").exists()  # no consent of her own
    (kept,) = ImportMapping.objects.all()
    assert Change.objects.filter(action="ops.save_mapping", object_id=kept.pk).exists()
    again = client.post("/import/", uploads({"Ещё.ods": ods({"Лист": [[], *ROWS]})}))
    page = words(client.get(again.url))
    assert "Соответствие столбцов прошлого раза" in page
    assert "Вносить нечего" in page


def test_without_names_for_whom_may_not_see_them(as_: As) -> None:
    client = as_("responsible")
    asked = client.post("/import/", uploads({"Контингент.xlsx": xlsx(ROWS)}))
    for query in ("", "?header=3", "?header=1&kind=staff", "?sheet=9&header=x"):
        page = words(client.get(asked.url + query))
        assert "Барсуков" not in page
    assert "ФИО ученика" in words(client.get(asked.url))


def test_staff_and_the_command(as_: As, tmp_path: Path) -> None:
    path = tmp_path / "кадры.csv"
    path.write_text("Сотрудник;Должность;Пароль;Телефон\nКротов Иван Ильич;учитель;тайна;89000000001\n")
    with pytest.raises(CommandError, match="Парте не известно, что в каком столбце"):
        call_command("import", str(path))
    client = as_("deputy")
    asked = client.post("/import/", uploads({"кадры.csv": path.read_bytes()}))
    assert "тайна" not in words(client.get(asked.url))
    done = client.post(asked.url, chosen(["name", "position", "phone"], kind="staff", sheet="0", header="1"))
    assert done.status_code == 302
    call_command("import", str(path), "--apply")
    assert StaffMember.objects.get(person__last_name="Кротов").person.phone == "+79000000001"
    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (xlsx([["ФИО", "Класс", "Дата рождения"]]), "нет ни одной строки"),
        (xlsx([[f"Столбец {i}" for i in range(200)], ["=1+1"] * 200]), "Укажите столбец"),
    ],
)
def test_odd_sheets_never_break_the_page(as_: As, content: bytes, said: str) -> None:
    client = as_("deputy")
    asked = client.post("/import/", uploads({"список.xlsx": content}))
    assert client.get(asked.url).status_code == 200
    answer = client.post(asked.url, chosen(["name", "class", "birth"] if said.startswith("нет") else [], kind="pupils"))
    assert answer.status_code == 422
    assert said in words(answer)
