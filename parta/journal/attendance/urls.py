from django.urls import path

from parta.journal.views import attendance

urlpatterns = [
    path("", attendance.home, name="attendance"),
    path("<int:class_id>/", attendance.day, name="attendance-day"),
    path("<int:class_id>/week/", attendance.week, name="attendance-week"),
    path("<int:class_id>/summary/", attendance.summary, name="attendance-summary"),
]
