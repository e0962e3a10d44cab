"""The keyboard of the grid: a whole lesson without the mouse, blocks of cells, the clipboard, taking back."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from parta.journal.models import Cell, Homework, Mark
from parta.people.models import Person, Pupil, name_fields
from parta.teaching.models import CourseMember, CourseTeacher, Lesson
from tests.browser.conftest import Visitors
from tests.browser.pages import DESKTOP, PHONE, axe, sign_in
from tests.cast import PASSWORD, START, TODAY, Cast

LETTERS = "АБВГДЕЗИКЛМНОПРСТУФХЦЧШЩЭЮ"  # with Ёжикова and Зайцев 28 pupils


@pytest.fixture
def algebra(cast: Cast) -> Cast:
    """Алгебра has 28 pupils and four lessons: two before, today's (column 2), one to come."""
    course = cast.courses["algebra"]
    people = Person.objects.bulk_create(Person(**name_fields(f"{letter}лин", "Иван", "Ильич")) for letter in LETTERS)
    pupils = Pupil.objects.bulk_create(Pupil(person=person) for person in people)
    CourseMember.objects.bulk_create(CourseMember(course=course, pupil=pupil, starts_on=START) for pupil in pupils)
    for days in (-6, -3, 2):
        Lesson.objects.create(course=course, date=TODAY + timedelta(days=days), number=1, topic="Корни")
    return cast


@pytest.fixture
def page(visitors: Visitors, algebra: Cast) -> Page:
    """The journal of алгебра, opened by its teacher."""
    return opened(visitors, algebra, "olga")


def opened(visitors: Visitors, cast: Cast, who: str, viewport: ViewportSize = DESKTOP, **options: object) -> Page:
    page = visitors.new(viewport, permissions=["clipboard-read", "clipboard-write"], **options)
    sign_in(page, cast.users[who].login, PASSWORD)
    page.goto(f"/journal/{cast.courses['algebra'].pk}/")
    expect(cell(page, 0)).to_have_attribute("aria-selected", "true")
    return page


def cell(page: Page, row: int, column: int = 2) -> Locator:
    return page.locator("tbody tr").nth(row).locator("td:not(.sum)").nth(column)


def texts(page: Page, rows: range, column: int = 2) -> list[str]:
    return [cell(page, row, column).inner_text() for row in rows]


def saved(page: Page) -> Locator:
    return page.locator(".workbench__bar .save", has_text="Сохранено")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, field: str) -> None:
    while page.evaluate("document.activeElement.id") != field:
        press(page, "Tab")


def clipboard(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)


def place_line(page: Page) -> Locator:
    return page.locator(".workbench__foot [data-place]")


def test_a_lesson_of_28_pupils_by_keyboard_alone(page: Page, algebra: Cast) -> None:
    away, marked = {3: "KeyY", 11: "KeyE", 20: "KeyJ"}, [row for row in range(28) if row not in {3, 11}][:20]
    press(page, "Control+End")
    expect(cell(page, 27)).to_be_focused()
    press(page, "Control+Home", "KeyC")
    expect(cell(page, 0)).to_be_focused()
    for row in range(28):  # roll-call
        press(page, away.get(row, "ArrowDown"))
    press(page, "PageUp", "PageUp", "PageUp")
    for row in range(28):
        press(page, f"Digit{5 - row % 4}" if row in marked else "ArrowDown")
    press(page, "Control+Enter")
    tab_to(page, "topic")
    page.keyboard.type("Решение неравенств")
    tab_to(page, "hw")
    page.keyboard.type("№ 812, 814")
    press(page, "Escape")
    expect(cell(page, 27)).to_be_focused()
    expect(saved(page)).to_be_visible()
    lesson = Lesson.objects.get(pk=algebra.lessons["algebra"].pk)
    assert (lesson.topic, Homework.objects.get(lesson=lesson).text) == ("Решение неравенств", "№ 812, 814")
    assert Counter(Cell.objects.filter(lesson=lesson).exclude(absence="").values_list("absence", flat=True)) == {
        "н": 1,
        "у": 1,
        "оп": 1,
    }
    values = Mark.objects.filter(cell__lesson=lesson).values_list("value", flat=True)
    assert Counter(values) == Counter(5 - row % 4 for row in marked)
    assert not Cell.objects.exclude(lesson=lesson).exists(), "no key went astray"
    page.reload()
    expect(cell(page, 20)).to_have_text("оп/5")


def test_blocks_are_filled_erased_and_taken_back(page: Page) -> None:
    undo, redo = (page.get_by_role("button", name=name) for name in ("Отменить", "Повторить"))
    expect(undo).to_be_disabled()
    press(page, "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowLeft")
    expect(page.locator("td.range")).to_have_count(6)
    assert axe(page) == []
    press(page, "KeyY")
    assert texts(page, range(4)) == ["н", "н", "н", ""]
    expect(page.locator("[data-said]")).to_have_text("н: 6\u00a0клеток.")
    press(page, "Escape", "PageUp", "KeyC", "Digit5", "Digit4")
    assert texts(page, range(4)) == ["5", "4", "н", ""]
    cell(page, 1).hover()
    page.mouse.down()
    cell(page, 3).hover()
    page.mouse.up()
    expect(page.locator("td.range")).to_have_count(3)
    press(page, "Control+KeyD")
    assert texts(page, range(4)) == ["5", "4", "4", "4"]
    press(page, "Delete")
    toast = page.locator("[data-toast]")
    expect(toast).to_contain_text("Стёрто: 3\u00a0клетки")
    assert texts(page, range(4)) == ["5", "", "", ""]
    assert axe(page) == []
    toast.get_by_role("button", name="Вернуть").click()
    expect(toast).to_be_hidden()
    assert texts(page, range(4)) == ["5", "4", "4", "4"]
    press(page, "Control+KeyZ")
    assert texts(page, range(4)) == ["5", "4", "н", ""]
    undo.click()
    undo.click()
    undo.click()
    expect(undo).to_be_disabled()
    assert texts(page, range(4)) == ["", "", "", ""]
    press(page, "Control+Shift+KeyZ")
    redo.click()
    expect(saved(page)).to_be_visible()
    assert texts(page, range(4)) == ["5", "н", "н", ""]
    assert sorted(Cell.objects.exclude(absence="").values_list("absence", flat=True)) == ["н"] * 5
    assert [mark.value for mark in Mark.objects.all()] == [5]


def test_taking_back_leaves_alone_what_somebody_else_wrote(visitors: Visitors, algebra: Cast, page: Page) -> None:
    CourseTeacher.objects.create(course=algebra.courses["algebra"], staff=algebra.staff["irina"], starts_on=START)
    press(page, "Shift+ArrowDown", "Digit5")
    expect(saved(page)).to_be_visible()
    irina = opened(visitors, algebra, "irina")
    press(irina, "Digit2")
    expect(saved(irina)).to_be_visible()
    page.get_by_role("button", name="Отменить").click()
    card = page.get_by_role("alertdialog")  # olga's page doesn't know of the 2: the server does
    expect(card).to_contain_text("Орлова И. П.")
    assert Mark.objects.get().value == 2
    card.get_by_role("button", name="Взять 2").click()
    press(page, "Control+KeyY")
    assert texts(page, range(2)) == ["2", "5"]
    expect(place_line(page)).to_contain_text("Не тронуто")
    expect(place_line(page)).to_contain_text("Алин Иван, 24 ноября")


def test_to_and_from_a_spreadsheet(page: Page) -> None:
    press(page, "Digit5", "Digit4", "Slash", "Digit3", "ArrowUp", "ArrowUp", "Shift+ArrowUp")
    press(page, "Control+KeyC")
    assert page.evaluate("navigator.clipboard.readText()") == "5\n4"
    press(page, "ArrowLeft", "Control+KeyV")
    assert texts(page, range(3), 1) == ["5", "4", ""]
    clipboard(page, "Н\t5\r\nоп 4\t4\r\n\t4/3\r\n")
    press(page, "Control+Home", "Control+KeyV")
    assert texts(page, range(3), 0) == ["н", "оп/4", ""]
    assert texts(page, range(3), 1) == ["5", "4", "4/3"]
    expect(page.locator("td.range")).to_have_count(6)
    press(page, "Control+KeyX")
    assert texts(page, range(3), 0) + texts(page, range(3), 1) == [""] * 6
    press(page, "Control+KeyZ")
    expect(saved(page)).to_be_visible()
    assert texts(page, range(3), 0) == ["н", "оп/4", ""]
    assert Cell.objects.filter(absence="оп").count() == 1


def test_nothing_is_half_pasted(page: Page) -> None:
    clipboard(page, "5\t6\n04.май\t4\n5\t3")
    press(page, "KeyC", "Control+KeyV")
    dialog = page.get_by_role("dialog", name="Не вставлено ничего")
    expect(dialog.get_by_role("listitem")).to_have_text(
        [
            re.compile("Алин Иван, 26.ноября: «6» — не отметка и не отсутствие"),
            re.compile("Блин Иван, 24.ноября: «04.май» — не отметка и не отсутствие"),
            re.compile("Блин Иван, 26.ноября: «4» — Урок ещё не начался"),
            re.compile("Влин Иван, 26.ноября: «3» — Урок ещё не начался"),
        ]
    )
    assert axe(page) == []
    press(page, "Escape")
    expect(cell(page, 0)).to_be_focused()
    clipboard(page, "\t".join("55555"))
    press(page, "Control+Home", "Control+KeyV")
    expect(dialog).to_contain_text("Не поместилось в журнал: 1\u00a0клетка")
    assert not Cell.objects.exists()
    press(page, "Escape", "ArrowDown", "End", "Digit5")
    expect(place_line(page)).to_contain_text("Урок ещё не начался")


def test_regions_and_the_list_of_keys(page: Page) -> None:
    press(page, "F6")
    expect(page.get_by_label("Тема урока")).to_be_focused()
    press(page, "F6")
    expect(page.get_by_label("Период")).to_be_focused()
    press(page, "F6")
    expect(cell(page, 0)).to_be_focused()
    press(page, "Shift+F6")
    expect(page.get_by_label("Период")).to_be_focused()
    press(page, "F6", "?")
    keys = page.get_by_role("dialog", name="Клавиши журнала")
    expect(keys).to_contain_text("Ctrl D")
    press(page, "Escape", "Alt+ArrowDown", "ArrowRight", "Enter")
    expect(cell(page, 0)).to_have_text("4")


def test_a_phone_takes_back_too(visitors: Visitors, algebra: Cast) -> None:
    page = opened(visitors, algebra, "olga", PHONE, has_touch=True, is_mobile=True)
    palette = page.get_by_role("group", name=re.compile("Отметка"))
    cell(page, 0).tap()
    palette.get_by_role("button", name="2", exact=True).tap()
    palette.get_by_role("button", name="Отменить").tap()
    expect(cell(page, 0)).to_have_text("")
    expect(palette).to_contain_text("Алин Иван, 24 ноября")
    assert axe(page) == []
    palette.get_by_role("button", name="Закрыть").tap()
    for name in ("Отбор учеников и работ", "Отменить", "Повторить"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
    cell(page, 0).tap()
    palette.get_by_role("button", name="4", exact=True).tap()
    cell(page, 0).tap()
    palette.get_by_role("button", name="Стереть").tap()
    page.locator("[data-toast]").get_by_role("button", name="Вернуть").tap()
    expect(cell(page, 0)).to_have_text("4")


def test_what_waits_for_a_reason_can_be_taken_back(page: Page, algebra: Cast) -> None:
    Lesson.objects.create(course=algebra.courses["algebra"], date=TODAY - timedelta(days=14), number=1, topic="Корни")
    page.reload()
    press(page, "Home", "Shift+ArrowDown", "Digit5")
    reason = page.locator("#late-reason")
    expect(reason).to_be_visible()
    press(page, "Control+KeyZ")
    expect(reason).to_be_hidden()
    assert texts(page, range(2), 0) == ["", ""]
    press(page, "Control+KeyY")
    expect(reason).to_be_visible()
    reason.fill("Болел")
    reason.press("Enter")
    expect(saved(page)).to_be_visible()
    assert Mark.objects.count() == 2
