"""Who may call a view at all. Every view declares it; `check` refuses to start with a view that doesn't.

    @audience(STAFF)
    @audience(Role.DIRECTOR, Role.DEPUTY)

The audience is about the function (refusal: 403). Which objects a caller reaches is the scope's business
(`<app>/access.py`; refusal: 404).
"""

from collections.abc import Callable, Iterator
from enum import Enum
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, get_resolver

from parta.core.actor import Actor
from parta.core.roles import Role


class Who(Enum):
    PUBLIC = "без входа"
    SIGNED_IN = "любой вошедший"
    STAFF = "сотрудники"
    FAMILY = "родители и обучающиеся"
    HOMEROOM = "классные руководители"


PUBLIC, SIGNED_IN, STAFF, FAMILY, HOMEROOM = Who

View = Callable[..., HttpResponse]


def belongs(actor: Actor | None, who: Role | Who) -> bool:
    """Whether this caller is of the audience `who`."""
    if who is PUBLIC:
        return True
    if actor is None:
        return False
    if isinstance(who, Role):
        return who in actor.roles
    return {
        SIGNED_IN: True,
        STAFF: actor.is_staff,
        FAMILY: bool(actor.family_pupil_ids),
        HOMEROOM: bool(actor.homeroom_class_ids),
    }[who]


def audience(*who: Role | Who) -> Callable[[View], View]:
    """Declare who may call the view. Anonymous: to the sign-in page (401 for scripts); another role: 403."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor: Actor | None = request.actor  # type: ignore[attr-defined]
            if any(belongs(actor, one) for one in who):
                return view(request, *args, **kwargs)
            if actor is None:
                return ask_to_sign_in(request)
            raise PermissionDenied

        guarded.audience = frozenset(who)  # type: ignore[attr-defined]
        return guarded

    return declare


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    if wants_json(request) or request.headers.get("HX-Request"):
        return JsonResponse({"error": "Вы вышли из системы. Войдите снова: записи не потеряны."}, status=401)
    # Back to the page that was asked for; the address of a button's POST shows nothing when it is opened.
    return redirect_to_login(request.get_full_path() if request.method in {"GET", "HEAD"} else "/")


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "") or request.content_type == "application/json"


def walk(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every (route, pattern) of the URLconf."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from walk(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


@register("security")
def every_view_has_an_audience(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    return [
        Error(f"view of «{route}» declares no audience", hint="add @audience(...) to it", id="parta.E001")
        for route, pattern in walk()
        if not getattr(pattern.callback, "audience", None)
    ]
