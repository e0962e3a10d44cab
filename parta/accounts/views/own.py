"""What everybody may change of the own account."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from parta.accounts import actions
from parta.accounts.forms import PasswordForm
from parta.core import dates
from parta.core.audience import SIGNED_IN, audience
from parta.core.pages import THEME_TITLES


@require_http_methods(["GET", "POST"])
@audience(SIGNED_IN)
def password(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.change_password(request.user, form.cleaned_data["new_password"], by=request.actor, at=dates.now())
        update_session_auth_hash(request, request.user)  # this session goes on, the others end
        messages.success(request, "Пароль изменён. На других устройствах понадобится войти заново.")
        return redirect("today")
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@audience(SIGNED_IN)
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark or as the system has it."""
    chosen = request.POST.get("theme", "")
    if chosen in THEME_TITLES:
        actions.choose_theme(request.user, chosen)
    return HttpResponseRedirect("/") if "json" not in request.headers.get("Accept", "") else HttpResponse(status=204)
