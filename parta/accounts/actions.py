"""Making accounts, choosing logins and passwords. Neither logins nor passwords get into the history."""

from datetime import datetime

from django.db import IntegrityError, transaction

from parta.accounts.models import User, normal_login
from parta.accounts.sessions import end_sessions
from parta.audit.chain import Event, record
from parta.core.actor import Actor


class LoginTaken(Exception):
    """Somebody else has this login name."""


@transaction.atomic
def create_account(suggested: str, password: str, *, at: datetime) -> User:
    """An account with the suggested login name, or the first free one after it: ivanov.ap, ivanov.ap2, …

    The caller records whose it is.
    """
    taken = set(User.objects.filter(login__startswith=suggested).values_list("login", flat=True))
    user = User(created_at=at, password_changed_at=at)
    user.set_password(password)
    for number in range(1, len(taken) + 50):  # the rest: who took names meanwhile
        user.login = suggested if number == 1 else f"{suggested}{number}"
        if user.login in taken:
            continue
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError:
            user.pk = None
            continue
        return user
    raise LoginTaken(suggested)


@transaction.atomic
def choose_login(user: User, login: str, *, by: Actor, at: datetime) -> None:
    login = normal_login(login)
    if login == user.login:
        return
    if User.objects.filter(login=login).exists():
        raise LoginTaken(login)
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(login=login)
    except IntegrityError:
        raise LoginTaken(login) from None
    user.login = login
    record([Event("accounts.choose_login", user)], by=by, at=at)


@transaction.atomic
def change_password(
    user: User,
    password: str,
    *,
    by: Actor,
    at: datetime,
    action: str = "accounts.change_password",
    keep: str | None = None,
) -> None:
    """All sessions end but `keep`."""
    user.set_password(password)
    user.password_changed_at = at
    user.save(update_fields=["password", "password_changed_at"])
    end_sessions(user, keep)
    record([Event(action, user)], by=by, at=at)


def choose_theme(user: User, theme: str) -> None:
    """A taste, not a fact of the school: it leaves no trace in the history."""
    User.objects.filter(pk=user.pk).update(theme=theme)
