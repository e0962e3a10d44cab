from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "parta.accounts"
    verbose_name = "Учётные записи"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from parta.accounts.sessions import begin
        from parta.accounts.stepup import note_sign_in

        user_logged_in.connect(begin)
        user_logged_in.connect(note_sign_in)
