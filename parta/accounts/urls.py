from django.urls import path

from parta.accounts.views import confirm, devices, own, sessions

urlpatterns = [
    path("login/", sessions.sign_in, name="login"),
    path("logout/", sessions.sign_out, name="logout"),
    path("confirm/", confirm.confirm, name="confirm"),
    path("devices/", devices.devices, name="devices"),
    path("devices/end/", devices.end, name="devices-end"),
    path("password/", own.password, name="password"),
    path("activate/login/", own.login_name, name="login-name"),
    path("theme/", own.theme, name="theme"),
]
