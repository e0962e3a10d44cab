"""Our own roster: the template filled in, as a workbook and as CSV files, clean and dirty."""

import io
import pickle
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from parta.ops.roster import columns as c
from parta.ops.roster import sources
from parta.ops.roster.read import Upload, read_upload
from parta.ops.roster.rows import ConsentRow, PersonName, ReadOptions, Roster, RosterRefused, Severity
from parta.ops.roster.template import csv_zip, workbook

Rows = dict[str, list[dict[str, object]]]

# Written under other headings than their order in the template: columns are found by name.
SCHOOL: Rows = {
    "Сотрудники": [
        {
            "Фамилия": "Ёлкина",
            "Имя": "Ольга",
            "Отчество": "Викторовна",
            "Роли": "завуч; учитель",
            "Телефон": "8 900 0000001",
        },
        {
            "Фамилия": "Орлов",
            "Имя": "Игорь",
            "Отчество": "Львович",
            "Должность": "учитель",
            "E-mail": "orlov@example.ru",
        },
    ],
    "Классы": [{"Класс": "5а", "Классный руководитель": "Ёлкина О.В."}, {"Класс": "5 «Б»"}],
    "Обучающиеся": [
        {
            "Фамилия": "Волков",
            "Имя": "Пётр",
            "Отчество": "Андреевич",
            "Дата рождения": "14.03.2014",
            "Пол": "м",
            "Класс": "5А",
            "Дата согласия": "01.09.2025",
            "Кто подписал": "Волкова Анна Игоревна",
            "Сведения о здоровье": "да",
        },
        {"Фамилия": "Волкова", "Имя": "Вера", "Дата рождения": "2014-05-02", "Пол": "жен.", "Класс": "5Б"},
        {"Фамилия": "Лис", "Имя": "Ян", "Дата рождения": "09.10.2014", "Класс": "5A"},  # Latin A
    ],
    "Родители": [
        {
            "Фамилия": "Волкова",
            "Имя": "Анна",
            "Отчество": "Игоревна",
            "Кем приходится": "Мать",
            "Дети": "Волков Петр 5А; Волкова Вера (5Б)",
            "Телефон": "+7 900 000-00-02",
            "Дата согласия": "01.09.2025",
        },
    ],
    "Предметы и нагрузка": [
        {"Предмет": "Математика", "Классы": "5А", "Учитель": "Ёлкина Ольга Викторовна", "Часов в неделю": "5"},
        {"Предмет": "Музыка", "Классы": "5А; 5Б", "Учитель": "Орлов И. Л."},
        {"Предмет": "Английский язык", "Классы": "5А", "Подгруппа": "1-я гр.", "Состав подгруппы": "Лис Ян"},
        {"Предмет": "Английский язык", "Классы": "5А", "Подгруппа": "2-я гр.", "Учитель": "Ёлкина Ольга; Орлов Игорь"},
    ],
    "Расписание": [
        {"Класс": "5А", "День": "Пн", "Урок": "1", "Предмет": "математика", "Кабинет": "214"},
        {"Класс": "5А", "День": "вторник", "Урок": "2", "Предмет": "Музыка"},
        {"Класс": "5Б", "День": "вторник", "Урок": "2", "Предмет": "Музыка"},
        {"Класс": "5А", "День": "среда", "Урок": "0", "Предмет": "Английский язык"},
        {"Класс": "5А", "День": "Чт", "Урок": "3", "Предмет": "Английский язык", "Подгруппа": "2-я гр."},
    ],
}


def book_of(school: Rows) -> Upload:
    """The template with rows put below its sample rows."""
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    for title, rows in school.items():
        page = book[title]
        headings = [cell.value for cell in page[1]]
        for number, row in enumerate(rows, 3):
            for heading, value in row.items():
                page.cell(number, headings.index(heading) + 1, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return Upload("Школа.xlsx", buffer.getvalue())


def csv_of(school: Rows, encoding: str = "utf-8", delimiter: str = ";") -> list[Upload]:
    """The same as CSV files without sample rows: the first row stands in line 2."""
    uploads = []
    for sheet in c.SHEETS:
        lines = [delimiter.join(column.heading for column in sheet.columns)]
        for row in school.get(sheet.title, []):
            lines.append(delimiter.join(f'"{row.get(column.heading, "")}"' for column in sheet.columns))
        uploads.append(Upload(f"{sheet.title}.csv", ("\r\n".join(lines) + "\r\n").encode(encoding)))
    return uploads


def changed(title: str, *rows: dict[str, object]) -> Rows:
    """The school with rows added to one sheet."""
    return {**SCHOOL, title: [*SCHOOL[title], *rows]}


def refused(roster: Roster) -> list[tuple[str, str]]:
    return [(str(problem.place), problem.text) for problem in roster.problems if problem.severity is Severity.REFUSED]


def parsed(files: list[Upload]) -> Roster:
    """What the child does, without starting one for every kind of dirt."""
    return sources.read(files, ReadOptions())


def without_places(roster: Roster) -> str:
    """What two sources of one school must agree in."""
    people = [(row.key, row.name) for row in (*roster.staff, *roster.pupils, *roster.guardians)]
    courses = [(row.key, row.class_keys, row.label, row.teachers, row.members) for row in roster.courses]
    return repr((people, courses, [(row.key, row.room) for row in roster.slots], [row.key for row in roster.classes]))


def test_a_filled_template_becomes_a_roster() -> None:
    roster = read_upload([book_of(SCHOOL)])
    assert [problem.text for problem in roster.problems] == []
    assert roster.source == "book"
    deputy, teacher = roster.staff
    assert (deputy.name, deputy.roles, deputy.phone) == (
        PersonName("Ёлкина", "Ольга", "Викторовна"),
        ("deputy", "teacher"),
        "+79000000001",
    )
    assert (teacher.roles, teacher.position, teacher.email) == ((), "учитель", "orlov@example.ru")
    assert [(row.key, row.grade_level, row.letter, row.homeroom_key) for row in roster.classes] == [
        ("5А", 5, "А", deputy.key),
        ("5Б", 5, "Б", ""),
    ]
    peter, vera, jan = roster.pupils
    assert (peter.birth_date, peter.sex, peter.class_key, peter.grade_level) == (date(2014, 3, 14), "m", "5А", 5)
    assert peter.consent == ConsentRow(date(2025, 9, 1), "Волкова Анна Игоревна", health=True)
    assert (vera.sex, vera.consent, jan.class_key) == ("f", None, "5А")
    (mother,) = roster.guardians
    assert mother.pupil_keys == (peter.key, vera.key)
    assert mother.relation == "мать"
    assert mother.consent == ConsentRow(date(2025, 9, 1), "Волкова Анна Игоревна")


def test_courses_and_timetable_of_a_filled_template() -> None:
    roster = parsed([book_of(SCHOOL)])
    deputy, teacher = (row.key for row in roster.staff)
    maths, music, first, second = roster.courses
    assert (maths.hours_per_week, maths.members, [row.staff_key for row in maths.teachers]) == (5, None, [deputy])
    assert music.class_keys == ("5А", "5Б")
    assert [row.pupil_key for row in first.members or ()] == [roster.pupils[2].key]
    assert second.members is None  # a subgroup that the file doesn't list
    assert [row.staff_key for row in second.teachers] == [deputy, teacher]
    assert [row.name for row in roster.subjects] == ["Математика", "Музыка", "Английский язык"]
    assert [(slot.course_key, slot.weekday, slot.number, slot.room) for slot in roster.slots] == [
        (maths.key, 0, 1, "214"),
        (music.key, 1, 2, ""),
        (first.key, 2, 0, ""),  # no subgroup named: all of the divided subject
        (second.key, 2, 0, ""),
        (second.key, 3, 3, ""),
    ]


def test_places_name_sheet_row_and_column() -> None:
    roster = parsed([book_of(changed("Обучающиеся", {"Фамилия": "Ким", "Имя": "Ин", "Класс": "5А"}))])
    assert refused(roster) == [
        ("«Школа.xlsx, лист Обучающиеся», строка 6, столбец «Дата рождения»", "Не заполнено: впишите значение.")
    ]
    assert len(roster.pupils) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_files_give_the_same_roster(encoding: str, delimiter: str) -> None:
    roster = parsed(csv_of(SCHOOL, encoding, delimiter))
    assert [problem.text for problem in roster.problems] == []
    assert without_places(roster) == without_places(parsed([book_of(SCHOOL)]))
    assert str(roster.pupils[0].place) == "«Обучающиеся.csv», строка 2"


def test_one_archive_of_csv_files_in_a_folder_made_on_windows_or_a_mac() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for upload in csv_of(SCHOOL):
            # Windows writes cp866 without a flag; zipfile keeps these bytes as cp437 text.
            archive.writestr(f"spiski/{upload.name.encode('cp866').decode('cp437')}", upload.content)
        archive.writestr("__MACOSX/spiski/._a.csv", b"\x00\x05\x16\x07")
        archive.writestr("spiski/.DS_Store", b"\x00\x00")
    data = buffer.getvalue()
    assert without_places(parsed([Upload("школа.zip", data)])) == without_places(parsed(csv_of(SCHOOL)))


def test_csv_files_of_any_name_are_known_by_their_headings() -> None:
    renamed = [Upload(f"export{i}.csv", upload.content) for i, upload in enumerate(csv_of(SCHOOL))]
    assert without_places(parsed(renamed)) == without_places(parsed(csv_of(SCHOOL)))


def test_a_table_with_few_known_headings_is_not_taken_for_a_sheet() -> None:
    other = Upload("Звонки.csv", "Класс;Звонок;Начало;Конец\r\n5А;1;8:30;9:15\r\n".encode())
    roster = parsed([*csv_of(SCHOOL), other])
    assert [str(problem.place) for problem in roster.problems] == ["«Звонки.csv»"]


def test_headings_are_known_without_case_spaces_and_yo() -> None:
    uploads = csv_of(SCHOOL)
    shouted = [
        upload._replace(content=upload.content.replace("Телефон".encode(), " ТЕЛЕФОН ".encode())) for upload in uploads
    ]
    assert parsed(shouted).staff[0].phone == "+79000000001"


def test_dates_of_excel_are_dates() -> None:
    school = changed(
        "Обучающиеся",
        {"Фамилия": "Ким", "Имя": "Ин", "Дата рождения": datetime(2014, 1, 2), "Класс": "5Б"},
        {"Фамилия": "Цой", "Имя": "Ин", "Дата рождения": 41641, "Класс": "5Б"},
    )
    roster = parsed([book_of(school)])
    assert [row.birth_date for row in roster.pupils[3:]] == [date(2014, 1, 2), date(2014, 1, 2)]


def test_templates_hold_nothing_but_samples() -> None:
    for upload in (Upload("Шаблон.xlsx", workbook()), Upload("Шаблон.zip", csv_zip())):
        with pytest.raises(RosterRefused, match="нет ни одной заполненной строки"):
            read_upload([upload])
    with zipfile.ZipFile(io.BytesIO(csv_zip())) as archive:
        content = archive.read("Обучающиеся.csv")
    assert content.startswith("\ufeffФамилия;Имя;Отчество;".encode())


def test_the_template_explains_itself() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    assert book.sheetnames == [sheet.title for sheet in c.SHEETS] + ["Как заполнять"]
    pupils = book["Обучающиеся"]
    assert pupils.freeze_panes == "A2"
    assert [cell.value for cell in pupils[2]][-1] == "образец"
    assert {rule.formula1 for rule in pupils.data_validations.dataValidation} == {'"м,ж"', '"да,нет"'}
    notes = " ".join(str(cell.value) for row in book["Как заполнять"] for cell in row if cell.value)
    assert all(column.hint in notes for sheet in c.SHEETS for column in sheet.columns)


def test_a_sample_row_overwritten_by_hand_is_not_lost_silently() -> None:
    uploads = csv_of({**SCHOOL, "Классы": [{"Класс": "5А"}, {"Класс": "5Б", "Пометка": "Образец"}]})
    assert (
        "«Классы.csv», строка 3, столбец «Пометка»",
        "Строка помечена как образец, а заполнена своими данными. Уберите пометку.",
    ) in refused(parsed(uploads))


@pytest.mark.parametrize(
    ("title", "row", "column", "says"),
    [
        ("Сотрудники", {"Фамилия": "Ким", "Имя": "=1+1"}, "Имя", "знаками"),
        ("Сотрудники", {"Фамилия": "Ким", "Имя": "Ин", "Роли": "сторож"}, "Роли", "Роли «сторож» нет"),
        ("Сотрудники", {"Фамилия": "Орлов", "Имя": "Игорь", "Отчество": "Львович"}, "Фамилия", "уже есть в строке 3"),
        (
            "Сотрудники",
            {"Фамилия": "Ким", "Имя": "Ин", "Работает с": "02.09.2025", "Работает по": "01.09.2025"},
            "Работает по",
            "раньше начала",
        ),
        ("Классы", {"Класс": "12А"}, "Класс", "Параллели 12 в школе нет"),
        ("Классы", {"Класс": "пятый"}, "Класс", "не похоже на класс"),
        ("Классы", {"Класс": "5А"}, "Класс", "уже есть в строке 2"),
        ("Классы", {"Класс": "6А", "Классный руководитель": "Нет Такого"}, "Классный руководитель", "нет «Нет Такого»"),
        (
            "Обучающиеся",
            {"Фамилия": "Ким", "Имя": "Ин", "Дата рождения": "1.1.14", "Класс": "5А"},
            "Дата рождения",
            "ДД.ММ",
        ),
        (
            "Обучающиеся",
            {"Фамилия": "Ким", "Имя": "Ин", "Дата рождения": "31.02.2014", "Класс": "5А"},
            "Дата рождения",
            "нет",
        ),
        (
            "Обучающиеся",
            {"Фамилия": "Ким", "Имя": "Ин", "Дата рождения": "01.02.2014", "Класс": "9Я"},
            "Класс",
            "нет класса 9Я",
        ),
        (
            "Обучающиеся",
            {"Фамилия": "Лис", "Имя": "Ян", "Дата рождения": "09.10.2014", "Класс": "5Б"},
            "Фамилия",
            "уже есть в строке 4",
        ),
        ("Обучающиеся", {"Фамилия": "Ким", "Имя": "И\u202eн", "Класс": "5А"}, "Имя", "непечатаемые"),
        ("Родители", {"Фамилия": "Ким", "Имя": "Ин", "Дети": "Нет Такой 5А"}, "Дети", "нет «Нет Такой 5А»"),
        ("Предметы и нагрузка", {"Предмет": "Физика", "Классы": "5А; 7В"}, "Классы", "нет класса 7В"),
        ("Предметы и нагрузка", {"Предмет": "Физика", "Классы": "5А", "Учитель": "Кто То"}, "Учитель", "нет «Кто То»"),
        ("Предметы и нагрузка", {"Предмет": "математика", "Классы": "5А"}, "Предмет", "уже есть в строке 2"),
        (
            "Предметы и нагрузка",
            {"Предмет": "ИЗО", "Классы": "5А", "Подгруппа": "1", "Состав подгруппы": "Волкова Вера"},
            "Состав подгруппы",
            "нет «Волкова Вера»",
        ),
        ("Расписание", {"Класс": "5А", "День": "Пн", "Урок": "2", "Предмет": "Химия"}, "Предмет", "нет этого предмета"),
        (
            "Расписание",
            {"Класс": "5А", "День": "Пн", "Урок": "1", "Предмет": "Музыка"},
            "Урок",
            "уже есть урок, строка 2",
        ),
        (
            "Расписание",
            {"Класс": "5А", "День": "Пн", "Урок": "1", "Предмет": "Математика"},
            "Урок",
            "уже стоит в строке 2",
        ),
        ("Расписание", {"Класс": "5А", "День": "завтра", "Урок": "4", "Предмет": "Музыка"}, "День", "Дня «завтра» нет"),
        ("Расписание", {"Класс": "5А", "День": "Пт", "Урок": "13", "Предмет": "Музыка"}, "Урок", "от 0 до 12"),
        (
            "Расписание",
            {"Класс": "5А", "День": "Пт", "Урок": "1", "Предмет": "Английский язык", "Подгруппа": "3"},
            "Подгруппа",
            "нет такой подгруппы",
        ),
    ],
)
def test_dirt_is_refused_with_its_place(title: str, row: dict[str, object], column: str, says: str) -> None:
    school = changed(title, row)
    ((place, text),) = refused(parsed(csv_of(school)))
    assert place == f"«{title}.csv», строка {len(school[title]) + 1}, столбец «{column}»"
    assert says in text


def test_wrong_contacts_and_half_consents_are_noted_and_the_row_goes_in() -> None:
    row = {"Фамилия": "Ким", "Имя": "Ин", "Дата рождения": "01.02.2014", "Класс": "5Б", "Дата согласия": "01.09.2025"}
    school = changed("Обучающиеся", row)
    school["Родители"] = [{"Фамилия": "Ким", "Имя": "Ли", "Дети": "Ким Ин 5Б; Кто То 5Б", "E-mail": "почта"}]
    roster = parsed(csv_of(school))
    assert refused(roster) == []
    assert [str(problem.place) for problem in roster.problems] == [
        "«Обучающиеся.csv», строка 5, столбец «Кто подписал»",
        "«Родители.csv», строка 2, столбец «Дети»",
        "«Родители.csv», строка 2, столбец «E-mail»",
    ]
    assert roster.pupils[3].consent is None
    assert (roster.guardians[0].email, roster.guardians[0].pupil_keys) == ("", (roster.pupils[3].key,))


def test_a_parent_written_once_for_each_child_is_one_parent() -> None:
    parent = {"Фамилия": "Волкова", "Имя": "Анна", "Отчество": "Игоревна", "Телефон": "+79000000002"}
    school = {**SCHOOL, "Родители": [{**parent, "Дети": "Волков Пётр 5А"}, {**parent, "Дети": "Волкова Вера 5Б"}]}
    (mother,) = parsed(csv_of(school)).guardians
    assert len(mother.pupil_keys) == 2


def test_namesakes_need_the_class_or_the_full_name() -> None:
    twin = {"Фамилия": "Волков", "Имя": "Пётр", "Дата рождения": "01.01.2014", "Класс": "5Б"}
    school = changed("Обучающиеся", twin)
    school["Родители"] = [
        {"Фамилия": "Ким", "Имя": "Ли", "Дети": "Волков П. 5А"},
        {"Фамилия": "Ким", "Имя": "Ли", "Отчество": "И", "Дети": "Волков П."},
    ]
    roster = parsed(csv_of(school))
    assert [row.pupil_keys for row in roster.guardians] == [(roster.pupils[0].key,)]
    assert "подходит нескольким" in refused(roster)[0][1]


def test_missing_and_unknown_columns_and_shifted_rows_are_reported() -> None:
    staff = "Фамилия;Отчество;Стаж\r\nКим;Ли;5\r\n"
    classes = "Класс;Пометка\r\n5А;\r\n5Б;;лишнее\r\n6А\r\n"
    roster = parsed([Upload("Сотрудники.csv", staff.encode()), Upload("Классы.csv", classes.encode())])
    assert [str(problem.place) for problem in roster.problems] == [
        "«Сотрудники.csv», строка 1, столбец «Стаж»",
        "«Сотрудники.csv», строка 1, столбец «Имя»",
        "«Классы.csv», строка 3",
    ]
    assert [row.key for row in roster.classes] == ["5А", "6А"]


def test_a_password_column_never_leaves_the_child() -> None:
    staff = "Фамилия;Имя;Пароль;Отчество\r\nКим;Ли;CANARY;Ивановна\r\n"
    roster = read_upload([Upload("Сотрудники.csv", staff.encode())])
    assert roster.staff[0].name == PersonName("Ким", "Ли", "Ивановна")
    assert b"CANARY" not in pickle.dumps(roster)


def test_the_digest_is_of_names_and_bytes_in_any_order() -> None:
    files = csv_of(SCHOOL)
    digest = read_upload(files).digest
    assert len(digest) == 64
    assert read_upload(files[::-1]).digest == digest
    assert read_upload([files[0]._replace(name="Другое.csv"), *files[1:]]).digest != digest
