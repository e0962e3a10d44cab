"""Rows of a roster, the same for every source. Plain data: no Django, no database.

Every row carries `key`, stable between two exports of the same source (the source's own id where it has one,
else a readable key made of the row's own fields), and `place`, so that a refusal names file, row and column.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parta.ops.roster.timetables import Timetable

from parta.ops.roster.mapping import Mapping


@dataclass(frozen=True)
class Place:
    """Where something stands: `row` is 1-based as the user's program shows it (the header is row 1)."""

    file: str
    row: int | None = None
    column: str = ""
    element: str = ""  # of XML: «lesson *12»

    def __str__(self) -> str:
        parts = [f"«{self.file}»" if self.file else ""]
        if self.row is not None:
            parts.append(f"строка {self.row}")
        if self.column:
            parts.append(f"столбец «{self.column}»")
        if self.element:
            parts.append(f"элемент {self.element}")
        return ", ".join(part for part in parts if part)


class Severity(StrEnum):
    REFUSED = "refused"  # the row is not imported
    NOTE = "note"  # the row is imported; the operator should know


@dataclass(frozen=True)
class Problem:
    """One finding of a reader or of the plan. `text` is a whole Russian sentence that says what to do.

    `plain`: the same without names and values, where `text` has any; for readers who may not see them.
    """

    place: Place
    text: str
    severity: Severity = Severity.REFUSED
    plain: str = ""


class RosterRefused(Exception):
    """The whole upload can't be read (bomb, garbage, wrong kind of file). `str()` is the Russian reason."""


class HeadingsUnknown(RosterRefused):
    """The file is a table, but of another program: the operator may say which column is what (`mapping`)."""


@dataclass(frozen=True)
class PersonName:
    last: str
    first: str
    patronymic: str = ""


@dataclass(frozen=True)
class ConsentRow:
    """A signed consent [3.2]: when and by whom; `health` = the signer also agreed to health data («б»)."""

    given_on: date
    signer: str
    health: bool = False


@dataclass(frozen=True)
class RoleTerm:
    role: str  # a value of parta.core.roles.Role
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class StaffRow:
    """`terms`: dated roles of a source that has them, `()` = none at all; None = it says nothing but `roles`."""

    key: str
    place: Place
    name: PersonName
    roles: tuple[str, ...] = ()  # values of parta.core.roles.Role; empty = teacher
    position: str = ""
    email: str = ""
    phone: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    terms: tuple[RoleTerm, ...] | None = None


@dataclass(frozen=True)
class ClassRow:
    key: str
    place: Place
    grade_level: int
    letter: str
    homeroom_key: str = ""  # StaffRow.key
    homeroom_from: date | None = None
    shift: int | None = None
    week_days: int | None = None


@dataclass(frozen=True)
class PupilRow:
    key: str
    place: Place
    name: PersonName
    grade_level: int | None = None  # None only when class_key is given
    class_key: str = ""  # ClassRow.key; empty = «Без класса» of grade_level
    birth_date: date | None = None
    sex: str = ""  # "m", "f" or ""
    consent: ConsentRow | None = None  # None = refused by the plan (the consent gate), never by a reader
    starts_on: date | None = None


@dataclass(frozen=True)
class GuardianRow:
    key: str
    place: Place
    name: PersonName
    pupil_keys: tuple[str, ...] = ()
    relation: str = ""  # «мать», «отец», «опекун», … or empty
    email: str = ""
    phone: str = ""
    consent: ConsentRow | None = None
    relations: tuple[str, ...] = ()  # beside `pupil_keys`, where the source has one for each


@dataclass(frozen=True)
class SubjectRow:
    key: str
    place: Place
    name: str
    short: str = ""
    scale: str = ""  # a value of parta.school.models.Scale


@dataclass(frozen=True)
class CourseTeacherRow:
    staff_key: str
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class CourseMemberRow:
    pupil_key: str
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class CourseRow:
    """A journal: subject + classes (+ subgroup label).

    `members` None = everybody of the classes where `label` is empty; where there is a label, the source doesn't
    list the subgroup (the division is made in the product, and an import leaves it alone).
    `exact`: the source names all classes of the journal, so none are added for those who are listed.
    """

    key: str
    place: Place
    subject_key: str
    class_keys: tuple[str, ...] = ()
    label: str = ""  # «1-я гр.»; empty = everybody
    title: str = ""  # shown instead of the subject where the source has a section's own title
    hours_per_week: int | None = None
    teachers: tuple[CourseTeacherRow, ...] = ()
    members: tuple[CourseMemberRow, ...] | None = None
    kind: str = ""  # a value of parta.teaching.models.CourseKind; empty = an ordinary lesson
    exact: bool = False
    names_subject: bool = True  # False = the source names none: the title stands for it in a new journal


@dataclass(frozen=True)
class SlotRow:
    key: str
    place: Place
    course_key: str
    weekday: int  # 0 = Monday
    number: int  # lesson number, 0-12
    room: str = ""
    week: int = 0  # of the cycle; 0 = each


@dataclass(frozen=True)
class RoomRow:
    key: str
    place: Place
    name: str


@dataclass(frozen=True)
class MatchedRow:
    """A name of the file that the operator said is an object of the school; `pk` 0 = left out, now and later."""

    kind: str
    key: str
    place: Place
    title: str
    pk: int


@dataclass(frozen=True)
class SessionRow:
    """An academic session of OneRoster: informative, and the year's dates when the school has none yet."""

    key: str
    place: Place
    title: str
    kind: str  # "schoolYear" | "term" | "semester" | "gradingPeriod"
    starts_on: date
    ends_on: date
    parent_key: str = ""


@dataclass(frozen=True)
class MarkRow:
    """One mark of another diary. A current one has its date, a final one its period as written."""

    place: Place
    name: str  # as written
    class_name: str  # «5А», empty = not said
    subject: str
    given_on: date | None
    value: int | None  # 2-5
    sign: str = ""  # зач, незач, н/а, осв: of a final mark
    period: str = ""
    work: str = ""
    weight: int = 1


@dataclass(frozen=True)
class SchoolChoice:
    """One school of a set that holds several; the operator picks one."""

    key: str
    name: str
    pupils: int
    staff: int


@dataclass(frozen=True)
class Roster:
    """What one upload says. `source` names the ExternalId space: "book", "oneroster" or "sds"."""

    source: str
    staff: tuple[StaffRow, ...] = ()
    classes: tuple[ClassRow, ...] = ()
    pupils: tuple[PupilRow, ...] = ()
    guardians: tuple[GuardianRow, ...] = ()
    subjects: tuple[SubjectRow, ...] = ()
    courses: tuple[CourseRow, ...] = ()
    slots: tuple[SlotRow, ...] = ()
    sessions: tuple[SessionRow, ...] = ()
    marks: tuple[MarkRow, ...] = ()  # of another diary; then nothing else is filled
    origin: str = ""  # where the marks come from
    subjects_named: tuple[tuple[str, int], ...] = ()  # subject of the file → number of ours, chosen by the operator
    problems: tuple[Problem, ...] = ()
    schools: tuple[SchoolChoice, ...] = ()  # more than one and none picked: everything else is empty
    unknown_grades: tuple[tuple[str, int], ...] = ()  # (grade as written or "", pupils refused for it)
    rooms: tuple[RoomRow, ...] = ()
    matched: tuple[MatchedRow, ...] = ()
    cycle_weeks: int = 1  # of the timetable, where its slots name weeks
    # A timetable by the names of another program, and what they are: `importing.timetables` makes the rows of both.
    timetable: "Timetable | None" = None
    choices: tuple[tuple[str, str], ...] = ()
    digest: str = ""  # SHA-256 of the uploaded bytes (names and contents)


@dataclass(frozen=True)
class ReadOptions:
    """What the operator chose. `grade_map`: unknown grade as written ("" = none written) → grade level 1-11."""

    school_key: str = ""
    grade_map: dict[str, int] = field(default_factory=dict)
    mapping: Mapping | None = None  # which columns of a foreign file are what
