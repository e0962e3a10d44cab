"""Which browsers somebody has signed in from before, told by a signed cookie. It opens nothing: a known device only
keeps its own count of failures, so that nobody's failures elsewhere slow its owner down. DOOR-02."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from parta.accounts.rules.browsers import label
from parta.core.http import client_address

_SALT = "parta.accounts.devices"
_AGE = timedelta(days=365)
_MOST_LOGINS = 8  # of one family, or of a computer in class; the oldest is forgotten


@dataclass(frozen=True)
class Device:
    token: str
    logins: tuple[str, ...] = ()  # marks of the logins used here, the oldest first

    def knows(self, login: str) -> bool:
        return _mark(login) in self.logins


def cookie_name() -> str:
    return "__Host-parta-device" if settings.TLS else "parta-device"


def _mark(login: str) -> str:
    return salted_hmac(_SALT, login, algorithm="sha256").hexdigest()[:16]


def device_of(request: HttpRequest) -> Device:
    """The browser that asks; a new one when it has no cookie of ours, the same during the whole request."""
    found: Device | None = getattr(request, "device", None)
    if found is None:
        found = request.device = _told_by_cookie(request)  # type: ignore[attr-defined]
    return found


def _told_by_cookie(request: HttpRequest) -> Device:
    try:
        token, logins = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=_SALT, max_age=_AGE)
        return Device(token, tuple(logins))
    except (signing.BadSignature, ValueError, TypeError):
        return Device(secrets.token_urlsafe(16))


def remember(request: HttpRequest, response: HttpResponse, login: str) -> None:
    """Somebody with this login has signed in here."""
    device = device_of(request)
    mark = _mark(login)
    logins = [*(known for known in device.logins if known != mark), mark][-_MOST_LOGINS:]
    response.set_cookie(
        cookie_name(),
        signing.dumps([device.token, logins], salt=_SALT),
        max_age=_AGE,
        secure=settings.TLS,
        httponly=True,
        samesite="Lax",
    )


def label_of(request: HttpRequest) -> str:
    """«Chrome, Windows»"""
    return label(request.headers.get("User-Agent", ""))


def network_of(request: HttpRequest) -> str:
    """Where the request comes from: an IPv4 address, or the /48 of an IPv6 one, which one subscriber may have."""
    try:
        address = ip_address(client_address(request))
    except ValueError:
        return "unknown"
    return str(address) if address.version == 4 else str(ip_network((address, 48), strict=False))


def coarse_network_of(request: HttpRequest) -> str:
    """«192.0.2.*»: enough for its owner to know home from elsewhere, too little to find a flat; empty = unknown."""
    try:
        address = ip_address(client_address(request))
    except ValueError:
        return ""
    if address.version == 4:
        return str(address).rpartition(".")[0] + ".*"
    return str(ip_network((address, 48), strict=False).network_address) + "*"
