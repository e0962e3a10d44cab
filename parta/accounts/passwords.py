"""The password rule: long enough, not too common in English or Russian, not what the owner's neighbour would try.
DOOR-06."""

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError

from parta.accounts.rules.guessable import KEYS, is_made_of, is_numbers, is_walk

MIN_LENGTH = 10
MAX_LENGTH = 128  # more only gives the server work
FEWEST_CHARACTERS = 4  # different ones
_RUSSIAN = Path(__file__).with_name("common_passwords.txt")
_ENDS = "0123456789 !?.,-_*+@#$%&()"

TOO_COMMON = "Такой пароль подбирают одним из первых. Возьмите, например, три-четыре слова подряд."

OF_ANY_SCHOOL = ("школа", "дневник", "журнал", "парта", "класс", "ученик", "учитель", "родитель", "пароль")

# Functions that give words about the account's owner or the school; higher apps know them and register theirs.
_sources: list[Callable[[Any], Iterable[str]]] = []


def words_source(source: Callable[[Any], Iterable[str]]) -> None:
    if source not in _sources:
        _sources.append(source)


@cache
def _russian() -> frozenset[str]:
    words = _RUSSIAN.read_text(encoding="utf-8").split()
    return frozenset(words) | {word.translate(KEYS) for word in words}


class SchoolPasswordValidator(CommonPasswordValidator):
    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < MIN_LENGTH:
            raise ValidationError(f"Пароль короче {MIN_LENGTH} знаков. Возьмите, например, три-четыре слова подряд.")
        if len(password) > MAX_LENGTH:
            raise ValidationError(f"Пароль длиннее {MAX_LENGTH} знаков. Возьмите короче.")
        text = password.casefold()
        login = getattr(user, "login", "")
        if text == login:
            raise ValidationError("Пароль совпадает с логином. Придумайте другой.")
        if is_numbers(text):
            raise ValidationError("В пароле одни цифры: так пишут даты и телефоны. Добавьте слова.")
        if len(set(text)) < FEWEST_CHARACTERS:
            raise ValidationError("В пароле повторяются одни и те же знаки. Придумайте другой.")
        if self._common(text):
            raise ValidationError(TOO_COMMON)
        if is_walk(text):
            raise ValidationError("В пароле соседние клавиши подряд. Возьмите, например, три-четыре слова.")
        if is_made_of(text, [login, *OF_ANY_SCHOOL, *(word for source in _sources for word in source(user))]):
            raise ValidationError(
                "Такой пароль легко угадать: в нём только ваше имя, логин, школа или город. Добавьте другие слова."
            )

    def _common(self, text: str) -> bool:
        """A frequent password, whatever the layout, spaces within and digits around it."""
        joined = "".join(text.split())
        found = {text, joined, joined.strip(_ENDS)}
        found |= {one.translate(KEYS) for one in found}
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
