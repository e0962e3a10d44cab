"""The request as our views meet it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from parta.core.actor import Actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Request(HttpRequest):
    """A request that `ActorMiddleware` has been through; behind any audience but PUBLIC there is an actor."""

    actor: Actor
    gone: bool  # signed out right now: nothing ties this person to the school any more
    user: Any  # accounts.User with the columns of SchoolBackend; core knows no models
    factor_note: str  # that a second step of signing in is due (parta.teaching.second_factor)


def client_address(request: HttpRequest) -> str:
    """Where the request comes from.

    Behind TLS there is a proxy of ours: the last address of X-Forwarded-For is the one it has seen itself.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.TLS else ""
    return forwarded.split(",")[-1].strip() or request.META.get("REMOTE_ADDR", "")


def inside(request: HttpRequest, address: str) -> str:
    """An address that somebody gave us, if it leads to a page of ours; else nothing."""
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else ""


def attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    """Something made for this answer, to be kept as a file; `name` in ASCII."""
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
