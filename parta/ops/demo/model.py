"""The demo school as plain frozen data: no Django, no database. Keys are readable and stable between two runs."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Name:
    last: str
    first: str
    patronymic: str

    @property
    def full(self) -> str:
        return f"{self.last} {self.first} {self.patronymic}"


@dataclass(frozen=True)
class Staff:
    key: str  # "sokolova"
    name: Name
    position: str  # «учитель физики», as in the staff list
    roles: tuple[str, ...]  # values of parta.core.roles.Role
    room: str = ""


@dataclass(frozen=True)
class SchoolClass:
    key: str  # "8Б"
    grade_level: int
    letter: str
    homeroom: str  # Staff.key
    on_paper: int = 0  # pupils without consent [3.2]: a bare number, they exist nowhere else


@dataclass(frozen=True)
class Pupil:
    """`level` is the average mark the pupil tends to (2.5-4.95); `health` is the 0.3-2.5 multiple of usual illness."""

    key: str  # "8Б-10", the number is the place in the class list
    name: Name
    sex: str  # "m" or "f"
    class_key: str
    birth_date: date
    consent_on: date
    consent_signer: str  # Guardian.key
    health_consent: bool  # False: «б» is refused for this pupil
    level: float
    health: float


@dataclass(frozen=True)
class Guardian:
    key: str  # "g-001"
    name: Name
    pupil_keys: tuple[str, ...]
    relation: str  # «мать», «отец», «опекун»
    consent_on: date
    staff_key: str = ""  # Staff.key of a parent who works at the school: the same human being


@dataclass(frozen=True)
class Subject:
    """`written` = norm of written works applies [6.2]; `marked` False = mark-free (ОРКСЭ, индивидуальный проект)."""

    key: str  # "fizika"
    name: str
    short: str
    marked: bool = True
    written: bool = False


@dataclass(frozen=True)
class Course:
    """A journal for the year. `member_keys` None = the whole class; a subgroup has a label and its own members."""

    key: str  # "8Б-fizika", "8Б-english-1"
    subject_key: str
    class_keys: tuple[str, ...]
    label: str  # "" or «1-я гр.»
    teacher_keys: tuple[str, ...]
    member_keys: tuple[str, ...] | None
    hours: int  # a week
    marked: bool  # False in grade 1 and in mark-free subjects


@dataclass(frozen=True)
class Slot:
    weekday: int  # 0 = Monday
    number: int  # 1..7
    course_key: str
    room: str


@dataclass(frozen=True)
class DemoSchool:
    """Everything the database builder needs. `year` is the calendar year of 1 September."""

    name: str
    town: str
    year: int
    seed: int
    staff: tuple[Staff, ...]
    classes: tuple[SchoolClass, ...]
    pupils: tuple[Pupil, ...]  # by class, then by the Russian alphabet
    guardians: tuple[Guardian, ...]
    subjects: tuple[Subject, ...]
    courses: tuple[Course, ...]
    slots: tuple[Slot, ...]
    signins: tuple[tuple[str, str], ...]  # (role of the demo, key of the person)

    @property
    def homerooms(self) -> dict[str, str]:
        """class key → staff key."""
        return {school_class.key: school_class.homeroom for school_class in self.classes}
