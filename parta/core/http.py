"""The request as our views meet it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from parta.core.actor import Actor


class Request(HttpRequest):
    """A request that `ActorMiddleware` has been through; behind any audience but PUBLIC there is an actor."""

    actor: Actor
    user: Any  # accounts.User with the columns of SchoolBackend; core knows no models


def client_address(request: HttpRequest) -> str:
    """Where the request comes from.

    Behind TLS there is a proxy of ours: the last address of X-Forwarded-For is the one it has seen itself.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.TLS else ""
    return forwarded.split(",")[-1].strip() or request.META.get("REMOTE_ADDR", "")
