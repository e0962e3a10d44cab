"""What is dangerous to leave to a computer left unlocked asks first who is there (SECURITY.md 5.7). STEP-01.

@audience(Role.DIRECTOR)
@step_up
def export(request): …
"""

from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from parta.accounts.rules.confirming import fresh
from parta.accounts.session import CONFIRMED_AT, SIGNED_IN_AT
from parta.core import dates
from parta.core.audience import View, wants_json
from parta.core.http import inside

WORDS = "Подтвердите, что это вы, и повторите."


def note_sign_in(sender: object, request: HttpRequest, **kwargs: object) -> None:
    """A sign-in is as good as a confirmation. Connected to Django's own signal, so no way in can forget it."""
    request.session[SIGNED_IN_AT] = int(dates.now().timestamp())


def note_confirmed(request: HttpRequest, *, at: datetime) -> None:
    request.session.cycle_key()
    request.session[CONFIRMED_AT] = int(at.timestamp())


def step_up(view: View) -> View:
    """Below `@audience`. Who has neither signed in nor confirmed within ten minutes is asked first and led back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        known = [request.session.get(name, 0) for name in (SIGNED_IN_AT, CONFIRMED_AT)]
        if fresh(max(known), int(dates.now().timestamp())):
            return view(request, *args, **kwargs)
        return _ask(request)

    return guarded


def _ask(request: HttpRequest) -> HttpResponse:
    """To the page that asks. What a button would have done is not done: that page says so and leads back to it."""
    pressed = request.method not in {"GET", "HEAD"}
    wanted = {"next": _page_of_the_button(request), "pressed": 1} if pressed else {"next": request.get_full_path()}
    address = f"{reverse('confirm')}?{urlencode(wanted)}"
    if wants_json(request):
        return JsonResponse({"error": WORDS, "confirm": address}, status=401)
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=401)
        answer.headers["HX-Redirect"] = address
        return answer
    return HttpResponseRedirect(address)


def _page_of_the_button(request: HttpRequest) -> str:
    return inside(request, request.headers.get("Referer", "")) or "/"
