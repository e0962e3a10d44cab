from collections.abc import Callable

from django.http import HttpResponse

from parta.core import dates
from parta.core.actor import Actor
from parta.core.http import Request
from parta.teaching.actors import actor_of


class ActorMiddleware:
    """Puts `request.actor`: who is asking, read anew at each request; None when nobody is signed in."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.actor = self.find(request)  # type: ignore[assignment]  # None only behind PUBLIC
        return self.get_response(request)

    @staticmethod
    def find(request: Request) -> Actor | None:
        """Three queries for who is signed in (session, account, rights), none without a session."""
        if not request.user.is_authenticated:
            return None
        zone = request.user.zone or dates.DEFAULT_ZONE
        return actor_of(request.user, dates.school_now(zone).date())
