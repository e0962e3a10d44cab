"""`parta demo`: makes the demo school once, keeps it up to today, tells who can sign in."""

import gc
import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from parta.core.dates import full_date, now
from parta.core.russian import counted
from parta.ops import demo_school
from parta.ops.demo_school import Demo, NotTheDemo, SignIn
from parta.ops.demo_school.making import school_date, year_start
from parta.ops.ready import refuse_unmigrated

ROLES = {
    "director": "директор",
    "deputy": "завуч",
    "responsible": "ответственное лицо",
    "class_teacher": "классный руководитель 8Б",
    "subject_teacher": "учитель математики",
    "parent": "мать двоих детей, 8Б и 5А",
    "pupil": "ученица 8Б",
}


class Command(BaseCommand):
    help = "Создаёт демонстрационную школу или доводит её до сегодняшнего дня"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("демонстрация включается настройкой PARTA_DEMO=1; проще всего запустить bin/demo")
        refuse_unmigrated()
        try:
            standing = demo_school.standing()
        except NotTheDemo as refusal:
            raise CommandError(str(refusal)) from None
        at = now()
        demo = self.extended(standing, at) if standing else self.made(at)
        people = demo_school.signins(demo)
        write_json(people, Path(settings.HOME) / "demo-signins.json")
        self.stdout.write(table(people))

    def made(self, at: datetime) -> Demo:
        self.stdout.write("Создаю демонстрационную школу (один раз, до минуты)…")
        self.stdout.flush()
        gc.disable()  # hundreds of thousands of objects, none of them garbage yet: a sixth of the time
        demo = demo_school.make(at=at)
        gc.enable()
        self.stdout.write(f"Школа готова: учебный год {demo.year}/{demo.year + 1}, по {full_date(demo.till)}")
        return demo

    def extended(self, demo: Demo, at: datetime) -> Demo:
        filled = demo_school.extend(demo, at=at)
        if filled:
            self.stdout.write(
                f"Школа доведена до сегодняшнего дня: заполнено {counted(filled, 'урок', 'урока', 'уроков')}"
            )
        if year_start(school_date(at)).year != demo.year:
            self.stdout.write(
                f"Эта школа прожила {demo.year}/{demo.year + 1} учебный год. Чтобы получить новую, удалите её базу"
                f" данных (обычно это папка {settings.HOME}) и запустите снова."
            )
        return demo


def write_json(people: Iterable[SignIn], path: Path) -> None:
    """Whole or not at all, readable by the owner only."""
    draft = path.with_suffix(".new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump([asdict(one) for one in people], file, ensure_ascii=False, indent=2)
        file.write("\n")
    draft.replace(path)


def table(people: Iterable[SignIn]) -> str:
    rows = [(ROLES[one.role], one.name, one.login) for one in people]
    who, name, login = (max(len(row[column]) for row in rows) for column in range(3))
    lines = [f"  {row[0]:<{who}}  {row[1]:<{name}}  {row[2]:<{login}}" for row in rows]
    password = next(iter(people)).password
    return "\n".join(["", "Кем можно войти:", *lines, f"Пароль у всех один: {password}", ""])
