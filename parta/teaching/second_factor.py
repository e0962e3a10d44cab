"""The second step of signing in that the staff has to set up (setting SECOND_FACTOR).
docs/decisions/0016-second-factor.md"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from parta.accounts.rules.factor import GRACE_DAYS, Demand, demand
from parta.accounts.session import FACTOR_ASKED
from parta.core import dates
from parta.core.actor import Actor
from parta.core.audience import PUBLIC, wants_json
from parta.core.http import Request
from parta.core.roles import Role
from parta.core.russian import counted

# What a teacher has no need of during a lesson, by the app of the view.
_NOT_FOR_LESSONS = ("parta.people.", "parta.ops.", "parta.school.")
_ALWAYS = ("parta.accounts.", "parta.notices.")
CLOSED = "Сначала настройте второй шаг входа: «Вход и безопасность»."


class SecondFactor:
    def __init__(self, get_response: Callable[[Request], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        actor: Actor | None = request.actor
        if actor is None or not settings.SECOND_FACTOR:
            return None
        days = (dates.now() - request.user.created_at).days
        asked = demand(
            staff=actor.is_staff,
            only_teaches=actor.roles <= {Role.TEACHER},
            waived=actor.factor_waived,
            has_factor=request.user.has_factor,
            days=days,
        )
        request.factor_note = _note(asked, days)
        if (
            asked in (Demand.NONE, Demand.REMIND)
            or PUBLIC in getattr(view, "audience", ())
            or view.__module__.startswith(_ALWAYS)
        ):
            return None
        if asked is Demand.ASK and not view.__module__.startswith(_NOT_FOR_LESSONS):
            return _ask_once(request)
        return _lead(request, required=True)


def _note(asked: Demand, days: int) -> str:
    if asked is Demand.NONE:
        return ""
    if asked is Demand.REMIND:
        left = counted(GRACE_DAYS - days, "день", "дня", "дней")
        return f"Защитите вход вторым шагом: это две минуты. Через {left} он станет обязательным."
    return "Второй шаг входа не настроен, поэтому открыто не всё."


def _ask_once(request: Request) -> HttpResponse | None:
    """At each sign-in, before the first page; what is sent and what a page asks by itself is never held up."""
    if request.method != "GET" or wants_json(request) or request.session.get(FACTOR_ASKED):
        return None
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate" or request.headers.get("HX-Request"):
        return None
    request.session[FACTOR_ASKED] = True
    return _lead(request, required=False)


def _lead(request: Request, *, required: bool) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": CLOSED, "code": "factor"}, status=403)
    asked = {"closed" if required else "asked": "1"}
    if request.method == "GET":
        asked["next"] = request.get_full_path()
    return redirect(f"{reverse('security')}?{urlencode(asked)}")
