from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "parta.notices"
    verbose_name = "Уведомления"
