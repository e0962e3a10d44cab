"""A class teacher divides the class into subgroups, a group's teacher confirms the own list [4.3] [5.5]."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from parta.teaching.models import Course, CourseMember, CourseTeacher, Division
from tests.browser.conftest import Visitors
from tests.browser.pages import DESKTOP, PHONE, axe, sign_in
from tests.cast import PASSWORD, START, TODAY, Cast


@pytest.fixture
def groups(cast: Cast) -> list[Course]:
    """Two subgroups of алгебра: Ольга's with Петя, Ирина's own with Маша."""
    made = []
    for label, teacher, pupil in (("1-я гр.", "olga", "petya"), ("2-я гр.", "irina", "masha")):
        course = Course.objects.create(
            year=cast.year, subject=cast.courses["algebra"].subject, label=label, class_names="8Б", sort_key="8"
        )
        course.classes.add(cast.classes["8Б"])
        CourseTeacher.objects.create(course=course, staff=cast.staff[teacher], starts_on=START)
        CourseMember.objects.create(course=course, pupil=cast.pupils[pupil], starts_on=START)
        made.append(course)
    return made


def entered(visitors: Visitors, cast: Cast, key: str, *, phone: bool, theme: str) -> Page:
    touch = {"has_touch": True, "is_mobile": True} if phone else {}
    page = visitors.new(PHONE if phone else DESKTOP, color_scheme=theme, **touch)
    sign_in(page, cast.users[key].login, PASSWORD)
    return page


def sound(page: Page) -> None:
    assert axe(page) == [], page.url
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], f"{page.url}: scrolls sideways"


@pytest.mark.parametrize(("phone", "theme"), [(False, "light"), (True, "dark")])
def test_proposed_and_confirmed(
    visitors: Visitors, cast: Cast, groups: list[Course], phone: bool, theme: str
) -> None:  # fmt: skip
    irina = entered(visitors, cast, "irina", phone=phone, theme=theme)
    irina.goto("/divisions/")
    sound(irina)
    irina.get_by_role("button", name="2-й триместр").click()
    petya = irina.get_by_role("group", name="Зайцев Пётр")
    expect(petya.get_by_label("1-я гр.")).to_be_checked()
    sound(irina)
    petya.get_by_text("вне групп").click()
    irina.get_by_role("button", name="Отправить на подтверждение").click()
    expect(irina.get_by_role("alert")).to_contain_text("Не распределены: Зайцев Пётр.")
    petya.get_by_text("2-я гр.").click()
    irina.get_by_role("group", name="Ёжикова Мария").get_by_text("1-я гр.").click()
    irina.get_by_role("button", name="Отправить на подтверждение").click()
    expect(irina.get_by_text("ждёт учителя")).to_have_count(1)  # the own group is confirmed by proposing
    sound(irina)

    olga = entered(visitors, cast, "olga", phone=phone, theme=theme)
    olga.get_by_role("link", name="8\u00a0«Б», Алгебра", exact=True).click()
    expect(olga.get_by_role("listitem").filter(has_text="Ёжикова Мария")).to_be_visible()
    sound(olga)
    olga.get_by_role("button", name="Подтвердить свой список").click()
    expect(olga.get_by_text("согласовано")).to_be_visible()
    assert Division.objects.get().state == "agreed"
    [row] = CourseMember.objects.filter(pupil=cast.pupils["petya"], course=groups[1])
    assert row.starts_on == TODAY + timedelta(days=7)  # 1 December: the period's first day


@pytest.mark.parametrize(("phone", "theme"), [(False, "dark"), (True, "light")])
def test_pages_of_movement_are_accessible_and_fit(visitors: Visitors, cast: Cast, phone: bool, theme: str) -> None:
    page = entered(visitors, cast, "deputy", phone=phone, theme=theme)
    petya = cast.pupils["petya"].pk
    for address in ("/school/movements/", f"/school/pupils/{petya}/marks/", f"/school/pupils/{petya}/class/"):
        page.goto(address)
        sound(page)
    page.goto(f"/school/pupils/{petya}/marks/")
    page.get_by_label("Предмет").select_option("Алгебра")
    page.get_by_label("Отметки", exact=True).fill("5 4 4")
    page.get_by_label("Откуда").fill("школа № 5")
    page.get_by_role("button", name="Записать отметки").click()
    expect(page.get_by_role("row", name="Алгебра")).to_have_count(3)
    sound(page)
