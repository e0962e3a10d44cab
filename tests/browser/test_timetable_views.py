"""The staff's timetable and search in a browser: accessible on both screens, the search by keyboard."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitors
from tests.browser.pages import DESKTOP, PHONE, axe, sign_in
from tests.cast import PASSWORD, Cast


def signed_in(visitors: Visitors, cast: Cast, key: str, phone: bool = False, **options: Any) -> Page:
    touch = {"has_touch": True, "is_mobile": True} if phone else {}
    page = visitors.new(PHONE if phone else DESKTOP, **touch, **options)
    sign_in(page, cast.users[key].login, PASSWORD)
    return page


@pytest.mark.parametrize(("phone", "scheme"), [(False, "light"), (True, "dark")])
def test_pages_are_accessible(visitors: Visitors, cast: Cast, phone: bool, scheme: str) -> None:
    page = signed_in(visitors, cast, "deputy", phone, color_scheme=scheme)
    for address in (
        f"/timetable/class/{cast.classes['8Б'].pk}/",
        f"/timetable/teacher/{cast.staff['olga'].pk}/?permanent=1",
        "/timetable/room/214/",
        "/timetable/day/2026-11-24/",
        "/timetable/conflicts/",
        "/search/?q=8б",
        "/search/?q=ор",
    ):
        page.goto(address)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_search_by_keyboard_from_the_journal(visitors: Visitors, cast: Cast) -> None:
    """The table keeps «/» as its key for a second work."""
    page = signed_in(visitors, cast, "olga")
    page.goto(f"/journal/{cast.courses['algebra'].pk}/")
    page.keyboard.press("/")
    expect(page.locator(".find input")).not_to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.locator(".find input")).to_be_focused()
    page.keyboard.type("пет зай")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="8Б · Алгебра")).to_be_visible()
    phone = signed_in(visitors, cast, "secretary", phone=True)
    phone.get_by_role("link", name="Поиск").tap()
    phone.locator("main input[name=q]").fill("8б")
    phone.locator("main input[name=q]").press("Enter")
    expect(phone.get_by_role("link", name="Расписание 8 «Б»").first).to_be_visible()
