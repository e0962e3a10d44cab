"""What readers find wrong, and the one row they are reading."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from parta.ops.roster import limits
from parta.ops.roster.fields import FieldError
from parta.ops.roster.rows import Place, Problem, Severity
from parta.ops.roster.tables import Line, Table

T = TypeVar("T")
UNREAD = "Значение не разобрано. Строка читается без него."


@dataclass
class Findings:
    """Problems in the order they were found; past `limits.PROBLEMS` they are only counted."""

    problems: list[Problem] = field(default_factory=list)
    uncounted: int = 0

    def refuse(self, place: Place, text: str) -> None:
        self._add(Problem(place, text, Severity.REFUSED))

    def note(self, place: Place, text: str, plain: str = "") -> None:
        self._add(Problem(place, text, Severity.NOTE, plain))

    def all(self) -> tuple[Problem, ...]:
        if not self.uncounted:
            return tuple(self.problems)
        text = f"И ещё замечаний: {self.uncounted}. Исправьте показанные и загрузите файл снова."
        return (*self.problems, Problem(Place(""), text, Severity.REFUSED))

    def _add(self, problem: Problem) -> None:
        if len(self.problems) < limits.PROBLEMS:
            self.problems.append(problem)
        else:
            self.uncounted += 1


class Form:
    """One row under the reader's eyes. `failed` = something was refused, the row must not be imported."""

    def __init__(self, table: Table, line: Line, findings: Findings) -> None:
        self.table = table
        self.line = line
        self.findings = findings
        self.failed = False

    def place(self, heading: str = "") -> Place:
        return Place(self.table.file, self.line.number, self.table.written(heading) if heading else "")

    def text(self, heading: str) -> str:
        """The cell under `heading`; empty where the file has no such column."""
        index = self.table.index.get(heading)
        return "" if index is None else self.line.cells[index]

    def refuse(self, heading: str, text: str) -> None:
        self.failed = True
        self.findings.refuse(self.place(heading), text)

    def note(self, heading: str, text: str, plain: str = "") -> None:
        self.findings.note(self.place(heading), text, plain)

    def required(self, heading: str) -> str:
        text = self.text(heading)
        if not text:
            self.refuse(heading, "Не заполнено: впишите значение.")
        return text

    def parsed(self, heading: str, parse: Callable[[str], T], default: T) -> T:
        """The parsed cell, `default` where it is empty; a wrong value refuses the row."""
        return self.value(heading, self.text(heading), parse, default)

    def value(self, heading: str, text: str, parse: Callable[[str], T], default: T) -> T:
        """The same for a part of a cell."""
        try:
            return parse(text) if text else default
        except FieldError as error:
            self.refuse(heading, str(error))
            return default

    def optional(self, heading: str, parse: Callable[[str], T], default: T) -> T:
        """Like `parsed`, but a wrong value is only noted: the row goes in without it."""
        try:
            return parse(self.text(heading)) if self.text(heading) else default
        except FieldError as error:
            self.note(heading, f"{error} Строка читается без этого значения.", UNREAD)
            return default
