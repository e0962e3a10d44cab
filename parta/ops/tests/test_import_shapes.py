"""Lists of other programs in odd shapes: parts of names and classes, heads of two rows, formulas."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.test import Client

from parta.ops.models import ImportMapping
from parta.ops.tests.test_import_columns import chosen, xlsx
from parta.ops.tests.test_import_marks import ORIGIN
from parta.ops.tests.test_import_pages import apply, words
from parta.people.models import Guardianship, Person, Pupil
from tests.cast import Cast
from tests.rosters import uploads

As = Callable[[str], Client]
CONSENT = ["01.09.2026", "Барсукова Ия"]


def selected(client: Client, address: str) -> list[str]:
    """What the page guesses for each column, from its own form."""
    selects = re.findall(r'<select name="column-.*?</select>', client.get(address).content.decode(), re.DOTALL)
    found = (re.search(r'value="(\w*)" selected', one) for one in selects)
    return [one[1] if one else "" for one in found]


def load(client: Client, rows: Sequence[Sequence[str]]) -> str:
    """The address of the columns of a list that Парта doesn't know."""
    answer = client.post("/import/", uploads({"Список.xlsx": xlsx(rows)}))
    assert answer.url.endswith("/columns/"), answer.url
    return str(answer.url)


def test_names_in_three_columns_and_the_class_in_two(as_: As, cast: Cast) -> None:
    client = as_("deputy")
    asked = load(
        client,
        [
            ["Параллель", "Литера", "Фамилия", "Имя", "Отчество", "Д.р.", "Согласие от", "Кто подписал"],
            ["8", "б", "Барсуков", "Глеб", "Ильич", "03.04.2012", *CONSENT],
            ["", "Б", "Выдрин", "Ян", "", "03.04.2012", *CONSENT],
        ],
    )
    fields = ["grade", "letter", "last", "first", "patronymic", "birth", "consent_date", "consent_signer"]
    assert selected(client, asked) == fields
    check = client.post(asked, chosen(fields, kind="pupils", header="1")).url
    assert "строка 3, столбец «Параллель»" in words(client.get(check))
    apply(client, check)
    pupil = Pupil.objects.get(person__last_name="Барсуков")
    assert (pupil.person.patronymic, pupil.class_members.get().school_class) == ("Ильич", cast.classes["8Б"])


def test_a_head_of_two_rows_below_a_title(as_: As) -> None:
    client = as_("deputy")
    rows = [
        ["Список класса"],
        [],
        ["ФИО ученика", "Класс", "Дата рождения", "Мать", "", "", "Отец", "", "Согласие", "", "Пароль", "Пол"],
        ["", "", "", "ФИО", "Телефон", "Согласие", "ФИО", "Телефон", "Дата", "Кто подписал", "", ""],
        ["Барсуков Глеб", "8Б", "03.04.2012", "Барсукова Ия", "89000000001", "01.09.2026", "", "", *CONSENT, "x", "м"],
    ]
    asked = load(client, rows)
    assert '<option value="4" selected>' in client.get(asked).content.decode()
    assert "Мать Телефон 89000000001" in words(client.get(asked))
    fields = ["name", "class", "birth", "mother_name", "mother_phone", "mother_consent", "father_name", "father_phone"]
    fields += ["consent_date", "consent_signer", "sex"]
    assert selected(client, asked)[:5] == fields[:5]
    answer = client.post(asked, chosen(fields, kind="pupils", header="4"))
    assert answer.status_code == 302, words(answer)
    apply(client, answer.url)
    (bond,) = Guardianship.objects.filter(pupil__person__last_name="Барсуков")
    assert bond.guardian.person.phone == "+79000000001"
    assert bond.pupil.person.sex == "m"


@pytest.mark.parametrize("kind", ["text", "formula"])
def test_a_formula_is_no_name_and_is_never_reckoned(as_: As, kind: str) -> None:
    client = as_("deputy")
    row = ["=1+1", "=1+1", "=1+1", "=1+1", '=HYPERLINK("x";"y")']
    head = ["ФИО", "Класс", "Дата рождения", "Согласие от", "Кто подписал"]
    good = ["Барсуков Глеб", "8Б", "03.04.2012", *CONSENT]
    content = (
        xlsx([head, row, good])
        if kind == "formula"
        else "\n".join(
            ";".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in one) for one in (head, row, good)
        ).encode()
    )
    name = "список.xlsx" if kind == "formula" else "список.csv"
    asked = client.post("/import/", uploads({name: content})).url
    fields = ["name", "class", "birth", "consent_date", "consent_signer"]
    check = client.post(asked, chosen(fields, kind="pupils", header="1")).url
    assert ("строка 2" in words(client.get(check))) == (kind == "text")  # never reckoned: a row without values
    apply(client, check)
    assert Person.objects.filter(last_name="Барсуков").exists()
    assert not Person.objects.filter(last_name__contains="=").exists()


def test_a_field_of_two_columns_is_refused_and_keeps_what_was_chosen(as_: As) -> None:
    client = as_("deputy")
    asked = load(client, [["ФИО", "Класс", "Группа", "Дата рождения"], ["Барсуков Глеб", "8Б", "1", "03.04.2012"]])
    answer = client.post(asked, chosen(["name", "class", "class", "birth"], kind="pupils", header="1"))
    assert answer.status_code == 422
    assert "Поле «Класс (5А)» выбрано для 2 столбцов: оставьте один." in words(answer)
    assert answer.content.decode().count('<option value="class" selected>') == 2
    assert not ImportMapping.objects.exists()


def test_what_holds_for_all_rows_is_asked_for_each_file(as_: As, cast: Cast) -> None:
    """The same headings come with every class and subject: the last ones must not be taken for the next file's."""
    client = as_("deputy")
    rows = [["ФИО", "1 триместр"], ["Зайцев Пётр", "5"]]
    fields: dict[str, Any] = chosen(["name", "by_period"], kind="finals", header="1", **ORIGIN)
    same = {"fixed-class": "8Б", "fixed-subject": "Алгебра"}
    assert client.post(load(client, rows), fields | same).status_code == 302
    again = load(client, rows)
    assert selected(client, again) == ["name", "by_period"]
    page = client.get(again).content.decode()
    assert ('value="Дневник.ру"' in page, 'value="Алгебра"' in page, 'value="8Б"' in page) == (True, False, False)
    answer = client.post(again, fields)
    assert answer.status_code == 422
    assert "Укажите столбец «Предмет» или впишите одно значение" in words(answer)
