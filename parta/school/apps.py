from django.apps import AppConfig


class SchoolConfig(AppConfig):
    name = "parta.school"
    verbose_name = "Школа"
