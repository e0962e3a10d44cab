"""What everybody may change of the own account."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from parta.accounts import actions, limits
from parta.accounts.forms import PasswordForm
from parta.accounts.throttling import succeeded, take
from parta.accounts.views.sessions import wait_words
from parta.core import dates
from parta.core.audience import SIGNED_IN, audience
from parta.core.pages import THEME_TITLES

WRONG_CURRENT = "Нынешний пароль не подошёл. Проверьте раскладку клавиатуры."


@require_http_methods(["GET", "POST"])
@audience(SIGNED_IN)
def password(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None, user=request.user)
    status = 200
    if request.method == "POST":
        status = _change(request, form) if form.is_valid() else 422
    if status == 302:
        messages.success(request, "Пароль изменён. На других устройствах понадобится войти заново.")
        return redirect("today")
    return render(request, "accounts/password.html", {"form": form, "login": request.user.login}, status=status)


def _change(request: HttpRequest, form: PasswordForm) -> int:
    """The status to answer with; 302 = changed."""
    now = dates.now()
    counters = limits.own_password(request.user.pk)
    if wait := take(counters, at=now):
        form.add_error("current", wait_words(wait))
        return 429
    if not request.user.check_password(form.cleaned_data["current"]):
        form.add_error("current", WRONG_CURRENT)
        return 422
    succeeded(counters, at=now)
    actions.change_password(request.user, form.cleaned_data["new_password"], by=request.actor, at=now)
    update_session_auth_hash(request, request.user)  # this session goes on, the others end
    return 302


@require_POST
@audience(SIGNED_IN)
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark or as the system has it."""
    chosen = request.POST.get("theme", "")
    if chosen in THEME_TITLES:
        actions.choose_theme(request.user, chosen)
    return HttpResponseRedirect("/") if "json" not in request.headers.get("Accept", "") else HttpResponse(status=204)
