from django.urls import path, register_converter

from parta.reports import views


class Ending:
    """How a paper is made: for the printer or for a sheet."""

    regex = "pdf|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Ending, "ending")

urlpatterns = [
    path("papers/classes/<int:class_id>/summary.<ending:ending>", views.class_summary, name="summary-paper"),
    path("papers/classes/<int:class_id>/reports.<ending:ending>", views.class_reports, name="report-cards"),
    path("papers/finals/<int:course_id>/sheet.<ending:ending>", views.subject, name="subject-paper"),
    path("papers/finals/<int:course_id>/pupils/<int:pupil_id>/<str:place>/why.pdf", views.why, name="why-paper"),
]
