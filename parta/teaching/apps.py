from django.apps import AppConfig


class TeachingConfig(AppConfig):
    name = "parta.teaching"
    verbose_name = "Учебный процесс"
