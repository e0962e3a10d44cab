"""What a rollover would do: writes for the importer's writer, lines to show. Plain data."""

from dataclasses import dataclass, field
from datetime import date

from parta.ops.importing.parts import Plan


@dataclass(frozen=True)
class ClassLine:
    """One class of the old year. `to`: «9 «Б»», «выпускается», empty while nobody has decided."""

    id: int
    title: str
    to: str
    pupils: int
    going: int  # with the class
    elsewhere: int  # to other classes
    out: int  # graduates and those who leave
    teacher: str  # the class teacher of the class it moves into


@dataclass(frozen=True)
class NewLine:
    """One class of the new year."""

    name: str  # «9Б»
    title: str
    pupils: int
    teacher: str
    journals: int
    pattern: str  # «9 «А»»: whose journals of the last year it gets; empty without one
    there: bool  # the class stands already


@dataclass(frozen=True)
class Rollover:
    """`faults`: what has to be decided first; `todo`: what is left to do by hand afterwards, by kind."""

    plan: Plan
    starts_on: date
    title: str  # «2027/28»
    makes_year: bool
    lines: tuple[ClassLine, ...] = ()
    classes: tuple[NewLine, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()  # «Зайцев Пётр, 8 «Б»: в 8 «А»»
    no_teacher: tuple[str, ...] = ()  # journals
    divided: tuple[str, ...] = ()  # journals of subgroups, made without pupils
    no_homeroom: tuple[str, ...] = ()
    no_pattern: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        return self.plan.fingerprint
