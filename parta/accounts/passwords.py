"""The password rule: long enough, not too common, not the login."""

from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

MIN_LENGTH = 10


class SchoolPasswordValidator(CommonPasswordValidator):
    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < MIN_LENGTH:
            raise ValidationError(f"Пароль короче {MIN_LENGTH} знаков. Возьмите, например, три-четыре слова подряд.")
        if password.casefold() == getattr(user, "login", ""):
            raise ValidationError("Пароль совпадает с логином. Придумайте другой.")
        super().validate(password, user)

    def get_help_text(self) -> str:
        return f"Не короче {MIN_LENGTH} знаков. Удобно взять три-четыре слова подряд."
