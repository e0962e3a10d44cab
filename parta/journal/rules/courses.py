"""What a journal has at all: marks, homework."""

from dataclasses import dataclass

RULES = {
    "JRN-01": "Отметок нет в 1 классе, в предметах без отметок, во внеурочной деятельности и на классных часах.",
    "JRN-02": "Домашнего задания нет в 1 классе, во внеурочной деятельности и на классных часах.",
}

_STUDIED = frozenset({"lesson", "individual"})


@dataclass(frozen=True)
class CourseFacts:
    """`kind`: CourseKind; `scale`: Scale of the subject; `grade_level`: the lowest of the classes (JRN-01, JRN-02)."""

    kind: str
    scale: str
    grade_level: int | None

    @property
    def has_homework(self) -> bool:
        """JRN-02"""
        return self.kind in _STUDIED and self.grade_level != 1

    @property
    def has_marks(self) -> bool:
        """JRN-01"""
        return self.has_homework and self.scale == "marks"
