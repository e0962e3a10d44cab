"""Checking what somebody gives as the second step, at sign-in and when asked again."""

from datetime import datetime

from parta.accounts import limits
from parta.accounts.devices import device_of
from parta.accounts.factor import codes, passkeys
from parta.accounts.forms import FactorForm
from parta.accounts.models import User
from parta.accounts.throttling import failures, succeeded, take, wait_words
from parta.core.http import Request
from parta.core.registry import tell

WRONG = "Код не подошёл. Каждый код действует один раз: дождитесь следующего или возьмите следующий с листа."
WRONG_KEY = "Ключ не подошёл. Попробуйте ещё раз или введите код."
NO_CODE = "В коде из приложения 6 цифр, в коде с листа 8."
ALARM = 5  # failures of a day on strange browsers after which the owner is told
GUESSED = "Кто-то знает ваш пароль и подбирает код второго шага. Смените пароль сейчас: прежний станет бесполезен."


def check(request: Request, user: User, form: FactorForm, *, at: datetime) -> int:
    """The status to answer with: 302 = proved, else the form says what is wrong."""
    answer = passkeys.parsed(form.cleaned_data["credential"])
    if answer is not None:  # nothing to guess, so nothing is counted
        if passkeys.proves(user, answer, at=at):
            return 302
        form.add_error("code", WRONG_KEY)
        return 422
    code = codes.digits(form.cleaned_data["code"])
    if not code:
        form.add_error("code", NO_CODE)
        return 422
    return _check_code(request, user, form, code, at=at)


def _check_code(request: Request, user: User, form: FactorForm, code: str, *, at: datetime) -> int:
    sheet = len(code) == codes.SHEET_LENGTH
    counters = limits.second_factor(user.login, device_of(request), sheet=sheet)
    if wait := take(counters, at=at):
        form.add_error("code", wait_words(wait))
        return 429
    use = codes.use_sheet_code if sheet else codes.use_app_code
    if use(user, code, at=at):
        succeeded(counters, at=at)
        return 302
    if failures(counters) >= ALARM:
        tell([user.pk], "accounts.factor_guessed", GUESSED, "/password/", at=at)
    form.add_error("code", WRONG)
    return 422
