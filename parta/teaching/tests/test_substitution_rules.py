"""Who can give a lesson for another, who is asked first."""

from datetime import date, time

import pytest

from parta.teaching.rules.substitutions import (
    FREE,
    SAME_CLASS,
    SAME_SUBJECT,
    Choice,
    Colleague,
    Given,
    Hour,
    Staffing,
    propose,
)

DAY = date(2026, 11, 24)
ALGEBRA, ENGLISH = 1, 2
A, B = 101, 102  # classes


def given(pk: int, number: int, *staff: int, subject: int = ALGEBRA, classes: tuple[int, ...] = (A,), label: str = ""):
    hour = Hour(DAY, number)
    return Given(pk, pk, f"журнал {pk}", hour, subject, frozenset(classes), label, frozenset(staff))


LESSON = given(1, 2)
SOKOLOVA = Colleague(11, "Соколова", frozenset({ALGEBRA}), frozenset({B}))
ORLOVA = Colleague(12, "Орлова", frozenset({ENGLISH}), frozenset({A}))
PETROVA = Colleague(13, "Петрова", frozenset({ENGLISH}), frozenset({B}))
BELOVA = Colleague(14, "Белова", frozenset({ALGEBRA}), frozenset({A}))


def names(*lessons: Given, colleagues: tuple[Colleague, ...] = (SOKOLOVA, ORLOVA, PETROVA)):
    return [(one.name, one.rank, one.load) for one in Staffing((LESSON, *lessons), colleagues).candidates(LESSON)]


def test_subject_first_then_class_then_the_others():
    assert names() == [("Соколова", SAME_SUBJECT, 0), ("Орлова", SAME_CLASS, 0), ("Петрова", FREE, 0)]


def test_the_less_busy_of_equals():
    found = names(given(2, 3, 11), given(3, 4, 11), given(4, 5, 14), colleagues=(SOKOLOVA, BELOVA))
    assert found == [("Белова", SAME_SUBJECT, 1), ("Соколова", SAME_SUBJECT, 2)]


@pytest.mark.parametrize(
    "colleague",
    [
        Colleague(11, "уволена", works=(date(2026, 9, 1), date(2026, 11, 23))),
        Colleague(11, "ещё не принята", works=(date(2026, 11, 25), None)),
        Colleague(11, "болеет", away=((date(2026, 11, 24), None),)),
        Colleague(11, "на курсах", away=((date(2026, 11, 20), date(2026, 11, 24)),)),
    ],
)
def test_who_is_not_there(colleague):
    state = Staffing((LESSON,), (colleague,))
    assert state.candidates(LESSON) == []
    assert "не работает или отсутствует" in state.refusal(LESSON, 11)


def test_who_gives_another_lesson():
    state = Staffing((LESSON, given(2, 2, 11, subject=ENGLISH)), (SOKOLOVA,))
    assert state.candidates(LESSON) == []
    assert state.refusal(LESSON, 11) == "Соколова в это время ведёт «журнал 2»"
    assert "Этот сотрудник" in state.refusal(LESSON, 99)


@pytest.mark.parametrize(
    ("one", "other", "meets"),
    [
        (Hour(DAY, 1), Hour(DAY, 1), True),
        (Hour(DAY, 1), Hour(DAY, 2), False),
        (Hour(DAY, 1), Hour(date(2026, 11, 25), 1), False),
        (Hour(DAY, 1, shift=1), Hour(DAY, 1, shift=2), False),
        (Hour(DAY, 6, 1, time(13), time(13, 45)), Hour(DAY, 1, 2, time(13, 30), time(14, 15)), True),
        (Hour(DAY, 6, 1, time(13), time(13, 45)), Hour(DAY, 1, 2, time(13, 45), time(14, 30)), False),
    ],
)
def test_hours_that_meet(one, other, meets):
    assert (one.meets(other), other.meets(one)) == (meets, meets)


def test_groups_beside():
    group = given(1, 2, subject=ENGLISH, label="1-я гр.")
    beside = given(2, 2, 12, subject=ENGLISH, label="2-я гр.")
    strangers = [
        given(3, 2, 13, subject=ENGLISH, classes=(B,), label="2-я гр."),
        given(4, 3, 12, subject=ENGLISH, label="2-я гр."),
        given(5, 2, subject=ENGLISH, label="3-я гр."),  # nobody there
        given(6, 2, 11, subject=ALGEBRA, label="2-я гр."),
    ]
    assert Staffing((group, beside, *strangers), ()).groups_beside(group) == [beside]
    assert Staffing((LESSON, beside), ()).groups_beside(LESSON) == []


def test_proposals_know_each_other():
    same_hour = given(2, 2, classes=(B,))
    group, beside = given(3, 5, subject=3, label="1-я гр."), given(4, 5, 13, subject=3, label="2-я гр.")
    nobody = given(5, 7, subject=9, classes=(7,))
    state = Staffing(
        (LESSON, same_hour, group, beside, nobody, given(6, 7, 11, 12, 13)), (SOKOLOVA, ORLOVA, PETROVA)
    )  # fmt: skip
    assert propose([LESSON, same_hour, group, nobody], state) == {
        1: Choice(staff_id=11), 2: Choice(staff_id=13), 3: Choice(merged_with=4)
    }  # fmt: skip
