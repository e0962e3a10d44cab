"""The first sign-in: a one-time code, then a password. Nothing about the person is shown before it is set; the login
name comes after it (parta.accounts, `login-name`). docs/decisions/0002-activation.md."""

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from parta.accounts import limits
from parta.accounts.devices import network_of
from parta.accounts.factor.entering import Wishes, begin
from parta.accounts.models import User
from parta.accounts.throttling import succeeded, take, wait_words
from parta.core import dates
from parta.core.audience import PUBLIC, audience
from parta.core.http import Request
from parta.people import invitations
from parta.people.actions.invitations import activate as use_code
from parta.people.activation_forms import CodeForm, FirstPasswordForm
from parta.school.calendar import school_day

REFUSED = "Код не подошёл. Сверьте знаки с карточкой. Если код уже использован или ему больше 30 дней, попросите новый."
PENDING = "activation"  # in the session: the accepted invitation and till when its password may be chosen
TIME_TO_CHOOSE = timedelta(minutes=30)


@require_safe
@audience(PUBLIC)
def forgotten(request: Request) -> HttpResponse:
    """Whom to ask for a new code: there is no other way to a new password, and none by e-mail."""
    return render(request, "people/forgotten.html")


@require_http_methods(["GET", "POST"])
@audience(PUBLIC)
def code(request: Request) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if request.method != "POST":
        return _code_page(request, form, 200)
    if not form.is_valid():
        return _code_page(request, form, 422)
    now = dates.now()
    counters = limits.code(network_of(request), at=now)
    if wait := take(counters, at=now):
        form.add_error(None, wait_words(wait, "Откройте страницу через мобильный интернет или другую сеть"))
        answer = _code_page(request, form, 429)
        answer.headers["Retry-After"] = str(wait)
        return answer
    found = invitations.find(form.cleaned_data["code"], on=school_day(now), at=now)
    if found is None:
        form.add_error(None, REFUSED)
        return _code_page(request, form, 422)
    succeeded(counters, at=now)
    request.session.cycle_key()
    request.session[PENDING] = [found.pk, (now + TIME_TO_CHOOSE).isoformat()]
    return redirect("activate-password")


def _code_page(request: Request, form: CodeForm, status: int, error: str = "") -> HttpResponse:
    return render(request, "people/activate.html", {"form": form, "error": error}, status=status)


@require_http_methods(["GET", "POST"])
@audience(PUBLIC)
def password(request: Request) -> HttpResponse:
    now = dates.now()
    invitation_id = _pending(request, now)
    account = invitations.account_of(invitation_id, now) if invitation_id else None
    if invitation_id is None or account is None:
        return redirect("activate")
    form = FirstPasswordForm(request.POST or None, user=account)
    if request.method == "POST" and form.is_valid():
        user = use_code(invitation_id, form.cleaned_data["new_password"], on=school_day(now), at=now)
        return _refuse(request) if user is None else _enter(request, user)
    return render(request, "people/activate-password.html", {"form": form}, status=422 if form.errors else 200)


def _pending(request: Request, now: datetime) -> int | None:
    invitation_id, until = request.session.get(PENDING, (None, ""))
    return invitation_id if invitation_id and now < datetime.fromisoformat(until) else None


def _refuse(request: Request) -> HttpResponse:
    """Somebody used the code between the two steps."""
    request.session.pop(PENDING, None)
    return _code_page(request, CodeForm(), 422, REFUSED)


def _enter(request: Request, user: User) -> HttpResponse:
    """A code stands for a forgotten password, not for the second step of somebody who has one."""
    return begin(request, user, Wishes(reverse("login-name"), chooses_login=True), at=dates.now())
