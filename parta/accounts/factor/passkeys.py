"""Passkeys: allauth's WebAuthn functions. They keep their challenge in the session of the request that
`AccountMiddleware` remembers."""

import json
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError

from parta.accounts.models import User

# What a forged or broken answer of a browser may raise while it is taken apart.
_BROKEN = (ValidationError, ValueError, TypeError, KeyError, AttributeError)


def parsed(text: str) -> dict[str, Any] | None:
    """The browser's answer, if it is an object at all."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def offer(user: User) -> str:
    """What the browser needs to make a new key, as JSON."""
    return json.dumps(auth.begin_registration(user, passwordless=False))


def made(answer: dict[str, Any]) -> bool:
    """Whether this is a new key for what was offered."""
    try:
        auth.parse_registration_response(answer)
        auth.complete_registration(answer)
    except _BROKEN:
        return False
    return True


def ask(user: User) -> str:
    """What the browser needs to use a key of this person, as JSON; empty = there is none."""
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists():
        return ""
    return json.dumps(auth.begin_authentication(user))


def proves(user: User, answer: dict[str, Any], *, at: datetime) -> bool:
    try:
        auth.parse_authentication_response(answer)
        key = auth.complete_authentication(user, answer)
    except _BROKEN:
        return False
    Authenticator.objects.filter(pk=key.pk).update(last_used_at=at)
    return True
