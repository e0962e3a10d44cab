from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "parta.reports"
    verbose_name = "Бумаги и отчёты"
