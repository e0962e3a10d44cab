"""A deputy sets the school up: a subject, its journal in a class, the timetable, lessons; by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from parta.core.dates import now
from parta.school.actions import prefill_calendar
from parta.teaching.models import Lesson
from tests.browser.conftest import Visitors
from tests.browser.pages import DESKTOP, PHONE, axe, sign_in
from tests.cast import PASSWORD, Cast


@pytest.fixture
def deputy(visitors: Visitors, cast: Cast) -> Callable[..., Page]:
    """`deputy(phone=True, color_scheme="dark")`: Тамара Ильинична, signed in."""

    def open_school(phone: bool = False, **options: Any) -> Page:
        touch = {"has_touch": True, "is_mobile": True} if phone else {}
        page = visitors.new(PHONE if phone else DESKTOP, **touch, **options)
        sign_in(page, cast.users["deputy"].login, PASSWORD)
        return page

    return open_school


def press_into(page: Page, label: str, text: str) -> None:
    """Fill a field and send the form by Enter."""
    page.get_by_label(label).fill(text)
    page.get_by_label(label).press("Enter")


def test_from_a_subject_to_lessons(deputy: Callable[..., Page]) -> None:
    page = deputy()
    page.get_by_role("link", name="Школа", exact=True).first.click()
    page.locator("a.tile", has=page.get_by_role("heading", name="Предметы")).press("Enter")
    page.get_by_role("link", name="Новый предмет").press("Enter")
    press_into(page, "Название", "русский язык")
    expect(page.get_by_text("Предмет «Русский язык» уже есть. Откройте его в списке.")).to_be_visible()
    press_into(page, "Название", "Астрономия")
    expect(page.get_by_role("link", name="Астрономия")).to_be_visible()

    page.goto("/school/courses/")
    page.get_by_role("link", name="8 «Б»").press("Enter")
    page.get_by_role("link", name="Новый журнал").press("Enter")
    page.get_by_label("Предмет", exact=True).select_option("Астрономия")
    expect(page.get_by_label("8Б")).to_be_checked()
    page.get_by_role("button", name="Сохранить").press("Enter")
    expect(page.get_by_role("heading", name="8Б · Астрономия")).to_be_visible()

    page.goto("/school/timetable/")
    page.get_by_role("link", name="8 «Б»").press("Enter")
    page.get_by_role("columnheader", name="Среда").get_by_role("link").press("Enter")
    page.get_by_label("3-й урок, журнал").first.select_option("Астрономия")
    page.get_by_label("3-й урок, кабинет").first.fill("301")
    page.get_by_role("button", name="Сохранить").press("Enter")
    expect(page.get_by_role("cell", name="Астрономия каб. 301")).to_be_visible()

    page.get_by_role("link", name="Создать уроки").press("Enter")
    page.get_by_label("По", exact=True).fill("2026-12-31")
    page.get_by_role("button", name="Показать, что изменится").press("Enter")
    page.get_by_role("button", name="Создать уроки").press("Enter")
    expect(page.get_by_text("Уроки: создано")).to_be_visible()
    assert Lesson.objects.filter(course__subject__name="Астрономия").count() == 6  # Wednesdays till the end of the year


PAGES = (
    "/school/", "/school/calendar/", "/school/bells/", "/school/classes/{class_id}/", "/school/courses/",
    "/school/courses/{course_id}/", "/school/courses/{course_id}/divide/", "/school/timetable/{class_id}/",
    "/school/timetable/{class_id}/1/", "/school/staff/", "/school/pupils/", "/school/pupils/{pupil_id}/",
    "/withdrawals/", "/withdrawals/pupil/{pupil_id}/", "/withdrawals/acts/", "/school/years/",
    "/school/lessons/?start=2026-12-01&end=2026-12-31",
)  # fmt: skip


@pytest.mark.parametrize(("phone", "theme"), [(False, "light"), (True, "dark")])
def test_pages_are_accessible_and_fit(deputy: Callable[..., Page], cast: Cast, phone: bool, theme: str) -> None:
    prefill_calendar(cast.year, by=None, at=now())
    page = deputy(phone=phone, color_scheme=theme)
    numbers = {
        "class_id": cast.classes["8Б"].pk, "course_id": cast.courses["algebra"].pk, "pupil_id": cast.pupils["petya"].pk,
    }  # fmt: skip
    for address in PAGES:
        page.goto(address.format(**numbers))
        assert axe(page) == [], address
        width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1], f"{address}: scrolls sideways"


def test_a_wrong_form_says_where_and_keeps_what_was_typed(deputy: Callable[..., Page]) -> None:
    page = deputy(phone=True, color_scheme="light")
    page.goto("/school/calendar/off/new/")
    page.get_by_label("Название").fill("День школы")
    page.get_by_label("Вид").select_option("праздник")
    page.get_by_label("С", exact=True).fill("2026-12-05")
    page.get_by_label("По", exact=True).fill("2026-12-01")
    page.get_by_role("button", name="Сохранить").tap()
    last = page.get_by_label("По", exact=True)
    expect(last).to_have_attribute("aria-invalid", "true")
    expect(last).to_have_accessible_description("Конец раньше начала (05.12.2026). Исправьте одну из дат.")
    expect(page.get_by_label("Название")).to_have_value("День школы")
    assert axe(page) == []
