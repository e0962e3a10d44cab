from django.urls import path

from parta.journal.finals import views

urlpatterns = [
    path("", views.finals, name="finals"),
    path("classes/<int:class_id>/", views.class_finals, name="class-finals"),
    path("<int:course_id>/", views.journal_finals, name="journal-finals"),
    path("<int:course_id>/marks/", views.put, name="put-finals"),
    path("<int:course_id>/accept/", views.accept, name="accept-finals"),
    path("<int:course_id>/pupils/<int:pupil_id>/<str:place>/", views.place, name="final-place"),
    path("<int:course_id>/pupils/<int:pupil_id>/<str:place>/set/", views.set_place, name="set-final"),
]
