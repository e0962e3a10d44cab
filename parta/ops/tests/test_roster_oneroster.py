"""OneRoster: a small set of our own, with one kind of dirt at a time."""

import io
import pickle
import zipfile
from datetime import date
from pathlib import Path

import pytest

from parta.ops.roster import sources
from parta.ops.roster.read import Upload, read_folder, read_upload
from parta.ops.roster.rows import ReadOptions, Roster, RosterRefused, Severity


def counts(roster: Roster) -> dict[str, int]:
    names = ("staff", "classes", "pupils", "guardians", "courses", "sessions")
    return {name: len(getattr(roster, name)) for name in names if getattr(roster, name)}


def places(roster: Roster, severity: Severity = Severity.REFUSED) -> list[str]:
    return [str(problem.place) for problem in roster.problems if problem.severity is severity]


def problem_at(roster: Roster, place: str) -> str:
    return next(problem.text for problem in roster.problems if str(problem.place) == place)


SET = {
    "orgs": "sourcedId,name,type\no1,Школа 1,school\n",
    "academicSessions": "sourcedId,title,type,startDate,endDate\ny1,2025/26,schoolYear,2025-09-01,2026-05-26\n",
    "users": (
        "sourcedId,orgSourcedIds,role,familyName,givenName,middleName,agentSourcedIds,grades,password\n"
        "t1,o1,teacher,Орлов,Игорь,Львович,,,CANARY\n"
        "t2,o1,principal,Ёлкина,Ольга,,,,CANARY\n"
        "p1,o1,student,Волков,Пётр,,g1,05,CANARY\n"
        "p2,o1,student,Волкова,Вера,,,IT,CANARY\n"
        "g1,o1,parent,Волкова,Анна,,p2,,CANARY\n"
    ),
    "courses": "sourcedId,title,subjects\nk1,Алгебра базовая,Алгебра\n",
    "classes": (
        "sourcedId,title,classType,grades,courseSourcedId,schoolSourcedId,termSourcedIds\n"
        "c1,5 «А»,homeroom,,,o1,y1\n"
        "c2,Алгебра (сильные),scheduled,05,k1,o1,y1\n"
    ),
    "enrollments": (
        "sourcedId,classSourcedId,userSourcedId,role,primary,beginDate,endDate\n"
        "e1,c1,p1,student,,2025-09-01,\n"
        "e2,c1,t1,teacher,false,,\n"
        "e3,c1,t2,teacher,true,,\n"
        "e4,c2,p1,student,,2025-09-01,2025-10-31\n"
        "e5,c2,p1,student,,2026-01-12,\n"
        "e6,c2,t1,teacher,true,,\n"
    ),
    "demographics": "sourcedId,birthDate,sex\np1,2014-03-14,male\np2,2018-01-02,unspecified\n",
}


def files_of(**changes: str) -> list[Upload]:
    """The set with files replaced; an empty text takes the file away."""
    texts = {**SET, **changes}
    return [Upload(f"{name}.csv", text.encode()) for name, text in texts.items() if text]


def parsed(files: list[Upload], options: ReadOptions | None = None) -> Roster:
    """What the child does, without starting one for every kind of dirt."""
    return sources.read(files, options or ReadOptions())


def with_line(name: str, line: str) -> Roster:
    """The set with one more line in a file."""
    return parsed(files_of(**{name: f"{SET[name]}{line}\n"}), ReadOptions(grade_map={"it": 1}))


def test_a_homeroom_becomes_a_class_and_a_section_a_course() -> None:
    roster = parsed(files_of(), ReadOptions(grade_map={"it": 1}))
    assert [problem.text for problem in roster.problems] == []
    (own,) = roster.classes
    assert (own.key, own.grade_level, own.letter, own.homeroom_key) == ("c1", 5, "А", "t2")
    peter, vera = roster.pupils
    assert (peter.class_key, peter.grade_level, peter.sex, peter.birth_date) == ("c1", 5, "m", date(2014, 3, 14))
    assert (vera.class_key, vera.grade_level, vera.sex) == ("", 1, "")
    assert (roster.guardians[0].pupil_keys, roster.guardians[0].consent) == (("p1", "p2"), None)
    (course,) = roster.courses
    assert (course.key, course.title, course.subject_key, course.class_keys) == (
        "c2",
        "Алгебра (сильные)",
        "алгебра",
        ("c1",),
    )
    assert [(row.starts_on, row.ends_on) for row in course.members or ()] == [
        (date(2025, 9, 1), date(2025, 10, 31)),
        (date(2026, 1, 12), None),
    ]
    assert (roster.sessions[0].kind, roster.sessions[0].ends_on) == ("schoolYear", date(2026, 5, 26))
    assert roster.staff[1].position == "директор"


def test_a_password_column_never_leaves_the_child() -> None:
    assert b"CANARY" not in pickle.dumps(read_upload(files_of()))
    shifted = with_line("users", "p9,o1,student,Ким,Ин,,,05,лишнее,CANARY")
    assert b"CANARY" not in pickle.dumps(shifted)
    assert places(shifted) == ["«users.csv», строка 7"]


def test_a_zip_with_one_inner_folder_and_what_a_mac_adds() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for upload in files_of():
            archive.writestr(f"export/{upload.name}", upload.content)
            archive.writestr(f"__MACOSX/export/._{upload.name}", b"\x00\x05\x16\x07")
    zipped = read_upload([Upload("set.zip", buffer.getvalue())])
    assert zipped.pupils == read_upload(files_of()).pupils


def test_a_folder_with_one_inner_folder(tmp_path: Path) -> None:
    inner = tmp_path / "export"
    inner.mkdir()
    for upload in files_of():
        (inner / upload.name).write_bytes(upload.content)
    assert sorted(read_folder(tmp_path)) == sorted(files_of())
    with pytest.raises(RosterRefused, match="такого файла или папки нет"):
        read_folder(tmp_path / "нет")


def test_unknown_grades_are_counted_and_can_be_mapped() -> None:
    users = SET["users"] + 'p3,o1,student,Ким,Ин,,,12,\np4,o1,student,Ким,Ян,,,12,\np5,o1,student,Ким,Ли,,,"05,06",\n'
    roster = parsed(files_of(users=users))
    assert roster.unknown_grades == (("05,06", 1), ("12", 2), ("IT", 1))
    mapped = parsed(files_of(users=users), ReadOptions(grade_map={"12": 11, "IT": 1, "05,06": 5}))
    assert [row.grade_level for row in mapped.pupils] == [5, 1, 11, 11, 5]


def test_two_schools_are_kept_apart() -> None:
    two = files_of(
        orgs=SET["orgs"] + "o2,Школа 2,school\n",
        users=SET["users"] + "p7,o2,student,Ким,Ин,,,12,\nt7,o2,teacher,Ким,Ян,,,,\n",
    )
    assert [(row.name, row.pupils, row.staff) for row in parsed(two).schools] == [
        ("Школа 1", 2, 2),
        ("Школа 2", 1, 1),
    ]
    first = parsed(two, ReadOptions("o1", {"IT": 1}))
    assert [row.key for row in first.pupils] == ["p1", "p2"]
    assert first.problems == ()  # the other school's dirt is not ours
    with pytest.raises(RosterRefused, match="Выбранной школы в этом наборе нет"):
        parsed(two, ReadOptions("o3"))


@pytest.mark.parametrize(
    ("name", "line", "column", "says"),
    [
        ("users", ",o1,student,Ким,Ин,,,05,", "sourcedId", "Не заполнено"),
        ("users", "p1,o1,student,Ким,Ин,,,05,", "sourcedId", "уже есть в строке 4"),
        ("users", "p9,o1,wizard,Ким,Ин,,,05,", "role", "Роль «wizard» не известна"),
        ("users", "p9,o1,,Ким,Ин,,,05,", "role", "Роль не указана"),
        ("users", "p9,o1,student,,Ин,,,05,", "familyName", "Не заполнено"),
        ("users", "p9,o9,student,Ким,Ин,,,05,", "orgSourcedIds", "нет в orgs.csv"),
        ("users", "p9,o1,student,Ким,Ин,,,KG,", "grades", "Параллели «KG»"),
        ("users", "g9,o1,guardian,Ким,Ли,,,,", "agentSourcedIds", "не связан"),
        ("academicSessions", "y2,Год,term,2025-13-01,2026-01-01", "startDate", "Такой даты нет"),
        ("academicSessions", "y2,Год,term,01/05/2025,2026-01-01", "startDate", "где день, а где месяц"),
        ("academicSessions", "y2,Год,term,2026-02-01,2026-01-01", "endDate", "раньше начала"),
        ("academicSessions", "y2,Год,век,2026-01-01,2026-02-01", "type", "Вид периода «век»"),
        ("classes", "c9,5А,homeroom,,,o1,y1", "title", "уже есть"),
        ("classes", "c9,,scheduled,,,o1,y1", "title", "Не заполнено"),
        ("enrollments", "e9,c9,p1,student,,,", "classSourcedId", "нет в classes.csv"),
        ("enrollments", "e9,c2,p99,student,,,", "userSourcedId", "нет в users.csv"),
        ("enrollments", "e9,c2,t1,student,,,", "role", "не обучающийся"),
        ("enrollments", "e9,c2,p2,teacher,,,", "role", "не сотрудник"),
        ("enrollments", "e9,c2,p2,wizard,,,", "role", "Роль «wizard» не известна"),
        ("enrollments", "e9,c2,p2,student,,2026-02-01,2026-01-01", "endDate", "раньше начала"),
    ],
)
def test_dirt_is_refused_with_its_place(name: str, line: str, column: str, says: str) -> None:
    roster = with_line(name, line)
    place = f"«{name}.csv», строка {SET[name].count(chr(10)) + 1}, столбец «{column}»"
    assert places(roster) == [place]
    assert says in problem_at(roster, place)


@pytest.mark.parametrize(
    ("name", "line", "column", "says"),
    [
        ("classes", "c9,Физика,scheduled,,k9,o1,y1", "courseSourcedId", "«k9» в courses.csv нет"),
        ("classes", "c9,Физика,scheduled,,,o1,y9", "termSourcedIds", "«y9» в academicSessions.csv нет"),
        ("classes", "c9,Кружок по интересам,homeroom,05,,o1,y1", "title", "читается как журнал"),
        ("enrollments", "e9,c2,p1,student,,2025-10-01,", "userSourcedId", "повторяет другую"),
        ("enrollments", "e9,c2,t1,aide,,,", "role", "журнала не ведёт"),
        ("users", "p9,o1,student,Ким,Ин,,x9,05,", "agentSourcedIds", "нет в users.csv"),
        ("users", "p9,o1,student,Ким,Ин,,t1,05,", "agentSourcedIds", "пропущена"),
        ("demographics", "p1,2014-99-14,male", "birthDate", "Такой даты нет"),
        ("demographics", "x9,2014-01-14,male", "sourcedId", "нет в users.csv"),
    ],
)
def test_what_can_be_done_without_is_noted(name: str, line: str, column: str, says: str) -> None:
    roster = with_line(name, line)
    place = f"«{name}.csv», строка {SET[name].count(chr(10)) + 1}, столбец «{column}»"
    assert places(roster, Severity.NOTE) == [place]
    assert places(roster) == []
    assert says in problem_at(roster, place)


def test_deleted_inactive_and_disabled_rows_are_skipped_with_a_note() -> None:
    users = (
        "sourcedId,status,enabledUser,orgSourcedIds,role,familyName,givenName,grades\n"
        "p1,tobedeleted,TRUE,o1,student,Ким,Ин,05\n"
        "p2,inactive,TRUE,o1,student,Ким,Ян,05\n"
        "p3,active,FALSE,o1,student,Ким,Ли,05\n"
        "p4,Active,true,o1,student,Ким,Ода,05\n"
    )
    roster = parsed(files_of(users=users, enrollments="", demographics=""))
    assert [row.key for row in roster.pupils] == ["p4"]
    assert places(roster) == []
    assert places(roster, Severity.NOTE) == [
        "«users.csv», строка 2, столбец «status»",
        "«users.csv», строка 3, столбец «status»",
        "«users.csv», строка 4, столбец «enabledUser»",
    ]


def test_the_manifest_is_held_against_the_files() -> None:
    lines = (
        "propertyName,value",
        "oneroster.version,1.1",
        "file.results,bulk",
        "file.users,absent",
        "file.classes,bulk",
    )
    manifest = "\n".join((*lines, "file.categories,\n"))
    roster = parsed(files_of(manifest=manifest), ReadOptions(grade_map={"IT": 1}))
    assert places(roster) == ["«manifest.csv», строка 3, столбец «value»"]
    assert places(roster, Severity.NOTE) == [
        "«manifest.csv», строка 4, столбец «value»",
        "«manifest.csv», строка 6, столбец «value»",
    ]


def test_a_file_without_a_required_column_is_not_read() -> None:
    roster = parsed(files_of(users="sourcedId,role,givenName\np1,student,Ин\n", enrollments="", demographics=""))
    assert places(roster) == ["«users.csv», строка 1, столбец «familyName»"]
    assert roster.pupils == ()


def test_a_set_without_users_says_so() -> None:
    assert "«users.csv»" in places(parsed(files_of(users="", demographics="")))


def test_a_large_school_is_read_within_the_limits() -> None:
    """1,000 pupils, 1,800 parents and 15,000 enrolments."""
    users = [SET["users"].splitlines()[0]]
    users += [f"t{i},o1,teacher,Фамилия,Имя,,,," for i in range(80)]
    users += [f"p{i},o1,student,Фамилия,Имя,,,{i % 11 + 1:02}," for i in range(1000)]
    users += [f"g{i},o1,parent,Фамилия,Имя,,p{i % 1000},," for i in range(1800)]
    classes = ["sourcedId,title"] + [f"c{i},Секция {i}" for i in range(600)]
    enrolled = ["classSourcedId,userSourcedId,role"]
    enrolled += [f"c{i % 600},t{i % 80},teacher" for i in range(600)]
    enrolled += [f"c{(i + j * 40) % 600},p{i},student" for i in range(1000) for j in range(15)]
    roster = read_upload(
        files_of(users="\n".join(users), classes="\n".join(classes), enrollments="\n".join(enrolled), demographics="")
    )
    assert counts(roster) == {"staff": 80, "pupils": 1000, "guardians": 1800, "courses": 600, "sessions": 1}
    assert sum(len(row.members or ()) for row in roster.courses) == 15_000
