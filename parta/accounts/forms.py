from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from parta.accounts.models import User, normal_login
from parta.accounts.passwords import MAX_LENGTH, NewPasswordField
from parta.accounts.rules import logins

_LOGIN_ATTRS = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


class LoginForm(forms.Form):
    login = forms.CharField(label="Логин", max_length=60, widget=forms.TextInput(attrs=_LOGIN_ATTRS))
    password = forms.CharField(
        label="Пароль",
        max_length=MAX_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    stay = forms.BooleanField(label="Не выходить на этом устройстве", required=False)
    shared = forms.BooleanField(
        label="Общий компьютер", required=False, help_text="Выйдет само, если 10 минут ничего не делать"
    )

    def clean_login(self) -> str:
        return normal_login(self.cleaned_data["login"])


class ConfirmForm(forms.Form):
    """The password once more, from somebody who is signed in."""

    password = forms.CharField(
        label="Ваш пароль",
        max_length=MAX_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class FactorForm(forms.Form):
    """The second step: a code of the app or of the sheet, or what a passkey answers."""

    code = forms.CharField(
        label="Код",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )
    credential = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)


class SecondStepForm(FactorForm):
    trust = forms.BooleanField(
        label="Не спрашивать на этом устройстве 30 дней",
        required=False,
        initial=True,
        help_text="Снимите отметку на чужом или общем компьютере",
    )


class KeyForm(forms.Form):
    """A new passkey."""

    name = forms.CharField(
        label="Название", max_length=60, help_text="По нему вы узнаете ключ: «Мой телефон», «Класс 214»"
    )
    credential = forms.CharField(max_length=20_000, widget=forms.HiddenInput)


class PasswordForm(forms.Form):
    current = forms.CharField(
        label="Нынешний пароль",
        max_length=MAX_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = NewPasswordField(label="Новый пароль")

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_new_password(self) -> str:
        password = NewPasswordField.checked(self.cleaned_data["new_password"], self.user)
        if password == self.cleaned_data.get("current"):
            raise ValidationError("Это нынешний пароль. Придумайте другой.")
        return password


class LoginNameForm(forms.Form):
    """The own login name, chosen at the first sign-in. DOOR-03."""

    login = forms.CharField(
        label="Логин", max_length=60, help_text="Можно оставить этот", widget=forms.TextInput(attrs=_LOGIN_ATTRS)
    )

    def __init__(self, data: Any = None, *, user: User):
        super().__init__(data, initial={"login": user.login})
        self.user = user

    def clean_login(self) -> str:
        login = normal_login(self.cleaned_data["login"])
        fault = logins.fault(login)
        if fault and login != self.user.login:
            raise ValidationError(fault)
        if login != self.user.login and self.user.check_password(login):
            raise ValidationError("Логин совпадает с паролем. Придумайте другой.")
        return login
