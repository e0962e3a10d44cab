from django.urls import path

from parta.notices import views

urlpatterns = [
    path("notices/", views.page, name="notices"),
    path("notices/read/", views.read_all, name="notices-read"),
    path("notices/<int:notice_id>/", views.read, name="notice-read"),
]
