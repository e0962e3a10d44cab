"""Microsoft School Data Sync v1, in its SDS and UK spellings. Keys are the set's own ids, a guardian's is the e-mail.

A section becomes a course. There are no homeroom classes, so pupils come into «без класса» of their grade.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial

from parta.ops.roster.fields import (
    parse_date,
    parse_email,
    parse_foreign_phone,
    parse_label,
    parse_name,
    says_month_first,
    shown,
)
from parta.ops.roster.findings import Findings, Form
from parta.ops.roster.oneroster_classes import Members, Section, Stay, read_courses
from parta.ops.roster.oneroster_files import Bundle, Shape, first_text
from parta.ops.roster.oneroster_people import Grades
from parta.ops.roster.oneroster_roles import GUARDIAN_TITLES, STAFF_TITLES, role_word
from parta.ops.roster.oneroster_schools import settle
from parta.ops.roster.rows import (
    GuardianRow,
    PersonName,
    PupilRow,
    ReadOptions,
    Roster,
    SchoolChoice,
    SessionRow,
    StaffRow,
)
from parta.ops.roster.tables import Table, heading_key

SOURCE = "sds"

_PERSON = (
    "sisid id schoolsisid schooldfenumber firstname lastname middlename username stateid secondaryemail status grade"
)
_ROSTER = "sectionsisid sectionid sisid id"
SDS = Shape(
    title="School Data Sync v1",
    key="SIS ID",
    needed={"school": "School.csv", "student": "Student.csv", "teacher": "Teacher.csv"},
    known={
        "school": "sisid dfenumber name schoolnumber schoolncesid stateid gradelow gradehigh principalsisid "
        "principalname principalsecondaryemail address city state country zip postalcode phone zone",
        "section": "sisid id schoolsisid schooldfenumber sectionname sectionnumber termsisid termname termstartdate "
        "termenddate coursesisid coursename coursenumber coursedescription coursesubject periods status",
        "student": f"{_PERSON} studentnumber birthdate graduationyear",
        "teacher": f"{_PERSON} teachernumber title qualification",
        "studentenrollment": _ROSTER,
        "teacherroster": _ROSTER,
        "user": "email firstname lastname phone sisid id",
        "guardianrelationship": "sisid id email role",
    },
    required={
        "school": ("SIS ID", "Name"),
        "section": ("SIS ID", "School SIS ID", "Section Name"),
        "student": ("SIS ID", "School SIS ID"),
        "teacher": ("SIS ID", "School SIS ID"),
        "studentenrollment": ("Section SIS ID", "SIS ID"),
        "teacherroster": ("Section SIS ID", "SIS ID"),
        "user": ("Email", "First Name", "Last Name"),
        "guardianrelationship": ("SIS ID", "Email"),
    },
)
_UK = {"dfenumber": "sisid", "id": "sisid", "schooldfenumber": "schoolsisid", "sectionid": "sectionsisid"}
_MARKS = {"sisid", "dfenumber", "sectionsisid", "schoolsisid", "schooldfenumber", "sectionid"}


def is_sds(table: Table) -> bool:
    return heading_key(table.name) in SDS.known and not _MARKS.isdisjoint(table.index)


def read_sds(tables: Sequence[Table], options: ReadOptions, findings: Findings) -> Roster:
    """The roster of one school of the set, or only the list of schools where the operator must pick one.

    Raises `RosterRefused` when `options.school_key` is not a school of the set.
    """
    bundle = Bundle([_in_sds_words(table) for table in tables], findings, SDS)
    schools, school = _choose(bundle, options.school_key)
    if schools:
        return Roster(source=SOURCE, schools=schools, problems=findings.all())
    grades = Grades(options.grade_map)
    staff = {row.key: row for row in _staff(bundle, school)}
    pupils = {row.key: row for row in _pupils(bundle, school, grades)}
    sections = _sections(bundle, school)
    lists = {key: Members() for key in sections}
    for key, stay in _enrolled(bundle, "teacherroster", "teacher", sections, staff):
        lists[key].teachers.append(stay)
    for key, stay in _enrolled(bundle, "studentenrollment", "student", sections, pupils):
        lists[key].pupils.append(stay)
    subjects, courses = read_courses(sections, lists, pupils)
    return Roster(
        source=SOURCE,
        staff=tuple(staff.values()),
        pupils=tuple(pupils.values()),
        guardians=tuple(_guardians(bundle, school, pupils)),
        subjects=subjects,
        courses=courses,
        sessions=tuple(_terms(bundle, school)),
        problems=findings.all(),
        unknown_grades=grades.unknown(),
    )


def _in_sds_words(table: Table) -> Table:
    """The UK columns are found under the SDS names too; places still call them as the file does."""
    uk = {sds: table.index[uk] for uk, sds in _UK.items() if uk in table.index and sds not in table.index}
    return replace(table, index=table.index | uk)


def _choose(bundle: Bundle, picked: str) -> tuple[tuple[SchoolChoice, ...], str]:
    people: dict[str, dict[str, set[str]]] = {}
    for file in ("student", "teacher"):
        for form in bundle.forms(file):
            people.setdefault(form.text("schoolsisid"), {}).setdefault(file, set()).add(form.text("sisid"))
    schools = [
        SchoolChoice(key, form.text("name"), *(len(people[key].get(file, ())) for file in ("student", "teacher")))
        for key, form in bundle.keyed("school")
        if key in people
    ]
    return settle(schools, picked)


def _of_school(bundle: Bundle, file: str, school: str) -> Iterator[tuple[str, Form]]:
    """Rows of the school with their ids; one of a school that the set doesn't know is refused."""
    schools = bundle.named("school")

    def counts(form: Form) -> bool:
        named = form.text("schoolsisid")
        if named not in schools:
            form.refuse("schoolsisid", f"Школы «{shown(named)}» нет в School.csv. Исправьте строку.")
        return named == school and not form.failed

    return bundle.keyed(file, counts)


# --- people ------------------------------------------------------------------------------------------------------


def _name(form: Form) -> PersonName:
    for heading in ("Last Name", "First Name"):
        if heading_key(heading) not in form.table.index:
            form.refuse(heading, "Такого столбца в файле нет, а без фамилии и имени в журнал не внести. Добавьте его.")
            return PersonName("", "")
        form.required(heading_key(heading))
    return PersonName(*(form.parsed(heading, parse_name, "") for heading in ("lastname", "firstname", "middlename")))


def _staff(bundle: Bundle, school: str) -> Iterator[StaffRow]:
    for key, form in _of_school(bundle, "teacher", school):
        name = _name(form)
        email = form.optional("secondaryemail", parse_email, "")
        if not form.failed:
            yield StaffRow(key, form.place(), name, position=STAFF_TITLES["teacher"], email=email)


def _pupils(bundle: Bundle, school: str, grades: Grades) -> Iterator[PupilRow]:
    parse_day = partial(parse_date, month_first=says_month_first(bundle.texts("student", "birthdate")))
    for key, form in _of_school(bundle, "student", school):
        name = _name(form)
        birth_date = form.parsed("birthdate", parse_day, None)
        if form.failed:
            continue
        level = grades.read(form, "grade")
        if level is not None:
            yield PupilRow(key, form.place(), name, level, birth_date=birth_date)


def _guardians(bundle: Bundle, school: str, pupils: dict[str, PupilRow]) -> Iterator[GuardianRow]:
    """Those of User.csv with a pupil of the school; the parents of other schools' pupils are passed over."""
    links = _links(bundle)
    ours = {form.text("sisid") for form in bundle.forms("student") if form.text("schoolsisid") == school}
    seen: dict[str, int] = {}
    for form in bundle.forms("user"):
        email = form.required("email").lower()
        linked = links.get(email, {})
        if linked and ours.isdisjoint(linked):
            continue
        if email in seen:
            form.refuse("email", f"Этот адрес уже есть в строке {seen[email]}: строка не читалась.")
        seen.setdefault(email, form.line.number)
        name, _ = _name(form), form.parsed("email", parse_email, "")
        keys = tuple(key for key in linked if key in pupils)
        if not linked:
            form.refuse("email", "Родитель не связан ни с одним обучающимся. Укажите связь в GuardianRelationship.csv.")
        elif not keys:
            form.refuse("email", "Обучающиеся этого родителя не принимаются, поэтому строка не читается.")
        phone = form.optional("phone", parse_foreign_phone, "")
        if not form.failed:
            relation = next((GUARDIAN_TITLES[linked[key]] for key in keys if linked[key]), "")
            yield GuardianRow(email, form.place(), name, keys, relation, email, phone)


def _links(bundle: Bundle) -> dict[str, dict[str, str]]:
    """E-mail of a guardian → pupil → role; only who may be a legal representative is linked."""
    links: dict[str, dict[str, str]] = {}
    users = {form.text("email").lower() for form in bundle.forms("user")}
    for form in bundle.forms("guardianrelationship"):
        pupil, email = bundle.refers(form, "sisid", "student", "Обучающегося"), form.required("email").lower()
        word = role_word(form.text("role"))
        if email and email not in users:
            form.refuse("email", "Человека с этим адресом нет в User.csv. Уберите строку.")
        if word and word not in GUARDIAN_TITLES:
            form.refuse("role", f"«{shown(form.text('role'))}» — не законный представитель: связи не будет.")
        if form.failed:
            continue
        if word in {"", "relative"}:
            form.note("role", "Кем приходится, не ясно. Проверьте, что это законный представитель.")
        links.setdefault(email, {})[pupil] = word
    return links


# --- sections ----------------------------------------------------------------------------------------------------


def _sections(bundle: Bundle, school: str) -> dict[str, Section]:
    sections: dict[str, Section] = {}
    for key, form in _of_school(bundle, "section", school):
        form.required("sectionname")
        title = form.parsed("sectionname", parse_label, "")
        subject = form.value("coursesubject", first_text(form, "coursesubject", "coursename"), parse_label, "")
        if not form.failed:
            sections[key] = Section(key, form.place(), title, subject)
    return sections


def _terms(bundle: Bundle, school: str) -> Iterator[SessionRow]:
    """Terms stand in the sections; each is told by its first one."""
    written = [*bundle.texts("section", "termstartdate"), *bundle.texts("section", "termenddate")]
    parse_day = partial(parse_date, month_first=says_month_first(written))
    seen: set[str] = set()
    for form in bundle.forms("section"):
        key = form.text("termsisid")
        if not key or key in seen or form.text("schoolsisid") != school:
            continue
        seen.add(key)
        starts_on, ends_on = (form.optional(heading, parse_day, None) for heading in ("termstartdate", "termenddate"))
        if starts_on and ends_on and ends_on < starts_on:
            form.note("termenddate", "Период кончается раньше, чем начинается: он не читался.")
        elif starts_on and ends_on:
            yield SessionRow(key, form.place(), form.text("termname"), "term", starts_on, ends_on)


def _enrolled(
    bundle: Bundle, file: str, people: str, sections: Collection[str], accepted: Collection[str]
) -> Iterator[tuple[str, Stay]]:
    """Sections with their people, each once; those of refused rows and of other schools are passed over."""
    what = {"student": "Обучающегося", "teacher": "Учителя"}[people]
    seen: set[tuple[str, str]] = set()
    for form in bundle.forms(file):
        section = bundle.refers(form, "sectionsisid", "section", "Секции")
        person = bundle.refers(form, "sisid", people, what)
        if form.failed:
            continue
        if section in bundle.not_counted.get("section", ()):
            form.note("sectionsisid", "Эта секция в Section.csv пропущена, запись в неё тоже.")
        elif (section, person) in seen:
            form.note("sisid", "Эта запись повторяет другую: она пропущена.")
        elif section in sections and person in accepted:
            yield section, Stay(person, None, None)
        seen.add((section, person))
