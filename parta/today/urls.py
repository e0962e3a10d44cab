from django.urls import path

from parta.today import views

urlpatterns = [path("", views.today, name="today")]
