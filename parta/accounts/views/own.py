"""What everybody may change of the own account."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from parta.accounts import actions, limits
from parta.accounts.devices import remember
from parta.accounts.forms import LoginNameForm, PasswordForm
from parta.accounts.session import CHOOSES_LOGIN
from parta.accounts.throttling import succeeded, take, wait_words
from parta.core import dates
from parta.core.audience import SIGNED_IN, audience
from parta.core.http import Request
from parta.core.pages import THEME_TITLES
from parta.core.roles import ROLE_TITLES, Role

WRONG_CURRENT = "Нынешний пароль не подошёл. Проверьте раскладку клавиатуры."


@require_http_methods(["GET", "POST"])
@audience(SIGNED_IN)
def password(request: Request) -> HttpResponse:
    form = PasswordForm(request.POST or None, user=request.user)
    status = 200
    if request.method == "POST":
        status = _change(request, form) if form.is_valid() else 422
    if status == 302:
        messages.success(request, "Пароль изменён. На других устройствах понадобится войти заново.")
        return redirect("today")
    return render(request, "accounts/password.html", {"form": form, "login": request.user.login}, status=status)


def _change(request: Request, form: PasswordForm) -> int:
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
    actions.change_password(
        request.user, form.cleaned_data["new_password"], by=request.actor, at=now, keep=request.session.session_key
    )
    update_session_auth_hash(request, request.user)  # this session goes on, the others have ended
    return 302


@require_http_methods(["GET", "POST"])
@audience(SIGNED_IN)
def login_name(request: Request) -> HttpResponse:
    """The last step of the first sign-in: who you are, and the suggested login name to keep or to change."""
    if CHOOSES_LOGIN not in request.session:
        return redirect("today")
    form = LoginNameForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_login(request.user, form.cleaned_data["login"], by=request.actor, at=dates.now())
        except actions.LoginTaken:
            form.add_error("login", "Такой логин уже занят. Добавьте к нему цифру или ещё одну букву.")
        else:
            del request.session[CHOOSES_LOGIN]
            answer = redirect("today")
            remember(request, answer, request.user.login)
            return answer
    context = {"form": form, "roles": [ROLE_TITLES[role] for role in Role if role in request.actor.roles]}
    return render(request, "accounts/login-name.html", context, status=422 if form.errors else 200)


@require_POST
@audience(SIGNED_IN)
def theme(request: Request) -> HttpResponse:
    """Light, dark or as the system has it."""
    chosen = request.POST.get("theme", "")
    if chosen in THEME_TITLES:
        actions.choose_theme(request.user, chosen)
    return HttpResponseRedirect("/") if "json" not in request.headers.get("Accept", "") else HttpResponse(status=204)
