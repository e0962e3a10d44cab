"""What a scheduler changes in the timetable, and files of other programs: accessible on both screens."""

import pytest
from playwright.sync_api import Page

from parta.ops.tests import asc_files
from tests.browser.conftest import Visitors
from tests.browser.pages import DESKTOP, PHONE, axe, sign_in
from tests.cast import PASSWORD, TODAY, Cast

SCREENS = pytest.mark.parametrize(("phone", "scheme"), [(False, "light"), (True, "dark")])


def signed_in(visitors: Visitors, cast: Cast, key: str, phone: bool, scheme: str) -> Page:
    page = visitors.new(PHONE if phone else DESKTOP, color_scheme=scheme)
    sign_in(page, cast.users[key].login, PASSWORD)
    return page


def check_page(page: Page) -> None:
    assert axe(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@SCREENS
def test_lessons_rooms_bells_and_journals(visitors: Visitors, cast: Cast, phone: bool, scheme: str) -> None:
    page = signed_in(visitors, cast, "deputy", phone, scheme)
    lesson, school_class = cast.lessons["algebra"].pk, cast.classes["8Б"].pk
    for address in (
        f"/school/timetable/{school_class}/lessons/",
        f"/school/lessons/{lesson}/move/",
        f"/school/lessons/{lesson}/cancel/",
        "/school/rooms/",
        "/school/rooms/new/",
        "/school/bells/1/5/",
        "/school/calendar/working/new/",
        "/school/courses/class-hours/",
        f"/school/staff/{cast.staff['olga'].pk}/handover/",
    ):
        page.goto(address)
        check_page(page)


@SCREENS
def test_cancelling_days_and_the_way_back(visitors: Visitors, cast: Cast, phone: bool, scheme: str) -> None:
    page = signed_in(visitors, cast, "deputy", phone, scheme)
    page.goto(f"/school/calendar/cancel/?starts_on={TODAY}&ends_on={TODAY}&reason=карантин&whom=g8")
    check_page(page)
    page.get_by_role("button", name="Отменить занятия").click()
    page.get_by_role("link", name="карантин").click()
    check_page(page)
    page.get_by_role("button", name="Вернуть занятия").click()
    check_page(page)


@SCREENS
def test_files_of_other_programs(visitors: Visitors, cast: Cast, phone: bool, scheme: str) -> None:
    page = signed_in(visitors, cast, "director", phone, scheme)
    table = "Ученик;Класс;Дата рожд.\nАбрамов Пётр Ильич;8Б;04.03.2012\n".encode()
    for name, content, step in (("список.csv", table, "/columns/"), ("расписание.xml", asc_files.new(), "/names/")):
        page.goto("/import/")
        check_page(page)
        page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/plain", "buffer": content})
        page.get_by_role("button", name="Проверить файл").click()
        page.wait_for_url(f"**{step}")
        check_page(page)


def test_each_lesson_of_a_day_stands_beside_its_number_on_a_phone(visitors: Visitors, cast: Cast) -> None:
    """The last column too: it once fell under its number."""
    page = signed_in(visitors, cast, "deputy", True, "light")
    page.goto(f"/timetable/class/{cast.classes['8Б'].pk}/")
    left = page.evaluate("[...document.querySelectorAll('.board .put')].map(one => one.getBoundingClientRect().left)")
    assert len(left) > 1
    assert len(set(left)) == 1
