from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "parta.people"
    verbose_name = "Люди"

    def ready(self) -> None:
        from parta.accounts.passwords import words_source
        from parta.core.registry import menu_source, school_line_source
        from parta.people import access_lists, access_menu, administrators, large_exports
        from parta.people.approvals import on_approved
        from parta.people.invitations import own_words
        from parta.people.models import ApprovalKind

        menu_source(access_menu.items)
        words_source(own_words)
        school_line_source(access_lists.school_line)
        on_approved(ApprovalKind.ADMINISTRATOR, administrators.appoint, title=administrators.title)
        large_exports.offer(large_exports.SLIPS, "карточки доступа всей школы", "slips-of-school")
        on_approved(ApprovalKind.EXPORT, large_exports.allow, title=large_exports.title)
