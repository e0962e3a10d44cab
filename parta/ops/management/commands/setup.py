"""`parta setup`: makes the school and its first director, or lets the director in again: a new one-time code, no second
step of signing in."""

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from parta.core.dates import DEFAULT_ZONE, full_date, now
from parta.ops import first_setup
from parta.ops.first_setup import Director
from parta.ops.ready import refuse_unmigrated
from parta.people.actions.invitations import Issued
from parta.people.rules.codes import grouped, latin
from parta.school.models import School
from parta.school.refusals import Refused

# Field of the school → what is asked, and the option.
QUESTIONS = {
    "name": "Полное название школы",
    "short_name": "Краткое название (для шапки страниц)",
    "city": "Населённый пункт",
    "timezone": "Часовой пояс",
}
OPTIONS = {"name": "--name", "short_name": "--short-name", "city": "--city", "timezone": "--timezone"}
DIRECTOR = "Директор: фамилия, имя, отчество"


class Command(BaseCommand):
    help = "Создаёт школу и первого директора, печатает его одноразовый код"

    def add_arguments(self, parser: CommandParser) -> None:
        for field, option in OPTIONS.items():
            parser.add_argument(option, dest=field, help=QUESTIONS[field].lower())
        parser.add_argument("--director", help="директор: «Фамилия Имя Отчество»")
        parser.add_argument("--new-code", action="store_true", help="новый код директору школы, которая уже создана")
        parser.add_argument("--reset-factor", action="store_true", help="снять второй шаг входа директору")

    def handle(self, *args: Any, new_code: bool, reset_factor: bool, director: str | None, **options: Any) -> None:
        refuse_unmigrated()
        try:
            if reset_factor:
                person = first_setup.reset_factor(at=now(), name=" ".join((director or "").split()))
                self.stdout.write(
                    f"{person.full_name}: второй шаг входа снят, сеансы закончены. Войти можно по паролю."
                )
            elif new_code:
                self.give_new_code(director or "")
            else:
                self.set_up({field: options[field] for field in QUESTIONS}, director)
        except Refused as refusal:
            raise CommandError(refusal.text) from None

    def give_new_code(self, director: str) -> None:
        school = School.objects.first()
        if school is None:
            raise Refused("Школы в этой базе данных ещё нет. Создайте её: parta setup")
        self.tell(first_setup.new_code(at=now(), name=" ".join(director.split())), school.timezone)

    def set_up(self, given: dict[str, str | None], director: str | None) -> None:
        if School.objects.exists():  # before anything is asked
            raise Refused("Школа в этой базе данных уже есть. Новый код директору: parta setup --new-code")
        values, person = asked(given, director) if sys.stdin.isatty() else checked(given, director)
        school = School(**values)
        issued, starts_on = first_setup.set_up(school, person, at=now())
        self.stdout.write(
            f"{school.short_name}: школа создана. Учебный год с {full_date(starts_on)}, периоды, звонки, каникулы"
            " и праздники заполнены, их можно исправить в разделе «Школа»."
        )
        self.tell(issued, school.timezone)

    def tell(self, issued: Issued, zone: str) -> None:
        code = grouped(issued.code)
        self.stdout.write(
            f"\nДиректор: {issued.person.full_name}\n"
            f"Одноразовый код: {code}   (латинскими буквами {latin(issued.code)})\n"
            f"Страница входа по коду: {address()}\n"
            f"Код действует один раз, до {full_date(first_setup.until(issued, zone))}"
            " Если он потеряется: parta setup --new-code"
        )


def address() -> str:
    """Where the code is typed in: the product's own name when it stands behind TLS, else this computer."""
    base = f"https://{settings.ALLOWED_HOSTS[0]}" if settings.TLS else "http://localhost:8000"
    return base + reverse("activate")


def checked(given: dict[str, str | None], director: str | None) -> tuple[dict[str, str], Director]:
    """From options alone: all that is wrong or missing is told at once."""
    values = {field: " ".join((value or "").split()) for field, value in given.items()}
    values["timezone"] = values["timezone"] or DEFAULT_ZONE
    faults = [
        f"{OPTIONS[field]}: {fault}"
        for field, value in values.items()
        if (fault := first_setup.fault_of_school(field, value))
    ]
    person = None
    try:
        person = first_setup.director_named(director or "")
    except Refused as refusal:
        faults.append(f"--director: {refusal.text}")
    if faults or person is None:
        raise CommandError("школа не создана.\n  " + "\n  ".join(faults))
    return values, person


def asked(given: dict[str, str | None], director: str | None) -> tuple[dict[str, str], Director]:
    """At a terminal: what wasn't given as an option is asked, and asked again until it will do."""
    values = {}
    for field, question in QUESTIONS.items():
        usual = DEFAULT_ZONE if field == "timezone" else ""
        values[field] = ask(question, given[field], usual, partial(first_setup.fault_of_school, field))
    found: list[Director] = []

    def fault(text: str) -> str:
        try:
            found.append(first_setup.director_named(text))
        except Refused as refusal:
            return refusal.text
        return ""

    ask(DIRECTOR, director, "", fault)
    return values, found[-1]


def ask(question: str, given: str | None, usual: str, fault_of: Callable[[str], str]) -> str:
    text = given
    while True:
        if text is None:
            try:
                text = input(f"{question}{f' [{usual}]' if usual else ''}: ")
            except EOFError:
                raise CommandError("школа не создана: ввод прерван.") from None
        text = " ".join(text.split()) or usual
        if not (fault := fault_of(text)):
            return text
        print(f"  {fault}")
        text = None
