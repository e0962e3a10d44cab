from typing import Any

from django.core.management.base import BaseCommand

from parta.core import dates
from parta.core.russian import counted
from parta.files.actions import remove_orphans


class Command(BaseCommand):
    help = "Убирает с диска файлы, на которые больше суток ничего не ссылается"

    def handle(self, *args: Any, **options: Any) -> None:
        gone = remove_orphans(at=dates.now())
        print(f"Убрано: {counted(gone, 'файл', 'файла', 'файлов')}.")
