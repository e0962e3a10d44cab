from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "parta.people"
    verbose_name = "Люди"

    def ready(self) -> None:
        from parta.core.registry import menu_source, school_line_source
        from parta.people import access_lists, access_menu

        menu_source(access_menu.items)
        school_line_source(access_lists.school_line)
