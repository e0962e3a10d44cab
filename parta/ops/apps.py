from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "parta.ops"
    verbose_name = "Обслуживание"
