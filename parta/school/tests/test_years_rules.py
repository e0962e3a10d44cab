from datetime import date

import pytest

from parta.school.rules.years import OUT, goes_on, reason_fault, too_early, usual_target

LAST = date(2027, 5, 26)


def test_a_year_is_passed_on_when_its_lessons_are_over():
    """YEAR-01"""
    assert "26.05.2027" in too_early(LAST, LAST)
    assert too_early(LAST, date(2027, 5, 27)) == ""


def test_a_closed_year_is_opened_with_a_reason():
    """YEAR-03"""
    assert reason_fault("Осенняя ликвидация задолженности") == ""
    for bad in ("", " ", "..", "12"):
        assert reason_fault(bad), bad


@pytest.mark.parametrize(
    ("grade_level", "letter", "target"),
    [(1, "А", "2А"), (4, "", "5"), (8, "Б", "9Б"), (9, "А", ""), (10, "А", "11А"), (11, "А", OUT)],
)
def test_where_a_class_goes(grade_level: int, letter: str, target: str):
    """YEAR-04"""
    assert usual_target(grade_level, letter) == target


def test_a_teacher_of_grade_4_stays_in_the_primary_school():
    """YEAR-05"""
    assert goes_on(7, teaches_seniors=False)
    assert not goes_on(4, teaches_seniors=False)
    assert goes_on(4, teaches_seniors=True)
