from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "parta.accounts"
    verbose_name = "Учётные записи"
