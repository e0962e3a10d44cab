"""What a journal has at all (JRN-01, JRN-02), and what its scale takes (JRN-03)."""

import pytest

from parta.journal.rules.courses import CourseFacts
from parta.journal.rules.entries import parse


@pytest.mark.parametrize(
    ("kind", "scale", "grade_level", "marks", "homework"),
    [
        ("lesson", "marks", 8, True, True),
        ("individual", "marks", 8, True, True),
        ("lesson", "marks", None, True, True),
        ("lesson", "marks", 1, False, False),
        ("individual", "marks", 1, False, False),
        ("lesson", "none", 8, False, True),
        ("lesson", "pass", 8, True, True),
        ("lesson", "pass", 1, False, False),
        ("extra", "marks", 8, False, False),
        ("class_hour", "marks", 8, False, False),
    ],
)
def test_marks_and_homework(kind: str, scale: str, grade_level: int | None, marks: bool, homework: bool) -> None:
    facts = CourseFacts(kind, scale, grade_level)
    assert (facts.has_marks, facts.has_homework) == (marks, homework)


@pytest.mark.parametrize(
    ("scale", "text", "accepted"),
    [
        ("marks", "5/зач", True),
        ("marks", ".", True),
        ("pass", "зач/.", True),
        ("pass", "незач", True),
        ("pass", "зач/5", False),
        ("pass", "н", True),
        ("none", "зач", False),
        ("none", ".", False),
        ("none", "н", True),
    ],
)
def test_marks_of_a_scale(scale: str, text: str, accepted: bool) -> None:
    assert (CourseFacts("lesson", scale, 8).refusal(parse(text)) == "") is accepted
