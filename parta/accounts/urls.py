from django.urls import path

from parta.accounts.views import confirm, own, sessions

urlpatterns = [
    path("login/", sessions.sign_in, name="login"),
    path("logout/", sessions.sign_out, name="logout"),
    path("confirm/", confirm.confirm, name="confirm"),
    path("password/", own.password, name="password"),
    path("activate/login/", own.login_name, name="login-name"),
    path("theme/", own.theme, name="theme"),
]
