"""«Вход и безопасность»: the own second step and trusted browsers. Each change asks who is there first."""

import base64
from io import BytesIO

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parta.accounts.devices import device_of
from parta.accounts.factor import actions, codes, passkeys, queries
from parta.accounts.factor.adapter import decrypt, encrypt
from parta.accounts.factor.papers.sheet import Sheet, sheet_pdf
from parta.accounts.forms import FactorForm, KeyForm
from parta.accounts.session import APP_SECRET
from parta.accounts.stepup import step_up
from parta.core import dates
from parta.core.asked import number_of
from parta.core.audience import SIGNED_IN, audience
from parta.core.http import Request, attachment, inside

WRONG_APP = "Код не подошёл. Введите тот, что приложение показывает сейчас; часы на телефоне должны идти верно."
WRONG_KEY = "Ключ не создан. Нажмите кнопку ещё раз и подтвердите на устройстве."
HAS_APP = "Приложение уже настроено. Чтобы перенести его на другой телефон, удалите и настройте заново."


@require_safe
@audience(SIGNED_IN)
def security(request: Request) -> HttpResponse:
    page = queries.security_page(request.user, device_of(request), request.actor.zone, at=dates.now())
    context = {
        "page": page,
        "few": queries.FEW,
        "closed": "closed" in request.GET,
        "asked": "asked" in request.GET,
        "next": inside(request, request.GET.get("next", "")) or "/",
    }
    return render(request, "accounts/security.html", context)


@require_http_methods(["GET", "POST"])
@audience(SIGNED_IN)
@step_up
def app(request: Request) -> HttpResponse:
    """A new key for the app; it counts from the moment the app has shown a right code."""
    if "totp" in queries.kinds_of(request.user):
        messages.error(request, HAS_APP)
        return redirect("security")
    if APP_SECRET not in request.session:
        request.session[APP_SECRET] = encrypt(generate_totp_secret())
    secret = decrypt(request.session[APP_SECRET])
    form = FactorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        step = codes.step_of(secret, codes.digits(form.cleaned_data["code"]))
        if step is not None:
            return _add_app(request, secret, step)
        form.add_error("code", WRONG_APP)
    address = get_adapter().build_totp_url(request.user, secret)
    context = {"form": form, "picture": _picture(address), "manual": _grouped(secret), "address": address}
    return render(request, "accounts/factor-app.html", context, status=422 if form.errors else 200)


def _add_app(request: Request, secret: str, step: int) -> HttpResponse:
    del request.session[APP_SECRET]
    try:
        actions.add_app(request.user, secret, step, by=request.actor, at=dates.now())
    except actions.AlreadyThere:
        messages.error(request, HAS_APP)
    else:
        messages.success(request, "Готово: при входе с нового устройства понадобится код из приложения.")
    return redirect("security")


def _picture(address: str) -> str:
    """A QR picture as a data: address, which our CSP lets an image have."""
    buffer = BytesIO()
    segno.make(address, error="m").save(buffer, kind="svg", scale=5, border=4, light="#fff", xmldecl=False)
    return "data:image/svg+xml;base64," + base64.b64encode(buffer.getvalue()).decode()


def _grouped(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@require_http_methods(["GET", "POST"])
@audience(SIGNED_IN)
@step_up
def key(request: Request) -> HttpResponse:
    form = KeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = passkeys.parsed(form.cleaned_data["credential"])
        if answer is not None and passkeys.made(answer):
            return _add_key(request, form.cleaned_data["name"], answer)
        form.add_error(None, WRONG_KEY)
    context = {"form": form, "offer": passkeys.offer(request.user)}
    return render(request, "accounts/factor-key.html", context, status=422 if form.errors else 200)


def _add_key(request: Request, name: str, answer: dict) -> HttpResponse:
    try:
        actions.add_key(request.user, name, answer, by=request.actor, at=dates.now())
    except actions.AlreadyThere:
        messages.error(request, f"Больше {actions.MOST_KEYS} ключей не бывает. Удалите ненужный.")
    else:
        messages.success(request, "Ключ добавлен: им можно подтвердить вход вместо кода.")
    return redirect("security")


@require_POST
@audience(SIGNED_IN)
@step_up
def sheet(request: Request) -> HttpResponse:
    """Twenty new codes, on the page or as a PDF. Nothing shows them a second time."""
    now, actor = dates.now(), request.actor
    made = actions.new_sheet(request.user, by=actor, at=now)
    if "paper" in request.POST:
        facts = Sheet(actor.short_name, actor.school_name, dates.full_date(actor.on), tuple(made))
        return attachment(sheet_pdf(facts), "application/pdf", "kody-vhoda.pdf")
    return render(request, "accounts/factor-sheet.html", {"codes": [codes.grouped(one) for one in made]})


@require_POST
@audience(SIGNED_IN)
@step_up
def remove(request: Request) -> HttpResponse:
    means_id, here = number_of(request.POST.get("means", "")) or 0, request.session.session_key
    if actions.remove(request.user, means_id, by=request.actor, at=dates.now(), keep=here):
        messages.success(request, "Удалено. На других устройствах понадобится войти заново.")
    else:
        messages.warning(request, "Этого уже нет: список на странице новый.")
    return redirect("security")


@require_POST
@audience(SIGNED_IN)
def forget(request: Request) -> HttpResponse:
    """One trusted browser or, without a number, all of them."""
    given = request.POST.get("device", "")
    actions.forget(request.user, [number_of(given) or 0] if given else None)
    messages.success(request, "Там снова понадобится второй шаг входа.")
    return redirect("security")
