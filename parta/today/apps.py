from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "parta.today"
    verbose_name = "Сегодня"

    def ready(self) -> None:
        from parta.core.registry import menu_source
        from parta.today import menu

        menu_source(menu.items)
