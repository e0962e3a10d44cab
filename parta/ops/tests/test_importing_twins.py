"""A pupil who is in the school or in the file already is told by row and never made twice."""

import pytest

from parta.ops.importing.parts import Action, Plan
from parta.ops.importing.twins import same_words
from parta.ops.roster import sources
from parta.ops.roster.rows import PersonName, ReadOptions, Roster
from parta.ops.roster.tables import Upload
from parta.ops.tests.test_importing import SCHOOL, bring, changed, look
from parta.ops.tests.test_importing_sets import apply_now, signed
from parta.ops.tests.test_importing_sets import look as look_at
from parta.people.models import Person, Pupil
from tests.cast import Cast

KNOWN = "Такой обучающийся уже есть: Волков Тимофей, 14.03.2015"


def of_pupils(plan: Plan, action: Action) -> list[str]:
    return [item.text for item in plan.of(action) if item.kind == "pupil"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Волков Тимофей", "ВОЛКОВ  тимофей", True),
        ("Волков Тимофей", "Тимофей Волков", True),
        ("Волков Тимофей", "Волков Тимофей Ильич", True),
        ("Ёлкин Семён Ильич", "Елкин Семен", True),
        ("Петров - Водкин Ян", "Петров-Водкин Ян", True),
        ("Волков Тимофей Ильич", "Волков Тимофей Олегович", False),
        ("Волков Тимофей", "Волкова Вера", False),
        ("Ли Ли", "Ли Ли Ен", False),
    ],
)
def test_names_of_one_human_being(one: str, other: str, same: bool) -> None:
    def name(text: str) -> PersonName:
        last, first, *rest = text.replace(" - ", "~-~").split()
        return PersonName(last.replace("~", " "), first, *rest)

    assert same_words(name(one), name(other)) is same
    assert same_words(name(other), name(one)) is same


# What the second file writes of «Волков Тимофей, 14.03.2015»; the action and what is told.
SECOND = [
    ({"Фамилия": "ВОЛКОВ", "Имя": "тимофей"}, Action.CHANGED, ""),
    ({"Отчество": "Ильич"}, Action.CHANGED, ""),
    ({"Фамилия": "Тимофей", "Имя": "Волков"}, Action.REFUSED, f"{KNOWN}. Напишите фамилию и имя так же"),
    ({"Дата_рождения": "15.03.2015"}, Action.CREATED, ""),
    ({"Имя": "Тимур"}, Action.CREATED, ""),
]


@pytest.mark.parametrize(("values", "action", "says"), SECOND)
def test_a_second_file(cast: Cast, values: dict[str, str], action: Action, says: str) -> None:
    bring()
    school = changed("Обучающиеся", 0, **values)
    plan = look({sheet: school[sheet] for sheet in ("Классы", "Сотрудники", "Обучающиеся")})
    (text,) = of_pupils(plan, action)
    assert says in text
    if "Отчество" in values:
        assert [one.text for one in plan.notes] == [f"{KNOWN}. Строка отнесена к нему."]
        bring({sheet: school[sheet] for sheet in ("Классы", "Сотрудники", "Обучающиеся")})
        assert Person.objects.get(last_name="Волков", first_name="Тимофей").patronymic == "Ильич"


def test_a_pupil_without_the_patronymic_that_the_school_knows(cast: Cast) -> None:
    bring(changed("Обучающиеся", 0, Отчество="Ильич"))
    pupils = Pupil.objects.count()
    bring(SCHOOL)
    assert Pupil.objects.count() == pupils
    assert Person.objects.get(last_name="Волков", first_name="Тимофей").patronymic == "Ильич"


def test_two_rows_of_a_book(cast: Cast) -> None:
    rows = [*SCHOOL["Обучающиеся"], SCHOOL["Обучающиеся"][0] | {"Отчество": "Ильич"}]
    plan = look(SCHOOL | {"Обучающиеся": rows})
    assert of_pupils(plan, Action.REFUSED) == [
        "Этот обучающийся уже есть: «Обучающиеся.csv», строка 2, те же имя и дата рождения. Удалите одну из строк."
    ]
    assert len(of_pupils(plan, Action.CREATED)) == 3


def sds(*pupils: str) -> Roster:
    texts = {
        "School": "SIS ID,Name\ns1,Школа\n",
        "Teacher": "SIS ID,School SIS ID,Last Name,First Name\n",
        "Student": "SIS ID,School SIS ID,Last Name,First Name,Middle Name,Grade,Birthdate\n" + "\n".join(pupils),
    }
    files = [Upload(f"{name}.csv", text.encode()) for name, text in texts.items()]
    return signed(sources.read(files, ReadOptions("s1")))


def test_two_rows_and_two_keys_of_a_set(cast: Cast) -> None:
    first = "7,s1,Волков,Тимофей,,5,2015-03-14"
    twice = sds(first, "8,s1,Волков,Тимофей,Ильич,5,2015-03-14")
    (text,) = of_pupils(look_at(twice), Action.REFUSED)
    assert "«Student.csv», строка 2, те же имя и дата рождения" in text
    apply_now(sds(first))
    (text,) = of_pupils(look_at(sds("9,s1,Волков,Тимофей,,5,2015-03-14")), Action.REFUSED)
    assert text == f"{KNOWN}, в файлах он под другим ключом. Исправьте ключ или удалите строку."
    later = look_at(sds("9,s1,волков,тимофей,,5,2015-03-14", first))
    (text,) = of_pupils(later, Action.REFUSED)
    assert "«Student.csv», строка 3" in text  # the row with the known key stays
    assert len(of_pupils(later, Action.SAME)) == 1


def test_a_set_meets_a_pupil_of_the_school(cast: Cast) -> None:
    bring(changed("Обучающиеся", 0, Отчество="Ильич"))
    pupils = Pupil.objects.count()
    plan = apply_now(sds("7,s1,Волков,Тимофей,,5,2015-03-14"))
    assert "Такой обучающийся уже есть: Волков Тимофей Ильич, 14.03.2015. Строка отнесена к нему." in {
        one.text for one in plan.notes
    }
    assert Pupil.objects.count() == pupils
    assert look_at(sds("7,s1,Волков,Тимофей,,5,2015-03-14")).is_empty
