from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "parta.diary"
    verbose_name = "Дневник"
