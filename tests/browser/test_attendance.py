"""A class teacher explains absences: on the desktop with a certificate, on the phone without JavaScript."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from parta.journal.models import Cell
from tests.browser.conftest import Visitors
from tests.browser.pages import DESKTOP, PHONE, axe, sign_in
from tests.cast import PASSWORD, Cast


@pytest.fixture
def irina(visitors: Visitors, cast: Cast) -> Callable[..., Page]:
    """`irina(phone=True, color_scheme="dark")`: the class teacher of 8Б, with two absences to explain."""
    for key in ("algebra", "russian"):
        Cell.objects.create(
            lesson=cast.lessons[key], pupil=cast.pupils["petya"], absence="н", updated_at=timezone.now()
        )

    def open_page(phone: bool = False, **options: object) -> Page:
        touch = {"has_touch": True, "is_mobile": True} if phone else {}
        page = visitors.new(PHONE if phone else DESKTOP, **touch, **options)
        sign_in(page, cast.users["irina"].login, PASSWORD)
        page.get_by_role("link", name="Посещаемость").locator("visible=true").click()
        expect(page.get_by_role("heading", name="Посещаемость, 8 «Б»")).to_be_visible()
        return page

    return open_page


@pytest.mark.parametrize(("phone", "theme"), [(False, "light"), (True, "dark")])
def test_a_week_is_explained_and_checked(irina: Callable[..., Page], phone: bool, theme: str) -> None:
    page = irina(phone=phone, color_scheme=theme, java_script_enabled=not phone)

    def sound(step: str) -> None:
        if not phone:  # axe is JavaScript itself
            assert axe(page) == [], step
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{step} scrolls sideways"

    sound("day")
    page.get_by_role("link", name="Зайцев Пётр, 1-й урок: причина не указана").click()
    sound("cell")
    page.get_by_role("button", name="нп").click()
    expect(page.get_by_role("status")).to_contain_text("Зайцев Пётр, 1-й урок: записано.")
    page.get_by_role("link", name="Причины").click()
    sound("reasons")
    page.get_by_role("link", name="Указать причину: Зайцев Пётр").click()
    sound("form")
    page.get_by_label("Номер справки").fill("118")
    page.get_by_role("button", name="Записать причину").click()
    expect(page.get_by_role("status")).to_contain_text("Причина записана: 2 урока.")
    expect(page.get_by_role("row", name="Зайцев Пётр")).to_contain_text("№ 118")
    page.get_by_role("link", name="Неделя").click()
    sound("week")
    page.get_by_role("button", name="Неделя проверена").click()
    expect(page.get_by_text("проверено 24 ноября, Орлова И. П.")).to_be_visible()
    page.get_by_role("link", name="Итоги").click()
    sound("summary")
    expect(page.get_by_role("row", name="Зайцев Пётр")).to_contain_text("2")


def test_pages_fit_the_phone(irina: Callable[..., Page]) -> None:
    page = irina(phone=True)
    for name in ("День", "Неделя", "Итоги", "Причины"):
        page.get_by_role("link", name=name).first.click()
        expect(page.locator(".choice [aria-current=page]")).to_contain_text(name)
        assert axe(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
