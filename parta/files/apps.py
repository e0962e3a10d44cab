from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "parta.files"
    verbose_name = "Файлы"
