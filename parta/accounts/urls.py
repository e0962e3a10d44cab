from django.urls import path

from parta.accounts.views import confirm, devices, own, second_step, security, sessions

urlpatterns = [
    path("login/", sessions.sign_in, name="login"),
    path("login/step/", second_step.second_step, name="second-step"),
    path("logout/", sessions.sign_out, name="logout"),
    path("confirm/", confirm.confirm, name="confirm"),
    path("devices/", devices.devices, name="devices"),
    path("devices/end/", devices.end, name="devices-end"),
    path("security/", security.security, name="security"),
    path("security/app/", security.app, name="factor-app"),
    path("security/keys/", security.key, name="factor-key"),
    path("security/codes/", security.sheet, name="factor-sheet"),
    path("security/remove/", security.remove, name="factor-remove"),
    path("security/trusted/forget/", security.forget, name="trusted-forget"),
    path("password/", own.password, name="password"),
    path("activate/login/", own.login_name, name="login-name"),
    path("theme/", own.theme, name="theme"),
]
