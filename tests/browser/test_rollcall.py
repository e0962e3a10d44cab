"""The roll-call on a phone: taps, no network, a reload, and without JavaScript."""

import json
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from parta.journal.models import Cell, RollCall
from tests.browser.conftest import Visitors
from tests.browser.pages import PHONE, axe, sign_in
from tests.cast import PASSWORD, Cast

TOUCH = {"has_touch": True, "is_mobile": True}


@pytest.fixture
def teacher(visitors: Visitors, cast: Cast) -> Callable[..., Page]:
    """`teacher(color_scheme="dark")`: Ольга at the roll-call of her lesson, on a phone."""

    def open_roll(**options: object) -> Page:
        page = visitors.new(PHONE, **TOUCH, **options)
        sign_in(page, cast.users["olga"].login, PASSWORD)
        page.goto(reverse("roll-call", args=[cast.courses["algebra"].pk, cast.lessons["algebra"].pk]))
        return page

    return open_roll


def absences() -> dict[str, tuple[str, int | None]]:
    rows = Cell.objects.values_list("pupil__person__last_name", "absence", "late_minutes")
    return {name: (absence, minutes) for name, absence, minutes in rows}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_page_is_accessible_and_fits(teacher: Callable[..., Page], theme: str) -> None:
    page = teacher(color_scheme=theme)
    page.locator(".roll__name", has_text="Зайцев").tap()
    page.locator(".roll__row", has_text="Ёжикова").locator(".roll__late").tap()
    expect(page.locator(".roll__foot")).to_contain_text("Нет 1, опоздал 1")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert all(box["height"] >= 56 for box in (one.bounding_box() or {} for one in page.locator(".roll__name").all()))


def test_taps_wait_for_the_network(teacher: Callable[..., Page]) -> None:
    page = teacher()
    page.locator(".roll__name", has_text="Зайцев").tap()
    page.locator(".roll__why:visible label", has_text="уваж.").tap()
    late = page.locator(".roll__row", has_text="Ёжикова")
    late.locator(".roll__late").tap()
    late.get_by_label("Опоздание, минут").fill("7")
    late.get_by_label("Опоздание, минут").blur()
    page.reload()
    expect(page.locator(".roll__foot")).to_contain_text("Нет 1, опоздал 1")
    page.context.set_offline(True)
    page.get_by_role("button", name="Готово").tap()
    expect(page.get_by_text("уйдёт сама, когда сеть вернётся")).to_be_visible()
    assert RollCall.objects.count() == 0
    kept = page.evaluate("Object.entries(localStorage)")
    waiting = [json.loads(value)["url"] for key, value in kept if key.startswith("parta:journal:")]
    assert waiting == [page.evaluate("location.pathname")], "what signing out asks about (page.js)"
    page.context.set_offline(False)
    page.wait_for_url("**/journal/*/?lesson=*")
    expect(page.locator(".panel .done").get_by_text("Перекличка")).to_be_attached()
    assert absences() == {"Зайцев": ("у", None), "Ёжикова": ("оп", 7)}
    assert RollCall.objects.count() == 1


def test_what_is_in_the_way_stands_by_the_name(teacher: Callable[..., Page], cast: Cast) -> None:
    page = teacher()
    fields = {"lesson": cast.lessons["algebra"], "pupil": cast.pupils["petya"], "updated_at": "2026-11-24T06:00:00Z"}
    Cell.objects.create(absence="у", updated_by=cast.users["irina"].pk, **fields)
    page.get_by_role("button", name="Готово").tap()
    expect(page.locator(".roll__row", has_text="Зайцев")).to_contain_text("записано «у» (Орлова И. П., 9:00)")
    assert absences() == {"Зайцев": ("у", None)}, "nothing is overwritten"
    page.get_by_role("button", name="Готово").tap()
    page.wait_for_url("**/journal/*/?lesson=*")
    assert absences() == {"Зайцев": ("", None)}, "the teacher has seen it and says: here"


def test_without_javascript(teacher: Callable[..., Page]) -> None:
    page = teacher(java_script_enabled=False)
    page.locator(".roll__name", has_text="Зайцев").tap()
    expect(page.locator(".roll__why:visible")).to_have_count(1)
    page.get_by_role("button", name="Готово").tap()
    expect(page.get_by_text("Перекличка проведена: нет 1.")).to_be_visible()
    assert absences() == {"Зайцев": ("н", None)}
    page.go_back()
    page.reload()
    page.get_by_text("Отменить перекличку…").tap()
    page.get_by_role("button", name="Да, отменить").tap()
    expect(page.get_by_text("Снова как было до неё: Зайцев: «здесь»")).to_be_visible()
    assert RollCall.objects.count() == 0
