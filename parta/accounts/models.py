"""Accounts: a login and a password. Who the person is lives in `people.Person`, which points here."""

import unicodedata
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """Login names are compared without regard to case."""
        return self.get(login=normal_login(username or ""))


def normal_login(text: str) -> str:
    """The one spelling of a login name that is stored and compared."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


class Theme(models.TextChoices):
    SYSTEM = "", "как в системе"
    LIGHT = "light", "светлая"
    DARK = "dark", "тёмная"


class User(AbstractBaseUser):
    login = models.CharField("логин", max_length=60, unique=True)
    is_active = models.BooleanField(default=True)
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.SYSTEM, blank=True)
    created_at = models.DateTimeField()
    password_changed_at = models.DateTimeField(null=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "login"

    def __str__(self) -> str:
        return self.login


class Throttle(models.Model):
    """Failures of one kind within a window of time, and till when the next attempt has to wait."""

    key = models.CharField(max_length=64, unique=True)  # a keyed hash: neither login nor address can be read from it
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(db_index=True)
    wait_until = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class Session(AbstractBaseSession):
    """Who is signed in where. `shared`: a common computer, left alone it signs out after ten minutes."""

    user_id = models.BigIntegerField(null=True, db_index=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()  # to five minutes
    device = models.CharField(max_length=120, blank=True)  # «Chrome, Windows»
    network = models.CharField(max_length=60, blank=True)
    shared = models.BooleanField(default=False)


class TrustedDevice(models.Model):
    """A browser that isn't asked for the second factor again till `until`."""

    user = models.ForeignKey(User, models.CASCADE, related_name="trusted_devices")
    token_hash = models.CharField(max_length=64)  # of the device cookie's token
    label = models.CharField(max_length=120)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "token_hash"], name="trusted_device_once")]

    def __str__(self) -> str:
        return self.label
