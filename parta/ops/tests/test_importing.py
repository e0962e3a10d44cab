"""Two passes of an import: what the dry run says, what applying writes, what a second file changes, taking back."""

from datetime import date
from typing import Any

import pytest

from parta.audit.chain import verify
from parta.audit.models import Change
from parta.core import dates
from parta.ops.importing import queries, undo
from parta.ops.importing.apply import apply_roster, check
from parta.ops.importing.draft import Rights
from parta.ops.importing.parts import Action, Plan
from parta.ops.models import ExternalId, ImportItem, ImportRun
from parta.ops.roster import sources
from parta.ops.roster.rows import ReadOptions, Roster
from parta.ops.tests.test_roster_own_book import csv_of
from parta.people.models import Consent, Guardianship, Person, Pupil, StaffRole
from parta.school.models import SchoolClass, Subject
from parta.school.refusals import Refused
from parta.teaching.models import Course, CourseMember, CourseTeacher, Lesson, Slot
from tests.cast import TODAY, Cast

Rows = dict[str, list[dict[str, Any]]]
SIGNED = {"Дата согласия": "02.09.2026", "Кто подписал": "представитель"}

SCHOOL: Rows = {
    "Сотрудники": [
        {"Фамилия": "Ёлкина", "Имя": "Ольга", "Отчество": "Викторовна", "Роли": "завуч; учитель", "Телефон": "1001001"},
        {"Фамилия": "Орлов", "Имя": "Игорь", "Отчество": "Львович", "Должность": "учитель физики"},
        {"Фамилия": "Сомов", "Имя": "Пётр", "Отчество": "Ильич"},
    ],
    "Классы": [{"Класс": "5А", "Классный руководитель": "Ёлкина Ольга Викторовна"}, {"Класс": "5Б"}],
    "Обучающиеся": [
        {"Фамилия": "Волков", "Имя": "Тимофей", "Дата рождения": "14.03.2015", "Класс": "5А", **SIGNED},
        {"Фамилия": "Волкова", "Имя": "Вера", "Дата рождения": "02.05.2015", "Класс": "5Б", **SIGNED},
        {"Фамилия": "Лисицын", "Имя": "Ян", "Дата рождения": "09.10.2015", "Класс": "5А", **SIGNED},
    ],
    "Родители": [
        {"Фамилия": "Волкова", "Имя": "Анна", "Кем приходится": "мать", "Дети": "Волков Тимофей; Волкова Вера"},
    ],
    "Предметы и нагрузка": [
        {"Предмет": "Математика", "Классы": "5А", "Учитель": "Ёлкина Ольга Викторовна", "Часов в неделю": "5"},
        {"Предмет": "Музыка", "Классы": "5А; 5Б", "Учитель": "Орлов И. Л."},
        {"Предмет": "Английский язык", "Классы": "5А", "Подгруппа": "1-я гр.", "Состав подгруппы": "Лисицын Ян"},
        {"Предмет": "Английский язык", "Классы": "5А", "Подгруппа": "2-я гр.", "Состав подгруппы": "Волков Тимофей"},
    ],
    "Расписание": [
        {"Класс": "5А", "День": "Пн", "Урок": "1", "Предмет": "математика", "Кабинет": "214"},
        {"Класс": "5А", "День": "вторник", "Урок": "2", "Предмет": "Музыка"},
        {"Класс": "5А", "День": "Чт", "Урок": "3", "Предмет": "Английский язык", "Подгруппа": "2-я гр."},
    ],
}  # fmt: skip
SCHOOL["Родители"][0] |= SIGNED


def roster(school: Rows = SCHOOL) -> Roster:
    return sources.read(csv_of(school), ReadOptions())


def changed(sheet: str, number: int, **values: str) -> Rows:
    """The school with one row changed; `_` in a heading stands for a space."""
    rows = [dict(row) for row in SCHOOL[sheet]]
    rows[number] |= {heading.replace("_", " "): value for heading, value in values.items()}
    return SCHOOL | {sheet: rows}


def without(sheet: str, number: int) -> Rows:
    return SCHOOL | {sheet: [row for place, row in enumerate(SCHOOL[sheet]) if place != number]}


def look(school: Rows = SCHOOL, rights: Rights | None = None) -> Plan:
    return check(roster(school), rights or Rights(), TODAY)


def bring(school: Rows = SCHOOL, rights: Rights | None = None) -> ImportRun:
    """What the command and the page do: look, then apply what was shown."""
    plan = look(school, rights)
    return apply_roster(
        roster(school), rights or Rights(), title="Школа.xlsx", shown=plan.fingerprint, by=None, at=dates.now()
    )


def totals(plan: Plan) -> dict[str, int]:
    return {action.value: plan.total(action) for action in Action if plan.total(action)}


def told(plan: Plan, action: Action = Action.CHANGED) -> dict[str, str]:
    """Title of a row → what changes, as one text."""
    return {
        item.title: "; ".join(f"{one.label}: {one.before} → {one.after}" for one in item.changes) or item.text
        for item in plan.of(action)
    }


def person(last: str, first: str) -> Person:
    return Person.objects.get(last_name=last, first_name=first)


# --- the first import --------------------------------------------------------------------------------------------


def test_a_dry_run_tells_row_by_row_and_writes_nothing(cast: Cast) -> None:
    before = Person.objects.count(), Change.objects.count()
    school = without("Обучающиеся", 2)
    school["Обучающиеся"].append({"Фамилия": "Лисицын", "Имя": "Ян", "Дата рождения": "09.10.2015", "Класс": "5А"})
    plan = look(school)
    (refused,) = [item for item in plan.of(Action.REFUSED) if item.kind == "pupil"]
    assert str(refused.place) == "«Обучающиеся.csv», строка 4, столбец «Дата согласия»"
    assert "Нет согласия" in refused.text
    assert plan.counts["created"] == {
        "staff": 3,
        "class": 2,
        "pupil": 2,
        "guardian": 1,
        "subject": 3,
        "course": 4,
        "slot": 3,
    }
    assert (Person.objects.count(), Change.objects.count(), ImportRun.objects.count()) == (*before, 0)


def test_applying_makes_the_school(cast: Cast) -> None:
    run = bring()
    timofey = person("Волков", "Тимофей").pupil
    school_class = SchoolClass.objects.get(grade_level=5, letter="А")
    assert [row.staff.person.last_name for row in school_class.homerooms.all()] == ["Ёлкина"]
    assert {row.pupil.person.first_name for row in school_class.members.all()} == {"Тимофей", "Ян"}
    titles = {row.course.full_title for row in timofey.courses.select_related("course__subject")}
    assert titles == {"5А · Математика", "5А, 5Б · Музыка", "5А · Английский язык, 2-я гр."}
    assert set(
        Guardianship.objects.filter(guardian__person__first_name="Анна", relation="мать").values_list(
            "pupil__person__first_name", flat=True
        )
    ) >= {"Тимофей", "Вера"}
    assert person("Волкова", "Вера").consents.get().given_on == date(2026, 9, 2)
    assert {row.role for row in person("Ёлкина", "Ольга").staff_member.roles.all()} == {"deputy", "teacher"}
    maths = Course.objects.get(subject__name="Математика")
    assert (maths.hours_per_week, [row.staff.person.last_name for row in maths.teachers.all()]) == (5, ["Ёлкина"])
    lessons = list(maths.lessons.values_list("date", "number", "room"))
    assert lessons[0] == (date(2026, 11, 23), 1, "214")
    assert lessons[-1][0] <= cast.year.ends_on
    assert len(lessons) > 15
    assert run.counts["created"]["pupil"] == 3
    assert verify() == []
    assert Change.objects.filter(action="ops.import", model="people.Pupil").count() == 3


def test_the_same_file_again_changes_nothing(cast: Cast) -> None:
    bring()
    changes = Change.objects.count()
    plan = look()
    assert totals(plan) == {"same": 19}
    assert plan.is_empty
    with pytest.raises(Refused, match="Вносить нечего"):
        bring()
    assert (Change.objects.count(), ImportRun.objects.count()) == (changes, 1)


def test_an_undone_import_leaves_nothing_behind(cast: Cast) -> None:
    models = (
        Person,
        Pupil,
        SchoolClass,
        Subject,
        Course,
        CourseMember,
        CourseTeacher,
        Slot,
        Lesson,
        Consent,
        StaffRole,
    )
    before = [model.objects.count() for model in models]
    run = undo.undo_run(bring(), by=None, at=dates.now())
    assert [model.objects.count() for model in models] == before
    assert (ImportItem.objects.count(), ExternalId.objects.count()) == (0, 0)
    assert run.undone_at
    assert queries.runs()[0].is_undone
    assert verify() == []
    assert look().counts["created"]["pupil"] == 3
    with pytest.raises(Refused, match="уже отменён"):
        undo.undo_run(run, by=None, at=dates.now())
