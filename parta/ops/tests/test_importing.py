"""Two passes of an import: what the dry run says, what applying writes, what a second file changes, taking back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps

from parta.accounts.models import User
from parta.audit.chain import verify
from parta.audit.models import Change
from parta.core import dates
from parta.core.actor import Actor
from parta.core.roles import Role
from parta.journal.models import Cell
from parta.ops.erasure import withdrawing
from parta.ops.importing import queries, undo
from parta.ops.importing.apply import PlanChanged, apply_roster, check
from parta.ops.importing.draft import Rights
from parta.ops.importing.parts import Action, Plan
from parta.ops.models import ExternalId, ImportItem, ImportRun
from parta.ops.roster import sources
from parta.ops.roster.rows import ReadOptions, Roster
from parta.ops.tests.test_roster_own_book import csv_of
from parta.people.models import ClassMember, Consent, Guardianship, Homeroom, Invitation, Person, Pupil, StaffRole
from parta.school.models import SchoolClass, Subject
from parta.school.refusals import Refused
from parta.teaching.models import Course, CourseMember, CourseTeacher, Lesson, Slot
from tests.cast import TODAY, Cast

Rows = dict[str, list[dict[str, Any]]]
SIGNED = {"Дата согласия": "02.09.2026", "Кто подписал": "представитель"}

SCHOOL: Rows = {
    "Сотрудники": [
        {"Фамилия": "Ёлкина", "Имя": "Ольга", "Отчество": "Викторовна", "Роли": "завуч; учитель"},
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
SCHOOL["Сотрудники"][0] |= {"Телефон": "89001001001"}


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
    assert queries.runs()[0].undone_at
    assert verify() == []
    assert look().counts["created"]["pupil"] == 3
    with pytest.raises(Refused, match="уже отменён"):
        undo.undo_run(run, by=None, at=dates.now())


# --- consent [3.2] -----------------------------------------------------------------------------------------------


def anywhere(word: str) -> list[str]:
    """Tables that hold the word in any text column."""
    return [
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models()
        for column in model._meta.concrete_fields
        if column.get_internal_type() in {"CharField", "TextField", "JSONField", "EmailField"}
        for row in model._default_manager.values_list(column.name, flat=True)
        if word.casefold() in str(row).casefold()
    ]


def test_a_pupil_without_consent_is_nowhere(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    school = changed("Обучающиеся", 0, Дата_согласия="", Кто_подписал="", Фамилия="Безбумажный")
    school["Родители"] = [dict(SCHOOL["Родители"][0], Дети="Волкова Вера")]
    school["Предметы и нагрузка"] = SCHOOL["Предметы и нагрузка"][:2]
    school["Расписание"] = SCHOOL["Расписание"][:1]
    run = bring(school)
    assert run.counts["refused"] == {"pupil": 1}
    assert anywhere("Безбумажный") == []
    assert "Безбумажный" not in caplog.text
    assert anywhere("Волкова") != []


def test_a_parent_needs_an_own_consent(cast: Cast) -> None:
    school = changed("Родители", 0, Дата_согласия="", Кто_подписал="", Фамилия="Безбумажная")
    bring(school)
    assert anywhere("Безбумажная") == []
    assert Pupil.objects.filter(person__first_name="Тимофей").exists()


def test_a_withdrawn_pupil_does_not_come_back_with_the_next_file(cast: Cast) -> None:
    """The pupil is in no table till the erasure, yet the old consent opens no door."""
    bring()
    by = Actor(on=TODAY, user_id=cast.users["deputy"].pk)
    withdrawing.withdraw(person("Волков", "Тимофей"), TODAY, "post", [], by=by, at=dates.now())
    assert not Person.objects.filter(first_name="Тимофей").exists()
    (refused,) = [item for item in look().of(Action.REFUSED) if item.kind == "pupil"]
    assert "отозвано 24.11.2026" in refused.text
    namesake = look(changed("Обучающиеся", 0, Дата_рождения="15.04.2014"))
    assert [item for item in namesake.of(Action.REFUSED) if item.kind == "pupil"] == []


def test_a_withdrawn_consent_is_not_overridden(cast: Cast) -> None:
    bring()
    Consent.objects.filter(person=person("Волков", "Тимофей")).update(withdrawn_on=date(2026, 11, 1))
    plan = look()
    (refused,) = [item for item in plan.of(Action.REFUSED) if item.kind == "pupil"]
    assert "отозвано 01.11.2026" in refused.text
    newer = look(changed("Обучающиеся", 0, Дата_согласия="20.11.2026"))
    assert "согласие" in told(newer)["Волков Тимофей, 5А"]


# --- a second file -----------------------------------------------------------------------------------------------


def test_a_changed_file_changes_only_what_it_owns(cast: Cast) -> None:
    bring()
    Person.objects.filter(pk=person("Ёлкина", "Ольга").pk).update(note="болеет по пятницам", user=None)
    changes = Change.objects.count()
    plan = look(changed("Сотрудники", 0, Телефон="89001002002"))
    assert totals(plan) == {"changed": 1, "same": 18}
    (text,) = told(plan).values()
    assert text.startswith("телефон: ")
    bring(changed("Сотрудники", 0, Телефон="89001002002"))
    assert person("Ёлкина", "Ольга").note == "болеет по пятницам"
    assert Change.objects.count() == changes + 2  # the person and the run


def test_a_move_to_another_class_takes_the_journals_along(cast: Cast) -> None:
    bring()
    plan = look(changed("Обучающиеся", 2, Класс="5Б") | {"Предметы и нагрузка": SCHOOL["Предметы и нагрузка"][:2]})
    assert told(plan)["Лисицын Ян, 5Б"] == "класс: 5А → 5Б"
    bring(changed("Обучающиеся", 2, Класс="5Б") | {"Предметы и нагрузка": SCHOOL["Предметы и нагрузка"][:2]})
    yan = person("Лисицын", "Ян").pupil
    rows = yan.courses.order_by("course__subject__name").values_list("course__subject__name", "ends_on")
    assert list(rows) == [
        ("Английский язык", date(2026, 11, 23)),
        ("Математика", date(2026, 11, 23)),
        ("Музыка", None),
    ]
    assert [(row.school_class.name, row.ends_on) for row in yan.class_members.order_by("starts_on")] == [
        ("5А", date(2026, 11, 23)),
        ("5Б", None),
    ]


def test_what_somebody_ended_by_hand_is_not_revived(cast: Cast) -> None:
    bring()
    yesterday = date(2026, 11, 23)
    StaffRole.objects.filter(staff__person__last_name="Ёлкина", role="deputy").update(ends_on=yesterday)
    CourseMember.objects.filter(pupil__person__first_name="Ян", course__subject__name="Музыка").update(
        ends_on=yesterday
    )
    CourseTeacher.objects.filter(course__subject__name="Музыка").update(ends_on=yesterday)
    Slot.objects.filter(course__subject__name="Математика").update(ends_on=yesterday)
    Homeroom.objects.filter(school_class__grade_level=5).update(ends_on=yesterday)
    plan = look()
    assert plan.is_empty
    assert len(plan.notes) >= 4
    assert all("вручную" in note.text for note in plan.notes)


def test_a_new_teacher_begins_when_the_file_comes(cast: Cast) -> None:
    bring()
    bring(changed("Предметы и нагрузка", 0, Учитель="Сомов Пётр Ильич"))
    rows = CourseTeacher.objects.filter(course__subject__name="Математика").order_by("starts_on")
    assert [(row.staff.person.last_name, row.starts_on, row.ends_on) for row in rows] == [
        ("Ёлкина", cast.year.starts_on, date(2026, 11, 23)),
        ("Сомов", TODAY, None),
    ]


def test_the_timetable_changes_from_tomorrow(cast: Cast) -> None:
    bring()
    plan = look(changed("Расписание", 0, День="Ср"))
    assert "понедельник, 1-й урок, 5А · Математика" in told(plan)
    assert "среда, 1-й урок, 5А · Математика" in told(plan, Action.CREATED)
    bring(changed("Расписание", 0, День="Ср"))
    days = list(Lesson.objects.filter(course__subject__name="Математика").values_list("date", flat=True))
    assert date(2026, 11, 23) in days
    assert all(day.weekday() == 2 for day in days if day > TODAY)


def test_rows_that_are_gone_from_the_file_are_named_and_left(cast: Cast) -> None:
    bring()
    plan = look(without("Сотрудники", 2))
    assert [item.title for item in plan.of(Action.LEFT)] == ["Сомов Пётр Ильич"]
    assert plan.is_empty


# --- rights, a stale look, taking back ---------------------------------------------------------------------------


def test_a_file_gives_no_more_than_its_author_may(cast: Cast) -> None:
    school = changed("Сотрудники", 2, Роли="директор")
    rights = Rights(frozenset({Role.TEACHER}), cast.staff["deputy"].pk)
    bring(school, rights)
    assert set(
        StaffRole.objects.filter(staff__person__last_name__in=["Сомов", "Ёлкина"]).values_list("role", flat=True)
    ) == {"teacher"}
    assert any("подтверждает второй человек" in one.text for one in look(school, rights).notes)


def test_own_roles_journals_and_classes_are_untouched(cast: Cast) -> None:
    bring(SCHOOL | {"Предметы и нагрузка": [], "Расписание": [], "Классы": [{"Класс": "5А"}, {"Класс": "5Б"}]})
    own = person("Ёлкина", "Ольга").staff_member
    bring(changed("Сотрудники", 0, Роли="директор; завуч; учитель"), Rights(own_staff_id=own.pk))
    assert {row.role for row in own.roles.all()} == {"deputy", "teacher"}
    assert not own.courses.exists()
    assert not own.homerooms.exists()


def test_a_look_that_is_out_of_date_is_not_applied(cast: Cast) -> None:
    plan = look()
    bring(SCHOOL | {sheet: [] for sheet in ("Предметы и нагрузка", "Расписание")})
    before = Course.objects.count()
    with pytest.raises(PlanChanged) as caught:
        apply_roster(roster(), Rights(), title="x", shown=plan.fingerprint, by=None, at=dates.now())
    assert "Ничего не записано" in str(caught.value)
    assert caught.value.plan.counts["created"] == {"subject": 3, "course": 4, "slot": 3}
    assert (Course.objects.count(), ImportRun.objects.count()) == (before, 1)


def _account() -> None:
    Person.objects.filter(last_name="Орлов").update(user=User.objects.create(login="orlov", created_at=dates.now()))


def _code() -> None:
    at = dates.now()
    Invitation.objects.create(person=person("Орлов", "Игорь"), code_hash="x", issued_at=at, expires_at=at)


def _topic() -> None:
    Lesson.objects.filter(pk=Lesson.objects.filter(course__subject__name="Математика").first().pk).update(version=1)


def _cell() -> None:
    lesson = Lesson.objects.filter(course__subject__name="Математика").first()
    Cell.objects.create(lesson=lesson, pupil=person("Лисицын", "Ян").pupil, absence="н", updated_at=dates.now())


def _edit() -> None:
    Person.objects.filter(last_name="Лисицын").update(phone="1")


def _later() -> None:
    bring(changed("Сотрудники", 1, Телефон="89001003003"))


def _join() -> None:
    pupil = Pupil.objects.exclude(class_members__school_class__grade_level=5).first()
    ClassMember.objects.create(
        pupil=pupil, school_class=SchoolClass.objects.get(grade_level=5, letter="А"), starts_on=TODAY
    )


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (_account, "учётные записи"),
        (_code, "коды доступа"),
        (_topic, "уже есть записи"),
        (_cell, "отметки или пропуски"),
        (_edit, "вручную изменены данные людей"),
        (_later, "сначала отмените то"),
        (_join, "зачислены в классы"),
    ],
)
def test_what_is_built_on_an_import_forbids_taking_it_back(cast: Cast, build: Callable[[], None], says: str) -> None:
    run = bring()
    build()
    people = Person.objects.count()
    with pytest.raises(Refused, match=says):
        undo.undo_run(run, by=None, at=dates.now())
    assert Person.objects.count() == people


def test_taking_back_a_second_file_restores_the_first(cast: Cast) -> None:
    bring()
    again = bring(changed("Обучающиеся", 2, Класс="5Б") | {"Предметы и нагрузка": SCHOOL["Предметы и нагрузка"][:2]})
    undo.undo_run(again, by=None, at=dates.now())
    assert look().is_empty
    yan = person("Лисицын", "Ян").pupil
    assert [(row.school_class.name, row.ends_on) for row in yan.class_members.all()] == [("5А", None)]
    assert yan.courses.filter(ends_on=None).count() == 3
