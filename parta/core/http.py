"""The request as our views meet it."""

from typing import Any

from django.http import HttpRequest

from parta.core.actor import Actor


class Request(HttpRequest):
    """A request that `ActorMiddleware` has been through; behind any audience but PUBLIC there is an actor."""

    actor: Actor
    user: Any  # accounts.User with the columns of SchoolBackend; core knows no models
