from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "parta.today"
    verbose_name = "Сегодня"
