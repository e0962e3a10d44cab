"""Sessions, classes and enrolments of a OneRoster set. A homeroom becomes a class, any other section a course."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date

from parta.core.russian import search_key
from parta.ops.roster import oneroster_ours as ours
from parta.ops.roster.fields import FieldError, parse_class_name, parse_label, shown
from parta.ops.roster.findings import Form
from parta.ops.roster.oneroster_files import Bundle, first_text, ids
from parta.ops.roster.oneroster_people import Grades, People, dates
from parta.ops.roster.oneroster_roles import TEACHING, Kind, kind_of, role_word
from parta.ops.roster.oneroster_schools import Scope
from parta.ops.roster.rows import (
    ClassRow,
    CourseMemberRow,
    CourseRow,
    CourseTeacherRow,
    Place,
    PupilRow,
    SessionRow,
    SubjectRow,
)

_SESSION_KINDS = {kind.lower(): kind for kind in ("schoolYear", "term", "semester", "gradingPeriod")}
_LETTER_CHARACTERS = 10  # a homeroom's title that is no class name may serve as its letter up to this length


def read_sessions(bundle: Bundle) -> tuple[SessionRow, ...]:
    rows: list[SessionRow] = []
    keyed = list(bundle.keyed("academicsessions"))
    known = {key for key, _ in keyed}
    for key, form in keyed:
        form.required("startdate")
        form.required("enddate")
        starts_on, ends_on = dates(form, ("startdate",), ("enddate",))
        kind = _SESSION_KINDS.get(form.text("type").lower(), "")
        if not kind:
            form.refuse("type", f"Вид периода «{shown(form.text('type'))}» не известен: строка не читалась.")
        parent = form.text("parentsourcedid")
        if parent and parent not in known:
            form.note("parentsourcedid", f"Периода «{shown(parent)}» в наборе нет или он пропущен.")
        if starts_on and ends_on and not form.failed:
            rows.append(
                SessionRow(
                    key, form.place(), form.text("title"), kind, starts_on, ends_on, parent if parent in known else ""
                )
            )
    return tuple(rows)


@dataclass(frozen=True)
class Section:
    """A class of OneRoster that becomes a course."""

    key: str
    place: Place
    title: str
    subject: str  # empty = the set names none


def read_classes(bundle: Bundle, scope: Scope, grades: Grades) -> tuple[dict[str, Section], dict[str, ClassRow]]:
    """Sections and homeroom classes of the school, by `sourcedId`."""
    courses = dict(bundle.keyed("courses"))
    terms = {form.text("sourcedid") for form in bundle.forms("academicsessions")}
    sections: dict[str, Section] = {}
    classes: dict[str, ClassRow] = {}
    taken: set[tuple[int, str]] = set()
    for key, form in bundle.keyed("classes"):
        if not scope.holds(ids(form, "schoolsourcedid", "orgsourcedid")):
            continue
        course = courses.get(form.text("coursesourcedid"))
        _check_references(bundle, form, course, terms)
        homeroom = _homeroom(key, form, grades) if form.text("classtype").lower() == "homeroom" else None
        if homeroom and (homeroom.grade_level, homeroom.letter) in taken:
            form.refuse("title", "Такой класс в наборе уже есть. Назовите классы по-разному, например 5А и 5Б.")
            continue
        if homeroom:
            taken.add((homeroom.grade_level, homeroom.letter))
            classes[key] = homeroom
            continue
        title = form.parsed("title", parse_label, "") or (course.text("title") if course else "")
        if not title:
            form.required("title")
        if not form.failed:
            sections[key] = Section(key, form.place(), title, _subject(form, course))
    return sections, classes


def _check_references(bundle: Bundle, form: Form, course: Form | None, terms: Collection[str]) -> None:
    """A section stands without its course and terms; what is missing is noted where the set has those files."""
    course_key = form.text("coursesourcedid")
    if course_key and not course and bundle.has("courses"):
        form.note("coursesourcedid", f"Курса «{shown(course_key)}» в courses.csv нет: предмет взят из самой секции.")
    heading = "termsourcedids" if form.text("termsourcedids") else "sessionsourcedids"
    for term in ids(form, heading):
        if terms and term not in terms:
            form.note(heading, f"Периода «{shown(term)}» в academicSessions.csv нет.")


def _homeroom(key: str, form: Form, grades: Grades) -> ClassRow | None:
    """A class, when the title names it («5А») or one grade and a short title do; else None and a note."""
    title = form.text("title")
    if ours.has(form, ours.LETTER):
        return ours.school_class(key, form)
    try:
        grade_level, letter = parse_class_name(title, cyrillic=False)
    except FieldError:
        level = grades.level(first_text(form, "grades", "grade"))
        if level is None or len(title) > _LETTER_CHARACTERS:
            form.note("title", "Класс по названию и параллели не узнан (нужно «5А»): читается как журнал предмета.")
            return None
        grade_level, letter = level, title
    return ClassRow(key, form.place(), grade_level, letter)


def _subject(form: Form, course: Form | None) -> str:
    """The one subject of the section or of its course; codes and lists don't name one, then the course's title."""
    for source in (form, course):
        named = ids(source, "subjects", "subject") if source else []
        if len(named) == 1 and not named[0].isdigit():
            return named[0]
    return course.text("title") if course else ""


@dataclass(frozen=True)
class Stay:
    """Somebody's time in a section."""

    user: str
    starts_on: date | None
    ends_on: date | None
    primary: bool = False


@dataclass
class Members:
    """Who is enrolled in one section or homeroom."""

    teachers: list[Stay] = field(default_factory=list)
    pupils: list[Stay] = field(default_factory=list)


class Enrolments:
    """enrollments.csv, checked against users and classes."""

    def __init__(
        self, bundle: Bundle, people: People, sections: dict[str, Section], classes: dict[str, ClassRow]
    ) -> None:
        self.lists: dict[str, Members] = {key: Members() for key in (*sections, *classes)}
        self.class_of: dict[str, str] = {}  # pupil → homeroom class
        self._people = people
        self._bundle = bundle
        self._seen: dict[tuple[str, str, str], list[Stay]] = {}
        for form in bundle.forms("enrollments"):
            if bundle.live(form):
                self._take(form, classes)

    def _take(self, form: Form, classes: dict[str, ClassRow]) -> None:
        class_key = self._bundle.refers(form, "classsourcedid", "classes", "Секции")
        user_key = self._bundle.refers(form, "usersourcedid", "users", "Пользователя")
        word = role_word(form.required("role"))
        if class_key in self._bundle.not_counted.get("classes", ()):
            form.note("classsourcedid", "Эта секция в classes.csv пропущена, запись в неё тоже.")
        starts_on, ends_on = dates(form, ("begindate",), ("enddate",))
        user = self._people.users.get(user_key)
        enrolled = self.lists.get(class_key)
        if form.failed or not user or not enrolled:
            return
        entry = Stay(user_key, starts_on, ends_on, form.text("primary").lower() == "true")
        if word == "student" and user.role(Kind.PUPIL):
            if self._is_new(form, class_key, word, entry):
                enrolled.pupils.append(entry)
                self._settle(form, class_key, user_key, classes)
        elif word in TEACHING and user.role(Kind.STAFF):
            if self._is_new(form, class_key, "teacher", entry):
                enrolled.teachers.append(entry)
        else:
            self._report_role(form, word)

    def _report_role(self, form: Form, word: str) -> None:
        if word == "student":
            form.refuse("role", "Записан обучающимся, а по своей роли он не обучающийся. Исправьте роль или запись.")
        elif word in TEACHING:
            form.refuse("role", "Записан учителем, а по своей роли он не сотрудник. Исправьте роль или запись.")
        elif kind_of(word):
            form.note("role", f"Роль «{shown(word)}» журнала не ведёт: запись пропущена.")
        else:
            form.refuse("role", f"Роль «{shown(word)}» не известна. Исправьте её или уберите строку.")

    def _is_new(self, form: Form, class_key: str, role: str, entry: Stay) -> bool:
        """Several stays in one section are fine unless they overlap."""
        earlier = self._seen.setdefault((class_key, entry.user, role), [])
        if any(_overlap(entry, other) for other in earlier):
            form.note("usersourcedid", "Эта запись повторяет другую на те же дни: она пропущена.")
            return False
        earlier.append(entry)
        return True

    def _settle(self, form: Form, class_key: str, pupil: str, classes: dict[str, ClassRow]) -> None:
        if class_key not in classes:
            return
        first = self.class_of.setdefault(pupil, class_key)
        if first != class_key:
            form.note("classsourcedid", "Обучающийся записан в два класса: оставлен первый.")

    def with_homerooms(self, classes: dict[str, ClassRow]) -> tuple[ClassRow, ...]:
        """Classes with their class teachers: the primary teacher of the homeroom, else the first."""
        rows = []
        for key, row in classes.items():
            teachers = sorted(self.lists[key].teachers, key=lambda entry: not entry.primary)
            first = teachers[0] if teachers else None
            rows.append(replace(row, homeroom_key=first.user, homeroom_from=first.starts_on) if first else row)
        return tuple(rows)


def _overlap(one: Stay, other: Stay) -> bool:
    starts_late = one.starts_on and other.ends_on and one.starts_on > other.ends_on
    ends_early = one.ends_on and other.starts_on and one.ends_on < other.starts_on
    return not (starts_late or ends_early)


def read_courses(
    sections: dict[str, Section], lists: dict[str, Members], pupils: dict[str, PupilRow]
) -> tuple[tuple[SubjectRow, ...], tuple[CourseRow, ...]]:
    """A course for every section; its classes are those of its members."""
    subjects: dict[str, SubjectRow] = {}
    courses: list[CourseRow] = []
    for key, section in sections.items():
        subject = section.subject or section.title
        subject_key = search_key(subject)
        subjects.setdefault(subject_key, SubjectRow(subject_key, section.place, subject))
        enrolled = lists[key]
        members = [entry for entry in enrolled.pupils if entry.user in pupils]
        class_keys = sorted({pupils[entry.user].class_key for entry in members} - {""})
        teachers = sorted(enrolled.teachers, key=lambda entry: not entry.primary)
        courses.append(
            CourseRow(
                key=key,
                place=section.place,
                subject_key=subject_key,
                names_subject=bool(section.subject),
                class_keys=tuple(class_keys),
                title=section.title,
                teachers=tuple(CourseTeacherRow(entry.user, entry.starts_on, entry.ends_on) for entry in teachers),
                members=tuple(CourseMemberRow(entry.user, entry.starts_on, entry.ends_on) for entry in members),
            )
        )
    return tuple(subjects.values()), tuple(courses)
