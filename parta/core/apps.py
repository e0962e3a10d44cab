from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "parta.core"
    verbose_name = "Ядро"
