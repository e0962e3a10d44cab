from typing import Any

from django import forms
from django.contrib.auth import password_validation

from parta.accounts.models import User


class LoginForm(forms.Form):
    login = forms.CharField(
        label="Логин",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="Пароль",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordMixin(forms.Form):
    """A new password typed once, checked by the rule of the school; `user` carries the login it may not equal."""

    new_password = forms.CharField(
        label="Новый пароль",
        max_length=256,
        strip=False,
        help_text=password_validation.password_validators_help_texts()[0],
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    user: User

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        password_validation.validate_password(password, self.user)
        return password


class PasswordForm(NewPasswordMixin):
    current = forms.CharField(
        label="Нынешний пароль",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["current", "new_password"]

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not self.user.check_password(current):
            raise forms.ValidationError("Нынешний пароль не подошёл. Проверьте раскладку клавиатуры.")
        return current
