"""What is proposed as a final mark, and what has to be looked at first (FIELD.md 2.3-2.7, 6.1)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parta.core.russian import NBSP
from parta.journal.rules import finals
from parta.journal.rules.averages import shown
from parta.journal.rules.finals import THRESHOLDS, Facts, Given, Terms, proposal

MARKS = Terms()
PASS = Terms(scale="pass")


def facts(text: str, **fields: object) -> Facts:
    """«5 4*3 2»: marks in lessons one after the other; *3 = weight 3; w = a written work, p = a practical one."""
    marks = []
    for at, token in enumerate(text.split()):
        bare = token.rstrip("wp")
        mark, _, weight = bare.partition("*")
        practical = token.endswith("p")
        marks.append(Given(mark, int(weight or 1), at, written=practical or token.endswith("w"), practical=practical))
    return Facts(tuple(marks), **{"held": len(marks), **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("marks", "rounding", "expected"),
    [
        ("5 5*3 4*5", "math", "4"),  # 40/9 = 4,44: the published example
        ("5 4", "math", "5"),  # exactly 4,5
        ("4 3", "math", "4"),
        ("3 2", "math", "3"),
        ("2 2 3", "math", "2"),
        ("2", "math", "2"),
        ("5 4 4", "math", "4"),
        ("5 4", "lyceum", "4"),  # 4,5 < 4,65
        ("5*13 4*7", "lyceum", "5"),  # exactly 4,65
        ("4*6 3*4", "lyceum", "4"),  # exactly 3,6
        ("3*6 2*4", "lyceum", "3"),  # exactly 2,6
        ("4*6 3*4", "strict", "3"),  # 3,6 < 3,65
        ("4*13 3*7", "strict", "4"),
        ("5*6 4*4", "tenth", "5"),  # exactly 4,6
        ("5*119 4*81", "tenth", "4"),  # 4,595 is shown as 4,60 and is below it all the same
        ("5*149999 4*150001", "math", "4"),  # shown 4,50, below it
        ("5 2*0", "math", "5"),  # weight 0 is ignored
        ("", "math", ""),
    ],
)
def test_proposal_of_an_average(marks: str, rounding: str, expected: str):
    assert proposal(facts(marks), Terms(rounding=rounding)) == expected


def test_the_shown_average_never_decides():
    near = facts("5*119 4*81")
    assert shown(near.average) == "4,60"
    assert proposal(near, Terms(rounding="tenth")) == "4"


@pytest.mark.parametrize(
    ("given_facts", "terms", "expected"),
    [
        (facts("4 4", held=10, missed=6, norm=3), MARKS, "н/а"),
        (facts("4 4", held=10, missed=5, norm=3), MARKS, "4"),  # half is not more than half
        (facts("4 4 4", held=10, missed=9, norm=3), MARKS, "4"),  # the norm is met
        (facts("4 4", held=12, missed=7, norm=3), Terms(unrated_percent=66), "4"),
        (facts("4 4", held=12, missed=8, norm=3), Terms(unrated_percent=66), "н/а"),
        (facts("", held=10, missed=10), MARKS, "н/а"),  # without a norm: not a single mark
        (facts("", held=10, missed=0, norm=3), MARKS, ""),
        (facts("", held=0), MARKS, ""),  # no lessons at all
        (facts("", held=10, exempt=True), MARKS, "осв"),
        (facts("5", held=10, exempt=True), MARKS, "осв"),
        (facts("5 5"), Terms(scale="none"), ""),
        (facts("зач зач незач"), PASS, "зач"),
        (facts("зач незач незач"), PASS, "незач"),
        (facts("зач незач"), PASS, "незач"),
        (facts("незач зач"), PASS, "зач"),
        (facts("5 незач 2 4"), PASS, "зач"),  # two of four, the last one passed
        (facts("", held=5), PASS, ""),
    ],
)
def test_proposals_without_an_average(given_facts: Facts, terms: Terms, expected: str):
    assert proposal(given_facts, terms) == expected


def codes(given_facts: Facts, terms: Terms = MARKS) -> list[str]:
    return [one.code for one in finals.remarks(given_facts, terms)]


@pytest.mark.parametrize(
    ("given_facts", "terms", "expected"),
    [
        (facts("4 4 4 4", norm=3), MARKS, []),
        (facts("4 4", norm=3), MARKS, ["few"]),
        (facts("4w 4 4"), Terms(needed_works="written"), ["written"]),
        (facts("4w 4w 4"), Terms(needed_works="written"), []),
        (facts("4w 4w 4"), Terms(needed_works="lab"), ["practical"]),
        (facts("4w 4p 4"), Terms(needed_works="lab"), []),
        (facts("4w", norm=3), Terms(needed_works="lab"), ["few", "written", "practical"]),
        (facts("4 4 4", held=10, missed=6), MARKS, ["missed"]),
        (facts("4 4 4", controls_missing=1, owed=2), MARKS, ["control", "owed"]),
        (facts("5 5 5 2"), MARKS, ["last_two"]),
        (facts("5 2 5 5 5 5 5 5", held=8), MARKS, []),  # closed within three lessons
        (facts("2 2 2 2 5", held=9), MARKS, ["open_two", "border"]),
        (facts("2", held=3), MARKS, ["last_two"]),  # three lessons have not passed
        (facts("2", held=4), MARKS, ["last_two", "open_two"]),
        (facts("4 3"), MARKS, ["border"]),
        (facts("5*6 4*4"), MARKS, ["border"]),  # 4,6: exactly a tenth away
        (facts("5*61 4*39"), MARKS, []),  # 4,61
        (facts("зач", norm=2), PASS, ["few"]),
        (facts("", exempt=True, norm=3), MARKS, []),
        (facts("2 2", norm=3), Terms(scale="none"), []),
    ],
)
def test_what_has_to_be_looked_at(given_facts: Facts, terms: Terms, expected: list[str]):
    assert codes(given_facts, terms) == expected


def test_a_second_mark_in_the_same_lesson_closes_a_two():
    retaken = Facts((Given("2", 1, 0), Given("4", 1, 0)), held=6)
    assert "open_two" not in codes(retaken)


def test_remarks_say_the_figures():
    said = [
        one.text.replace(NBSP, " ")
        for one in finals.remarks(facts("4 3", norm=5, owed=1), Terms(needed_works="written"))
    ]
    assert said == ["мало отметок: 2 из 5", "письменных работ: 0 из 2", "не сдано: 1 работа", "на границе 3 и 4"]


@pytest.mark.parametrize(
    ("mark", "given_facts", "terms", "expected"),
    [
        ("4", facts("4 4 4", norm=3), MARKS, ""),
        ("5", facts("4 4 4", norm=3), MARKS, "рекомендуется 4"),
        ("4", facts("4 4", norm=3), MARKS, "мало отметок: 2 из 3"),
        ("5", facts("4 4", norm=3), MARKS, "мало отметок: 2 из 3; рекомендуется 4"),
        ("н/а", facts("", held=10, missed=8, norm=3), MARKS, ""),
        ("н/а", facts("4 4 4", norm=3), MARKS, "рекомендуется 4"),
        ("осв", facts("4 4 4", norm=3), MARKS, "рекомендуется 4"),
        ("осв", facts("", exempt=True), MARKS, ""),
        ("4", facts("", norm=3), MARKS, "мало отметок: 0 из 3; рекомендуемой отметки нет"),
        ("зач", facts("зач зач"), PASS, ""),
        ("4", facts("4w 4 4"), Terms(needed_works="written"), "письменных работ: 1 из 2"),
    ],
)
def test_when_a_reason_is_asked(mark: str, given_facts: Facts, terms: Terms, expected: str):
    assert finals.needs_reason(mark, given_facts, terms) == expected


@pytest.mark.parametrize(
    ("given_facts", "expected"),
    [(facts("4 4 4", norm=3), "4"), (facts("4 3"), ""), (facts("", held=10, missed=8, norm=3), ""), (facts(""), "")],
)
def test_only_proposals_without_remarks_are_taken_over(given_facts: Facts, expected: str):
    assert finals.acceptable(given_facts, MARKS) == expected


def test_an_explanation_shows_the_way_to_the_proposal():
    told = finals.explained(facts("5 5*3 4*5"), MARKS)
    assert told is not None
    assert (told.total, told.weights, told.average) == (40, 9, Fraction(40, 9))
    assert (told.reached, told.higher, told.to_higher) == (Fraction(7, 2), "5", Fraction(1, 18))
    best, worst = finals.explained(facts("5"), MARKS), finals.explained(facts("2"), MARKS)
    assert best is not None
    assert (best.higher, best.to_higher) == ("", None)
    assert worst is not None
    assert (worst.reached, worst.higher) == (None, "3")
    assert finals.explained(facts(""), MARKS) is None


def test_a_fingerprint_tells_changed_components():
    one = facts("5 4*3", norm=3, missed=1)
    assert finals.fingerprint(one) == finals.fingerprint(facts("4*3 5", norm=3, missed=1, held=9))
    for other in (facts("5 4*2", norm=3, missed=1), facts("5 4*3", norm=4, missed=1), facts("5 4*3", norm=3)):
        assert finals.fingerprint(one) != finals.fingerprint(other)
    assert len(finals.fingerprint(facts(" ".join(["5*15"] * 500)))) < 200


# What holds for any marks.
GIVEN = st.lists(st.builds(Given, st.sampled_from(finals.NUMBERS), st.integers(0, 10), st.integers(0, 40)), max_size=30)
ROUNDING = st.sampled_from(sorted(THRESHOLDS))


@given(GIVEN, ROUNDING, st.randoms())
def test_the_order_of_marks_does_not_matter(marks: list[Given], rounding: str, chance: object):
    mixed = list(marks)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    terms = Terms(rounding=rounding)
    assert proposal(Facts(tuple(marks)), terms) == proposal(Facts(tuple(mixed)), terms)


_RANK = {"": 0, "н/а": 1, "2": 2, "3": 3, "4": 4, "5": 5}


@given(GIVEN, ROUNDING, st.integers(0, 10), st.integers(0, 40), st.integers(0, 40), st.integers(0, 9))
def test_another_five_never_lowers_a_proposal(
    marks: list[Given], rounding: str, weight: int, held: int, missed: int, norm: int
):
    terms = Terms(rounding=rounding)
    before = proposal(Facts(tuple(marks), held, min(held, missed), norm), terms)
    after = proposal(Facts((*marks, Given("5", weight)), held, min(held, missed), norm), terms)
    assert before == "н/а" or _RANK[after] >= _RANK[before]


@given(GIVEN, ROUNDING)
def test_a_proposal_lies_between_the_worst_and_the_best_mark(marks: list[Given], rounding: str):
    found = proposal(Facts(tuple(marks)), Terms(rounding=rounding))
    values = [int(one.mark) for one in marks if one.weight]
    assert (found == "") == (not values)
    assert not values or min(values) <= int(found) <= max(values)
