from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "parta.journal"
    verbose_name = "Журнал"

    def ready(self) -> None:
        from parta.core.registry import menu_source
        from parta.journal import menu

        menu_source(menu.items)
        menu_source(menu.finals)
        menu_source(menu.attendance)
        menu_source(menu.behaviour)
