from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from parta.accounts.models import User
from parta.accounts.passwords import NewPasswordField
from parta.people.rules.codes import normal_code

BAD_CODE = "В коде 12 знаков: буквы А К М Н Р Т Х и цифры 2 3 4 5 6 7 9. Посмотрите на карточку ещё раз."


class CodeForm(forms.Form):
    """Three groups of four; the whole code pasted into the first field is understood too."""

    a = forms.CharField(required=False, max_length=60)
    b = forms.CharField(required=False, max_length=60)
    c = forms.CharField(required=False, max_length=60)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        code = normal_code("".join(data.get(name, "") for name in "abc"))
        if code is None:
            raise ValidationError(BAD_CODE)
        data["code"] = code
        return data


class FirstPasswordForm(forms.Form):
    new_password = NewPasswordField(label="Пароль")

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_new_password(self) -> str:
        return NewPasswordField.checked(self.cleaned_data["new_password"], self.user)
