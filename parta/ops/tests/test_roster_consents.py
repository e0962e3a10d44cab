"""The consent list of a roster without consents: handed out, filled in, read back, put into the roster."""

import io
from datetime import date, datetime

import openpyxl
import pytest

from parta.ops.roster.consents import consent_list, with_consents
from parta.ops.roster.read import Upload, read_consents
from parta.ops.roster.rows import (
    ClassRow,
    ConsentRow,
    GuardianRow,
    PersonName,
    Place,
    PupilRow,
    Roster,
    RosterRefused,
)

PLACE = Place("users.csv", 2)
ROSTER = Roster(
    source="oneroster",
    classes=(ClassRow("c1", PLACE, 5, "А"),),
    pupils=(
        PupilRow("007", PLACE, PersonName("Лис", "Ян"), 10),
        PupilRow("p2", PLACE, PersonName("Ёлкин", "Пётр", "Ильич"), 5, "c1", date(2014, 3, 14)),
        PupilRow("p3", PLACE, PersonName("Ежов", "=1+1"), 5, "c1"),
        PupilRow("p4", PLACE, PersonName("Яшин", "Лев"), 5, "c1", consent=ConsentRow(date(2025, 9, 2), "Яшина", True)),
    ),
    guardians=(GuardianRow("g1", PLACE, PersonName("Ёлкина", "Анна"), ("p2", "p3")),),
    digest="roster",
)


def filled(rows: dict[str, dict[str, object]], name: str = "Согласия.xlsx") -> Upload:
    """The list with cells set: key → heading → value."""
    book = openpyxl.load_workbook(io.BytesIO(consent_list(ROSTER)))
    for page in book:
        headings = [cell.value for cell in page[1]]
        for line in page.iter_rows(min_row=2):
            for heading, value in rows.get(str(line[0].value), {}).items():
                line[headings.index(heading)].value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return Upload(name, buffer.getvalue())


def test_the_list_names_everybody_in_russian_order_by_class() -> None:
    book = openpyxl.load_workbook(io.BytesIO(consent_list(ROSTER)))
    pupils, guardians = book["Обучающиеся"], book["Родители"]
    assert [[cell.value for cell in line] for line in pupils.iter_rows(min_row=2, max_col=4)] == [
        ["p3", "Ежов =1+1", "5А", ""],
        ["p2", "Ёлкин Пётр Ильич", "5А", "14.03.2014"],
        ["p4", "Яшин Лев", "5А", ""],
        ["007", "Лис Ян", "10", ""],
    ]
    assert [cell.value for cell in guardians[2]][:3] == ["g1", "Ёлкина Анна", "Ёлкин Пётр Ильич; Ежов =1+1"]
    assert all(cell.data_type in "sn" for page in book for line in page for cell in line)  # no formulas


def test_a_filled_list_gives_consents_and_an_empty_row_gives_none() -> None:
    consents = read_consents(
        filled(
            {
                "007": {"Дата согласия": datetime(2025, 9, 1), "Кто подписал": "Лис Олег"},
                "p2": {"Дата согласия": "01.09.2025", "Кто подписал": "Ёлкина Анна", "Сведения о здоровье": "да"},
                "g1": {"Дата согласия": "03.09.2025"},
            }
        )
    )
    roster = with_consents(ROSTER, consents)
    assert roster.problems == ()
    assert [row.consent for row in roster.pupils] == [
        ConsentRow(date(2025, 9, 1), "Лис Олег", health=False),
        ConsentRow(date(2025, 9, 1), "Ёлкина Анна", health=True),
        None,
        ConsentRow(date(2025, 9, 2), "Яшина", health=True),
    ]
    assert roster.guardians[0].consent == ConsentRow(date(2025, 9, 3), "Ёлкина Анна")
    assert roster.digest not in {ROSTER.digest, consents.digest}
    assert roster.digest == with_consents(ROSTER, consents).digest


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ({"Дата согласия": "вчера", "Кто подписал": "Лис Олег"}, "Дата согласия", "Не похоже на дату"),
        ({"Кто подписал": "Лис Олег"}, "Дата согласия", "нет даты"),
        ({"Дата согласия": "01.09.2025"}, "Кто подписал", "не указано, кто подписал"),
        (
            {"Дата согласия": "01.09.2025", "Кто подписал": "Лис", "Сведения о здоровье": "может"},
            "Сведения о здоровье",
            "«да» или «нет»",
        ),
        ({"Дата согласия": "01.09.2025", "Кто подписал": "Лис", "Ключ": "x"}, "Ключ", "Такого ключа"),
        ({"Дата согласия": "01.09.2025", "Кто подписал": "Лис", "ФИО": "Другой Ян"}, "ФИО", "не сходятся"),
        ({"Дата согласия": "01.09.2025", "Кто подписал": "Лис", "Ключ": "p2"}, "ФИО", "не сходятся"),
    ],
)
def test_a_wrong_row_gives_no_consent_and_is_named(cells: dict[str, object], column: str, says: str) -> None:
    roster = with_consents(ROSTER, read_consents(filled({"007": cells})))
    (problem,) = roster.problems
    assert str(problem.place) == f"«Согласия.xlsx, лист Обучающиеся», строка 5, столбец «{column}»"
    assert says in problem.text
    assert [row.consent for row in roster.pupils] == [row.consent for row in ROSTER.pupils]


def test_a_list_saved_as_csv_is_read() -> None:
    text = "Ключ;ФИО;Класс;Дата рождения;Дата согласия;Кто подписал\r\n007;Лис Ян;10;;01.09.2025;Лис Олег\r\n"
    roster = with_consents(ROSTER, read_consents(Upload("согласия.csv", text.encode("cp1251"))))
    assert roster.pupils[0].consent == ConsentRow(date(2025, 9, 1), "Лис Олег")


def test_another_file_is_refused() -> None:
    with pytest.raises(RosterRefused, match="не список согласий"):
        read_consents(Upload("чужое.csv", b"a;b\r\n1;2\r\n"))
    with pytest.raises(RosterRefused, match="PDF"):
        read_consents(Upload("список.xlsx", b"%PDF-1.7"))
