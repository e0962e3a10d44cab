"""What `parta <command>` does: finds the command, speaks Russian, turns refusals into exit codes.

Exit codes: 0 done, 1 refused or failed (the reason is on stderr), 2 the command was called wrongly, 130 interrupted.
"""

import argparse
import difflib
import sys
from collections.abc import Sequence

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections

# Django's own commands that an administrator needs; every other one of Django's stays out of the list.
DJANGO_COMMANDS = {
    "check": "Проверяет настройки и код, ничего не меняет",
    "collectstatic": "Собирает стили, скрипты и шрифты в папку данных",
    "migrate": "Создаёт таблицы базы данных или обновляет их",
}
# Options of every Django command that say nothing to our user.
_HIDDEN = {"version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks"}

_ARGPARSE = {
    "usage: ": "вызов: ",
    "positional arguments": "аргументы",
    "options": "ключи",
    "show this help message and exit": "показать эту справку",
    "%(prog)s: error: %(message)s\n": "%(prog)s: ошибка: %(message)s\n",
    "argument %(argument_name)s: %(message)s": "аргумент %(argument_name)s: %(message)s",
    "the following arguments are required: %s": "не хватает аргументов: %s",
    "unrecognized arguments: %s": "непонятные аргументы: %s",
    "expected one argument": "нужно одно значение",
    "expected at least one argument": "нужно хотя бы одно значение",
    "invalid choice: %(value)r (choose from %(choices)s)": "нет такого значения: %(value)r (есть: %(choices)s)",
    "invalid %(type)s value: %(value)r": "%(value)r не подходит: ожидается %(type)s",
    "not allowed with argument %s": "нельзя вместе с %s",
    "one of the arguments %s is required": "нужен один из ключей: %s",
}


def run(argv: Sequence[str]) -> int:
    """Run one command line (without the program's name); the exit code."""
    argparse._ = lambda text: _ARGPARSE.get(text, text)  # type: ignore[attr-defined]  # its own hook is system-wide
    try:
        django.setup()
    except (ImproperlyConfigured, ValueError, OSError) as error:
        return refuse(f"настройки: {error}")
    commands = ours()
    name, *rest = argv or ["help"]
    if name in {"help", "-h", "--help"}:
        return show_help(rest, commands)
    if name not in commands:
        return unknown(name, commands)
    return execute(name, commands[name], rest)


def ours() -> dict[str, str]:
    """Name → application of every command an administrator may call."""
    return {
        name: app for name, app in sorted(get_commands().items()) if app.startswith("parta.") or name in DJANGO_COMMANDS
    }


def show_help(rest: Sequence[str], commands: dict[str, str]) -> int:
    if rest:
        name = rest[0]
        return execute(name, commands[name], ["--help"]) if name in commands else unknown(name, commands)
    print("Парта, школьный электронный дневник-журнал\n\nвызов: parta <команда> [ключи]\n\nКоманды:")
    width = max(len(name) for name in commands)
    for name, app in commands.items():
        print(f"  {name:<{width}}  {DJANGO_COMMANDS.get(name) or load_command_class(app, name).help}")
    print("\nСправка по команде: parta help <команда>")
    return 0


def unknown(name: str, commands: dict[str, str]) -> int:
    near = difflib.get_close_matches(name, commands, n=1)
    hint = f"Может быть, {near[0]}? " if near else ""
    print(f"Нет команды «{name}». {hint}Список команд: parta help", file=sys.stderr)
    return 2


def refuse(reason: str, code: int = 1) -> int:
    print(f"Ошибка: {reason}", file=sys.stderr)
    return code


def parser_of(command: BaseCommand, name: str) -> argparse.ArgumentParser:
    parser = command.create_parser("parta", name)
    if name in DJANGO_COMMANDS:
        parser.description = DJANGO_COMMANDS[name]
    for action in parser._actions:
        if action.dest in _HIDDEN:
            action.help = argparse.SUPPRESS
    return parser


def execute(name: str, app: str, rest: Sequence[str]) -> int:
    command = load_command_class(app, name)
    command._called_from_command_line = True  # type: ignore[attr-defined]  # argparse then explains itself and exits with 2
    options = vars(parser_of(command, name).parse_args(rest))
    arguments = options.pop("args", ())
    try:
        command.execute(*arguments, **options)
    except CommandError as error:
        return refuse(str(error), error.returncode)
    except OperationalError as error:
        if options.get("traceback"):
            raise
        return refuse(f"база данных: {str(error).strip()}. Доступна ли она, выполнена ли команда parta migrate?")
    except KeyboardInterrupt:
        print("Прервано.", file=sys.stderr)
        return 130
    finally:
        connections.close_all()
    return 0
