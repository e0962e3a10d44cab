from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "parta.notices"
    verbose_name = "Уведомления"

    def ready(self) -> None:
        from parta.core.registry import teller
        from parta.notices.actions import tell

        teller(tell)
