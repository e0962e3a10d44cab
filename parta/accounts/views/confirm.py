"""«Подтвердите, что это вы»: asked by `stepup.step_up`. By the second step where the person has an app or a passkey,
else by the password: a sheet of twenty codes is too dear for that."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from parta.accounts import limits
from parta.accounts.factor import asking, passkeys
from parta.accounts.factor.queries import kinds_of
from parta.accounts.forms import ConfirmForm, FactorForm
from parta.accounts.stepup import note_confirmed
from parta.accounts.throttling import succeeded, take, wait_words
from parta.core import dates
from parta.core.audience import SIGNED_IN, audience
from parta.core.http import Request, inside

WRONG = "Пароль не подошёл. Проверьте раскладку клавиатуры."
AGAIN = "Спасибо, это вы. Теперь нажмите кнопку ещё раз: первое нажатие ничего не изменило."


@require_http_methods(["GET", "POST"])
@audience(SIGNED_IN)
def confirm(request: Request) -> HttpResponse:
    given = request.POST or request.GET
    back, pressed = inside(request, given.get("next", "")) or "/", "pressed" in given
    kinds = kinds_of(request.user)
    by_factor = bool({"totp", "webauthn"} & set(kinds))
    form = (FactorForm if by_factor else ConfirmForm)(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _check(request, form) if form.is_valid() else 422
    if status == 302:
        if pressed:
            messages.warning(request, AGAIN)
        return HttpResponseRedirect(back)
    context = {"form": form, "next": back, "pressed": pressed, "login": request.user.login}
    context |= {"kinds": kinds if by_factor else [], "challenge": passkeys.ask(request.user)}
    return render(request, "accounts/confirm.html", context, status=status)


def _check(request: Request, form: forms.Form) -> int:
    """The status to answer with; 302 = confirmed."""
    now = dates.now()
    if isinstance(form, FactorForm):
        status = asking.check(request, request.user, form, at=now)
    else:
        status = _check_password(request, form)
    if status == 302:
        note_confirmed(request, at=now)
    return status


def _check_password(request: Request, form: forms.Form) -> int:
    now = dates.now()
    counters = limits.own_password(request.user.pk)
    if wait := take(counters, at=now):
        form.add_error("password", wait_words(wait))
        return 429
    if not request.user.check_password(form.cleaned_data["password"]):
        form.add_error("password", WRONG)
        return 422
    succeeded(counters, at=now)
    return 302
