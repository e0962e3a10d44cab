"""The second step of signing in, as a person with a browser, a phone's app and a passkey goes."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Page, expect

from parta.accounts.factor import actions
from parta.core import dates
from parta.core.actor import Actor
from tests.browser.conftest import Visitors
from tests.browser.pages import DESKTOP, PHONE, axe, sign_in
from tests.cast import PASSWORD, TODAY, Cast


def app_code(secret: str, ahead: int = 0) -> str:
    now = list(totp.yield_hotp_counters_from_time())[1]
    return totp.format_hotp_value(totp.hotp_value(secret, now + ahead))


def with_authenticator(page: Page) -> Any:
    """A device that confirms every passkey at once, as a phone with a finger on it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    return session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"], session


def test_an_app_is_set_up_and_asked_for(page: Page, visitors: Visitors, cast: Cast) -> None:
    sign_in(page, "olga", PASSWORD)
    page.goto("/security/")
    page.get_by_role("link", name="Настроить приложение").click()
    shown = page.locator("img.qr")
    assert shown.evaluate("image => image.complete && image.naturalWidth > 0"), "the CSP lets the picture be seen"
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label(re.compile("^Код")).fill(app_code(secret))
    page.get_by_role("button", name="Включить").click()
    expect(page.get_by_text("понадобится код из приложения")).to_be_visible()

    fresh = visitors.new()
    sign_in(fresh, "olga", PASSWORD, stays=True)
    expect(fresh.get_by_role("heading", name="Второй шаг входа")).to_be_visible()
    fresh.get_by_label(re.compile("^Код")).fill("000000")
    fresh.keyboard.press("Enter")
    expect(fresh.get_by_text("Код не подошёл")).to_be_visible()
    fresh.get_by_label(re.compile("^Код")).fill(app_code(secret, 1))
    fresh.keyboard.press("Enter")
    expect(fresh.get_by_role("navigation").first).to_contain_text("Сегодня")
    fresh.context.clear_cookies(name="parta")  # the browser stays a trusted one
    sign_in(fresh, "olga", PASSWORD)
    expect(fresh.get_by_role("navigation").first).to_contain_text("Сегодня")


def test_a_passkey_is_made_and_signs_in(page: Page, cast: Cast) -> None:
    with_authenticator(page)
    sign_in(page, "olga", PASSWORD)
    page.goto("/security/")
    page.get_by_role("link", name="Добавить ключ").click()
    page.get_by_label("Название").fill("Мой ноутбук")
    page.get_by_role("button", name="Создать ключ").click()
    expect(page.get_by_text("Ключ добавлен")).to_be_visible()
    expect(page.get_by_text("Мой ноутбук", exact=True)).to_be_visible()

    page.context.clear_cookies()
    sign_in(page, "olga", PASSWORD, stays=True)
    assert axe(page) == []
    expect(page.get_by_label(re.compile("^Код"))).to_have_count(0)
    page.get_by_role("button", name="Подтвердить ключом доступа").click()
    expect(page.get_by_role("navigation").first).to_contain_text("Сегодня")
    page.goto("/confirm/?next=/security/")
    page.get_by_role("button", name="Подтвердить ключом доступа").click()
    expect(page.get_by_role("heading", name="Вход и безопасность")).to_be_visible()


def test_a_device_without_the_key_says_so(page: Page, cast: Cast) -> None:
    authenticator, session = with_authenticator(page)
    sign_in(page, "olga", PASSWORD)
    page.goto("/security/keys/")
    page.get_by_label("Название").fill("Телефон")
    page.get_by_role("button", name="Создать ключ").click()
    expect(page.get_by_text("Ключ добавлен")).to_be_visible()
    session.send("WebAuthn.clearCredentials", {"authenticatorId": authenticator})
    page.context.clear_cookies()
    sign_in(page, "olga", PASSWORD, stays=True)
    page.get_by_role("button", name="Подтвердить ключом доступа").click()
    expect(page.get_by_role("alert")).to_contain_text("Ключ не ответил")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_pages_are_accessible(visitors: Visitors, cast: Cast, theme: str, size: str) -> None:
    options = {"color_scheme": theme, "is_mobile": size == "phone"}
    page = visitors.new(PHONE if size == "phone" else DESKTOP, **options)
    sign_in(page, "irina", PASSWORD)
    for address in (
        "/security/",
        "/security/?closed=1",
        "/security/app/",
        "/security/keys/",
        "/confirm/?next=/&pressed=1",
    ):
        page.goto(address)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.goto("/security/")
    page.get_by_role("button", name="Показать новые коды").click()
    page.get_by_role("heading", name="Новые коды для входа").wait_for()
    assert axe(page) == []
    user = cast.users["anna"]
    actions.new_sheet(user, by=Actor(on=TODAY, user_id=user.pk), at=dates.now())
    page.goto(f"/people/{user.person.pk}/second-step/")
    assert axe(page) == []
    fresh = visitors.new(PHONE if size == "phone" else DESKTOP, **options)
    sign_in(fresh, "irina", PASSWORD, stays=True)
    assert axe(fresh) == []
    assert fresh.evaluate("document.documentElement.scrollWidth <= innerWidth")
