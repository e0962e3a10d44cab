"""Setting up and taking away the second step. The history learns the kinds, never a secret; the person is told."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import IntegrityError, transaction

from parta.accounts.devices import Device
from parta.accounts.factor.adapter import encrypt
from parta.accounts.factor.queries import TITLES, kinds_of, token_hash
from parta.accounts.models import TrustedDevice, User
from parta.accounts.sessions import end_sessions
from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.core.registry import tell

TRUSTED = timedelta(days=30)
MOST_KEYS = 10
PAGE = "/security/"


class AlreadyThere(Exception):
    """The person has one of these, or as many as anybody may have."""


def add_app(user: User, secret: str, step: int, *, by: Actor, at: datetime) -> None:
    """`step`: of the code the person has just typed, which is thereby used."""
    data = {"secret": encrypt(secret), "last_step": step}
    _add(user, Authenticator(user=user, type=Authenticator.Type.TOTP, data=data, created_at=at), by=by, at=at)


def add_key(user: User, name: str, credential: dict[str, Any], *, by: Actor, at: datetime) -> None:
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count() >= MOST_KEYS:
        raise AlreadyThere
    data = {"name": name, "credential": credential}
    _add(user, Authenticator(user=user, type=Authenticator.Type.WEBAUTHN, data=data, created_at=at), by=by, at=at)


def _add(user: User, row: Authenticator, *, by: Actor, at: datetime) -> None:
    try:
        with transaction.atomic():
            before = kinds_of(user)
            row.save(force_insert=True)
            _note("accounts.add_factor", user, before, by=by, at=at)
    except IntegrityError:
        raise AlreadyThere from None
    tell([user.pk], "accounts.factor", f"Для входа добавлено: {TITLES[row.type]}.", PAGE, at=at)


@transaction.atomic
def new_sheet(user: User, *, by: Actor, at: datetime) -> list[str]:
    """Twenty new codes, shown now and never again; those of the former sheet are dead."""
    before = kinds_of(user)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    sheet = RecoveryCodes.activate(user)
    _note("accounts.new_code_sheet", user, before, by=by, at=at)
    whose = "Выдан" if by.user_id == user.pk else f"{by.short_name} выдал(а) вам"
    text = f"{whose} новый лист кодов для входа. Прежний, если был, больше не действует."
    tell([user.pk], "accounts.factor", text, PAGE, at=at)
    return [str(code) for code in sheet.generate_codes()]


@transaction.atomic
def remove(user: User, means_id: int, *, by: Actor, at: datetime, keep: str | None) -> bool:
    """Whether the person had it. Sessions end but `keep`, and no browser is trusted: it may be gone for a reason."""
    before = kinds_of(user)
    row = Authenticator.objects.filter(user=user, pk=means_id).first()
    if row is None:
        return False
    row.delete()
    TrustedDevice.objects.filter(user=user).delete()
    end_sessions(user, keep)
    _note("accounts.remove_factor", user, before, by=by, at=at)
    tell([user.pk], "accounts.factor", f"Для входа больше не нужно: {TITLES[row.type]}.", PAGE, at=at)
    return True


@transaction.atomic
def reset(user: User, *, by: Actor | None, at: datetime) -> None:
    """The person has lost it all and came in person: signed in nowhere, with the password alone next time."""
    before = kinds_of(user)
    Authenticator.objects.filter(user=user).delete()
    TrustedDevice.objects.filter(user=user).delete()
    end_sessions(user)
    _note("accounts.reset_factor", user, before, by=by, at=at)
    who = by.short_name if by else "Администратор сервера"
    text = f"{who}: второй шаг входа снят по вашей просьбе. Не просили — смените пароль и скажите директору."
    tell([user.pk], "accounts.factor", text, PAGE, at=at)


def _note(action: str, user: User, before: list[str], *, by: Actor | None, at: datetime) -> None:
    record([Event(action, user, {"factors": before}, {"factors": kinds_of(user)})], by=by, at=at)


def trust(user: User, device: Device, label: str, *, at: datetime) -> None:
    """No second step on this browser for thirty days."""
    TrustedDevice.objects.filter(until__lte=at).delete()
    facts = {"label": label, "since": at, "until": at + TRUSTED}
    TrustedDevice.objects.update_or_create(user=user, token_hash=token_hash(device), defaults=facts)


def forget(user: User, device_ids: Iterable[int] | None = None) -> int:
    """Trust these browsers no longer; None = none at all."""
    rows = TrustedDevice.objects.filter(user=user)
    found, _ = (rows if device_ids is None else rows.filter(pk__in=device_ids)).delete()
    return found
