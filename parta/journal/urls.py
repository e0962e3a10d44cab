from django.urls import path

from parta.journal.views import pages, writing

urlpatterns = [
    path("journal/", pages.journals, name="journals"),
    path("journal/<int:course_id>/", pages.journal, name="journal"),
    path("journal/<int:course_id>/lessons/<int:lesson_id>/panel/", pages.panel, name="journal-panel"),
    path("journal/<int:course_id>/cells/", writing.cells, name="journal-cells"),
    path("journal/<int:course_id>/lessons/<int:lesson_id>/", pages.lesson, name="journal-lesson"),
    path("journal/<int:course_id>/lessons/", writing.lessons, name="journal-lessons"),
]
