from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "parta.ops"
    verbose_name = "Обслуживание"

    def ready(self) -> None:
        from parta.core.registry import menu_source
        from parta.ops.menu import items
        from parta.people.large_exports import offer

        menu_source(items)
        offer("oneroster", "списки всей школы, набор OneRoster", "export-oneroster")
        offer("consents", "согласия всей школы, книга Excel", "export-consents")
