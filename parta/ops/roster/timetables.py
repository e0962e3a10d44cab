"""A timetable of another program as its file has it: names that the school may know by others, lessons, bells.

Plain data: no Django, no database.
"""

from dataclasses import dataclass

from parta.ops.roster.rows import PersonName, Place, Problem


@dataclass(frozen=True)
class FileName:
    """A teacher, class, subject, room or group as the file calls it. `key`: the same in the next file."""

    kind: str  # "staff", "class", "subject", "room", "group"
    key: str
    place: Place
    title: str
    short: str = ""
    person: PersonName | None = None  # a teacher whose last and first name the file has


@dataclass(frozen=True)
class Card:
    """A placed lesson: `number` is its first hour; `weeks` of the cycle, empty = each."""

    place: Place
    weekday: int  # 0 = Monday
    number: int
    weeks: tuple[int, ...] = ()
    rooms: tuple[str, ...] = ()  # keys of names


@dataclass(frozen=True)
class FileLesson:
    """One lesson of a subject with everybody who takes part. Keys of names; `groups` only parts of classes."""

    place: Place
    subject: str
    classes: tuple[str, ...]
    groups: tuple[str, ...]
    teachers: tuple[str, ...]
    hours: int = 1  # of one card: 2 = a double lesson
    per_week: float = 0  # hours a week; 0 = not said
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True)
class FileBell:
    place: Place
    number: int
    starts_at: str  # «08:30»
    ends_at: str

    @property
    def key(self) -> str:
        return str(self.number)


@dataclass(frozen=True)
class Timetable:
    """`unplaced`: what of the file can't stand in a timetable of ours, each with its reason."""

    names: tuple[FileName, ...] = ()
    lessons: tuple[FileLesson, ...] = ()
    bells: tuple[FileBell, ...] = ()
    cycle_weeks: int = 1
    unplaced: tuple[Problem, ...] = ()
