"""Sets of other systems and big schools, all the way: look, consents, apply, apply again, take back."""

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from parta.core import dates
from parta.ops.importing import undo
from parta.ops.importing.apply import apply_roster, check
from parta.ops.importing.draft import Rights
from parta.ops.importing.parts import Action, Plan
from parta.ops.models import ImportRun
from parta.ops.roster.consents import consent_list, with_consents
from parta.ops.roster.read import read_consents, read_folder, read_upload
from parta.ops.roster.rows import ReadOptions, Roster
from parta.ops.roster.tables import Upload
from parta.ops.tests.test_importing import SIGNED, roster
from parta.people.models import Consent, Person, Pupil
from parta.school.models import AcademicYear, Bell, DayOff, Period, School, SchoolClass
from parta.school.refusals import Refused
from parta.teaching.models import Course, CourseMember, Lesson
from tests.cast import TODAY, Cast, make_cast
from tests.races import at_once

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"
MOODLE = SHARED / "oneroster-moodle-enrol"
SDS = SHARED / "oneroster-microsoft-sds" / "CSV Samples"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared/data beside the checkout")

# Path, options, pupils and journals of the set.
SETS = [
    ("Test_full_data_set", ReadOptions(grade_map={"12": 11}), 3, 1),
    ("Test_full_data_set.zip", ReadOptions(grade_map={"12": 11}), 3, 1),
    ("Test_minimal_data_set", ReadOptions(grade_map={"": 7}), 3, 2),
    ("Test_minimal_data_set.zip", ReadOptions(grade_map={"": 7}), 3, 2),
    ("v1p2_full_dataset", ReadOptions(grade_map={"12": 10}), 3, 1),
    ("v1p2_full_dataset.zip", ReadOptions(grade_map={"12": 10}), 3, 1),
    ("oneroster_test_data", ReadOptions(grade_map={"": 9}), 1, 1),
    ("oneroster_test_data.zip", ReadOptions(grade_map={"": 9}), 1, 1),
]


def signed(roster: Roster) -> Roster:
    """The roster with the handed-out list of consents filled in."""
    book = openpyxl.load_workbook(io.BytesIO(consent_list(roster)))
    for sheet in book:
        columns = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, columns["Дата согласия"], "03.09.2026")
            sheet.cell(row, columns["Кто подписал"], "Представитель И. О.")
    out = io.BytesIO()
    book.save(out)
    return with_consents(roster, read_consents(Upload("согласия.xlsx", out.getvalue())))


def look(roster: Roster) -> Plan:
    return check(roster, Rights(), TODAY)


def apply_now(roster: Roster) -> Plan:
    plan = look(roster)
    apply_roster(roster, Rights(), title="набор", shown=plan.fingerprint, by=None, at=dates.now())
    return plan


def there_and_back(roster: Roster) -> Plan:
    """Applied, nothing left to do, taken back; gives the first plan."""
    people = Person.objects.count()
    plan = look(roster)
    run = apply_roster(roster, Rights(), title="набор", shown=plan.fingerprint, by=None, at=dates.now())
    again = look(roster)
    assert again.is_empty, again.writes
    assert not again.total(Action.CREATED) + again.total(Action.CHANGED)
    undo.undo_run(run, by=None, at=dates.now())
    assert Person.objects.count() == people
    return plan


@needs_shared
@pytest.mark.parametrize(("name", "options", "pupils", "courses"), SETS)
def test_a_moodle_set_goes_in_and_out(cast: Cast, name: str, options: ReadOptions, pupils: int, courses: int) -> None:
    bare = read_upload(read_folder(MOODLE / name), options)
    assert look(bare).counts["refused"]["pupil"] == pupils
    full = signed(bare)
    plan = there_and_back(full)
    assert plan.counts["created"]["pupil"] == pupils
    assert plan.counts["created"].get("course", 0) == courses


# The same of Microsoft's sets; a section in which nobody is enrolled is refused.
SDS_SETS = [
    ("SDS v2.1", ReadOptions("110003"), 3, 1),
    ("SDS v2.1", ReadOptions("110001", {"PS1": 11}), 1, 1),
    ("SDS v2", ReadOptions("10001"), 7, 1),
    ("SDS v2", ReadOptions("10002"), 7, 1),
    ("SDS v2", ReadOptions("10003", {"PS1": 10, "PS2": 10, "PS3": 11, "undergraduate": 11, "postgraduate": 11}), 8, 2),
    ("SDS Format/25 Users", ReadOptions(grade_map={"12": 11}), 22, 2),
    ("UK Format/25 Users", ReadOptions(grade_map={"12": 11}), 22, 7),
    ("SDS Format/100 Users", ReadOptions("10001", {"12": 11}), 60, 14),
    ("SDS Format/100 Users", ReadOptions("10002", {"12": 11}), 26, 7),
    ("UK Format/100 Users", ReadOptions("10001", {"12": 11}), 60, 14),
    ("UK Format/100 Users", ReadOptions("10002", {"12": 11}), 26, 7),
]


@needs_shared
@pytest.mark.parametrize(("name", "options", "pupils", "courses"), SDS_SETS)
def test_a_microsoft_set_goes_in_and_out(
    cast: Cast, name: str, options: ReadOptions, pupils: int, courses: int
) -> None:
    bare = read_upload(read_folder(SDS / name), options)
    assert look(bare).counts["refused"]["pupil"] == pupils
    plan = there_and_back(signed(bare))
    assert (plan.counts["created"]["pupil"], plan.counts["created"]["course"]) == (pupils, courses)


@needs_shared
@pytest.mark.parametrize("kind", ["SDS Format", "UK Format"])
def test_a_set_without_names_changes_nothing(cast: Cast, kind: str) -> None:
    plan = look(read_upload(read_folder(SDS / kind / "Min Required Attributes")))
    assert plan.is_empty, plan.writes
    assert plan.total(Action.REFUSED)


@needs_shared
def test_a_set_without_subjects_leaves_those_of_the_school(cast: Cast) -> None:
    apply_now(signed(read_upload(read_folder(SDS / "SDS Format" / "25 Users"), ReadOptions(grade_map={"12": 11}))))
    plan = look(read_upload(read_folder(SDS / "SDS Format" / "Min Required Attributes")))
    assert plan.is_empty, plan.writes


@needs_shared
def test_pupils_without_a_class_and_their_section(cast: Cast) -> None:
    full = signed(read_upload(read_folder(MOODLE / "Test_full_data_set"), ReadOptions(grade_map={"12": 11})))
    plan = look(full)
    apply_roster(full, Rights(), title="набор", shown=plan.fingerprint, by=None, at=dates.now())
    (school_class,) = SchoolClass.objects.filter(unassigned=True)
    assert (school_class.name, school_class.members.count()) == ("11 без класса", 3)
    course = Course.objects.get(subject__name="Introduction to Physics")
    assert (course.class_names, course.members.count(), course.teachers.count()) == ("11 без класса", 1, 1)


def big(pupils: int, classes: int, subjects: int = 5) -> Roster:
    """A whole school in our own book: as many parents as pupils, two lessons of each subject a week."""
    names = [f"{grade}{letter}" for grade in range(1, 12) for letter in "АБВГ"][:classes]
    staff = [{"Фамилия": f"Учителев{i}", "Имя": "Иван", "Отчество": f"Петрович{i}"} for i in range(80)]
    full = [" ".join(row.values()) for row in staff]
    load = [(name, j) for name in names for j in range(subjects)]
    born = {"Дата рождения": "14.03.2014"}
    people = [
        {"Фамилия": f"Учеников{i}", "Имя": "Пётр", "Класс": names[i % classes], **born, **SIGNED} for i in range(pupils)
    ]
    parents = [
        {"Фамилия": f"Родителев{i}", "Имя": "Анна", "Дети": f"Учеников{i} Пётр", **SIGNED} for i in range(pupils)
    ]
    return roster(
        {
            "Сотрудники": staff,
            "Классы": [{"Класс": name} for name in names],
            "Обучающиеся": people,
            "Родители": parents,
            "Предметы и нагрузка": [
                {"Предмет": f"Предмет {j}", "Классы": name, "Учитель": full[(i + j) % 80]}
                for i, (name, j) in enumerate(load)
            ],
            "Расписание": [
                {"Класс": name, "День": ("Пн", "Вт", "Ср", "Чт", "Пт")[place % 5], "Урок": str(place // 5 + 1)}
                | {"Предмет": f"Предмет {j}"}
                for name, j in load
                for place in (2 * j, 2 * j + 1)
            ],
        }
    )


def test_a_school_of_a_thousand_pupils_goes_in_quickly(cast: Cast) -> None:
    school = big(1000, 40)
    seen: list[tuple[int, int]] = []
    began = time.process_time()  # of the processor: the machine has other things to do
    plan = look(school)
    apply_roster(
        school, Rights(), title="книга", shown=plan.fingerprint, by=None, at=dates.now(),
        progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert time.process_time() - began < 30
    assert Pupil.objects.count() >= 1000
    assert CourseMember.objects.count() >= 5000
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]
    assert look(school).is_empty


def test_rows_are_written_in_bulk(cast: Cast, count_queries: Callable[[], Any]) -> None:
    school = big(200, 4)
    plan = look(school)
    with count_queries() as queries:
        apply_roster(school, Rights(), title="книга", shown=plan.fingerprint, by=None, at=dates.now())
    assert len(queries()) < len(plan.writes) / 15


def test_a_school_without_a_year_gets_one(db: None) -> None:
    School.objects.create(pk=1, name="Школа № 1", short_name="Школа № 1")
    school = big(20, 2)
    plan = look(school)
    assert plan.year is not None
    run = apply_roster(school, Rights(), title="книга", shown=plan.fingerprint, by=None, at=dates.now())
    year = AcademicYear.objects.get()
    assert (year.starts_on.isoformat(), SchoolClass.objects.filter(year=year).count()) == ("2026-09-01", 2)
    assert (Period.objects.count(), Bell.objects.exists(), DayOff.objects.exists()) == (5, True, True)
    assert Lesson.objects.exists()
    undo.undo_run(run, by=None, at=dates.now())
    assert (Pupil.objects.count(), Consent.objects.count(), AcademicYear.objects.count()) == (0, 0, 1)


def test_of_two_who_apply_at_once_one_wins(database_of_a_school: None) -> None:
    make_cast()
    school = big(20, 2)
    plan = look(school)

    def apply() -> ImportRun | str:
        try:
            return apply_roster(school, Rights(), title="книга", shown=plan.fingerprint, by=None, at=dates.now())
        except Refused as refusal:
            return str(refusal)

    found = at_once(apply, apply)
    assert sorted(isinstance(one, ImportRun) for one in found) == [False, True]
    assert ImportRun.objects.count() == 1
    assert look(school).is_empty
