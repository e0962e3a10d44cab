"""Codes of the app (TOTP) and of the sheet. Each is good once, whatever number of processes checks it: using one is a
conditional UPDATE. allauth's own check remembers used codes in the cache of one process only."""

from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import InvalidToken

from parta.accounts.factor.adapter import decrypt
from parta.accounts.models import User

APP_LENGTH, SHEET_LENGTH = 6, 8


def digits(text: str) -> str:
    """«1234 5678» → «12345678»; empty when it is no code at all."""
    found = "".join(text.split()).replace("-", "")
    return found if found.isascii() and found.isdecimal() and len(found) in {APP_LENGTH, SHEET_LENGTH} else ""


def grouped(code: str) -> str:
    """«1234 5678»"""
    return f"{code[:4]} {code[4:]}"


def step_of(secret: str, code: str) -> int | None:
    """The step of time whose code this is: now, the one before or the next."""
    for step in totp.yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, step))):
            return step
    return None


def use_app_code(user: User, code: str, *, at: datetime) -> bool:
    """FACTOR-04: neither the same code again nor an older one."""
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    step = step_of(decrypt(row.data["secret"]), code) if row and readable(row) else None
    if row is None or step is None:
        return False
    unused = Authenticator.objects.filter(pk=row.pk, data__last_step__lt=step)
    return bool(unused.update(data=row.data | {"last_step": step}, last_used_at=at))


def use_sheet_code(user: User, code: str, *, at: datetime) -> bool:
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    if row is None or not readable(row):
        return False
    mask = row.data["used_mask"]
    for number, expected in enumerate(RecoveryCodes(row).generate_codes()):
        if compare_user_code(actual=code, expected=expected) and not mask & (1 << number):
            unused = Authenticator.objects.filter(pk=row.pk, data__used_mask=mask)
            return bool(unused.update(data=row.data | {"used_mask": mask | (1 << number)}, last_used_at=at))
    return False


def left_on_sheet(row: Authenticator) -> int:
    return len(RecoveryCodes(row).get_unused_codes()) if readable(row) else 0


def readable(row: Authenticator) -> bool:
    """Whether its secret was kept under the present key of the installation."""
    try:
        decrypt(row.data.get("secret") or row.data["seed"])
    except InvalidToken:
        return False
    return True
