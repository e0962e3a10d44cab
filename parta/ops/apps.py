from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "parta.ops"
    verbose_name = "Обслуживание"

    def ready(self) -> None:
        from parta.core.registry import menu_source
        from parta.ops.menu import items
        from parta.ops.merged import follow
        from parta.people.large_exports import offer
        from parta.people.merging import on_merged

        menu_source(items)
        on_merged(follow)
        offer("oneroster", "списки всей школы, набор OneRoster", "export-oneroster")
        offer("consents", "согласия всей школы, книга Excel", "export-consents")
