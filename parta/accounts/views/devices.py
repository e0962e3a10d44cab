"""«Мои устройства»: where one is signed in, and ending it there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from parta.accounts import sessions
from parta.accounts.rules.sessions import life_of
from parta.core import dates
from parta.core.audience import SIGNED_IN, audience
from parta.core.http import Request
from parta.core.russian import counted

ALL_OTHERS = "others"


@require_safe
@audience(SIGNED_IN)
def devices(request: Request) -> HttpResponse:
    staff = request.actor.is_staff
    context = {
        "places": sessions.places(request.actor, request.session.session_key, at=dates.now()),
        "life": life_of(staff=staff),
        "staff": staff,
        "others": ALL_OTHERS,
    }
    return render(request, "accounts/devices.html", context)


@require_POST
@audience(SIGNED_IN)
def end(request: Request) -> HttpResponse:
    """One of the others by its handle, or all others."""
    which = request.POST.get("which", "")
    if which == ALL_OTHERS:
        ended = sessions.end_sessions(request.user.pk, keep=request.session.session_key)
    else:
        ended = sessions.end_one(request.user.pk, which)
    if ended:
        messages.success(request, f"Выход выполнен: {counted(ended, 'устройство', 'устройства', 'устройств')}.")
    else:
        messages.warning(request, "Там уже вышли.")
    return redirect("devices")
