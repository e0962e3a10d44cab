from django.apps import AppConfig


class SchoolConfig(AppConfig):
    name = "parta.school"
    verbose_name = "Школа"

    def ready(self) -> None:
        from parta.accounts.passwords import words_source
        from parta.school.queries import words_of_school

        words_source(words_of_school)
