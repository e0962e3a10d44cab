"""What allauth's second factor asks of the project: how its secrets are kept, and what a phone shows beside a code."""

import base64
from functools import cache
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PRODUCT = "Парта"


@cache
def _cipher(secret: str) -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"parta.accounts.factor").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def encrypt(text: str) -> str:
    return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode()


def decrypt(kept: str) -> str:
    """`cryptography.fernet.InvalidToken` when the installation has another secret key than it had."""
    return _cipher(settings.SECRET_KEY).decrypt(kept.encode()).decode()


class Adapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        return PRODUCT

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the name the product is opened by, without the port."""
        return {"id": context.request.get_host().rpartition(":")[0] or context.request.get_host(), "name": PRODUCT}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        return {"id": str(user.pk).encode(), "name": user.login, "display_name": user.login}
