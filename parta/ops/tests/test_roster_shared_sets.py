"""OneRoster 1.1, 1.2 and all SDS sets that nobody here wrote (../shared/data)."""

import pickle
from datetime import date
from pathlib import Path

import pytest

from parta.ops.roster.read import read_folder, read_upload
from parta.ops.roster.rows import PersonName, ReadOptions, Roster, SchoolChoice, Severity

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"
MOODLE = SHARED / "oneroster-moodle-enrol"
SDS = SHARED / "oneroster-microsoft-sds" / "CSV Samples"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared/data beside the checkout")

MARY, THOMAS, ANNA, JOHN, JIM = (
    "usr-222-66778899",
    "usr-222-1234561",
    "usr-222-567891",
    "usr-222-123456",
    "usr-222-987654",
)


def counts(roster: Roster) -> dict[str, int]:
    names = ("staff", "classes", "pupils", "guardians", "courses", "sessions")
    return {name: len(getattr(roster, name)) for name in names if getattr(roster, name)}


def places(roster: Roster, severity: Severity = Severity.REFUSED) -> list[str]:
    return [str(problem.place) for problem in roster.problems if problem.severity is severity]


def problem_at(roster: Roster, place: str) -> str:
    return next(problem.text for problem in roster.problems if str(problem.place) == place)


@needs_shared
@pytest.mark.parametrize("form", ["Test_full_data_set", "Test_full_data_set.zip"])
def test_moodle_full_set(form: str) -> None:
    files = read_folder(MOODLE / form)
    roster = read_upload(files)
    assert counts(roster) == {"staff": 2, "pupils": 1, "courses": 1, "sessions": 3}
    assert roster.unknown_grades == (("12", 2),)
    assert [(row.key, row.grade_level, row.class_key) for row in roster.pupils] == [(ANNA, 11, "")]
    assert places(roster) == [
        "«enrollments.csv», строка 3, столбец «role»",  # a teacher enrolled as a pupil
        "«users.csv», строка 3, столбец «grades»",
        "«users.csv», строка 6, столбец «grades»",
        "«users.csv», строка 4, столбец «agentSourcedIds»",  # the parent of a refused pupil
    ]
    mapped = read_upload(files, ReadOptions(grade_map={"12": 11}))
    assert counts(mapped) == {"staff": 2, "pupils": 3, "guardians": 1, "courses": 1, "sessions": 3}
    assert mapped.unknown_grades == ()
    assert [(row.key, row.pupil_keys, row.relation) for row in mapped.guardians] == [(THOMAS, (MARY,), "родитель")]
    (course,) = mapped.courses
    assert (course.title, course.subject_key) == ("Introduction to Physics", "introduction to physics")
    assert [(row.staff_key, row.starts_on, row.ends_on) for row in course.teachers] == [
        (JOHN, date(2022, 3, 15), date(2022, 6, 15))
    ]
    assert [row.pupil_key for row in course.members or ()] == ["usr-222-1234561232"]
    assert "помечена на удаление" in problem_at(mapped, "«classes.csv», строка 3, столбец «status»")
    assert "неактивная" in problem_at(mapped, "«academicSessions.csv», строка 4, столбец «status»")


@needs_shared
@pytest.mark.parametrize("form", ["Test_minimal_data_set", "Test_minimal_data_set.zip"])
def test_moodle_minimal_set(form: str) -> None:
    files = read_folder(MOODLE / form)
    assert read_upload(files).unknown_grades == (("", 3),)
    roster = read_upload(files, ReadOptions(grade_map={"": 7}))
    assert counts(roster) == {"staff": 2, "pupils": 3, "courses": 2, "sessions": 5}
    assert {row.grade_level for row in roster.pupils} == {7}
    assert "читается как журнал" in problem_at(roster, "«classes.csv», строка 3, столбец «title»")
    assert "не связан" in problem_at(roster, "«users.csv», строка 4, столбец «agentSourcedIds»")


@needs_shared
@pytest.mark.parametrize("form", ["v1p2_full_dataset", "v1p2_full_dataset.zip"])
def test_moodle_1p2_set(form: str) -> None:
    roster = read_upload(read_folder(MOODLE / form), ReadOptions(grade_map={"12": 10}))
    assert counts(roster) == {"staff": 3, "pupils": 3, "guardians": 1, "courses": 1, "sessions": 3}
    assert [(row.key, row.position) for row in roster.staff] == [
        (JOHN, "учитель"),
        (THOMAS, "администратор"),
        (JIM, "учитель"),
    ]
    assert all(row.roles == () for row in roster.staff)  # an import makes nobody an administrator
    assert (roster.staff[0].starts_on, roster.staff[0].ends_on) == (date(2024, 3, 6), date(2025, 9, 23))
    # A teacher who is also somebody's guardian is both.
    assert [(row.key, row.pupil_keys) for row in roster.guardians] == [(JOHN, (MARY, "usr-222-1234561232"))]
    assert "строк: 5" in problem_at(roster, "«users.csv», строка 2, столбец «dateLastModified»")
    notes = places(roster, Severity.NOTE)
    assert "«roles.csv», строка 1, столбец «dataLastModified»" in notes
    assert "«users.csv», строка 1, столбец «prefferedGivenName»" in notes
    assert "«manifest.csv», строка 21, столбец «value»" in notes


@needs_shared
@pytest.mark.parametrize("form", ["oneroster_test_data", "oneroster_test_data.zip"])
def test_moodle_generated_set(form: str) -> None:
    roster = read_upload(read_folder(MOODLE / form), ReadOptions(grade_map={"": 9}))
    assert counts(roster) == {"pupils": 1, "courses": 1, "sessions": 1}
    assert (roster.pupils[0].birth_date, roster.pupils[0].name.last) == (date(2010, 4, 17), "Wayne")
    assert [row.name for row in roster.subjects] == ["subject1"]
    assert roster.courses[0].title == "Basic Detection"
    assert "только изменения (delta)" in problem_at(roster, "«manifest.csv», строка 24, столбец «value»")


@needs_shared
def test_sds_2p1_offers_its_schools_first() -> None:
    files = read_folder(SDS / "SDS v2.1")
    offered = read_upload(files)
    assert counts(offered) == {}
    assert offered.schools == (
        SchoolChoice("110001", "College of Engineering", pupils=1, staff=1),
        SchoolChoice("110003", "School of TwoDotOne", pupils=3, staff=1),
    )
    roster = read_upload(files, ReadOptions(school_key="110003"))
    assert counts(roster) == {"staff": 1, "pupils": 3, "guardians": 2, "courses": 1, "sessions": 2}
    assert roster.schools == ()
    assert [(row.grade_level, row.sex, row.birth_date) for row in roster.pupils] == [
        (10, "m", date(2001, 7, 2)),
        (10, "m", date(2002, 3, 2)),
        (10, "f", date(2001, 9, 2)),
    ]
    jean, bob = roster.guardians
    assert (jean.pupil_keys, bob.pupil_keys) == (("114001", "114003"), ("114004",))
    assert (jean.email, jean.phone, jean.relation) == (
        "jean.craig@outlook.com",
        "+11234567890",
        "законный представитель",
    )
    assert "родственник" in problem_at(roster, "«users.csv», строка 3, столбец «role»")
    assert len(roster.courses[0].members or ()) == 3
    college = read_upload(files, ReadOptions(school_key="110001"))
    assert college.unknown_grades == (("ps1", 1),)
    assert "«roles.csv», строка 8, столбец «grade»" in places(college)
    assert counts(read_upload(files, ReadOptions("110001", {"PS1": 11}))) == {
        "staff": 1,
        "pupils": 1,
        "courses": 1,
        "sessions": 2,
    }


@needs_shared
def test_sds_2_is_read_as_it_has_the_same_shape() -> None:
    files = read_folder(SDS / "SDS v2")
    assert [(row.key, row.pupils) for row in read_upload(files).schools][:2] == [("10001", 7), ("10002", 7)]
    assert counts(read_upload(files, ReadOptions("10002"))) == {"staff": 4, "pupils": 7, "courses": 1}


# What is read of each set of version 1, with grade 12 as our 11: folder, school, counts, refused rows of people.
SDS_1 = [
    ("SDS Format/25 Users", "", {"staff": 2, "pupils": 22, "courses": 2, "sessions": 1}, 0),
    ("UK Format/25 Users", "", {"staff": 2, "pupils": 22, "courses": 14, "sessions": 1}, 0),
    ("SDS Format/100 Users", "10001", {"staff": 7, "pupils": 60, "courses": 14, "sessions": 1}, 0),
    ("SDS Format/100 Users", "10002", {"staff": 5, "pupils": 26, "courses": 14, "sessions": 1}, 0),
    ("UK Format/100 Users", "10001", {"staff": 7, "pupils": 60, "courses": 14, "sessions": 1}, 0),
    ("UK Format/100 Users", "10002", {"staff": 5, "pupils": 26, "courses": 14, "sessions": 1}, 0),
    ("SDS Format/Min Required Attributes", "", {"courses": 2}, 24),
    ("UK Format/Min Required Attributes", "", {"courses": 14}, 24),
]


@needs_shared
@pytest.mark.parametrize(("folder", "school", "found", "refused"), SDS_1)
def test_sds_1(folder: str, school: str, found: dict[str, int], refused: int) -> None:
    roster = read_upload(read_folder(SDS / folder), ReadOptions(school, {"12": 11}))
    assert (roster.source, counts(roster)) == ("sds", found)
    assert len(places(roster)) == refused
    assert all("столбец «Last Name»" in place for place in places(roster))
    assert all("без фамилии и имени" in problem.text for problem in roster.problems)


@needs_shared
def test_rows_of_sds_1() -> None:
    files = read_folder(SDS / "SDS Format" / "100 Users")
    offered = read_upload(files)
    assert counts(offered) == {}
    assert offered.schools == (
        SchoolChoice("10001", "Contoso High School", pupils=60, staff=7),
        SchoolChoice("10002", "Fabrikam High School", pupils=26, staff=5),
    )
    roster = read_upload(files, ReadOptions("10001"))
    assert roster.unknown_grades == (("12", 9),)
    assert "«Student.csv», строка 4, столбец «Grade»" in places(roster)
    ora, beulah = roster.pupils[:2]
    assert (ora.key, ora.name, ora.grade_level) == ("13001", PersonName("Klein", "Ora", "Christopher"), 9)
    assert (ora.birth_date, beulah.birth_date) == (date(2000, 4, 2), date(1999, 11, 12))  # 12/19/1997 of a third tells
    assert (roster.staff[0].key, roster.staff[0].position) == ("14001", "учитель")
    (term,) = roster.sessions
    assert (term.title, term.starts_on, term.ends_on) == ("SY1516", date(2017, 7, 1), date(2018, 6, 30))
    algebra = roster.courses[0]
    assert (algebra.title, algebra.subject_key, [row.staff_key for row in algebra.teachers]) == (
        "Math - Algebra 1",
        "math",
        ["14001"],
    )
    assert "13001" in {row.pupil_key for row in algebra.members or ()}
    uk = read_upload(read_folder(SDS / "UK Format" / "100 Users"), ReadOptions("10001"))
    assert (uk.pupils, uk.staff, uk.courses, uk.sessions) == (
        roster.pupils,
        roster.staff,
        roster.courses,
        roster.sessions,
    )


@needs_shared
def test_passwords_of_no_set_get_out_of_the_child() -> None:
    for folder in sorted({path.parent for name in ("users", "Student") for path in SHARED.rglob(f"{name}.csv")}):
        if folder.name == "Min Required Attributes":
            continue
        files = read_folder(folder)
        assert any(b"assword" in upload.content for upload in files)
        first = read_upload(files)
        rosters = [first, *(read_upload(files, ReadOptions(school.key)) for school in first.schools)]
        for secret in (b"Password1", b"P@ssw", b"Batman.Ru1ez"):
            assert secret not in pickle.dumps(rosters)
