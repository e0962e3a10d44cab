"""Passing the year on, through the pages: what was shown is done, refusals, undoing, the closed year."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from parta.audit import chain
from parta.ops.models import ImportRun
from parta.people.models import ClassMember, Guardianship, Homeroom, Pupil
from parta.school.models import AcademicYear, SchoolClass
from parta.teaching.models import Course, CourseMember, CourseTeacher, Movement, Slot
from tests.cast import Cast, canary, make_guardian, make_pupil

PAGE = "/school/rollover/"
JUNE = "2027-06-20T07:00:00Z"
AUTUMN = date(2027, 9, 1)


@pytest.fixture
def june() -> Any:
    with time_machine.travel(JUNE, tick=True):
        yield


@pytest.fixture
def school(cast: Cast, june: Any) -> Cast:
    """With grades 9 and 11 to the classes of the cast."""
    for grade, letter in ((9, "А"), (11, "А")):
        cast.classes[f"{grade}{letter}"] = SchoolClass.objects.create(
            year=cast.year, grade_level=grade, letter=letter, sort_key=f"{grade:02}"
        )
    make_pupil(cast, "nina", ("Девятова", "Нина", "Олеговна"), "9А")
    make_pupil(cast, "oleg", ("Старшов", "Олег", "Ильич"), "11А")
    make_guardian(cast, "mother", ("Старшова", "Вера", "Петровна"), "oleg")
    make_guardian(cast, "both", ("Дважды", "Мать", "Двоих"), "oleg", "petya")
    return cast


def fingerprint(client: Any) -> str:
    found = re.search(r'name="fingerprint" value="(\w+)"', client.get(PAGE).text)
    return found[1] if found else ""


def days(client: Any, **changed: str) -> Any:
    data = {
        "do": "days", "starts_on": "2027-09-01", "ends_on": "2028-05-26", "last_day": "2027-08-31",
        "order_number": "15-у", "order_date": "2027-06-18", "extra": "10А",
    }  # fmt: skip
    return client.post(PAGE, data | changed)


def decide(client: Any, class_id: int, **data: str) -> Any:
    return client.post(f"{PAGE}classes/{class_id}/", data)


def ready(client: Any, cast: Cast) -> None:
    """Everything decided: 9А leaves, but Нина goes on to 10А; Маша stays in grade 8."""
    assert days(client).status_code == 302
    nine, eight = cast.classes["9А"].pk, cast.classes["8Б"].pk
    assert decide(client, nine, goes="out", **{f"pupil-{cast.pupils['nina'].pk}": "10А"}).status_code == 302
    teacher = str(cast.staff["olga"].pk)
    answer = decide(
        client, eight, goes="goes", letter="В", teacher=teacher, **{f"pupil-{cast.pupils['masha'].pk}": "8А"}
    )
    assert answer.status_code == 302


def state_of_school() -> list[Any]:
    models = (SchoolClass, ClassMember, Homeroom, Guardianship, Course, CourseTeacher, CourseMember, Slot, Movement)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_what_was_shown_is_done_and_taken_back(school: Cast, as_: Any):
    client = as_("deputy")
    ready(client, school)
    page = client.get(PAGE).text
    for text in (
        "9\u00a0«В»",
        "10\u00a0«А»",
        "Девятова Нина, 9\u00a0«А»: в 10\u00a0«А»",
        "в 8\u00a0«А»",
        "Назначить учителя",
    ):
        assert text in page, text
    before = state_of_school()
    assert client.post(PAGE, {"do": "apply", "fingerprint": fingerprint(client)}).status_code == 302

    new = AcademicYear.objects.get(starts_on=AUTUMN)
    assert new.periods.count() == 5
    school.year.refresh_from_db()
    assert school.year.closed_at is not None
    nine = SchoolClass.objects.get(year=new, grade_level=9, letter="В")
    assert nine.follows == school.classes["8Б"]
    now = {row.pupil_id: row.school_class.name for row in ClassMember.objects.filter(school_class__year=new)}
    expected = {"petya": "9В", "masha": "8А", "other": "8А", "nina": "10А"}
    assert now == {school.pupils[key].pk: name for key, name in expected.items()}
    assert Homeroom.objects.get(school_class=nine).staff == school.staff["olga"]
    moves = {(row.pupil_id, row.kind, row.order_number, row.date) for row in Movement.objects.all()}
    assert (school.pupils["oleg"].pk, "left", "15-у", date(2027, 8, 31)) in moves
    assert (school.pupils["petya"].pk, "moved", "15-у", AUTUMN) in moves
    eight = Course.objects.get(year=new, subject=school.courses["algebra"].subject)
    assert eight.class_names == "8А"
    assert eight.hours_per_week == 1
    assert set(eight.members.values_list("pupil", flat=True)) == {school.pupils[key].pk for key in ("masha", "other")}
    for model in (ClassMember, Homeroom, CourseTeacher, CourseMember, Slot):
        path = "course__year" if hasattr(model, "course") else "school_class__year"
        assert not model.objects.filter(ends_on=None, **{path: school.year}).exists(), model
    assert chain.verify() == []

    again = client.post(PAGE, {"do": "apply", "fingerprint": ""})
    assert again.status_code == 409
    assert "Переводить нечего" in again.text
    assert client.post(PAGE, {"do": "undo"}).status_code == 302
    assert state_of_school() == before
    school.year.refresh_from_db()
    assert school.year.closed_at is None
    assert chain.verify() == []


def test_refusals(school: Cast, as_: Any):
    client = as_("director")
    page = client.get(PAGE).text
    assert "Решите, куда идёт 9\u00a0«А»" in page
    assert "Впишите номер и дату приказа" in page
    assert "fingerprint" not in page
    answer = client.post(PAGE, {"do": "apply", "fingerprint": "x"})
    assert answer.status_code == 409
    assert "Решите, куда идёт" in answer.text
    for changed, text in (
        ({"extra": "12А"}, "«12А» — не класс"),
        ({"last_day": "2027-09-05"}, ""),
        ({"starts_on": "2027-05-01"}, "от 200 до 366 дней"),
        ({"starts_on": "2027-05-01", "ends_on": "2028-03-01"}, ""),
        ({"order_date": "2027-06-25"}, ""),
        ({"starts_on": "завтра"}, "Введите правильную дату"),
        ({"ends_on": "2029-05-26"}, "от 200 до 366 дней"),
    ):
        answer = days(client, **changed)
        assert answer.status_code == (422 if text else 302), changed
        if text:
            assert text in answer.text
        else:
            assert "fingerprint" not in client.get(PAGE).text, changed
            days(client)
    ready(client, school)
    shown = fingerprint(client)
    days(client, last_day="2027-07-01")
    answer = client.post(PAGE, {"do": "apply", "fingerprint": shown})
    assert answer.status_code == 409
    assert "Пока вы смотрели" in answer.text
    assert not ImportRun.objects.exists()
    assert not SchoolClass.objects.filter(year__starts_on=AUTUMN).exists()
    with time_machine.travel("2027-05-20T07:00:00Z"):
        assert "Перевести классы можно на следующий день" in as_("deputy").get(PAGE).text
        assert "fingerprint" not in as_("deputy").get(PAGE).text
    assert as_("secretary").get(PAGE).status_code == 403


def test_access_of_those_who_left_ends(school: Cast, as_: Any):
    client = as_("deputy")
    ready(client, school)
    client.post(PAGE, {"do": "apply", "fingerprint": fingerprint(client)})
    oleg, petya = f"/diary/{school.pupils['oleg'].pk}/", f"/diary/{school.pupils['petya'].pk}/"
    for key, address in (("mother", oleg), ("both", oleg), ("both", petya), ("oleg", oleg)):
        assert as_(key).get(address, follow=True).status_code == 200, key
    with time_machine.travel("2027-09-01T07:00:00Z"):
        for key, address in (("mother", oleg), ("both", oleg), ("oleg", oleg)):
            assert as_(key).get(address, follow=True).status_code in (403, 404), key
        assert as_("both").get(petya, follow=True).status_code == 200
        assert as_("petya").get(petya, follow=True).status_code == 200


def test_whoever_built_on_it_keeps_it(school: Cast, as_: Any):
    client = as_("deputy")
    ready(client, school)
    client.post(PAGE, {"do": "apply", "fingerprint": fingerprint(client)})
    nine = SchoolClass.objects.get(year__starts_on=AUTUMN, grade_level=9)
    make_pupil(school, "late", ("Поздний", "Пётр", "Ильич"), "8Б")
    ClassMember.objects.filter(pupil=school.pupils["late"]).update(school_class=nine, starts_on=AUTUMN)
    assert "Отменить перевод нельзя: после него обучающиеся зачислены" in client.get(PAGE).text
    assert client.post(PAGE, {"do": "undo"}).status_code == 409


def test_command(school: Cast, as_: Any, capsys: Any):
    call_command("rollover")
    assert "Нужно решить: Решите, куда идёт 9\u00a0«А»" in capsys.readouterr().out
    ready(as_("deputy"), school)
    call_command("rollover", "--apply")
    assert "Готово, прежний год закрыт" in capsys.readouterr().out
    call_command("rollover", "--apply")
    assert "Переводить нечего" in capsys.readouterr().out
    call_command("rollover", "--undo")
    assert "Отменено" in capsys.readouterr().out


def test_queries_are_flat(school: Cast, as_: Any, count_queries: Any):
    client = as_("deputy")
    ready(client, school)

    def ask() -> int:
        with count_queries() as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries())

    few = ask()
    for number in range(10):
        make_pupil(school, f"more{number}", ("Многов", f"Пётр{number}", ""), "8Б", **canary(f"m{number}"))
    assert ask() == few
    assert few <= 60
    assert Pupil.objects.count() > 10
