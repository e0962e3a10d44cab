"""`parta export`: the roster out of the school, for another system or another Парта."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from parta.core import dates
from parta.core.management.output import write_new
from parta.ops.exporting.actions import export_consents, export_set
from parta.school.refusals import Refused

WRONG_CALL = 2
_NOTES = """В файле личные данные всей школы: храните его и передавайте, как личные дела. Каждая выгрузка остаётся в
журнале изменений. Отметки, расписание уроков, учётные записи и пароли не выгружаются. Без действующего
согласия человек не выгружается (п. 3.2 Положения).

примеры:
  parta export школа.zip                              набор OneRoster 1.2
  parta export школа.zip --consents согласия.xlsx     и список согласий для загрузки рядом с ним
  parta import школа.zip --consents согласия.xlsx     так его загружает другая Парта
"""


class Command(BaseCommand):
    help = "Выгружает списки школы набором OneRoster 1.2"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.epilog = _NOTES
        parser.add_argument("path", metavar="ФАЙЛ.zip", help="куда записать набор; готовый файл не заменяется")
        parser.add_argument("--consents", metavar="ФАЙЛ.xlsx", help="куда записать список согласий")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = [(Path(options["path"]), ".zip", export_set, "Набор OneRoster 1.2")]
        if options["consents"]:
            wanted.append((Path(options["consents"]), ".xlsx", export_consents, "Список согласий"))
        for path, suffix, _, _ in wanted:
            if path.suffix.lower() != suffix:
                raise CommandError(f"файл «{path}»: нужно имя на {suffix}", returncode=WRONG_CALL)
            if path.exists():
                raise CommandError(f"файл «{path}» уже есть: укажите другое имя")
        for path, _, export, title in wanted:
            try:
                content = export(by=None, at=dates.now())
            except Refused as refusal:
                raise CommandError(refusal.text) from None
            write_new(path, content)
            self.stdout.write(f"{title} записан: {path}")
