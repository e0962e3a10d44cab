from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "parta.journal"
    verbose_name = "Журнал"
