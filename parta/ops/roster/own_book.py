"""Our own roster, from a workbook or from CSV files: people and classes here, lessons in `own_lessons`."""

from collections.abc import Iterator, Sequence

from parta.core.russian import search_key
from parta.ops.roster import columns as c
from parta.ops.roster.fields import (
    FieldError,
    full_name,
    parse_class_name,
    parse_date,
    parse_email,
    parse_label,
    parse_name,
    parse_phone,
    parse_roles,
    parse_sex,
    parse_yes_no,
    shown,
    split_list,
)
from parta.ops.roster.findings import Findings, Form
from parta.ops.roster.own_lessons import read_courses, read_slots
from parta.ops.roster.references import Names, class_key, find_one, split_child
from parta.ops.roster.rows import (
    ClassRow,
    ConsentRow,
    GuardianRow,
    PersonName,
    Place,
    PupilRow,
    Roster,
    StaffRow,
)
from parta.ops.roster.tables import Table

SOURCE = "book"


def sheet_of(table: Table) -> c.Sheet | None:
    """The sheet a table stands for: by its name, else by headings most of which are of that sheet."""
    for sheet in c.SHEETS:
        if sheet.key == c.heading_key(table.name):
            return sheet
    fitting = [sheet for sheet in c.SHEETS if all(col.key in table.index for col in sheet.columns if col.required)]
    best = max(fitting, key=lambda sheet: _known_columns(table, sheet), default=None)
    return best if best and 2 * _known_columns(table, best) >= len(table.index) else None


def _known_columns(table: Table, sheet: c.Sheet) -> int:
    return sum(column.key in table.index for column in sheet.columns)


def is_plain_list(tables: Sequence[Table]) -> bool:
    """A list of pupils with our headings by chance: another program's, as it has no sheet of classes."""
    titles = {sheet.title for sheet in map(sheet_of, tables) if sheet}
    return titles == {c.PUPILS.title} and all(c.heading_key(table.name) != c.PUPILS.key for table in tables)


def read_book(tables: Sequence[Table], findings: Findings) -> Roster:
    """The roster of all tables that are sheets of ours; the others are noted."""
    return read_sheets({title: [table] for title, table in _assign(tables, findings).items()}, findings)


def read_sheets(found: dict[str, list[Table]], findings: Findings) -> Roster:
    """The roster of tables by the sheet they stand for."""
    staff, teachers = _read_staff(_forms(c.STAFF, found, findings))
    classes = _read_classes(_forms(c.CLASSES, found, findings), teachers)
    pupils = _read_pupils(_forms(c.PUPILS, found, findings), classes)
    guardians = _read_guardians(_forms(c.GUARDIANS, found, findings), pupils)
    subjects, courses = read_courses(_forms(c.LOAD, found, findings), classes, pupils.values(), teachers)
    slots = read_slots(_forms(c.TIMETABLE, found, findings), classes, courses)
    return Roster(
        source=SOURCE,
        staff=tuple(staff.values()),
        classes=tuple(classes.values()),
        pupils=tuple(pupils.values()),
        guardians=tuple(guardians),
        subjects=subjects,
        courses=courses,
        slots=slots,
        problems=findings.all(),
    )


def _assign(tables: Sequence[Table], findings: Findings) -> dict[str, Table]:
    """Sheet title → its table, with readable headings."""
    found: dict[str, Table] = {}
    for table in tables:
        sheet = sheet_of(table)
        if sheet is None:
            if table.lines and table.name != "Как заполнять":
                findings.note(Place(table.file), "Этот лист не из шаблона и не читался.")
            continue
        if sheet.title in found:
            text = f"Лист «{sheet.title}» встретился второй раз. Соберите все строки на одном листе."
            findings.refuse(Place(table.file), text)
            continue
        if _headings_fit(table, sheet, findings):
            found[sheet.title] = table
    return found


def _headings_fit(table: Table, sheet: c.Sheet, findings: Findings) -> bool:
    """Reports missing, repeated and unknown columns; False when a required one is missing."""
    findings.problems.extend(table.problems)
    if not table.columns:
        return False
    known = {column.key for column in sheet.columns}
    for position, heading in enumerate(table.columns):
        key = c.heading_key(heading)
        place = Place(table.file, table.header_row, heading)
        if key and key not in known:
            findings.note(place, "Такого столбца в шаблоне нет, он не читался.")
        elif key and table.index[key] != position:
            findings.note(place, "Столбец повторяется: читался только первый.")
    missing = [column for column in sheet.columns if column.required and column.key not in table.index]
    for column in missing:
        place = Place(table.file, table.header_row, column.heading)
        findings.refuse(place, "Нет обязательного столбца: добавьте его с этим заголовком. Лист не читался.")
    return not missing


def _forms(sheet: c.Sheet, found: dict[str, list[Table]], findings: Findings) -> Iterator[Form]:
    """Rows of the sheet but the sample."""
    for table, line in ((one, line) for one in found.get(sheet.title, ()) for line in one.lines):
        form = Form(table, line, findings)
        if search_key(form.text(c.MARK.key)) == c.SAMPLE_MARK:
            if any(form.text(col.key) != col.sample for col in sheet.columns if col.required):
                form.refuse(c.MARK.key, "Строка помечена как образец, а заполнена своими данными. Уберите пометку.")
            continue
        yield form


def _name(form: Form) -> PersonName:
    form.required(c.LAST.key)
    form.required(c.FIRST.key)
    return PersonName(*(form.parsed(column.key, parse_name, "") for column in (c.LAST, c.FIRST, c.PATRONYMIC)))


def _read_staff(forms: Iterator[Form]) -> tuple[dict[str, StaffRow], Names]:
    staff: dict[str, StaffRow] = {}
    names = Names()
    for form in forms:
        name = _name(form)
        key = search_key(full_name(name))
        if key in staff and not form.failed:
            text = f"Сотрудник с такими ФИО уже есть в строке {staff[key].place.row}. Удалите одну из строк."
            form.refuse(c.LAST.key, text)
        row = StaffRow(
            key=key,
            place=form.place(),
            name=name,
            roles=form.parsed(c.ROLES.key, parse_roles, ()),
            position=form.parsed(c.POSITION.key, parse_label, ""),
            email=form.optional(c.EMAIL.key, parse_email, ""),
            phone=form.optional(c.PHONE.key, parse_phone, ""),
            starts_on=form.parsed(c.WORKS_FROM.key, parse_date, None),
            ends_on=form.parsed(c.WORKS_TO.key, parse_date, None),
        )
        if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
            form.refuse(c.WORKS_TO.key, "Конец работы раньше начала. Исправьте одну из дат.")
        if not form.failed:
            staff[key] = row
            names.add(name, key)
    return staff, names


def _read_classes(forms: Iterator[Form], teachers: Names) -> dict[str, ClassRow]:
    classes: dict[str, ClassRow] = {}
    for form in forms:
        form.required(c.CLASS.key)
        grade_level, letter = form.parsed(c.CLASS.key, parse_class_name, (0, ""))
        key = f"{grade_level}{letter}"
        if key in classes and not form.failed:
            form.refuse(c.CLASS.key, f"Класс {key} уже есть в строке {classes[key].place.row}. Удалите одну из строк.")
        homeroom = form.text(c.HOMEROOM.key)
        homeroom_key = find_one(form, c.HOMEROOM.key, homeroom, teachers, c.STAFF.title) if homeroom else ""
        if not form.failed:
            classes[key] = ClassRow(key, form.place(), grade_level, letter, homeroom_key)
    return classes


def _consent(form: Form, default_signer: str = "") -> ConsentRow | None:
    """The consent of the row, if it is whole; what is missing is noted, the plan then refuses the row."""
    given_on = form.optional(c.CONSENT_DATE.key, parse_date, None)
    signer = form.optional(c.CONSENT_SIGNER.key, parse_label, "")
    health = form.optional(c.HEALTH.key, parse_yes_no, False)
    if given_on and (signer or default_signer):
        return ConsentRow(given_on, signer or default_signer, health)
    if given_on and not signer:
        form.note(c.CONSENT_SIGNER.key, "Есть дата согласия, но не указано, кто подписал. Впишите ФИО.")
    if signer and not form.text(c.CONSENT_DATE.key):
        form.note(c.CONSENT_DATE.key, "Указано, кто подписал согласие, но нет даты. Впишите дату.")
    return None


def _read_pupils(forms: Iterator[Form], classes: dict[str, ClassRow]) -> dict[str, PupilRow]:
    pupils: dict[str, PupilRow] = {}
    for form in forms:
        name = _name(form)
        form.required(c.BIRTH_DATE.key)
        birth = form.parsed(c.BIRTH_DATE.key, parse_date, None)
        form.required(c.CLASS.key)
        own_class = class_key(form, c.CLASS.key, form.text(c.CLASS.key), classes)
        key = f"{search_key(full_name(name))}|{birth}"
        if key in pupils and not form.failed:
            text = f"Обучающийся с такими ФИО и датой рождения уже есть в строке {pupils[key].place.row}. Удалите одну."
            form.refuse(c.LAST.key, text)
        row = PupilRow(
            key=key,
            place=form.place(),
            name=name,
            grade_level=classes[own_class].grade_level if own_class in classes else None,
            class_key=own_class,
            birth_date=birth,
            sex=form.parsed(c.SEX.key, parse_sex, ""),
            consent=_consent(form),
            starts_on=form.parsed(c.STUDIES_FROM.key, parse_date, None),
        )
        if not form.failed:
            pupils[key] = row
    return pupils


class _Children:
    """Finds children of the sheet «Обучающиеся» by name and class."""

    def __init__(self, pupils: dict[str, PupilRow]) -> None:
        self.everybody = Names()
        self.by_class: dict[str, Names] = {}
        for key, pupil in pupils.items():
            self.everybody.add(pupil.name, key)
            self.by_class.setdefault(pupil.class_key, Names()).add(pupil.name, key)

    def find(self, text: str) -> list[str]:
        name, class_name = split_child(text)
        if not class_name:
            return self.everybody.find(name)
        try:
            grade_level, letter = parse_class_name(class_name)
        except FieldError:
            return []
        return self.by_class.get(f"{grade_level}{letter}", Names()).find(name)


def _read_guardians(forms: Iterator[Form], pupils: dict[str, PupilRow]) -> list[GuardianRow]:
    """A parent written in several rows (one per child) is one parent when name and phone or e-mail agree."""
    children = _Children(pupils)
    guardians: dict[str, GuardianRow] = {}
    contacts: dict[tuple[str, str], str] = {}  # (name, phone or e-mail) → key
    for form in forms:
        row = _guardian(form, children)
        if form.failed:
            continue
        name = search_key(full_name(row.name))
        same = next((contacts[name, contact] for contact in (row.phone, row.email) if (name, contact) in contacts), "")
        if same:
            guardians[same] = _merged(guardians[same], row)
        elif row.key in guardians:
            form.refuse(c.LAST.key, f"Этот родитель уже есть в строке {guardians[row.key].place.row}. Удалите одну.")
            continue
        else:
            guardians[row.key] = row
        contacts |= {(name, contact): same or row.key for contact in (row.phone, row.email) if contact}
    return list(guardians.values())


def _guardian(form: Form, children: _Children) -> GuardianRow:
    name = _name(form)
    keys = _children_of(form, children) if form.required(c.CHILDREN.key) else ()
    return GuardianRow(
        key=f"{search_key(full_name(name))}|{keys[0] if keys else ''}",
        place=form.place(),
        name=name,
        pupil_keys=keys,
        relation=form.parsed(c.RELATION.key, parse_label, "").lower(),
        email=form.optional(c.EMAIL.key, parse_email, ""),
        phone=form.optional(c.PHONE.key, parse_phone, ""),
        consent=_consent(form, default_signer=full_name(name)),
    )


def _children_of(form: Form, children: _Children) -> tuple[str, ...]:
    """Keys of the children named; those not found are noted, and refuse the row when nobody is left."""
    found: dict[str, None] = {}
    unclear: list[str] = []
    for text in split_list(form.text(c.CHILDREN.key)):
        keys = children.find(text)
        if len(keys) == 1:
            found[keys[0]] = None
        elif keys:
            unclear.append(f"«{shown(text)}» подходит нескольким: напишите ФИО полностью и класс.")
        else:
            unclear.append(
                f"На листе «Обучающиеся» нет «{shown(text)}» или та строка не принята. Исправьте имя и класс."
            )
    report = form.note if found else form.refuse
    for sentence in unclear:
        report(c.CHILDREN.key, sentence)
    return tuple(found)


def _merged(first: GuardianRow, second: GuardianRow) -> GuardianRow:
    return GuardianRow(
        key=first.key,
        place=first.place,
        name=first.name,
        pupil_keys=tuple(dict.fromkeys(first.pupil_keys + second.pupil_keys)),
        relation=first.relation or second.relation,
        email=first.email or second.email,
        phone=first.phone or second.phone,
        consent=first.consent or second.consent,
    )
