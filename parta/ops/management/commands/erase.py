"""`parta erase --again`: nobody who was erased comes back with an older copy of the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from parta.core import dates
from parta.core.russian import counted
from parta.ops.erasure import erasing
from parta.ops.ready import refuse_unmigrated


class Command(BaseCommand):
    help = "Повторяет стирания по списку стёртых, например после восстановления из резервной копии"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="повторить стирания (новые решают двое, на странице)")

    def handle(self, *args: Any, again: bool, **options: Any) -> None:
        if not again:
            raise CommandError("новые стирания решают двое на странице «Отзывы согласий». Повторить прежние: --again")
        refuse_unmigrated()
        done = erasing.again(at=dates.now())
        print(f"Стёрто заново: {counted(done, 'отзыв', 'отзыва', 'отзывов')}." if done else "Все уже стёрты.")
