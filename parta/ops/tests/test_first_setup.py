"""`parta setup`: a school with its year, and a director who gets in by the printed code."""

import io
import re
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from parta.audit.chain import verify
from parta.core.roles import Role
from parta.journal.models import WorkKind
from parta.ops.first_setup import director_named, fault_of_school, year_start
from parta.people.models import Invitation, Person, StaffRole
from parta.school.models import AcademicYear, Bell, DayOff, Period, School, SchoolPolicy
from parta.school.refusals import Refused

GIVEN = {
    "name": "МБОУ «Средняя школа № 3»",
    "short_name": "Школа № 3",
    "city": "г. Верхний Уфалей",
    "timezone": "Asia/Yekaterinburg",
    "director": "Щёголева Мария-Анна Петровна",
}
PASSWORD = "ёжик везёт грушу 12"


def setup(**options: Any) -> str:
    out = io.StringIO()
    call_command("setup", stdout=out, **options)
    return out.getvalue()


def code_in(said: str) -> str:
    found = re.search(r"Одноразовый код: (\S{4} \S{4} \S{4})", said)
    assert found, said
    return found[1]


def type_in(code: str, client: Client) -> int:
    return client.post(reverse("activate"), dict(zip("abc", code.split(), strict=True))).status_code


def activate(code: str) -> Client:
    client = Client()
    assert type_in(code, client) == 302
    answer = client.post(reverse("activate-password"), {"new_password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def test_the_school_stands_with_its_year(db: Any) -> None:
    said = setup(**GIVEN)
    school = School.objects.get()
    assert (school.name, school.city, school.timezone) == (GIVEN["name"], GIVEN["city"], GIVEN["timezone"])
    year = AcademicYear.objects.get()
    assert year.starts_on == date(2026, 9, 1)
    assert Period.objects.filter(year=year).count() == 5
    assert DayOff.objects.filter(title="Зимние каникулы").exists()
    assert (Bell.objects.count(), SchoolPolicy.objects.count()) == (8, 1)
    assert WorkKind.objects.filter(code="КР").exists()
    role = StaffRole.objects.get()
    assert (role.role, role.staff.person.full_name) == (Role.DIRECTOR, GIVEN["director"])
    assert verify() == []
    assert "http://localhost:8000/activate/" in said
    assert "24 декабря 2026" in said.replace("\u00a0", " ")


def test_the_director_gets_in_by_the_code_once(db: Any) -> None:
    code = code_in(setup(**GIVEN))
    client = activate(code)
    user = Person.objects.get().user
    assert user
    assert int(client.session["_auth_user_id"]) == user.pk
    assert type_in(code, Client()) == 422


def test_a_new_code_kills_the_former_one(db: Any) -> None:
    former = code_in(setup(**GIVEN))
    fresh = code_in(setup(new_code=True))
    assert type_in(former, Client()) == 422
    activate(fresh)
    activate(code_in(setup(new_code=True)))  # the password is lost: the same account gets a new one
    assert Person.objects.count() == 1


@pytest.mark.parametrize("again", [GIVEN, {}])
def test_a_school_that_stands_is_refused(db: Any, again: dict[str, str]) -> None:
    setup(**GIVEN)
    with pytest.raises(CommandError, match="уже есть"):
        setup(**again)
    assert Invitation.objects.count() == 1


def test_new_code_needs_a_school_and_one_director(db: Any) -> None:
    with pytest.raises(CommandError, match="Школы в этой базе данных ещё нет"):
        setup(new_code=True)
    setup(**GIVEN)
    with pytest.raises(CommandError, match="нет такого: Иванов"):
        setup(new_code=True, director="Иванов")
    StaffRole.objects.update(ends_on=date(2026, 11, 24))
    assert code_in(setup(new_code=True, director="щёголева"))
    StaffRole.objects.update(starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 23))
    with pytest.raises(CommandError, match="Действующего директора в школе нет"):
        setup(new_code=True)


def test_everything_wrong_is_told_at_once_and_nothing_is_made(db: Any) -> None:
    wrong = {"name": " ", "short_name": "Ш" * 81, "city": "", "timezone": "Москва", "director": "Ivan"}
    with pytest.raises(CommandError) as refused:
        setup(**wrong)
    text = str(refused.value)
    assert all(f"{option}: " in text for option in ("--name", "--short-name", "--timezone", "--director"))
    assert "--city" not in text
    assert re.search(r"[a-z]{4,}", re.sub(r"--[a-z-]+|Europe/Moscow|Asia/Yekaterinburg", "", text)) is None
    assert not School.objects.exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Ёлкина   Зоя  Ильинична ", ("Ёлкина", "Зоя", "Ильинична")),
        ("Римская-Корнева Анна", ("Римская-Корнева", "Анна", "")),
        ("Алиев Рашид Али оглы", ("Алиев", "Рашид", "Али оглы")),
    ],
)
def test_names_of_directors(text: str, expected: tuple[str, str, str]) -> None:
    found = director_named(text)
    assert (found.last, found.first, found.patronymic) == expected


@pytest.mark.parametrize("text", ["", "Иванова", "Ivanova Maria", "Иванова М. П.", "Иванова Мария 2", "Я " + "а" * 81])
def test_what_is_no_name_of_a_director(text: str) -> None:
    with pytest.raises(Refused):
        director_named(text)


def test_unprintable_text_is_refused() -> None:
    assert fault_of_school("name", "Школа\udcff")
    assert fault_of_school("name", "Школа\x00")
    assert not fault_of_school("city", "")


@pytest.mark.parametrize(
    ("day", "year"), [("2026-05-31", 2025), ("2026-06-01", 2026), ("2026-09-01", 2026), ("2027-01-10", 2026)]
)
def test_from_june_on_the_coming_year_is_set_up(day: str, year: int) -> None:
    assert year_start(date.fromisoformat(day)) == date(year, 9, 1)
