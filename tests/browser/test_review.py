"""«Сверка анкет» by the keyboard alone, without scripts, and «Наши данные» on a phone."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from parta.people.models import CardProposal, ProfileReview, Pupil
from tests.browser.conftest import Visitors
from tests.browser.pages import DESKTOP, PHONE, axe, sign_in
from tests.cast import PASSWORD, Cast, make_person

FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def visit(visitors: Visitors, cast: Cast) -> Callable[..., Page]:
    def open_page(who: str, address: str, **options: object) -> Page:
        page = visitors.new(options.pop("viewport", DESKTOP), **options)  # type: ignore[arg-type]
        sign_in(page, cast.users[who].login, PASSWORD)
        page.goto(address)
        return page

    return open_page


def review(cast: Cast) -> str:
    return reverse("class-review", args=[cast.classes["8Б"].pk])


def press(page: Page, key: str) -> None:
    """Once the page's module listens: a key pressed while the page is still coming is nobody's."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)


def test_one_key_a_family(visit: Callable[..., Page], cast: Cast) -> None:
    page = visit("irina", review(cast))
    expect(page.get_by_role("heading", name="Ёжикова Мария")).to_be_visible()
    press(page, "ArrowRight")
    expect(page.get_by_role("heading", name="Зайцев Пётр")).to_be_visible()
    press(page, "ArrowUp")
    expect(page.get_by_role("heading", name="Ёжикова Мария")).to_be_visible()
    press(page, "Enter")
    expect(page.get_by_role("status").first).to_contain_text("1 из 2")
    expect(page.get_by_role("heading", name="Зайцев Пётр")).to_be_visible()
    press(page, "KeyB")  # «И»: change
    page.wait_for_url("**/school/pupils/**")
    page.get_by_label("Телефон").fill("+7 900 1")
    press(page, "Enter")
    page.wait_for_url("**/review/**")
    expect(page.get_by_text("+7 900 1")).to_be_visible()
    press(page, "KeyD")  # «В»: all is right
    expect(page.get_by_role("status").first).to_contain_text("Все анкеты сверены")
    changed = dict(ProfileReview.objects.values_list("pupil__person__first_name", "changed"))
    assert changed == {"Мария": False, "Пётр": True}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible_and_fit(visit: Callable[..., Page], cast: Cast, theme: str) -> None:
    petya = cast.pupils["petya"]
    twin = Pupil.objects.create(person=make_person("ЗАЙЦЕВ", "Петр", "Олегович", phone="+7 900 1"))
    CardProposal.objects.create(
        pupil=petya, person=petya.person, field="phone", was="1", value="+7 2", sent_by=cast.users["anna"].pk,
        sent_at="2026-11-23T08:00:00Z",
    )  # fmt: skip
    addresses = (
        ("irina", review(cast)), ("irina", reverse("card-proposals")), ("deputy", reverse("reviews")),
        ("deputy", reverse("doubles")), ("deputy", reverse("double", args=["pupils", petya.pk, twin.pk])),
        ("anna", reverse("diary-card", args=[petya.pk])),
    )  # fmt: skip
    for who, address in addresses:
        page = visit(who, address, viewport=PHONE, color_scheme=theme)
        assert axe(page) == [], address
        assert page.evaluate(FITS), address


def test_without_javascript(visit: Callable[..., Page], cast: Cast) -> None:
    page = visit("irina", review(cast), java_script_enabled=False)
    page.get_by_role("button", name="Всё верно").click()
    expect(page.get_by_role("status").first).to_contain_text("1 из 2")
    page.get_by_role("link", name="Ёжикова Мария").click()
    page.get_by_role("button", name="Снять отметку").click()
    expect(page.get_by_role("status").first).to_contain_text("0 из 2")
    page = visit("anna", reverse("diary-card", args=[cast.pupils["petya"].pk]), java_script_enabled=False)
    page.get_by_text("Сообщить об изменении: Телефон").first.click()
    page.get_by_role("textbox", name="Телефон: как теперь").first.fill("+7 900 2")
    page.get_by_role("button", name="Отправить").locator("visible=true").click()
    expect(page.get_by_text("Отправлено классному руководителю")).to_be_visible()
    assert CardProposal.objects.get().value == "+7 900 2"
