"""Marks of the year, final ones, deadlines and forecasts."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parta.core.russian import NBSP
from parta.journal.rules import final_terms, forecast
from parta.journal.rules.final_terms import Stage
from parta.journal.rules.finals import THRESHOLDS, rounded
from parta.journal.rules.year_finals import final_of_eleven, final_of_nine, mathematics_of_nine, year_proposal


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ("4 4 4", "4"),
        ("3 4 4", "4"),
        ("3 3 4", "3"),
        ("5 4 5", "5"),
        ("3 4", "4"),  # exactly half: the last half-year decides
        ("4 3", "3"),
        ("4 5 н/а", "5"),  # н/а is left out; the last period with a mark decides
        ("5 4 н/а", "4"),
        ("н/а н/а 4", "н/а"),
        ("н/а 4", "4"),  # half of them is not more than half
        ("осв осв осв", "осв"),
        ("осв 4 5", "5"),
        ("осв н/а н/а", "н/а"),
        ("зач зач", "зач"),
        ("зач незач", "незач"),
        ("незач незач зач", "зач"),
        ("2 2 3", "2"),
        ("", ""),
    ],
)
def test_the_year(periods: str, expected: str):
    assert year_proposal(periods.split()) == expected


def test_no_year_while_a_period_is_missing():
    assert year_proposal(["4", "", "5"]) == ""


@pytest.mark.parametrize(
    ("year", "exam", "expected"),
    [("4", "5", "5"), ("5", "4", "5"), ("3", "4", "4"), ("4", "4", "4"), ("4", "2", "3"), ("4", "", "4"),
     ("н/а", "", "н/а"), ("н/а", "4", ""), ("зач", "", "зач"), ("", "", "")],
)  # fmt: skip
def test_the_final_mark_of_grade_9(year: str, exam: str, expected: str):
    assert final_of_nine(year, exam) == expected


@pytest.mark.parametrize(
    ("grade_10", "grade_11", "expected"),
    [
        ("4 4 4", "5 5 5", "5"),  # 27/6 = 4,5 upwards
        ("4 4 4", "4 5 5", "4"),  # 26/6
        ("3 3 3", "4 4 4", "4"),
        ("3 3 3", "3 4 4", "3"),
        ("", "5 5 5", ""),  # a year is missing
        ("4 4 4", "", ""),
        ("осв осв осв", "4 4 4", "4"),
        ("осв осв осв", "осв осв осв", "осв"),
    ],
)
def test_the_final_mark_of_grade_11(grade_10: str, grade_11: str, expected: str):
    assert final_of_eleven(grade_10.split(), grade_11.split()) == expected


@pytest.mark.parametrize(
    ("years", "exam", "expected"),
    [("4 4 5", "5", "5"), ("4 4 5", "4", "4"), ("3 4 4", "3", "4"), ("3 3 4", "4", "4"), ("3 3 4", "3", "3"),
     ("4 4 5", "", "4"), ("4 4", "5", "4"), ("4 н/а 5", "5", ""), ("", "5", "")],
)  # fmt: skip
def test_mathematics_of_grade_9_is_made_of_its_courses(years: str, exam: str, expected: str):
    assert mathematics_of_nine(years.split(), exam) == expected


@given(st.lists(st.sampled_from("5432"), min_size=1, max_size=4))
def test_a_year_lies_between_its_periods(periods: list[str]):
    assert min(periods) <= year_proposal(periods) <= max(periods)


MAY_26 = date(2027, 5, 26)  # a Wednesday


@pytest.mark.parametrize(
    ("days_before", "working", "expected"),
    [
        (2, False, date(2027, 5, 24)),
        (0, False, MAY_26),
        (2, True, date(2027, 5, 24)),
        (3, True, date(2027, 5, 21)),  # over the weekend
        (0, True, MAY_26),
    ],
)
def test_the_deadline(days_before: int, working: bool, expected: date):
    school_day = (lambda day: day.weekday() < 5) if working else None
    assert final_terms.due(MAY_26, days_before, school_day) == expected


def test_the_deadline_without_any_school_days_is_the_calendars():
    assert final_terms.due(MAY_26, 2, lambda day: False) == date(2027, 5, 24)


@pytest.mark.parametrize(
    ("on", "begun", "closed", "expected"),
    [
        (date(2027, 5, 1), False, False, Stage.OPEN),
        (date(2027, 5, 1), True, False, Stage.SETTING),
        (date(2027, 5, 9), False, False, Stage.OPEN),
        (date(2027, 5, 10), False, False, Stage.SETTING),
        (date(2027, 6, 1), False, False, Stage.SETTING),
        (date(2027, 5, 1), True, True, Stage.CLOSED),
    ],
)
def test_stages(on: date, begun: bool, closed: bool, expected: Stage):
    assert final_terms.stage(date(2027, 5, 24), 14, on, begun=begun, closed=closed) == expected


@pytest.mark.parametrize(
    ("days", "late", "words"),
    [
        (-3, False, "Выставить до 24 мая, осталось 3 дня"),
        (-1, False, "Выставить до 24 мая, срок завтра"),
        (0, False, "Выставить до 24 мая, срок сегодня"),
        (1, True, "Срок прошёл 24 мая, 1 день назад"),
    ],
)
def test_the_countdown(days: int, late: bool, words: str):
    due = date(2027, 5, 24)
    on = due + timedelta(days=days)
    assert (final_terms.late(due, on), final_terms.countdown(due, on).replace(NBSP, " ")) == (late, words)


def said(total: int, weights: int, left: int, rounding: str = "math") -> list[str]:
    return [one.text.replace(NBSP, " ") for one in forecast.forecast(total, weights, rounding, left)]


def test_forecasts_are_honest():
    assert said(31, 9, 10) == [  # 3,44
        "3 выходит уже сейчас",
        "Для 4: 1 пятёрка или 1 четвёрка",
        "Для 5 не хватит уроков: осталось 10 уроков",
    ]
    assert said(31, 9, 30)[2] == "Для 5: 19 пятёрок"
    assert said(9, 4, 1)[0] == "Для 3: 1 пятёрка или 1 четвёрка"
    assert said(5, 1, 3) == ["3 выходит уже сейчас", "4 выходит уже сейчас", "5 выходит уже сейчас"]
    assert said(0, 0, 2) == ["Для 3: 1 пятёрка или 1 четвёрка", "Для 4: 1 пятёрка или 1 четвёрка", "Для 5: 1 пятёрка"]
    assert said(40, 9, 0)[2] == "Для 5 не хватит уроков: осталось 0 уроков"


@given(
    st.lists(st.tuples(st.integers(2, 5), st.integers(1, 5)), min_size=1, max_size=30),
    st.sampled_from("math lyceum".split()),
)
def test_a_forecast_holds_exactly(marks: list[tuple[int, int]], rounding: str):
    total, weights = sum(value * weight for value, weight in marks), sum(weight for _, weight in marks)
    for threshold, wanted in zip(THRESHOLDS[rounding], "543", strict=True):
        count = forecast.needed(total, weights, threshold, 5)
        assert count is not None
        assert rounded(Fraction(total + 5 * count, weights + count), rounding) >= wanted
        if count:
            assert rounded(Fraction(total + 5 * (count - 1), weights + count - 1), rounding) < wanted
