"""The diary as a mother reads it: on a phone, in the dark, and with JavaScript off."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from parta.journal.models import Cell, Homework, Mark, Work, WorkKind
from parta.teaching.models import Lesson
from tests.browser.conftest import Visitors
from tests.browser.pages import DESKTOP, PHONE, axe, sign_in
from tests.cast import PASSWORD, TODAY, Cast


@pytest.fixture
def written(visitors: Visitors, cast: Cast) -> Cast:
    """A week of lessons with a mark, an illness and homework on Tuesday."""
    monday = TODAY.toordinal() - 1
    for offset in (0, 2, 3, 4):
        for number in range(1, 7):
            day = TODAY.fromordinal(monday + offset)
            Lesson.objects.create(course=cast.courses["algebra"], date=day, number=number, topic="Повторение")
    lesson = cast.lessons["algebra"]
    Lesson.objects.filter(pk=lesson.pk).update(topic="Решение неравенств")
    Homework.objects.create(lesson=lesson, text="№ 812 (а, б), 815, 820")
    kind = WorkKind.objects.get(code="КР")
    work = Work.objects.create(lesson=lesson, kind=kind, weight=kind.weight)
    pupil = cast.pupils["petya"]
    cell = Cell.objects.create(lesson=lesson, pupil=pupil, comment="Не закончена задача 5", updated_at=timezone.now())
    Mark.objects.create(cell=cell, work=work, value=4)
    Cell.objects.create(lesson=cast.lessons["russian"], pupil=pupil, absence="б", updated_at=timezone.now())
    return cast


@pytest.fixture
def mother(visitors: Visitors, written: Cast) -> Callable[..., Page]:
    """`mother(phone=True, color_scheme="dark")`: Анна, signed in, with the diary open."""

    def open_diary(phone: bool = False, **options: object) -> Page:
        touch = {"has_touch": True, "is_mobile": True} if phone else {}
        page = visitors.new(PHONE if phone else DESKTOP, **touch, **options)
        sign_in(page, written.users["anna"].login, PASSWORD)
        expect(page.get_by_role("heading", name="Вторник, 24 ноября")).to_be_visible()
        return page

    return open_diary


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True])
def test_pages_are_accessible_and_fit(mother: Callable[..., Page], phone: bool, theme: str) -> None:
    page = mother(phone=phone, color_scheme=theme)
    for step in ("diary", "card", "marks"):
        if step == "card":
            page.locator("details.mark-more summary").first.click()
        if step == "marks":
            page.get_by_role("link", name="Все отметки").click()
            expect(page.get_by_role("heading", name="Отметки за 1-й триместр").last).to_be_visible()
        assert axe(page) == [], step
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{step} scrolls sideways"


def test_phone_opens_on_today(mother: Callable[..., Page]) -> None:
    page = mother(phone=True)
    page.wait_for_function("scrollY > 0")
    top = page.get_by_role("heading", name="Вторник, 24 ноября").bounding_box()
    strip = page.get_by_role("navigation", name="Дни недели").bounding_box()
    assert top is not None
    assert strip is not None
    assert strip["y"] + strip["height"] <= top["y"] <= 300
    expect(page.locator(".daystrip [aria-current=date]")).to_contain_text("24")


def test_card_closes_by_escape_and_by_a_click_outside(mother: Callable[..., Page]) -> None:
    page = mother()
    summary, card = page.locator("details.mark-more summary").first, page.locator(".mark-card").first
    summary.click()
    expect(card).to_contain_text("Не закончена задача 5")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    expect(card).to_be_visible()
    page.get_by_role("heading", name="Пятница, 27 ноября").click()
    expect(card).to_be_hidden()


def test_without_javascript_everything_is_there(mother: Callable[..., Page]) -> None:
    page = mother(phone=True, java_script_enabled=False)
    entry = page.locator(".entry", has_text="Решение неравенств")
    expect(entry).to_contain_text("№ 812 (а, б), 815, 820")
    entry.locator("summary").click()
    expect(entry.locator(".mark-card")).to_contain_text("4 · Контрольная работа")
    expect(page.locator(".mark--away")).to_contain_text("б")
    page.get_by_role("link", name="Следующая неделя").click()
    expect(page.get_by_role("heading", name="Понедельник, 30 ноября")).to_be_visible()
    page.get_by_role("link", name="Отметки", exact=True).last.click()
    expect(page.get_by_role("row", name="Алгебра")).to_contain_text("4,00")
