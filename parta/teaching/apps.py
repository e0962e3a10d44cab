from django.apps import AppConfig


class TeachingConfig(AppConfig):
    name = "parta.teaching"
    verbose_name = "Учебный процесс"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from parta.accounts import spraying
        from parta.core.registry import menu_source
        from parta.teaching.menu import items
        from parta.teaching.sign_ins import after_sign_in, warn_of_spraying

        menu_source(items)
        user_logged_in.connect(after_sign_in)
        spraying.noticed.connect(warn_of_spraying)
