from django.apps import AppConfig


class TeachingConfig(AppConfig):
    name = "parta.teaching"
    verbose_name = "Учебный процесс"

    def ready(self) -> None:
        from parta.core.registry import menu_source
        from parta.teaching.menu import items

        menu_source(items)
