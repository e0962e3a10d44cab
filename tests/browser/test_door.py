"""The way in, as a person with a browser takes it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from parta.accounts.models import Session
from tests.browser.conftest import Visitors
from tests.browser.pages import DESKTOP, PHONE, axe, sign_in
from tests.cast import PASSWORD, Cast


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_sign_in_page_is_accessible(visitors: Visitors, theme: str, size: str) -> None:
    page = visitors.new(PHONE if size == "phone" else DESKTOP, color_scheme=theme, is_mobile=size == "phone")
    page.goto("/login/")
    assert axe(page) == []


def test_sign_in_page_breaks_no_policy_and_misses_no_file(page: Page) -> None:
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("response", lambda answer: troubles.append(answer.url) if answer.status >= 400 else None)
    page.goto("/login/")
    expect(page.get_by_role("button", name="Войти")).to_be_visible()
    assert troubles == []


def test_a_wrong_password_keeps_the_login(page: Page, cast: Cast) -> None:
    login = cast.users["olga"].login
    sign_in(page, login, "не тот пароль", stays=True)
    expect(page.locator("input[autocomplete=username]")).to_have_value(login)
    expect(page.get_by_text("не подошли")).to_be_visible()


def test_a_teacher_signs_in(page: Page, cast: Cast) -> None:
    sign_in(page, cast.users["olga"].login, PASSWORD)
    expect(page.get_by_role("navigation").first).to_be_visible()


def test_a_common_computer_left_alone_shows_the_sign_in_page(page: Page, cast: Cast) -> None:
    page.goto("/login/?next=/devices/")
    page.get_by_label("Логин").fill(cast.users["olga"].login)
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_label("Общий компьютер").check()
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_text("общий компьютер", exact=True)).to_be_visible()
    page.clock.install()
    page.reload()
    page.clock.fast_forward("10:10")
    expect(page.get_by_role("heading", name="Мои устройства")).to_be_visible()  # another page of hers is in use
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=11))
    page.clock.fast_forward("00:10")
    expect(page.get_by_role("button", name="Войти")).to_be_visible()
    expect(page.get_by_label("Общий компьютер")).to_be_checked()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_devices_page_is_accessible(visitors: Visitors, cast: Cast, theme: str, size: str) -> None:
    for _ in range(2):
        page = visitors.new(PHONE if size == "phone" else DESKTOP, color_scheme=theme, is_mobile=size == "phone")
        sign_in(page, cast.users["olga"].login, PASSWORD)
    page.goto("/devices/")
    expect(page.get_by_role("button", name="Выйти на всех остальных")).to_be_visible()
    assert axe(page) == []
