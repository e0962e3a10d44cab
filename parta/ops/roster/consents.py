"""The list of consents that goes with a roster without them: handed out, filled on paper's evidence, read back.

`read.read_consents` reads a filled list (in the child process); `with_consents` puts it into the roster. A row
whose date and signer are empty means: no consent, the plan refuses that person.
"""

import hashlib
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from parta.core.russian import search_key, sort_key
from parta.ops.roster.fields import full_name, parse_date, parse_label, parse_yes_no
from parta.ops.roster.findings import Findings, Form
from parta.ops.roster.rows import ConsentRow, GuardianRow, Place, Problem, PupilRow, Roster, RosterRefused
from parta.ops.roster.tables import Table, Upload, heading_key

PUPILS = "Обучающиеся"
GUARDIANS = "Родители"
KEY, NAME, CLASS, BIRTH, DATE, SIGNER, HEALTH, CHILDREN = (
    "Ключ",
    "ФИО",
    "Класс",
    "Дата рождения",
    "Дата согласия",
    "Кто подписал",
    "Сведения о здоровье",
    "Дети",
)
_PUPIL_COLUMNS = (KEY, NAME, CLASS, BIRTH, DATE, SIGNER, HEALTH)
_GUARDIAN_COLUMNS = (KEY, NAME, CHILDREN, DATE, SIGNER)
_WIDTHS = {KEY: 22, NAME: 36, CLASS: 10, BIRTH: 16, DATE: 16, SIGNER: 36, HEALTH: 20, CHILDREN: 44}


@dataclass(frozen=True)
class ConsentLine:
    """One filled row of the list. `name` as the list has it: guards against rows sorted apart from their keys."""

    key: str
    name: str
    place: Place
    consent: ConsentRow


@dataclass(frozen=True)
class Consents:
    pupils: tuple[ConsentLine, ...] = ()
    guardians: tuple[ConsentLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    digest: str = ""


def consent_list(roster: Roster, only: Collection[PupilRow | GuardianRow] | None = None) -> bytes:
    """XLSX with a sheet of pupils and one of guardians, in Russian order; known consents are filled in.

    `only`: the rows to list, all of the roster when None.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bg_color": "#E3ECF7", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    classes = {row.key: f"{row.grade_level}{row.letter}" for row in roster.classes}
    in_order = sorted(
        roster.pupils,
        key=lambda pupil: (pupil.grade_level or 0, classes.get(pupil.class_key, ""), sort_key(full_name(pupil.name))),
    )
    pupils = [_pupil_cells(pupil, classes) for pupil in in_order if only is None or pupil in only]
    names = {pupil.key: full_name(pupil.name) for pupil in roster.pupils}
    listed = [row for row in roster.guardians if only is None or row in only]
    guardians = sorted((_guardian_cells(row, names) for row in listed), key=lambda cells: sort_key(cells[1]))
    for title, columns, lines in ((PUPILS, _PUPIL_COLUMNS, pupils), (GUARDIANS, _GUARDIAN_COLUMNS, guardians)):
        page = book.add_worksheet(title)
        page.freeze_panes(1, 2)
        for position, heading in enumerate(columns):
            page.set_column(position, position, _WIDTHS[heading], text)
            page.write_string(0, position, heading, bold)
        _write_lines(page, lines)
        if HEALTH in columns:
            position = columns.index(HEALTH)
            page.data_validation(1, position, len(lines) + 1, position, {"validate": "list", "source": ["да", "нет"]})
    book.close()
    return buffer.getvalue()


def _write_lines(page: Worksheet, lines: Sequence[Sequence[str]]) -> None:
    for row, cells in enumerate(lines, 1):
        for position, cell in enumerate(cells):
            page.write_string(row, position, cell)  # always text: nothing of a roster can become a formula


def _pupil_cells(pupil: PupilRow, classes: dict[str, str]) -> list[str]:
    return [
        pupil.key,
        full_name(pupil.name),
        classes.get(pupil.class_key, str(pupil.grade_level or "")),
        f"{pupil.birth_date:%d.%m.%Y}" if pupil.birth_date else "",
        *_consent_cells(pupil.consent),
        ("да" if pupil.consent.health else "нет") if pupil.consent else "",
    ]


def _guardian_cells(guardian: GuardianRow, names: dict[str, str]) -> list[str]:
    children = "; ".join(names[key] for key in guardian.pupil_keys if key in names)
    return [guardian.key, full_name(guardian.name), children, *_consent_cells(guardian.consent)]


def _consent_cells(consent: ConsentRow | None) -> list[str]:
    return [f"{consent.given_on:%d.%m.%Y}", consent.signer] if consent else ["", ""]


def parse(files: Sequence[Upload]) -> Consents:
    """A filled list → consents by key. Runs in the child; raises `RosterRefused` when the file isn't such a list."""
    from parta.ops.roster.sources import tables_of  # only the child loads the workbook reader

    findings = Findings()
    lines: dict[str, tuple[ConsentLine, ...]] = {}
    for table in tables_of(files, findings):
        kind = _kind(table)
        if kind:
            findings.problems.extend(table.problems)
            lines[kind] = lines.get(kind, ()) + tuple(_lines(table, findings, own_data=kind == GUARDIANS))
    if not lines:
        raise RosterRefused(
            f"Файл «{files[0].name}» — не список согласий. Скачайте список на странице загрузки и заполните его."
        )
    return Consents(lines.get(PUPILS, ()), lines.get(GUARDIANS, ()), findings.all())


def _kind(table: Table) -> str:
    if not {heading_key(heading) for heading in (KEY, NAME, DATE, SIGNER)} <= set(table.index):
        return ""
    return GUARDIANS if heading_key(CHILDREN) in table.index else PUPILS


def _lines(table: Table, findings: Findings, *, own_data: bool) -> list[ConsentLine]:
    """Filled rows. `own_data`: the person signs for themselves unless the list names somebody else."""
    found: dict[str, ConsentLine] = {}
    key_, name_, date_, signer_, health_ = (heading_key(heading) for heading in (KEY, NAME, DATE, SIGNER, HEALTH))
    for line in table.lines:
        form = Form(table, line, findings)
        if not (form.text(date_) or form.text(signer_)):
            continue
        key = form.required(key_)
        given_on = form.parsed(date_, parse_date, None)
        signer = form.parsed(signer_, parse_label, "") or (form.text(name_) if own_data else "")
        health = form.parsed(health_, parse_yes_no, False)
        if not given_on and not form.failed:
            form.refuse(date_, "Указано, кто подписал согласие, но нет даты. Впишите дату.")
        if not signer and not form.failed:
            form.refuse(signer_, "Есть дата согласия, но не указано, кто подписал. Впишите ФИО.")
        if key in found:
            form.refuse(key_, f"Этот ключ уже есть в строке {found[key].place.row}. Удалите одну из строк.")
        if given_on and not form.failed:
            found[key] = ConsentLine(key, form.text(name_), form.place(), ConsentRow(given_on, signer, health))
    return list(found.values())


def with_consents(roster: Roster, consents: Consents) -> Roster:
    """The roster with consents filled in by key; what doesn't fit is added to its problems."""
    problems: list[Problem] = [*roster.problems, *consents.problems]
    pupils = {pupil.key: pupil for pupil in roster.pupils}
    for line in consents.pupils:
        if _fits(line, pupils.get(line.key), problems):
            pupils[line.key] = replace(pupils[line.key], consent=line.consent)
    guardians = {guardian.key: guardian for guardian in roster.guardians}
    for line in consents.guardians:
        if _fits(line, guardians.get(line.key), problems):
            guardians[line.key] = replace(guardians[line.key], consent=line.consent)
    return replace(
        roster,
        pupils=tuple(pupils.values()),
        guardians=tuple(guardians.values()),
        problems=tuple(problems),
        digest=hashlib.sha256(f"{roster.digest} {consents.digest}".encode()).hexdigest(),
    )


def _fits(line: ConsentLine, row: PupilRow | GuardianRow | None, problems: list[Problem]) -> bool:
    """The consent belongs to the person whose name stands beside the key."""
    column = replace(line.place, column=KEY)
    if row is None:
        problems.append(Problem(column, "Такого ключа в загружаемом списке нет: согласие не отнесено ни к кому."))
        return False
    if search_key(line.name) != search_key(full_name(row.name)):
        text = "Ключ и ФИО не сходятся: строки списка перепутаны. Скачайте список заново и заполните его."
        problems.append(Problem(replace(line.place, column=NAME), text))
        return False
    return True
