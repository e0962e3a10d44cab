from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "parta.diary"
    verbose_name = "Дневник"

    def ready(self) -> None:
        from parta.core.registry import menu_source
        from parta.diary import menu

        menu_source(menu.items)
