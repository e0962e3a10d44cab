"""A teacher sets the final marks of a trimester by keyboard."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from parta.journal.models import FinalMark
from parta.journal.tests.test_finals_facts import teach
from parta.school.models import Subject
from tests.browser.conftest import Visitors
from tests.browser.pages import DESKTOP, PHONE, axe, sign_in
from tests.cast import PASSWORD, Cast


@pytest.fixture
def taught(cast: Cast) -> None:
    """Петя: 3,4, on the border of 3 and 4; Маша: fives, one short of the norm of written works."""
    algebra = cast.courses["algebra"]
    Subject.objects.filter(pk=algebra.subject_id).update(needed_works="written")
    for at, (petya, code) in enumerate(zip("34343", ("СР", "СР", "УО", "УО", "УО"), strict=True)):
        teach(cast, algebra, date(2026, 10, 1 + at), code, petya=petya, **({"masha": "5"} if at else {}))


def place(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.get_by_role("link", name=re.compile(f"{name}, 1-й триместр"))


def test_marks_are_set_by_keys_and_in_the_card(visitors: Visitors, cast: Cast, taught: None) -> None:
    page = visitors.new(DESKTOP)
    sign_in(page, cast.users["olga"].login, PASSWORD)
    page.goto(f"/finals/{cast.courses['algebra'].pk}/")
    assert axe(page) == []
    place(page, "Ёжикова Мария").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Digit3")
    expect(page.locator("[data-save-text]")).to_contain_text("Сохранено")
    expect(page.get_by_text("Готово 1 из 2 отметок")).to_be_visible()
    expect(place(page, "Зайцев Пётр")).to_be_focused()
    page.keyboard.press("Digit4")  # differs from the proposal: the card asks for the reason
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("Рекомендуется 3")
    assert axe(page) == []
    page.keyboard.type("Пересдал тему «Степени»")
    dialog.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("отличается от рекомендуемой", exact=True)).to_be_visible()
    row = FinalMark.objects.get(pupil=cast.pupils["petya"])
    assert (row.value, row.reason, row.version) == (4, "Пересдал тему «Степени»", 2)
    page.keyboard.press("Delete")
    expect(page.get_by_text("Готово 0 из 2 отметок")).to_be_visible()


def test_without_network_a_mark_waits(visitors: Visitors, cast: Cast, taught: None) -> None:
    page = visitors.new(DESKTOP)
    sign_in(page, cast.users["olga"].login, PASSWORD)
    page.goto(f"/finals/{cast.courses['algebra'].pk}/")
    page.context.set_offline(True)
    place(page, "Зайцев Пётр").focus()
    page.keyboard.press("Digit3")
    expect(page.locator("[data-save-text]")).to_contain_text("Нет связи, отметки ждут отправки")
    assert not FinalMark.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("[data-save-text]")).to_contain_text("Сохранено")
    assert FinalMark.objects.get().value == 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_card_on_a_phone(visitors: Visitors, cast: Cast, taught: None, theme: str) -> None:
    page = visitors.new(PHONE, has_touch=True, is_mobile=True, color_scheme=theme)
    sign_in(page, cast.users["olga"].login, PASSWORD)
    page.goto(f"/finals/{cast.courses['algebra'].pk}/")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    place(page, "Ёжикова Мария").tap()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("письменных работ: 1 из 2")
    dialog.get_by_text("5", exact=True).last.tap()
    dialog.get_by_role("button", name="Олимпиада").tap()
    assert axe(page) == []
    dialog.get_by_role("button", name="Сохранить").tap()
    expect(page.get_by_text("Готово 1 из 2 отметок")).to_be_visible()
    assert FinalMark.objects.get().reason == "Олимпиада"
