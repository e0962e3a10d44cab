import pytest

from parta.school.rules.subjects import usual_works


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Русский язык", "written"),
        ("Литература", "written"),
        ("Литературное чтение", "written"),
        ("Математика", "written"),
        ("Алгебра и начала математического анализа", "written"),
        ("Геометрия", "written"),
        ("Вероятность и статистика", "written"),
        ("  физика ", "lab"),
        ("Химия", "lab"),
        ("Физическая культура", ""),
        ("Родной (русский) язык", ""),
        ("История", ""),
    ],
)
def test_subjects_of_the_regulation_need_works(name: str, expected: str):
    assert usual_works(name) == expected
