from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parta.journal.rules import entries
from parta.journal.rules.averages import shown, weighted_average
from parta.journal.rules.entries import BadEntry, Entry, blocker, parse
from parta.journal.rules.visibility import kept_absence, shown_absence

MARKS = st.lists(st.tuples(st.integers(2, 5), st.integers(0, 4)), max_size=30)


@pytest.mark.parametrize(
    ("marks", "average", "text"),
    [
        ([], None, "—"),
        ([(5, 0)], None, "—"),
        ([(5, 1), (4, 1)], Fraction(9, 2), "4,50"),
        ([(5, 1), (4, 3), (3, 2)], Fraction(23, 6), "3,83"),
        ([(5, 1), (2, 0)], Fraction(5), "5,00"),
        ([(4, 199), (5, 1)], Fraction(801, 200), "4,01"),  # 4,005: half goes up
    ],
)
def test_weighted_average(marks, average, text):
    assert weighted_average(marks) == average
    assert shown(weighted_average(marks)) == text


@given(MARKS, st.randoms())
def test_order_of_marks_does_not_matter(marks, random):
    shuffled = list(marks)
    random.shuffle(shuffled)
    assert weighted_average(shuffled) == weighted_average(marks)


@given(MARKS, st.integers(1, 4))
def test_a_five_never_lowers_the_average(marks, weight):
    before = weighted_average(marks)
    assert before is None or weighted_average([*marks, (5, weight)]) >= before


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("", Entry()),
        ("5", Entry("", (5,))),
        ("4/5", Entry("", (4, 5))),
        ("/5", Entry("", (None, 5))),
        ("4/", Entry("", (4,))),
        ("Н", Entry("н")),
        ("нп", Entry("нп")),
        ("оп/4", Entry("оп", (4,))),
        ("н/4", Entry("н", (4,))),
    ],
)
def test_what_can_stand_in_a_cell(text, entry):
    assert parse(text) == entry
    assert parse(entry.text) == entry


@pytest.mark.parametrize("text", ["6", "1", "55", "4/н", "да", "5 5", "5/4/3/2", "<b>"])
def test_what_can_not(text):
    with pytest.raises(BadEntry):
        parse(text)


@pytest.mark.parametrize(
    ("text", "later", "together"),
    [("н", (), True), ("оп/5", (), True), ("н/5", (), False), ("н/5", (0,), True), ("у/4/5", (0,), False)],
)
def test_absence_and_mark_exclude_each_other(text, later, together):
    assert (blocker(parse(text), frozenset(later)) == "") is together


@pytest.mark.parametrize(("code", "health", "seen"), [("б", False, "у"), ("б", True, "б"), ("н", False, "н")])
def test_illness_is_masked(code, health, seen):
    assert shown_absence(code, health) == seen


@pytest.mark.parametrize(
    ("typed", "stored", "kept"), [("б", "", "н"), ("у", "б", "б"), ("б", "б", "б"), ("н", "б", "н"), ("у", "н", "у")]
)
def test_a_subject_teacher_can_not_set_and_does_not_lose_an_illness(typed, stored, kept):
    assert kept_absence(typed, stored) == kept


def test_every_absence_of_the_rules_is_one_of_the_database():
    from parta.journal.models import Absence

    assert set(Absence.values) == {"", *entries.ABSENCES}
