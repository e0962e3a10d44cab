"""A timetable in the aSc format: from the file through matching to the lessons of both weeks of its cycle."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError
from django.test import Client

from parta.audit.chain import verify
from parta.core import dates
from parta.ops.importing import queries, undo
from parta.ops.importing.apply import apply_roster, check
from parta.ops.importing.draft import Rights
from parta.ops.importing.parts import Action, Plan
from parta.ops.models import ExternalId
from parta.ops.roster import sources
from parta.ops.roster.rows import ReadOptions, Roster, RosterRefused
from parta.ops.roster.tables import Upload
from parta.ops.tests import asc_files as files
from parta.ops.tests.test_import_command import parta_import
from parta.people.models import Person, StaffMember, name_fields
from parta.school.classes import class_sort_key
from parta.school.models import AcademicYear, Bell, Room, SchoolClass, Subject
from parta.teaching.models import Course, CourseTeacher, Lesson, Slot
from tests.cast import TODAY, Cast
from tests.pages import refused, said

FIRST = date(2026, 12, 7)  # a Monday of a first week; the file's own weeks are 7-13 and 14-20 December
As = Callable[[str], Client]
Seen = tuple[date, int, str, tuple[str, ...], str, str, tuple[str, ...]]


@pytest.fixture
def teachers(cast: Cast) -> dict[str, StaffMember]:
    """The two of the file, and a class that the school writes otherwise."""
    SchoolClass.objects.create(year=cast.year, grade_level=5, letter="А", sort_key=class_sort_key(5, "А"))
    found = {}
    for name in ("Бабкин Василий Георгиевич", "Елкина Ольга Викторовна"):
        person = Person.objects.create(**name_fields(*name.split()))
        found[person.last_name] = StaffMember.objects.create(person=person, starts_on=date(2020, 9, 1))
    return found


def roster(content: bytes, **choices: str) -> Roster:
    found = sources.read([Upload("расписание.xml", content)], ReadOptions())
    return Roster(found.source, timetable=found.timetable, choices=tuple(choices.items()))


def look(content: bytes, **choices: str) -> Plan:
    return check(roster(content, **choices), Rights(), TODAY)


def bring(content: bytes, **choices: str) -> int:
    plan = look(content, **choices)
    run = apply_roster(
        roster(content, **choices), Rights(), title="р.xml", shown=plan.fingerprint, by=None, at=dates.now()
    )
    return int(run.pk)


def week(monday: date) -> set[Seen]:
    rows = Lesson.objects.filter(date__range=(monday, monday + timedelta(days=6)), course__classes__grade_level=5)
    found = set()
    for one in rows.distinct().select_related("course__subject"):
        staff = sorted(row.staff.person.last_name for row in one.course.teachers.select_related("staff__person"))
        classes = tuple(f"{row.grade_level}{row.letter}" for row in one.course.classes.all())
        found.add((one.date, one.number, one.course.subject.name, classes, one.course.label, one.room, tuple(staff)))
    return found


def day(monday: date, weekday: int) -> date:
    return monday + timedelta(days=weekday)


def expected(monday: date, week_number: int) -> set[Seen]:
    """The cards of the file, read off by hand."""
    babkin, both = ("Бабкин",), ("Бабкин", "Елкина")
    found: set[Seen] = {
        (day(monday, 0), 1, "Математика", ("5А",), "", "214", babkin),
        (day(monday, 0), 2, "Математика", ("5А",), "", "214", babkin),
        (day(monday, 0), 2, "Математика", ("5Б",), "", "Каб. 301", ("Елкина",)),
        (day(monday, 1), 3, "Математика", ("5А",), "", "214", babkin),
        (day(monday, 1), 4, "Английский язык", ("5А",), "Группа 1", "214", babkin),
        (day(monday, 1), 4, "Английский язык", ("5А",), "Группа 2", "Каб. 301", ("Елкина",)),
    }
    if week_number == 1:
        found.add((day(monday, 2), 3, "Математика", ("5А",), "", "214", babkin))
        found.add((day(monday, 2), 1, "Музыка", ("5А", "5Б"), "", "Каб. 301", both))
    else:
        found.add((day(monday, 2), 2, "Музыка", ("5А", "5Б"), "", "Каб. 301", both))
    return found


@pytest.mark.parametrize("encoding", ["UTF-8", "windows-1252"])
def test_a_divided_timetable_goes_through_to_the_lessons_of_both_weeks(
    cast: Cast, teachers: dict[str, StaffMember], encoding: str
) -> None:
    content = files.new(encoding)
    plan = look(content)
    assert {one.title: one.answer for one in plan.names if one.kind in {"staff", "class"}} == {
        "Бабкин В.Г.": str(teachers["Бабкин"].pk),
        "Ёлкина О.В.": str(teachers["Елкина"].pk),
        "5-А": str(SchoolClass.objects.get(grade_level=5).pk),
        "5-Б": "new",
    }
    assert [one.text for one in plan.unplaced] == ["5-Б · Математика: поставлено 1 ч в неделю из 2."]
    assert plan.total(Action.REFUSED) == 0
    before = Course.objects.count(), Subject.objects.count(), Slot.objects.count(), Bell.objects.count()
    run = bring(content)
    assert week(FIRST) == expected(FIRST, 1)
    assert week(FIRST + timedelta(days=7)) == expected(FIRST + timedelta(days=7), 2)
    assert AcademicYear.objects.get(pk=cast.year.pk).cycle_weeks == 2
    assert set(Room.objects.values_list("name", flat=True)) >= {"214", "Каб. 301"}
    again = look(content)
    assert again.is_empty
    assert all(one.chosen for one in again.names)
    found = queries.run(run)
    assert found is not None
    assert undo.blockers(found) == []
    undo.undo_run(found, by=None, at=dates.now())
    after = Course.objects.count(), Subject.objects.count(), Slot.objects.count(), Bell.objects.count()
    assert after == before
    assert not week(FIRST)
    assert AcademicYear.objects.get(pk=cast.year.pk).cycle_weeks == 1
    assert not ExternalId.objects.filter(source="asc").exists()
    assert verify() == []


def test_a_second_file_moves_lessons_and_ends_what_is_gone(cast: Cast, teachers: dict[str, StaffMember]) -> None:
    bring(files.new())
    text = files.new().decode()
    moved = text.replace(
        'period="2" weeks="11" terms="11" days="10000"', 'period="4" weeks="11" terms="11" days="10000"'
    )
    gone = moved.replace('<card lessonid="*2" classroomids="*1" period="3" weeks="10" terms="11" days="00100"/>', "")
    bring(gone.encode())
    numbers = {(one[0], one[1]) for one in week(FIRST) if one[2] == "Математика" and one[3] == ("5Б",)}
    assert numbers == {(FIRST, 4)}
    assert not [one for one in week(FIRST) if one[2] == "Математика" and one[0] == day(FIRST, 2)]
    assert verify() == []


def test_what_has_two_readings_is_asked_never_guessed(cast: Cast, teachers: dict[str, StaffMember]) -> None:
    person = Person.objects.create(**name_fields("Бабкин", "Виктор", "Глебович"))
    other = StaffMember.objects.create(person=person, starts_on=date(2020, 9, 1))
    Subject.objects.create(name="Математика и информатика", sort_key="x")
    plan = look(files.new())
    open_names = {one.title: [title for _, title in one.options[:2]] for one in plan.names if not one.answer}
    assert open_names["Бабкин В.Г."] == ["Бабкин Василий Георгиевич", "Бабкин Виктор Глебович"]
    told = [one.text for one in plan.unplaced]
    assert any("учитель «Бабкин В.Г.» не сопоставлен" in text for text in told)
    assert not any("Бабкин" in (one.plain or one.text) for one in plan.unplaced)
    chosen = {"staff:бабкин в.г.": str(other.pk), "staff:елкина о.в.": "skip", "class:5-б": "skip"}
    bring(files.new(), **chosen)
    assert set(CourseTeacher.objects.filter(course__classes__grade_level=5).values_list("staff", flat=True)) == {
        other.pk
    }
    assert not SchoolClass.objects.filter(grade_level=5, letter="Б").exists()
    remembered = {one.title: one.answer for one in look(files.new()).names}
    assert remembered["Бабкин В.Г."] == str(other.pk)
    assert (remembered["Ёлкина О.В."], remembered["5-Б"]) == ("skip", "skip")


def test_who_is_nobody_of_the_school_is_made_only_by_a_full_name(cast: Cast) -> None:
    by_title = {one.title: one for one in look(files.new()).names}
    babkin = by_title["Бабкин В.Г."]
    assert (babkin.answer, "new" in dict(babkin.options)) == ("", False)
    bring(files.new(), **{"staff:бабкин в.г.": "new:Бабкин Василий Георгиевич", "staff:елкина о.в.": "skip"})
    made = Person.objects.get(last_name="Бабкин")
    assert (made.first_name, made.user) == ("Василий", None)


def test_the_older_format_and_a_school_without_a_year(cast: Cast) -> None:
    bring(files.old())
    places = set(Slot.objects.filter(course__classes__grade_level=5).values_list("weekday", "number", "week"))
    assert places == {(0, 1, 0), (5, 1, 0)}
    AcademicYear.objects.filter(pk=cast.year.pk).update(ends_on=date(2026, 11, 1))
    with pytest.raises(RosterRefused, match="нет учебного года"):
        look(files.old())


def test_bells_only_where_the_school_has_none(cast: Cast, teachers: dict[str, StaffMember]) -> None:
    Bell.objects.all().delete()
    assert look(files.new()).counts["created"]["bell"] == 4
    Bell.objects.create(shift=1, number=1, starts_at="08:00", ends_at="08:40")
    plan = look(files.new())
    assert "bell" not in plan.counts["created"]
    assert any("Звонки 1-й смены в школе другие (урок 1, 2, 3, 4)" in one.text for one in plan.notes)
    AcademicYear.objects.filter(pk=cast.year.pk).update(cycle_weeks=3)
    told = "\n".join(one.text for one in look(files.new()).unplaced)
    assert "в файле цикл из 2 недель, а в учебном году — из 3" in told


# --- the page and the command --------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["", "25:99"])
def test_a_bell_without_a_beginning_is_left_out(cast: Cast, teachers: dict[str, StaffMember], start: str) -> None:
    Bell.objects.all().delete()
    bring(files.new().replace(b'starttime="8:30"', f'starttime="{start}"'.encode()))
    assert sorted(Bell.objects.values_list("number", flat=True)) == [2, 3, 4]


def upload(client: Client, content: bytes) -> str:
    answer = client.post("/import/", {"files": SimpleUploadedFile("расписание.xml", content)})
    assert answer.status_code == 302, said(answer)
    return str(answer.url)


def form_values(client: Client, address: str) -> dict[str, str]:
    content = client.get(address).content.decode()
    found: dict[str, str] = {}
    for name in re.findall(r'<select name="(n\d+)"', content):
        body = content.split(f'<select name="{name}"', 1)[1].split("</select>", 1)[0]
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = html.unescape(chosen[1]) if chosen else ""
    return found


def test_the_page_asks_only_what_is_new(as_: As, cast: Cast, teachers: dict[str, StaffMember]) -> None:
    Person.objects.filter(last_name="Елкина").update(last_name="Ежова")
    deputy = as_("deputy")
    check_page = upload(deputy, files.new())
    names_page = deputy.get(check_page).url
    assert "Решите сами" in said(deputy.get(names_page))
    opened = form_values(deputy, names_page)
    (place,) = [name for name, value in opened.items() if not value]
    typed = place.replace("n", "p")
    refused(deputy.post(names_page, opened), "Выберите, что это")
    refused(deputy.post(names_page, opened | {typed: "Ёлкина О.В."}), "Впишите фамилию и имя полностью")
    refused(deputy.post(names_page, opened | {place: "99999"}), "Этого в школе больше нет")
    refused(deputy.post(names_page, opened | {typed: "Ёлкина Ольга", place: "skip"}), "Оставьте одно из двух")
    assert deputy.post(names_page, opened | {typed: "Ёлкина Ольга Викторовна"}).url == check_page
    page = deputy.get(check_page)
    assert "Что не удалось поставить" in said(page)
    assert "5-Б · Математика: поставлено 1 ч в неделю из 2" in said(page)
    fingerprint = re.search(r'name="fingerprint" value="(\w+)"', page.content.decode())
    assert fingerprint is not None
    done = deputy.post(check_page, {"do": "apply", "fingerprint": fingerprint[1]})
    assert done.status_code == 302
    assert {one[:3] for one in week(FIRST)} == {one[:3] for one in expected(FIRST, 1)}
    assert Person.objects.get(last_name="Ёлкина").patronymic == "Викторовна"
    again = upload(deputy, files.new())
    assert "Вносить нечего" in said(deputy.get(again))
    waiting = again + "names/"
    assert "Уже сопоставлено" in said(deputy.get(waiting))
    assert as_("olga").get(waiting).status_code == 403
    assert as_("director").get(waiting).status_code == 404


def test_the_command_matches_what_is_plain_and_asks_the_rest(
    cast: Cast, teachers: dict[str, StaffMember], tmp_path: Path
) -> None:
    person = Person.objects.create(**name_fields("Бабкин", "Виктор", "Глебович"))
    StaffMember.objects.create(person=person, starts_on=date(2020, 9, 1))
    path = tmp_path / "расписание.xml"
    path.write_bytes(files.new())
    text = parta_import(path)
    assert "Не сопоставлено — учитель:Бабкин В.Г." in text
    assert "Василий Георгиевич, " not in text
    assert "«расписание.xml», строка 61, элемент lesson *6. 5-Б · Математика: поставлено 1 ч в неделю из 2." in text
    with pytest.raises(CommandError, match="сопоставьте имена"):
        parta_import(path, "--apply")
    for wrong, sentence in {
        "Бабкин": "пишется так",
        "учитель:Бобров=создать": "такого имени в файле нет",
        "учитель:Бабкин В.Г.=Бобров": "в школе нет",
    }.items():
        with pytest.raises(CommandError, match=sentence):
            parta_import(path, "--match", wrong)
    done = parta_import(path, "--match", "учитель:Бабкин В.Г.=Бабкин Василий Георгиевич", "--apply")
    assert "Внесено под номером" in done
    assert week(FIRST) == expected(FIRST, 1)
    assert "Вносить нечего" in parta_import(path, "--apply")
