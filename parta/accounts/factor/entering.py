"""From the right password to being signed in. Till the second step is proved the session is nobody's: it only remembers
who has given the right password, and opens nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_backends
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from parta.accounts.devices import device_of, remember
from parta.accounts.factor.queries import is_trusted, kinds_of
from parta.accounts.models import User
from parta.accounts.session import CHOOSES_LOGIN, HALFWAY
from parta.accounts.sessions import enter
from parta.core.http import Request

TIME_TO_PROVE = timedelta(minutes=10)


@dataclass(frozen=True)
class Wishes:
    """What was asked for together with the password."""

    wanted: str  # the page to go to
    stay: bool = False
    shared: bool = False
    chooses_login: bool = False  # the password was chosen a moment ago, by a one-time code


@dataclass(frozen=True)
class Halfway:
    user: User
    wishes: Wishes


def begin(request: Request, user: User, wishes: Wishes, *, at: datetime) -> HttpResponse:
    """The password was right."""
    if not kinds_of(user) or is_trusted(user, device_of(request), at=at):
        return finish(request, user, wishes)
    request.session.flush()
    request.session.set_expiry(0)
    request.session[HALFWAY] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "until": (at + TIME_TO_PROVE).isoformat(),
        "wishes": vars(wishes),
    }
    return redirect("second-step")


def halfway(request: Request, *, at: datetime) -> Halfway | None:
    """Who gave the right password here not long ago; None if it has been changed since."""
    kept = request.session.get(HALFWAY)
    if not kept or at >= datetime.fromisoformat(kept["until"]):
        return None
    [backend] = get_backends()
    user = backend.get_user(kept["user"])
    if user is None or not constant_time_compare(user.get_session_auth_hash(), kept["password"]):
        return None
    return Halfway(user, Wishes(**kept["wishes"]))


def finish(request: Request, user: User, wishes: Wishes) -> HttpResponse:
    request.session.flush()
    enter(request, user, stay=wishes.stay, shared=wishes.shared)
    if wishes.chooses_login:
        request.session[CHOOSES_LOGIN] = True
    answer = HttpResponseRedirect(wishes.wanted)
    remember(request, answer, user.login)
    return answer
