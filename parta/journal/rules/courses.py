"""What a journal has at all: marks, homework."""

from dataclasses import dataclass

from parta.journal.rules.entries import Entry

RULES = {
    "JRN-01": "Отметок нет в 1 классе, в предметах без отметок, во внеурочной деятельности и на классных часах.",
    "JRN-02": "Домашнего задания нет в 1 классе, во внеурочной деятельности и на классных часах.",
    "JRN-03": "В журнале предмета с зачётом ставят зач, незач и точку; цифр и среднего балла там нет.",
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
        return self.has_homework and self.scale != "none"

    @property
    def has_figures(self) -> bool:
        """Whether marks are figures, or only зач and незач (JRN-03)."""
        return self.has_marks and self.scale != "pass"

    def refusal(self, entry: Entry) -> str:
        """Why the entry can't stand in a cell of the journal; empty when it can (JRN-01, JRN-03)."""
        if entry.values and not self.has_marks:
            return "В этом журнале отметок нет, только отсутствия."
        if entry.figures and not self.has_figures:
            return "В этом журнале ставят зач, незач или точку, цифр нет."
        return ""
