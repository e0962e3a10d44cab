"""`parta rollover`: the school into the next academic year. Without --apply only shows what would be done."""

from contextlib import closing
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from parta.core import dates
from parta.core.management.progress import Progress
from parta.ops.rollover import actions
from parta.ops.rollover.parts import Rollover
from parta.school.calendar import school_day
from parta.school.refusals import Refused

WORDS = {
    "classes": "Новых классов",
    "moved": "Учеников переходит в классы",
    "out": "Выпускается",
    "left": "Выбывает",
    "homerooms": "Классных руководителей назначено",
    "courses": "Журналов заведено",
}


class Command(BaseCommand):
    help = "Переводит школу в новый учебный год. Решения о классах и приказ берёт со страницы «Школа», «Новый год»"

    def add_arguments(self, parser: CommandParser) -> None:
        modes = parser.add_mutually_exclusive_group()
        modes.add_argument("--apply", action="store_true", help="перевести; без этого ключа — только показать")
        modes.add_argument("--undo", action="store_true", help="отменить последний перевод")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["undo"]:
                self._undo()
            else:
                self._roll_over(school_day(dates.now()), apply=options["apply"])
        except Refused as refusal:
            raise CommandError(refusal.text) from None

    def _roll_over(self, on: date, *, apply: bool) -> None:
        found = actions.check(on)
        if found is None:
            self.stdout.write(actions.NOTHING)
            return
        self._show(found)
        if not apply:
            self.stdout.write("Ничего не записано. Перевести: та же команда с ключом --apply")
            return
        with closing(Progress()) as progress:
            actions.roll_over(
                shown=found.fingerprint,
                by=None,
                at=dates.now(),
                progress=lambda done, total: progress("Переводим школу", done / max(1, total)),
            )
        self.stdout.write("Готово, прежний год закрыт. Отменить: parta rollover --undo")

    def _undo(self) -> None:
        run = actions.last_run()
        if run is None:
            raise CommandError("отменять нечего: перевода не было или он уже отменён")
        with closing(Progress()) as progress:
            actions.take_back(
                run,
                by=None,
                at=dates.now(),
                progress=lambda done, total: progress("Отменяем", done / max(1, total)),
            )
        self.stdout.write(f"Отменено: {run.title}. Школа снова такая, как до него.")

    def _show(self, found: Rollover) -> None:
        """What has to be decided stands last: the end is what stays on the screen."""
        self.stdout.write(f"Перевод в {found.title} учебный год" + (", год будет создан" if found.makes_year else ""))
        for line in found.lines:
            self.stdout.write(f"  {line.title}: {line.to or 'не решено'}, учеников {line.pupils}")
        for key, words in WORDS.items():
            if found.counts.get(key):
                self.stdout.write(f"{words}: {found.counts[key]}")
        for words, rows in (
            ("Классы без классного руководителя", found.no_homeroom),
            ("Журналы без учителя", found.no_teacher),
            ("Журналы подгрупп без учеников", found.divided),
            ("Классы без журналов: нет образца", found.no_pattern),
        ):
            if rows:
                self.stdout.write(f"{words}: {len(rows)}")
        for fault in found.faults:
            self.stdout.write(f"Нужно решить: {fault}")
