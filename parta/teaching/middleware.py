from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from parta.core import dates, errors
from parta.core.actor import Actor
from parta.core.audience import HOMEROOM, PUBLIC, STAFF, belongs, wants_json
from parta.core.http import Request, client_address
from parta.core.roles import Role
from parta.school.rules import networks
from parta.teaching.actors import actor_of

# A page that asks by itself now and then says so: that nobody is there must not keep the session alive.
BACKGROUND = "X-Parta-Background"
GONE = "Доступ закончился"
GONE_TEXT = (
    "Сейчас в этой школе вы не работаете и не учитесь, и ни один дневник в ней вам не открыт. "
    "Если это ошибка, обратитесь к классному руководителю или секретарю: запись исправят."
)
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class ActorMiddleware:
    """Puts `request.actor`: who is asking, read anew at each request; None when nobody is signed in."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.actor = self.find(request)  # type: ignore[assignment]  # None only behind PUBLIC
        request.gone = False
        if request.actor:
            self.keep_or_end(request)
        return self.get_response(request)

    @staticmethod
    def keep_or_end(request: Request) -> None:
        """SESS-01; and whoever has no tie with the school any more is signed out."""
        session: Any = request.session
        request.gone = not request.actor.has_ties
        if request.gone or session.is_over(staff=request.actor.is_staff, at=dates.now()):
            logout(request)
            request.actor = None  # type: ignore[assignment]
        elif BACKGROUND not in request.headers:
            session.touch(dates.now())

    def process_view(self, request: Request, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.gone or PUBLIC in getattr(view, "audience", ()):
            return None
        if wants_json(request):
            return JsonResponse({"error": f"{GONE}. {GONE_TEXT}", "code": "gone"}, status=403)
        return render(request, "teaching/gone.html", {"heading": GONE, "text": GONE_TEXT}, status=403)

    @staticmethod
    def find(request: Request) -> Actor | None:
        """Three queries for who is signed in (session, account, rights), none without a session."""
        if not request.user.is_authenticated:
            return None
        zone = request.user.zone or dates.DEFAULT_ZONE
        actor = actor_of(request.user, dates.school_now(zone).date())
        if actor is None or not actor.networks:
            return actor
        allowed = networks.networks(actor.networks)
        there = networks.inside(networks.address(client_address(request)), allowed)
        return actor if there else replace(actor, outside=networks.outside_words(allowed))


class StaffNetworks:
    """NET-01: what only the staff does is done from the school's networks. Signing in and out, the own password and
    theme (open to everybody), and pages of families stay open from anywhere."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        actor: Actor | None = request.actor
        if actor is None or not actor.outside or request.method in _READING:
            return None
        work = [who for who in getattr(view, "audience", ()) if isinstance(who, Role) or who in (STAFF, HOMEROOM)]
        if not any(belongs(actor, who) for who in work):
            return None
        if wants_json(request):
            return JsonResponse({"error": actor.outside, "code": "outside"}, status=403)
        return errors.page(request, 403, ("Вы не в сети школы", actor.outside))
