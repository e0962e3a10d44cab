"""A calendar-thematic plan (КТП) as schools keep it in Excel → rows of topics. Runs in the child process."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from parta.ops.roster.fields import FieldError, parse_date, shown
from parta.ops.roster.findings import Findings, Form
from parta.ops.roster.rows import Place, Problem, RosterRefused
from parta.ops.roster.tables import Table, Upload, heading_key

TOPIC, SECTION, HOURS, HOMEWORK, KIND, DATE = "Тема", "Раздел", "Часы", "Домашнее задание", "Вид контроля", "Дата"
# Headings as real plans write them.
_NAMES = {
    TOPIC: ("Тема", "Тема урока", "Темы", "Название темы", "Наименование темы", "Содержание"),
    SECTION: ("Раздел", "Название раздела", "Глава", "Модуль"),
    HOURS: ("Часы", "Часов", "Кол-во часов", "Количество часов", "Час"),
    HOMEWORK: ("Домашнее задание", "ДЗ", "Д/з", "Задание"),
    KIND: ("Вид контроля", "Контроль", "Вид работы", "Форма контроля"),
    DATE: ("Дата", "Дата по плану", "План", "Дата план"),
}
MOST_HOURS = 40  # of one topic


@dataclass(frozen=True)
class TopicRow:
    """One row of the file; it takes `hours` lessons."""

    place: Place
    topic: str
    section: str
    homework: str
    kind: str
    planned_on: date | None
    hours: int


@dataclass(frozen=True)
class TopicList:
    rows: tuple[TopicRow, ...] = ()
    problems: tuple[Problem, ...] = ()


def parse(files: Sequence[Upload]) -> TopicList:
    """The plan of the first table that has a column of topics; raises `RosterRefused` without one."""
    from parta.ops.roster.sources import tables_of  # only the child loads the workbook reader

    findings = Findings()
    for table in tables_of(files, findings):
        columns = {name: _heading(table, name) for name in _NAMES}
        if columns[TOPIC]:
            findings.problems.extend(table.problems)
            rows = _rows(table, columns, findings)
            if rows or findings.problems:
                return TopicList(tuple(rows), findings.all())
    raise RosterRefused(
        f"Файл «{files[0].name}»: нет столбца «Тема». В первой строке должны стоять заголовки: Раздел, Тема, Часы, "
        "Домашнее задание, Вид контроля, Дата. Обязательна только тема."
    )


def _heading(table: Table, name: str) -> str:
    return next((key for key in map(heading_key, _NAMES[name]) if key in table.index), "")


def _rows(table: Table, columns: dict[str, str], findings: Findings) -> list[TopicRow]:
    rows = []
    section = ""
    for line in table.lines:
        form = Form(table, line, findings)
        text = {name: form.text(key) if key else "" for name, key in columns.items()}
        section = text[SECTION] or section
        if not text[TOPIC]:
            continue  # a row that only names the section, or sums up
        hours = form.parsed(columns[HOURS], _hours, 1) if columns[HOURS] else 1
        planned_on = form.parsed(columns[DATE], parse_date, None) if columns[DATE] else None
        if not form.failed:
            topic = " ".join(text[TOPIC].split())
            rows.append(TopicRow(form.place(), topic, section, text[HOMEWORK], text[KIND], planned_on, hours))
    return rows


def _hours(text: str) -> int:
    if text.isascii() and text.isdecimal() and 1 <= int(text[:3]) <= MOST_HOURS:
        return int(text)
    raise FieldError(f"Часов «{shown(text)}»: напишите целое число от 1 до {MOST_HOURS}.")
