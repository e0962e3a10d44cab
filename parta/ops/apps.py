from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "parta.ops"
    verbose_name = "Обслуживание"

    def ready(self) -> None:
        from parta.core.registry import menu_source
        from parta.ops.erasure import erasing
        from parta.ops.menu import items
        from parta.ops.merged import follow
        from parta.people.approvals import on_approved
        from parta.people.large_exports import offer
        from parta.people.merging import on_merged
        from parta.people.models import ApprovalKind

        menu_source(items)
        on_merged(follow)
        offer("oneroster", "списки всей школы, набор OneRoster", "export-oneroster")
        offer("consents", "согласия всей школы, книга Excel", "export-consents")
        on_approved(ApprovalKind.ERASURE, erasing.execute, title=erasing.title)
