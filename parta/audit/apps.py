from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "parta.audit"
    verbose_name = "Журнал изменений"
