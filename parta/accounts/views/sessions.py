"""Signing in and out."""

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from parta.accounts.forms import LoginForm
from parta.core.audience import PUBLIC, SIGNED_IN, audience

REFUSED = "Логин или пароль не подошли. Проверьте раскладку клавиатуры и Caps Lock."


@require_http_methods(["GET", "POST"])
@audience(PUBLIC)
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.actor is not None:
        return HttpResponseRedirect(_next_page(request))
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            login(request, user)
            return HttpResponseRedirect(_next_page(request))
        form.add_error("password", REFUSED)
    status = 422 if form.errors else 200
    return render(request, "accounts/login.html", {"form": form, "next": request.GET.get("next", "")}, status=status)


def _next_page(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"


@require_POST
@audience(SIGNED_IN)
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("login")
