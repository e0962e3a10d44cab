from datetime import datetime

from django.db import transaction

from parta.accounts.models import User
from parta.audit.chain import Event, record
from parta.core.actor import Actor


@transaction.atomic
def change_password(user: User, password: str, *, by: Actor, at: datetime) -> None:
    user.set_password(password)
    user.password_changed_at = at
    user.save(update_fields=["password", "password_changed_at"])
    record([Event("accounts.change_password", user)], by=by, at=at)


def choose_theme(user: User, theme: str) -> None:
    """A taste, not a fact of the school: it leaves no trace in the history."""
    User.objects.filter(pk=user.pk).update(theme=theme)
