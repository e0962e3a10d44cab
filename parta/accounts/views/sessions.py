"""Signing in and out."""

from django.contrib.auth import authenticate, logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from parta.accounts import limits
from parta.accounts.devices import device_of, network_of
from parta.accounts.factor.entering import Wishes, begin
from parta.accounts.forms import LoginForm
from parta.accounts.spraying import note_failure, sprays
from parta.accounts.throttling import succeeded, take, wait_words
from parta.core import dates
from parta.core.audience import PUBLIC, audience
from parta.core.http import Request, inside
from parta.core.registry import school_line

REFUSED = "Логин или пароль не подошли. Проверьте раскладку клавиатуры и Caps Lock."


@require_http_methods(["GET", "POST"])
@audience(PUBLIC)
def sign_in(request: Request) -> HttpResponse:
    if request.actor:  # nobody is signed in on most visits
        return HttpResponseRedirect(_next_page(request))
    form = LoginForm(request.POST or None, initial={"shared": "shared" in request.GET})
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, 422 if form.errors else 200)
    name = form.cleaned_data["login"]
    device, network, now = device_of(request), network_of(request), dates.now()
    strange = not device.knows(name)
    counters = limits.sign_in(name, device, network, sprays=strange and sprays(network, at=now))
    if wait := take(counters, at=now):
        form.add_error("password", wait_words(wait))
        answer = _page(request, form, 429)
        answer.headers["Retry-After"] = str(wait)
        return answer
    user = authenticate(request, login=name, password=form.cleaned_data["password"])
    if user is None:
        if strange:
            note_failure(name, network, at=now)
        form.add_error("password", REFUSED)
        return _page(request, form, 422)
    succeeded(counters, at=now)
    wishes = Wishes(_next_page(request), stay=form.cleaned_data["stay"], shared=form.cleaned_data["shared"])
    return begin(request, user, wishes, at=now)


def _page(request: Request, form: LoginForm, status: int) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    context = {"form": form, "next": wanted, "school_line": school_line()}
    return render(request, "accounts/login.html", context, status=status)


def _next_page(request: Request) -> str:
    return inside(request, request.POST.get("next") or request.GET.get("next") or "") or "/"


@require_POST
@audience(PUBLIC)
def sign_out(request: Request) -> HttpResponse:
    """For everybody: who presses the button after the session has ended wants the same.

    Cookies are not cleared as a whole: the session's one is, the device's one keeps this browser a known one (DOOR-02).
    """
    logout(request)
    answer = redirect("login")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
