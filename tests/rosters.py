"""A small school's roster for the tests of imports, as the filled template and as CSV files."""

import csv
import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from parta.ops.roster.template import workbook

Rows = dict[str, list[dict[str, str]]]

# Two classes that the cast doesn't have; three people are refused: two children and a father without consent.
SCHOOL: Rows = {
    "Сотрудники": [
        {
            "Фамилия": "Ёлкина",
            "Имя": "Ольга",
            "Отчество": "Викторовна",
            "Должность": "учитель",
            "Телефон": "+7 900 0000001",
        },
        {"Фамилия": "Орлов", "Имя": "Игорь", "Отчество": "Львович", "Должность": "учитель физики"},
    ],
    "Классы": [{"Класс": "5А", "Классный руководитель": "Ёлкина Ольга Викторовна"}, {"Класс": "5Б"}],
    "Обучающиеся": [
        {
            "Фамилия": "Волков",
            "Имя": "Тимофей",
            "Отчество": "Андреевич",
            "Дата рождения": "14.03.2015",
            "Пол": "м",
            "Класс": "5А",
            "Дата согласия": "01.09.2026",
            "Кто подписал": "Волкова Анна Игоревна",
            "Сведения о здоровье": "да",
        },
        {"Фамилия": "Лисицын", "Имя": "Ян", "Дата рождения": "09.10.2015", "Класс": "5А"},
        {"Фамилия": "Рысева", "Имя": "Алёна", "Дата рождения": "10.10.2015", "Класс": "5Б"},
    ],
    "Родители": [
        {
            "Фамилия": "Волкова",
            "Имя": "Анна",
            "Отчество": "Игоревна",
            "Кем приходится": "мать",
            "Дети": "Волков Тимофей 5А",
            "Телефон": "+7 900 0000002",
            "Дата согласия": "01.09.2026",
        },
        {"Фамилия": "Лисицын", "Имя": "Олег", "Дети": "Лисицын Ян 5А"},
    ],
    "Предметы и нагрузка": [
        {"Предмет": "Математика", "Классы": "5А", "Учитель": "Ёлкина Ольга Викторовна", "Часов в неделю": "5"},
        {"Предмет": "Физкультура", "Классы": "5А; 5Б", "Учитель": "Орлов Игорь Львович", "Часов в неделю": "3"},
    ],
    "Расписание": [
        {"Класс": "5А", "День": "вторник", "Урок": "1", "Предмет": "Математика", "Кабинет": "214"},
        {"Класс": "5А", "День": "среда", "Урок": "2", "Предмет": "Математика", "Кабинет": "214"},
    ],
}
TAKEN = ("Ёлкина", "Орлов", "Волков", "Волкова")  # last names of rows that are taken
REFUSED = ("Лисицын", "Рысева")


def with_consents() -> Rows:
    """The same school with every consent on the paper."""
    given = {"Дата согласия": "02.09.2026", "Кто подписал": "представитель"}
    people = {sheet: [given | row for row in SCHOOL[sheet]] for sheet in ("Обучающиеся", "Родители")}
    return SCHOOL | people


def book(school: Rows = SCHOOL) -> bytes:
    """The template filled in with a program that isn't ours."""
    filled = openpyxl.load_workbook(io.BytesIO(workbook()))
    for title, rows in school.items():
        sheet = filled[title]
        columns = {cell.value: cell.column for cell in sheet[1]}
        for number, row in enumerate(rows, 3):
            for heading, value in row.items():
                sheet.cell(number, columns[heading], value)
    out = io.BytesIO()
    filled.save(out)
    return out.getvalue()


def csv_files(school: Rows = SCHOOL, encoding: str = "cp1251", delimiter: str = ";") -> dict[str, bytes]:
    """File name → content, one file for each sheet."""
    found = {}
    for title, rows in school.items():
        columns = list(dict.fromkeys(heading for row in rows for heading in row))
        out = io.StringIO()
        writer = csv.DictWriter(out, columns, restval="", delimiter=delimiter, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
        found[f"{title}.csv"] = out.getvalue().encode(encoding)
    return found


def uploads(files: dict[str, bytes]) -> dict[str, list[SimpleUploadedFile]]:
    """As the form of the page posts them."""
    return {"files": [SimpleUploadedFile(name, content) for name, content in files.items()]}


def fill_consents(content: bytes, given_on: str = "03.09.2026", signer: str = "Представитель И. О.") -> bytes:
    """The handed-out list of consents with a date and a signer in every row."""
    filled = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in filled:
        columns = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, columns["Дата согласия"], given_on)
            sheet.cell(row, columns["Кто подписал"], signer)
    out = io.BytesIO()
    filled.save(out)
    return out.getvalue()
