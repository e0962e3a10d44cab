from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "parta.ops"
    verbose_name = "Обслуживание"

    def ready(self) -> None:
        from parta.core.registry import menu_source
        from parta.ops.menu import items

        menu_source(items)
