"""`parta bench`: measures how fast the product is. bin/bench prepares what it needs and calls it."""

import gc
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from parta.core import dates
from parta.ops.bench import copying, measuring, report, school
from parta.ops.bench.measuring import Length
from parta.ops.bench.scenes import scenes

SIZE = 1000
OTHER_SIZES = (250, 4000)
CONNECTIONS = (1, 8)
DOCUMENT = measuring.ROOT / "docs/performance.md"
FULL, QUICK = Length(5, 1), Length(1.5, 0.5)


class Command(BaseCommand):
    help = "Измеряет скорость: настоящий сервер под нагрузкой рядом с пустым (для разработки, вызывает bin/bench)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--quick", action="store_true", help="коротко: только школа на 250 человек")
        parser.add_argument("--json", type=Path, help="файл для цифр, по умолчанию bench.json в папке данных")
        parser.add_argument("--write", action="store_true", help="записать таблицу в docs/performance.md")
        parser.add_argument(
            "--postgres", default="", help="адрес базы parta на сервере PostgreSQL, где можно создавать другие"
        )
        # Steps in a process of their own, each on one database.
        parser.add_argument("--make", type=int, help="шаг: создать школу на столько человек")
        parser.add_argument("--copy", type=Path, help="шаг: перенести школу из файла SQLite")
        parser.add_argument("--measure", type=Path, help="шаг: измерить и записать в файл")
        parser.add_argument("--connections", default="1,8", help="для шага измерения")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["make"]:
            self.make(options["make"])
        elif options["copy"]:
            call_command("migrate", verbosity=0)
            self.say(f"  строк в PostgreSQL: {copying.copy_school(options['copy'])}")
        elif options["measure"]:
            self.measure(options["measure"], QUICK if options["quick"] else FULL, options["connections"])
        else:
            self.whole(options)

    def whole(self, options: dict[str, Any]) -> None:
        size, length = (min(OTHER_SIZES), QUICK) if options["quick"] else (SIZE, FULL)
        result: dict[str, Any] = {
            "made": f"{dates.now():%Y-%m-%d %H:%M} UTC",
            "machine": machine(),
            "load": f"{length.seconds} s for each figure",
            "pupils": size,
        }
        both = ",".join(map(str, CONNECTIONS))
        working = self.home / "working.sqlite3"
        shutil.copyfile(self.kept(size), working)
        result["sqlite"] = self.measured(f"sqlite://{working}", both, options)
        working.unlink()
        if address := options["postgres"]:
            result["postgresql"] = self.on_postgres(address, size, both, options)
            if not options["quick"]:
                result["flat"] = self.flat(address, result["postgresql"], options)
        target = options["json"] or self.home / "bench.json"
        target.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        text = report.markdown(result)
        self.say(f"\n{text}\nЦифры: {target}")
        if options["write"]:
            report.write_into(DOCUMENT, text)

    def flat(self, address: str, middle: list[dict[str, Any]], options: dict[str, Any]) -> dict[str, Any]:
        """The same pages in schools of other sizes; the login page knows no size."""
        found = {size: self.on_postgres(address, size, str(CONNECTIONS[-1]), options) for size in OTHER_SIZES}
        found[SIZE] = [row for row in middle if row["connections"] == CONNECTIONS[-1]]
        return {str(size): [row for row in found[size] if row["scene"] != "login"] for size in sorted(found)}

    def on_postgres(self, address: str, size: int, connections: str, options: dict[str, Any]) -> Any:
        """In a database of its own beside the given one."""
        name = f"bench_{size}"
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name}")
            server.execute(f"CREATE DATABASE {name}")
        beside = address.replace("/parta?", f"/{name}?")
        self.step(beside, "bench", "--copy", str(self.kept(size)))
        return self.measured(beside, connections, options)

    def measured(self, address: str, connections: str, options: dict[str, Any]) -> Any:
        target = self.home / "step.json"
        quick = ["--quick"] if options["quick"] else []
        self.step(address, "bench", "--measure", str(target), "--connections", connections, *quick)
        return json.loads(target.read_text())

    def kept(self, size: int) -> Path:
        """The school of this size as a SQLite file, made anew each week: its year ends in the present one."""
        monday = dates.monday_of(dates.school_now(dates.DEFAULT_ZONE).date())
        path = self.home / f"school-{size}-v{school.VERSION}-{monday}.sqlite3"
        if not path.exists():
            for old in self.home.glob(f"school-{size}-*"):
                old.unlink()
            draft = path.with_suffix(".new")
            self.step(f"sqlite://{draft}", "bench", "--make", str(size))
            draft.rename(path)
        return path

    def make(self, size: int) -> None:
        self.say(f"Создаю школу на {size} учеников (один раз в неделю)…")
        call_command("migrate", verbosity=0)
        gc.disable()  # as in `parta demo`
        connection.ensure_connection()
        made = school.make_school(size, on=dates.school_now(dates.DEFAULT_ZONE).date())
        self.say("  " + ", ".join(f"{kind} {number}" for kind, number in made.rows.items()))

    def measure(self, target: Path, length: Length, connections: str) -> None:
        found = list(scenes(dates.school_now(dates.DEFAULT_ZONE).date()))
        self.say(f"Измеряю: {connection.vendor}, {', '.join(one.title for one in found)}…")
        rows = measuring.measure(found, map(int, connections.split(",")), length)
        target.write_text(json.dumps(rows))

    def step(self, address: str, *command: str) -> None:
        environment = os.environ | {"PARTA_DATABASE_URL": address}
        done = subprocess.run([sys.executable, "-P", "-m", "parta", *command], env=environment, cwd=measuring.ROOT)
        if done.returncode:
            raise CommandError(f"не получилось: parta {' '.join(command)}")

    @property
    def home(self) -> Path:
        folder = Path(settings.HOME) / "bench"
        folder.mkdir(exist_ok=True)
        return folder

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def machine() -> str:
    """«2 cores, Python 3.11.7, SQLite 3.40.1»"""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
