"""The second step of signing in, as a person with a browser, a phone's app and a passkey goes."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Locator, Page, expect

from parta.accounts.factor import actions
from parta.accounts.models import TrustedDevice
from parta.core import dates
from parta.core.actor import Actor
from parta.journal.models import Mark
from tests.browser.conftest import Visitors
from tests.browser.pages import DESKTOP, PHONE, axe, sign_in
from tests.cast import PASSWORD, TODAY, Cast

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


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


def out_with_a_mark(page: Page, cast: Cast) -> Locator:
    """«5» waits in the journal, the session is over, Ольга gives her password on a strange browser. The dialog."""
    page.goto(f"/journal/{cast.courses['algebra'].pk}/")
    page.route("**/cells/", lambda route: route.abort())
    page.keyboard.press("5")
    expect(page.locator(".workbench__bar .save")).to_contain_text("ждёт сети")
    page.unroute("**/cells/")
    page.context.clear_cookies()
    page.get_by_role("button", name="Проверить сеть").click()
    page.get_by_role("button", name="Войти").first.click()
    dialog = page.get_by_role("dialog", name="Вы вышли")
    dialog.get_by_label("Логин").fill("olga")
    give_password(dialog)
    return dialog


def give_password(dialog: Locator) -> None:
    dialog.get_by_label("Пароль").fill(PASSWORD)
    dialog.get_by_label("Пароль").press("Enter")


def give_code(dialog: Locator, code: str) -> None:
    dialog.get_by_label("Код").fill(code)
    dialog.get_by_label("Код").press("Enter")


def expect_sent(page: Page) -> None:
    expect(page.locator(".workbench__bar .save")).to_contain_text("Сохранено")
    assert Mark.objects.get().value == 5


@pytest.mark.parametrize("means", ["app", "sheet"])
def test_a_code_is_taken_over_the_journal(page: Page, cast: Cast, settings: Any, means: str) -> None:
    settings.SECOND_FACTOR = True
    olga = cast.users["olga"]
    of_her = {"by": Actor(on=TODAY, user_id=olga.pk), "at": dates.now()}
    sign_in(page, "olga", PASSWORD)
    if means == "app":
        actions.add_app(olga, SECRET, 0, **of_her)
    sheet = actions.new_sheet(olga, **of_her) if means == "sheet" else []
    dialog = out_with_a_mark(page, cast)
    expect(dialog.get_by_label("Код")).to_be_focused()
    expect(dialog).to_contain_text("8 цифр следующего кода" if sheet else "6 цифр из приложения")
    expect(dialog.get_by_text("ключ доступа")).to_be_hidden()
    assert axe(page) == []
    give_code(dialog, "00000000" if sheet else "000000")
    expect(dialog.get_by_role("alert")).to_contain_text("Код не подошёл")
    assert not Mark.objects.exists()
    give_code(dialog, sheet[0] if sheet else app_code(SECRET))
    expect(dialog).to_be_hidden()
    expect_sent(page)
    assert TrustedDevice.objects.filter(user=olga).exists()


def test_a_late_code_over_the_journal_asks_for_the_password_again(page: Page, cast: Cast) -> None:
    olga = cast.users["olga"]
    sign_in(page, "olga", PASSWORD)
    actions.add_app(olga, SECRET, 0, by=Actor(on=TODAY, user_id=olga.pk), at=dates.now())
    dialog = out_with_a_mark(page, cast)
    expect(dialog.get_by_label("Код")).to_be_visible()
    page.context.clear_cookies()  # what remembers the right password is gone, as after ten minutes
    give_code(dialog, app_code(SECRET))
    expect(dialog.get_by_role("alert")).to_contain_text("Введите пароль ещё раз")
    give_password(dialog)
    give_code(dialog, app_code(SECRET))
    expect_sent(page)


def test_a_passkey_signs_in_beside_the_journal(page: Page, cast: Cast) -> None:
    authenticator, session = with_authenticator(page)
    sign_in(page, "olga", PASSWORD)
    page.goto("/security/keys/")
    page.get_by_label("Название").fill("Ноутбук")
    page.get_by_role("button", name="Создать ключ").click()
    expect(page.get_by_text("Ключ добавлен")).to_be_visible()
    [key] = session.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]
    dialog = out_with_a_mark(page, cast)
    expect(dialog.get_by_label("Код")).to_be_hidden()
    assert axe(page) == []
    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name="Войдите им в новой вкладке").click()
    tab = opened.value
    same, its_session = with_authenticator(tab)
    its_session.send("WebAuthn.addCredential", {"authenticatorId": same, "credential": key})
    tab.get_by_role("button", name="Подтвердить ключом доступа").click()
    expect(tab.get_by_role("navigation").first).to_contain_text("Сегодня")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Уже вошли? Отправить").click()
    expect_sent(page)


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
