"""The people of the demo school: how many, what they are called, who belongs to whom."""

import re
from collections import Counter, defaultdict
from datetime import date

import pytest

from parta.core.roles import Role
from parta.core.russian import sort_key
from parta.ops.demo import school
from parta.ops.demo.model import DemoSchool
from parta.ops.demo.names import patronymic, surname
from parta.ops.demo.people import people


@pytest.fixture(scope="module")
def demo() -> DemoSchool:
    return school()


def test_the_school_has_the_promised_size(demo: DemoSchool) -> None:
    roles = Counter(role for person in demo.staff for role in person.roles)
    assert roles[Role.DIRECTOR] == 1
    assert roles[Role.DEPUTY] == 2
    assert roles[Role.SECRETARY] == 1
    assert roles[Role.RESPONSIBLE] == 1
    assert sum(1 for person in demo.staff if person.roles[0] == Role.TEACHER) == 25
    assert all(role in set(Role) for role in roles)
    assert [c.key for c in demo.classes] == ["1А", "3А", "4А", "5А", "5Б", "7А", "8А", "8Б", "9А", "10А"]
    sizes = Counter(pupil.class_key for pupil in demo.pupils)
    assert all(24 <= size <= 28 for size in sizes.values())
    assert sizes["8Б"] == 28
    assert 240 <= len(demo.pupils) <= 260


def test_names_are_whole_and_do_not_repeat(demo: DemoSchool) -> None:
    parents = [guardian for guardian in demo.guardians if not guardian.staff_key]
    people_of = [person.name for person in (*demo.staff, *demo.pupils, *parents)]
    everybody = [name.full for name in people_of]
    assert len(set(everybody)) == len(everybody)
    assert all(re.fullmatch(r"[А-ЯЁ][а-яё]+(-[А-ЯЁ][а-яё]+)?( [А-ЯЁ][а-яё]+){2}", name) for name in everybody)
    assert sum("ё" in name.lower() for name in everybody) > 20
    assert any("Ёлкин" in name for name in everybody)
    assert any("-" in name for name in everybody)


def test_class_lists_stand_in_russian_order(demo: DemoSchool) -> None:
    for school_class in demo.classes:
        rows = [pupil for pupil in demo.pupils if pupil.class_key == school_class.key]
        assert rows == sorted(rows, key=lambda pupil: sort_key(pupil.name.last, pupil.name.first))
        assert [pupil.key[-2:] for pupil in rows] == [f"{n:02}" for n in range(1, len(rows) + 1)]


def test_every_pupil_has_guardians_and_a_signed_consent(demo: DemoSchool) -> None:
    by_pupil = defaultdict(list)
    for guardian in demo.guardians:
        for key in guardian.pupil_keys:
            by_pupil[key].append(guardian)
    for pupil in demo.pupils:
        assert 1 <= len(by_pupil[pupil.key]) <= 2
        assert pupil.consent_signer in {guardian.key for guardian in by_pupil[pupil.key]}
        assert date(2026, 8, 24) <= pupil.consent_on <= date(2026, 8, 31)
        age = (date(2026, 9, 1) - pupil.birth_date).days / 365.25
        assert int(pupil.class_key[:-1]) + 5.8 < age < int(pupil.class_key[:-1]) + 7.1


def test_fathers_give_the_patronymic(demo: DemoSchool) -> None:
    pupils = {pupil.key: pupil for pupil in demo.pupils}
    fathers = [guardian for guardian in demo.guardians if guardian.relation == "отец"]
    assert len(fathers) > 100
    for father in fathers:
        for key in father.pupil_keys:
            assert pupils[key].name.patronymic == patronymic(father.name.first, pupils[key].sex)


def test_families_have_children_in_different_grades(demo: DemoSchool) -> None:
    families = {guardian.pupil_keys for guardian in demo.guardians if len(guardian.pupil_keys) == 2}
    assert 25 <= len(families) <= 35
    assert all(one.split("А-")[0].split("Б-")[0] != other.split("А-")[0].split("Б-")[0] for one, other in families)


def test_the_parent_of_two_has_children_in_8b_and_5a(demo: DemoSchool) -> None:
    mother = next(g for g in demo.guardians if g.key == dict(demo.signins)["parent"])
    assert mother.name.full == "Зайцева Ольга Петровна"
    assert {key[:2] for key in mother.pupil_keys} == {"8Б", "5А"}
    pupil = next(pupil for pupil in demo.pupils if pupil.key == dict(demo.signins)["pupil"])
    assert pupil.name.full == "Зайцева Мария Андреевна"
    assert pupil.key in mother.pupil_keys


def test_one_mother_teaches_here(demo: DemoSchool) -> None:
    (mother,) = [guardian for guardian in demo.guardians if guardian.staff_key]
    (teacher,) = [person for person in demo.staff if person.key == mother.staff_key]
    assert (mother.name, mother.pupil_keys[0][:2]) == (teacher.name, "3А")


def test_russian_forms_of_names() -> None:
    assert surname("Киселёв", "f") == "Киселёва"
    assert surname("Вяземский", "f") == "Вяземская"
    assert surname("Ким", "f") == "Ким"
    assert surname("Римский-Корнев", "f") == "Римская-Корнева"
    assert patronymic("Илья", "f") == "Ильинична"
    assert patronymic("Дмитрий", "f") == "Дмитриевна"
    assert patronymic("Михаил", "m") == "Михайлович"


def test_same_seed_same_school() -> None:
    assert school(14, 2026) == school(14, 2026)
    assert people(15, 2026) != people(14, 2026)
