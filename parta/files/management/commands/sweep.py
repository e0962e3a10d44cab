from typing import Any

from django.core.management.base import BaseCommand

from parta.audit import readings
from parta.core import dates
from parta.core.russian import counted
from parta.files.actions import remove_orphans


class Command(BaseCommand):
    help = "Убирает файлы, на которые больше суток ничего не ссылается, и журнал просмотров старше года"

    def handle(self, *args: Any, **options: Any) -> None:
        gone = remove_orphans(at=dates.now())
        print(f"Убрано: {counted(gone, 'файл', 'файла', 'файлов')}.")
        old = readings.sweep(at=dates.now())
        print(f"Из журнала просмотров: {counted(old, 'запись', 'записи', 'записей')}.")
