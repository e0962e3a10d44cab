"""What somebody proves the second step with, and which browsers are trusted."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from parta.accounts.devices import Device
from parta.accounts.factor.codes import left_on_sheet, readable
from parta.accounts.models import TrustedDevice, User
from parta.core.dates import full_date

TITLES = {"totp": "приложение с кодами", "webauthn": "ключ доступа", "recovery_codes": "коды на бумаге"}
FEW = 5  # codes left, of which the person is told


@dataclass(frozen=True)
class Means:
    """One way to prove the second step."""

    means_id: int
    kind: str  # a key of `TITLES`
    name: str
    since: str
    used: str  # empty = never
    broken: bool = False  # kept under another secret key: proves nothing any more
    left: int = 0  # codes not used yet


@dataclass(frozen=True)
class Trusted:
    device_id: int
    label: str
    until: str
    here: bool


@dataclass(frozen=True)
class SecurityPage:
    app: Means | None
    sheet: Means | None
    keys: tuple[Means, ...]
    trusted: tuple[Trusted, ...]

    @property
    def protected(self) -> bool:
        return bool(self.app or self.sheet or self.keys)


def has_factor() -> Exists:
    """Whether the account that an outer query is about has any means of the second step."""
    return Exists(Authenticator.objects.filter(user=OuterRef("pk")))


def kinds_of(user: User | int) -> list[str]:
    """«totp», «webauthn», …: what the person has, for the history and for what to ask."""
    return sorted(set(Authenticator.objects.filter(user=user).values_list("type", flat=True)))


def token_hash(device: Device) -> str:
    return hashlib.sha256(device.token.encode()).hexdigest()


def is_trusted(user: User, device: Device, *, at: datetime) -> bool:
    return TrustedDevice.objects.filter(user=user, token_hash=token_hash(device), until__gt=at).exists()


def security_page(user: User, device: Device, zone: str, *, at: datetime) -> SecurityPage:
    """Two queries."""
    means = [_means(row, zone) for row in Authenticator.objects.filter(user=user).order_by("pk")]
    rows = TrustedDevice.objects.filter(user=user, until__gt=at).order_by("-since")
    here = token_hash(device)
    return SecurityPage(
        app=next((one for one in means if one.kind == "totp"), None),
        sheet=next((one for one in means if one.kind == "recovery_codes"), None),
        keys=tuple(one for one in means if one.kind == "webauthn"),
        trusted=tuple(Trusted(row.pk, row.label, _day(row.until, zone), row.token_hash == here) for row in rows),
    )


def _means(row: Authenticator, zone: str) -> Means:
    return Means(
        row.pk,
        row.type,
        row.data.get("name") or TITLES[row.type],
        _day(row.created_at, zone),
        _day(row.last_used_at, zone) if row.last_used_at else "",
        broken=row.type != "webauthn" and not readable(row),
        left=left_on_sheet(row) if row.type == "recovery_codes" else 0,
    )


def _day(at: datetime, zone: str) -> str:
    return full_date(at.astimezone(ZoneInfo(zone)).date())
