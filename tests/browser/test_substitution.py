"""A deputy marks a teacher absent and gives the lessons to others on a phone; the substitute fills exactly those."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from parta.journal.models import Cell
from parta.teaching.models import Lesson, Substitution
from tests.browser.conftest import Visitors
from tests.browser.pages import DESKTOP, PHONE, axe, sign_in
from tests.cast import PASSWORD, TODAY, Cast

Open = Callable[..., Page]


@pytest.fixture
def signed_in(visitors: Visitors, cast: Cast) -> Open:
    def open_as(who: str, phone: bool = False, **options: str) -> Page:
        touch = {"has_touch": True, "is_mobile": True} if phone else {}
        page = visitors.new(PHONE if phone else DESKTOP, **touch, **options)
        sign_in(page, cast.users[who].login, PASSWORD)
        return page

    return open_as


def fits(page: Page) -> None:
    assert axe(page) == [], page.url
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], f"{page.url}: scrolls sideways"


def test_from_the_absence_to_the_substitutes_mark(signed_in: Open, cast: Cast) -> None:
    other = Lesson.objects.create(course=cast.courses["algebra"], date=TODAY - timedelta(days=1), number=1)
    page = signed_in("deputy", phone=True, color_scheme="dark")
    page.goto("/substitutions/")
    fits(page)
    page.get_by_role("link", name="Отметить отсутствие").tap()
    page.get_by_label("Кто отсутствует").select_option("Соколова Ольга Викторовна")
    page.get_by_label("С какого дня").fill("2026-11-24")
    page.get_by_label("По какой день").fill("2026-11-27")
    page.get_by_label("Причина").select_option("командировка")
    fits(page)
    page.get_by_role("button", name="Отметить").tap()
    expect(page.get_by_role("heading", name="Соколова Ольга Викторовна")).to_be_visible()
    page.get_by_role("link", name="Предложить всё").tap()
    expect(page.get_by_text("Предложено, но ещё не записано")).to_be_visible()
    assert not Substitution.objects.exists()
    choice = page.get_by_label("8Б · Алгебра")
    expect(choice).to_have_value(str(cast.staff["irina"].pk))
    choice.select_option("Чужова В. П., 1 урок")
    fits(page)
    page.get_by_role("button", name="Записать замены").tap()
    expect(page.get_by_text("Записано: 1 урок.")).to_be_visible()

    substitute = signed_in("stranger")
    expect(substitute.get_by_text("замена, вместо: Соколова О. В.")).to_be_visible()
    assert axe(substitute) == []
    substitute.get_by_role("link", name="8 «Б», алгебра").click()
    expect(substitute.locator(".panel").get_by_text("Замена: Чужова В. П.")).to_be_visible()
    assert axe(substitute) == []
    mine, theirs = cast.lessons["algebra"].pk, other.pk
    column = {key: f"thead th[data-lesson='{pk}']" for key, pk in (("mine", mine), ("theirs", theirs))}
    expect(substitute.locator(column["theirs"])).to_have_attribute(
        "data-locked", "Это урок другого учителя, записать ничего нельзя."
    )
    expect(substitute.locator(f"{column['mine']} .lesson-head")).to_have_attribute(
        "title", re.compile("Замена: Чужова")
    )
    cells = substitute.locator("tbody tr").filter(has_text="Зайцев").locator("td")
    cells.nth(1).click()
    with substitute.expect_response(lambda answer: "/cells/" in answer.url):
        substitute.keyboard.press("5")
    expect(cells.nth(1)).to_have_text("5")
    cells.nth(0).click()
    substitute.keyboard.press("5")
    expect(cells.nth(0)).to_have_text("")
    assert list(Cell.objects.values_list("lesson", flat=True)) == [mine]


def test_the_register_fits(signed_in: Open, cast: Cast) -> None:
    fields = {"absent": cast.staff["olga"], "staff": cast.staff["irina"], "assigned_at": "2026-11-20T07:00:00Z"}
    Substitution.objects.create(lesson=cast.lessons["algebra"], **fields)
    for phone, theme in ((True, "light"), (False, "dark")):
        page = signed_in("director", phone=phone, color_scheme=theme)
        page.goto("/substitutions/register/")
        expect(page.get_by_text("Орлова И. П.").first).to_be_visible()
        fits(page)
