"""The second step of signing in, on a browser that isn't trusted."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from parta.accounts.devices import device_of, label_of
from parta.accounts.factor import passkeys
from parta.accounts.factor.actions import trust
from parta.accounts.factor.asking import check
from parta.accounts.factor.entering import finish, halfway
from parta.accounts.factor.queries import kinds_of
from parta.accounts.forms import SecondStepForm
from parta.core import dates
from parta.core.audience import PUBLIC, audience
from parta.core.http import Request


@require_http_methods(["GET", "POST"])
@audience(PUBLIC)
def second_step(request: Request) -> HttpResponse:
    now = dates.now()
    found = halfway(request, at=now)
    if request.actor or found is None:
        return redirect("login")
    form = SecondStepForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = check(request, found.user, form, at=now) if form.is_valid() else 422
    if status == 302:
        if form.cleaned_data["trust"] and not found.wishes.shared:
            trust(found.user, device_of(request), label_of(request), at=now)
        return finish(request, found.user, found.wishes)
    kinds = kinds_of(found.user)
    context = {"form": form, "kinds": kinds, "shared": found.wishes.shared, "challenge": passkeys.ask(found.user)}
    return render(request, "accounts/second-step.html", context, status=status)
