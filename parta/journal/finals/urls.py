from django.urls import path

from parta.journal.finals import stage_views as stages
from parta.journal.finals import views

urlpatterns = [
    path("", views.finals, name="finals"),
    path("classes/<int:class_id>/", views.class_finals, name="class-finals"),
    path("classes/<int:class_id>/council/", stages.council_page, name="council"),
    path("classes/<int:class_id>/council/decide/", stages.decide, name="council-decide"),
    path("periods/<int:period_id>/begin/", stages.begin, name="begin-finals"),
    path("periods/<int:period_id>/publish/", stages.publish, name="publish-finals"),
    path("periods/<int:period_id>/missing/", stages.missing, name="missing-finals"),
    path("periods/<int:period_id>/remind/", stages.remind, name="remind-finals"),
    path("year/publish/", stages.publish_year, name="publish-year-finals"),
    path("year/close/", stages.close_year, name="close-year-finals"),
    path("year/reopen/", stages.reopen_year, name="reopen-year-finals"),
    path("<int:course_id>/", views.journal_finals, name="journal-finals"),
    path("<int:course_id>/marks/", views.put, name="put-finals"),
    path("<int:course_id>/accept/", views.accept, name="accept-finals"),
    path("<int:course_id>/pupils/<int:pupil_id>/<str:place>/", views.place, name="final-place"),
    path("<int:course_id>/pupils/<int:pupil_id>/<str:place>/set/", views.set_place, name="set-final"),
]
