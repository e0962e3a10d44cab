"""What a journal has at all (JRN-01, JRN-02)."""

import pytest

from parta.journal.rules.courses import CourseFacts


@pytest.mark.parametrize(
    ("kind", "scale", "grade_level", "marks", "homework"),
    [
        ("lesson", "marks", 8, True, True),
        ("individual", "marks", 8, True, True),
        ("lesson", "marks", None, True, True),
        ("lesson", "marks", 1, False, False),
        ("individual", "marks", 1, False, False),
        ("lesson", "none", 8, False, True),
        ("extra", "marks", 8, False, False),
        ("class_hour", "marks", 8, False, False),
    ],
)
def test_marks_and_homework(kind: str, scale: str, grade_level: int | None, marks: bool, homework: bool) -> None:
    facts = CourseFacts(kind, scale, grade_level)
    assert (facts.has_marks, facts.has_homework) == (marks, homework)
