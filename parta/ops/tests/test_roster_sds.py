"""Microsoft School Data Sync v1: a small set of our own, with one kind of dirt at a time."""

import pickle
from datetime import date

import pytest

from parta.ops.roster import sources
from parta.ops.roster.rows import ReadOptions, Roster, SchoolChoice, Severity
from parta.ops.roster.tables import Upload

SET = {
    "School": "SIS ID,Name\ns1,Школа 1\ns2,Школа 2\n",
    "Section": (
        "SIS ID,School SIS ID,Section Name,Term SIS ID,Term Name,Term StartDate,Term EndDate,"
        "Course Name,Course Subject\n"
        "c1,s1,Алгебра (сильные),t1,2026/27,9/1/2026,5/26/2027,Алгебра базовая,Алгебра\n"
        "c2,s1,Хор,t1,2026/27,9/1/2026,5/26/2027,Пение,\n"
        "c3,s2,Хор,t1,2026/27,9/1/2026,5/26/2027,Пение,\n"
    ),
    "Student": (
        "SIS ID,School SIS ID,Last Name,First Name,Middle Name,Username,Password,Grade,Status,Birthdate\n"
        "1,s1,Волков,Пётр,Ильич,pv,CANARY,9,Active,4/2/2011\n"
        "2,s1,Волкова,Вера,,vv,CANARY,10,,12/19/2010\n"
        "3,s2,Лисина,Анна,,al,CANARY,9,Active,20110305\n"
        "4,s1,Барсов,Лев,,lb,CANARY,9,Inactive,\n"
    ),
    "Teacher": (
        "SIS ID,School SIS ID,Last Name,First Name,Password,Secondary Email\n"
        "1,s1,Орлов,Игорь,CANARY,orlov@example.ru\n"
        "2,s2,Ёлкина,Ольга,CANARY,\n"
        "1,s2,Орлов,Игорь,CANARY,\n"
    ),
    "StudentEnrollment": "Section SIS ID,SIS ID\nc1,1\nc1,2\nc2,2\nc3,3\nc1,4\n",
    "TeacherRoster": "Section SIS ID,SIS ID\nc1,1\nc3,2\n",
    "User": (
        "Email,First Name,Last Name,Phone,SIS ID\n"
        "Anna@example.com,Анна,Волкова,+1 555 123 45 67,\n"
        "oleg@example.com,Олег,Лисин,,\n"
        "rita@example.com,Рита,Куницына,,\n"
    ),
    "GuardianRelationship": (
        "SIS ID,Email,Role\n1,anna@example.com,Parent\n2,anna@example.com,\n3,oleg@example.com,Guardian\n"
    ),
}


def files_of(**changes: str) -> list[Upload]:
    """The set with files replaced; an empty text takes the file away."""
    return [Upload(f"{name}.csv", text.encode()) for name, text in {**SET, **changes}.items() if text]


def read(school: str = "s1", **changes: str) -> Roster:
    return sources.read(files_of(**changes), ReadOptions(school))


def problems(roster: Roster, severity: Severity = Severity.REFUSED) -> list[str]:
    return [f"{one.place}: {one.text}" for one in roster.problems if one.severity is severity]


def test_one_school_of_the_set() -> None:
    assert sources.read(files_of(), ReadOptions()).schools == (
        SchoolChoice("s1", "Школа 1", pupils=3, staff=1),
        SchoolChoice("s2", "Школа 2", pupils=1, staff=2),
    )
    roster = read()
    assert [(row.key, row.name.last, row.email) for row in roster.staff] == [("1", "Орлов", "orlov@example.ru")]
    peter, vera = roster.pupils
    assert (peter.key, peter.name.patronymic, peter.grade_level) == ("1", "Ильич", 9)
    assert (peter.birth_date, vera.birth_date) == (date(2011, 4, 2), date(2010, 12, 19))
    algebra, choir = roster.courses
    assert (algebra.title, algebra.subject_key, choir.subject_key) == ("Алгебра (сильные)", "алгебра", "пение")
    assert [row.pupil_key for row in algebra.members or ()] == ["1", "2"]
    assert ([row.staff_key for row in algebra.teachers], choir.teachers) == (["1"], ())  # teacher 1 is not pupil 1
    (anna,) = roster.guardians
    assert (anna.key, anna.pupil_keys, anna.relation) == ("anna@example.com", ("1", "2"), "родитель")
    assert (anna.email, anna.phone) == ("anna@example.com", "+15551234567")
    assert [(row.key, row.starts_on, row.ends_on) for row in roster.sessions] == [
        ("t1", date(2026, 9, 1), date(2027, 5, 26))
    ]
    assert ["«User.csv», строка 4, столбец «Email»: Родитель не связан" in one for one in problems(roster)] == [True]
    notes = problems(roster, Severity.NOTE)
    assert any("«Student.csv», строка 5, столбец «Status»: Строка помечена как неактивная" in note for note in notes)
    assert any("строка 3, столбец «Role»: Кем приходится, не ясно" in note for note in notes)
    assert b"CANARY" not in pickle.dumps(roster)
    assert [row.birth_date for row in read("s2").pupils] == [date(2011, 3, 5)]


@pytest.mark.parametrize(
    ("file", "line", "says"),
    [
        ("Student", "5,s9,Котов,Ян,,,,9,,", "строка 6, столбец «School SIS ID»: Школы «s9» нет в School.csv"),
        ("Student", "1,s1,Котов,Ян,,,,9,,", "строка 6, столбец «SIS ID»: Этот SIS ID уже есть в строке 2"),
        ("Student", ",s1,Котов,Ян,,,,9,,", "строка 6, столбец «SIS ID»: Не заполнено"),
        ("Student", "5,s1,,Ян,,,,9,,", "строка 6, столбец «Last Name»: Не заполнено"),
        ("Student", "5,s1,Котов,=1+1,,,,9,,", "строка 6, столбец «First Name»: Имя записано знаками"),
        ("Student", "5,s1,Котов,Ян,,,,9,,4/2/00", "строка 6, столбец «Birthdate»: Не похоже на дату: «4/2/00»"),
        ("Student", "5,s1,Котов,Ян,,,,9,,2/30/2011", "строка 6, столбец «Birthdate»: Такой даты нет"),
        ("Student", "5,s1,Котов,Ян,,,,KG,,", "строка 6, столбец «Grade»: Параллели «KG» в школе нет"),
        ("StudentEnrollment", "c9,1", "строка 7, столбец «Section SIS ID»: Секции «c9» нет в Section.csv"),
        ("StudentEnrollment", "c1,9", "строка 7, столбец «SIS ID»: Обучающегося «9» нет в Student.csv"),
        ("TeacherRoster", "c1,9", "строка 4, столбец «SIS ID»: Учителя «9» нет в Teacher.csv"),
        ("Section", "c4,s1,,,,,,,", "строка 5, столбец «Section Name»: Не заполнено"),
        (
            "GuardianRelationship",
            "1,x@example.com,",
            "строка 5, столбец «Email»: Человека с этим адресом нет в User.csv",
        ),
        ("GuardianRelationship", "1,rita@example.com,Doctor", "строка 5, столбец «Role»: «Doctor» — не законный"),
        ("User", "anna@example.com,Анна,Волкова,,", "строка 5, столбец «Email»: Этот адрес уже есть в строке 2"),
    ],
)
def test_dirt_is_refused_by_row(file: str, line: str, says: str) -> None:
    roster = read(**{file: f"{SET[file]}{line}\n"})
    assert any(says in problem for problem in problems(roster)), problems(roster)
    assert (len(roster.pupils), len(roster.courses), len(roster.guardians)) == (2, 2, 1)


def test_the_file_tells_how_it_writes_its_dates() -> None:
    head = "SIS ID,School SIS ID,Last Name,First Name,Grade,Birthdate\n"
    row = "{},s1,Котов,Ян,9,{}\n"

    def born(*dates: str) -> tuple[list[date | None], int]:
        roster = read(Student=head + "".join(row.format(i, text) for i, text in enumerate(dates)), User="")
        return [pupil.birth_date for pupil in roster.pupils], sum("Birthdate" in one for one in problems(roster))

    assert born("4/2/2011", "12/19/2010") == ([date(2011, 4, 2), date(2010, 12, 19)], 0)
    assert born("4/2/2011", "19/12/2010") == ([date(2011, 2, 4), date(2010, 12, 19)], 0)
    assert born("4/2/2011") == ([], 1)  # nothing tells
    assert born("4/2/2011", "12/19/2010", "19/12/2010") == ([date(2010, 12, 19), date(2010, 12, 19)], 1)  # at odds


def test_files_that_lack_or_are_strange() -> None:
    few = {
        "School": "SIS ID,Name\ns1,Школа 1\n",
        "Student": "SIS ID,School SIS ID,Last Name,First Name,Grade,Цвет\n1,s1,Ким,Ли,9,\n",
        "License": "SKU\n1\n",
    }
    roster = read("", **dict.fromkeys(SET, "") | few)
    assert len(roster.pupils) == 1
    assert problems(roster) == ["«Teacher.csv»: Этого файла нет, загружать некого. Выгрузите набор заново."]
    assert problems(roster, Severity.NOTE) == [
        "«Student.csv», строка 1, столбец «Цвет»: Такого столбца в School Data Sync v1 нет, он не читался.",
        "«License.csv»: Такого файла в School Data Sync v1 нет, он не читался.",
    ]


def test_the_uk_spelling_is_answered_in_its_own_words() -> None:
    uk = {
        "School": "DfE Number,Name\nd1,Школа\n",
        "Section": "ID,School DfE Number,Section Name\nc1,d1,Хор\n",
        "Student": "ID,School DfE Number,Last Name,First Name,Grade\n1,d9,Ким,Ли,9\n2,d1,Ким,Ян,9\n",
        "Teacher": "ID,School DfE Number,Last Name,First Name\n1,d1,Орлов,Ян\n",
        "StudentEnrollment": "Section ID,ID\nc1,2\nc2,2\n",
        "TeacherRoster": "Section ID,ID\nc1,1\n",
    }
    roster = read("d1", **dict.fromkeys(SET, "") | uk)
    assert (len(roster.pupils), len(roster.courses[0].members or ()), len(roster.courses[0].teachers)) == (1, 1, 1)
    assert [one.split(":")[0] for one in problems(roster)] == [
        "«Student.csv», строка 2, столбец «School DfE Number»",
        "«StudentEnrollment.csv», строка 3, столбец «Section ID»",
    ]
