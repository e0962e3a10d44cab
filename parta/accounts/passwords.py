"""The password rule: long enough, not too common in English or Russian, not the login."""

from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError

MIN_LENGTH = 10
MAX_LENGTH = 128  # more only gives the server work
FEWEST_CHARACTERS = 4  # different ones
_RUSSIAN = Path(__file__).with_name("common_passwords.txt")
# The same keys under both layouts of the keyboard: «йцукен» is «qwerty».
_KEYS = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`")
_ENDS = "0123456789 !?.,-_*+@#$%&()"

TOO_COMMON = "Такой пароль подбирают одним из первых. Возьмите, например, три-четыре слова подряд."


@cache
def _russian() -> frozenset[str]:
    words = _RUSSIAN.read_text(encoding="utf-8").split()
    return frozenset(words) | {word.translate(_KEYS) for word in words}


class SchoolPasswordValidator(CommonPasswordValidator):
    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < MIN_LENGTH:
            raise ValidationError(f"Пароль короче {MIN_LENGTH} знаков. Возьмите, например, три-четыре слова подряд.")
        if len(password) > MAX_LENGTH:
            raise ValidationError(f"Пароль длиннее {MAX_LENGTH} знаков. Возьмите короче.")
        text = password.casefold()
        if text == getattr(user, "login", ""):
            raise ValidationError("Пароль совпадает с логином. Придумайте другой.")
        if text.isdigit():
            raise ValidationError("В пароле одни цифры: так пишут даты и телефоны. Добавьте слова.")
        if len(set(text)) < FEWEST_CHARACTERS:
            raise ValidationError("В пароле повторяются одни и те же знаки. Придумайте другой.")
        if self._common(text):
            raise ValidationError(TOO_COMMON)

    def _common(self, text: str) -> bool:
        """A frequent password, whatever the layout, spaces within and digits around it."""
        joined = "".join(text.split())
        found = {text, joined, joined.strip(_ENDS)}
        found |= {one.translate(_KEYS) for one in found}
        return not found.isdisjoint(_russian()) or any(one in self.passwords for one in found)

    def get_help_text(self) -> str:
        return f"Не короче {MIN_LENGTH} знаков. Удобнее всего фраза из трёх-четырёх слов."


class NewPasswordField(forms.CharField):
    """A new password, typed once. `checked()` is for the form, which knows whose it is."""

    def __init__(self, **kwargs: Any):
        super().__init__(
            max_length=MAX_LENGTH,
            strip=False,
            help_text=SchoolPasswordValidator().get_help_text(),
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            **kwargs,
        )

    @staticmethod
    def checked(password: str, user: Any) -> str:
        validate_password(password, user)
        return password
