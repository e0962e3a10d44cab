"""What a mark is and what a column says: signs, marks that don't count, the menu of a column, filters, who to ask."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from parta.journal.models import Cell, Mark, Work
from parta.teaching.models import Lesson
from tests.browser.pages import axe
from tests.browser.test_journal import Open, cell, opened, saved
from tests.cast import TODAY, Cast

__all__ = ["opened"]


def sums(page: Page, pupil: str) -> list[str]:
    return page.locator("tbody tr", has_text=pupil).locator(".sum").all_inner_texts()


def test_owed_work_pass_and_a_mark_left_out(opened: Open, cast: Cast) -> None:
    page = opened()
    expect(cell(page, "Ёжикова")).to_have_attribute("aria-selected", "true")
    page.keyboard.press(".")
    expect(cell(page, "Ёжикова")).to_contain_text("•")
    page.keyboard.press("KeyP")
    expect(cell(page, "Зайцев")).to_contain_text("зач")
    cell(page, "Зайцев", 1).click()
    page.keyboard.press("2")
    expect(saved(page)).to_be_visible()
    assert sums(page, "Зайцев")[:2] == ["2,00", "2/3"]
    cell(page, "Зайцев", 1).click()
    page.keyboard.press("Shift+F2")
    page.get_by_label("Не учитывать в среднем балле").check()
    assert axe(page) == []
    page.get_by_label("Почему не учитывать").fill("писал без подготовки")
    page.get_by_role("button", name="Записать", exact=True).click()
    expect(cell(page, "Зайцев", 1)).to_have_class(re.compile("uncounted"))
    expect(saved(page)).to_be_visible()
    expect(cell(page, "Зайцев", 1)).to_have_attribute("title", re.compile("писал без подготовки"))
    assert sums(page, "Зайцев")[:2] == ["—", "1/3"]
    page.keyboard.press("Control+KeyZ")
    expect(cell(page, "Зайцев", 1)).not_to_have_class(re.compile("uncounted"))
    expect(saved(page)).to_be_visible()
    assert sums(page, "Зайцев")[:2] == ["2,00", "2/3"]
    assert set(Mark.objects.values_list("value", "sign", "uncounted")) == {
        (None, ".", ""),
        (None, "зач", ""),
        (2, "", ""),
    }
    page.reload()
    expect(cell(page, "Ёжикова")).to_have_text("•, работа не сдана")
    cell(page, "Ёжикова").click()
    page.keyboard.press("4")
    expect(cell(page, "Ёжикова")).to_have_text("4")
    expect(saved(page)).to_be_visible()
    Cell.objects.filter(pupil=cast.pupils["masha"]).update(absence="осв")
    Mark.objects.filter(cell__pupil=cast.pupils["masha"]).delete()
    page.reload()
    cell(page, "Ёжикова").click()
    page.keyboard.press("KeyY")
    expect(page.locator("[data-place]")).to_contain_text("Освобождение снимает классный руководитель")


def test_the_menu_of_a_column(opened: Open, cast: Cast) -> None:
    page = opened()
    expect(cell(page, "Ёжикова")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("5")
    page.keyboard.press("Shift+F10")
    menu = page.get_by_role("menu")
    expect(menu).to_contain_text("24\u00a0ноября")
    assert axe(page) == []
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(cell(page, "Зайцев")).to_have_text("н")
    expect(cell(page, "Ёжикова")).to_have_text("5")
    expect(page.locator("[data-toast]")).to_contain_text("Никого не было: 1\u00a0клетка")
    expect(saved(page)).to_be_visible()
    page.keyboard.press("Shift+F10")
    menu.get_by_role("menuitem", name="Все присутствовали").click()
    expect(cell(page, "Зайцев")).to_have_text("")
    page.keyboard.press("Control+KeyZ")
    expect(cell(page, "Зайцев")).to_have_text("н")
    page.locator("thead .today").click(button="right")
    menu.get_by_role("menuitem", name="Вид и вес работы").click()
    kind = page.get_by_label("Вид работы")
    expect(kind).to_be_focused()
    kind.select_option(label="Самостоятельная работа, вес 2")
    expect(page.locator("thead .today .kind")).to_have_text("СР×2")
    weight = page.get_by_role("spinbutton", name="Вес")
    expect(weight).to_have_value("2")
    weight.fill("0")
    page.keyboard.press("Tab")
    why = page.get_by_label("Почему работа не в счёт")
    expect(why).to_be_focused()
    page.keyboard.type("пробная работа")
    page.keyboard.press("Tab")
    expect(page.locator("thead .today .kind")).to_have_text("СР×0")
    expect(cell(page, "Ёжикова")).to_have_class(re.compile("uncounted"))
    assert sums(page, "Ёжикова")[:2] == ["—", "0/3"]
    page.get_by_role("button", name="Меню урока").click()
    menu.get_by_role("menuitem", name="Ещё работа").click()
    page.get_by_label("Ещё одна работа на этом уроке").select_option(label="Устный ответ, вес 1")
    expect(page.locator("thead .today .kind")).to_have_text(["СР×0", "УО"])
    page.get_by_role("button", name="Убрать работу 2").click()
    expect(page.locator("thead .today .kind")).to_have_text(["СР×0"])
    work = Work.objects.get()
    assert (work.kind.code, work.weight, work.note) == ("СР", 0, "пробная работа")
    assert Cell.objects.get(pupil=cast.pupils["petya"]).absence == "н"
    assert axe(page) == []


def test_filters_and_whom_to_ask(opened: Open, cast: Cast) -> None:
    page = opened()
    for offset in (3, 5):
        Lesson.objects.create(course=cast.courses["algebra"], date=TODAY - timedelta(days=offset), number=2)
    page.reload()
    cell(page, "Зайцев", 4).click()
    for key in ("Digit5", "Slash", "Shift+Digit4", "Slash", "Slash", "Period"):
        page.keyboard.press(key)
    expect(cell(page, "Зайцев", 4)).to_contain_text("5/4/•")
    expect(saved(page)).to_be_visible()
    page.get_by_role("button", name="Отбор учеников и работ").click()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Точки")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("tbody tr:visible")).to_have_count(1)
    expect(page.locator("[data-filter-count]")).to_have_text("Показано 1 из 2 учеников")
    page.get_by_label("Показать работы").select_option("УО")
    expect(page.locator("[data-filter-count]")).to_have_text("Показано 1 из 2 учеников, 1 из 6 уроков")
    assert axe(page) == []
    cell(page, "Зайцев", 4).click()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    expect(cell(page, "Зайцев", 4)).to_be_focused()
    page.get_by_role("button", name="Показать всех").click()
    expect(page.locator("tbody tr:visible")).to_have_count(2)
    expect(page.locator("thead th[data-lesson]:visible")).to_have_count(6)
    page.get_by_role("button", name="На границе").click()
    expect(page.locator("tbody tr:visible")).to_contain_text(["4,50"])
    page.get_by_role("button", name="Показать всех").click()
    page.get_by_role("button", name="Кого спросить").click()
    who = page.get_by_role("dialog", name="Кого спросить")
    expect(who.get_by_role("listitem")).to_have_text(["Ёжикова Мария5\u00a0уроков"])
    assert axe(page) == []
    who.get_by_role("spinbutton").fill("6")
    expect(who).to_contain_text("Таких учеников нет")
    who.get_by_role("spinbutton").fill("5")
    who.get_by_role("button", name="Ёжикова").focus()
    page.keyboard.press("Enter")
    expect(cell(page, "Ёжикова", 4)).to_be_focused()
