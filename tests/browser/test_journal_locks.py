"""Late changes ask for a reason once; a closed period says why it can't be written in and who opens it."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from parta.audit.models import Change
from parta.journal.models import Cell
from parta.school.models import Period, SchoolPolicy
from parta.teaching.models import Lesson
from tests.browser.conftest import Visitors
from tests.browser.pages import axe, sign_in
from tests.browser.test_journal import cell, saved
from tests.cast import PASSWORD, TODAY, Cast

QUESTION = "14 ноября. Прошло больше 7 дней. Почему правка нужна?"


@pytest.fixture
def journal(visitors: Visitors, cast: Cast) -> Page:
    """Ольга in her journal: a lesson ten days ago, and today's."""
    course = cast.courses["algebra"]
    Lesson.objects.create(course=course, date=TODAY - timedelta(days=10), number=1, topic="Корни")
    page = visitors.new()
    sign_in(page, "olga", PASSWORD)
    page.goto(f"/journal/{course.pk}/")
    return page


def test_the_reason_is_asked_once_while_typing_goes_on(journal: Page) -> None:
    page = journal
    cell(page, "Ёжикова", 0).click()
    page.keyboard.press("Escape")
    page.keyboard.press("5")
    bar = page.locator("[data-reason]")
    expect(bar.get_by_text(QUESTION)).to_be_visible()
    expect(cell(page, "Зайцев", 0)).to_be_focused()
    page.keyboard.press("4")
    expect(page.get_by_text("2 отметки ждут причины").first).to_be_visible()
    assert axe(page) == []
    assert not Cell.objects.exists()
    page.get_by_role("button", name="Назвать").first.click()
    page.keyboard.type("записаны с листка")
    page.keyboard.press("Enter")
    expect(bar).to_be_hidden()
    expect(saved(page)).to_be_visible()
    with page.expect_response("**/cells/"):
        page.keyboard.press("3")
    expect(bar).to_be_hidden()
    reasons = [json.loads(one.payload or "")["reason"] for one in Change.objects.filter(action="journal.put_cell")]
    assert reasons == ["записаны с листка"] * 3


def test_a_late_change_is_dropped(journal: Page) -> None:
    page = journal
    cell(page, "Ёжикова", 0).click()
    page.keyboard.press("Escape")
    page.keyboard.press("5")
    page.get_by_role("button", name="Не менять").click()
    expect(page.locator("[data-reason]")).to_be_hidden()
    expect(cell(page, "Ёжикова", 0)).to_have_text("")
    page.reload()
    expect(page.locator("[data-reason]")).to_be_hidden()


def test_a_closed_period_says_so(journal: Page, visitors: Visitors, cast: Cast) -> None:
    """Typed while the deputy closes the period: the page says why it isn't saved, and knows after a reload."""
    period = Period.objects.get(kind="trimester", number=1)
    period.ends_on = TODAY
    period.save()
    deputy = visitors.new()
    sign_in(deputy, "deputy", PASSWORD)
    deputy.goto("/journal/periods/")
    row = deputy.locator("tr", has_text="1-й триместр")
    row.get_by_text("Закрыть период…").click()
    row.get_by_role("button", name="Да, закрыть для записи").click()
    expect(deputy.get_by_text("Период закрыт.", exact=True)).to_be_visible()
    assert axe(deputy) == []
    page = journal
    words = "Период закрыт 24 ноября. Открыть журнал может завуч Белова Т. И."
    page.keyboard.press("5")
    expect(page.get_by_text("1 отметка не сохранилась").first).to_be_visible()
    page.get_by_role("button", name="Почему?").first.click()
    expect(page.locator("[data-ask]")).to_contain_text(words)
    page.get_by_role("button", name="Вернуть как было").click()
    page.reload()
    page.keyboard.press("5")
    expect(page.locator("[data-place]")).to_contain_text(words)
    expect(page.locator(".panel")).to_contain_text(words)
    assert axe(page) == []
    row.get_by_role("link", name="Открыть журнал…").click()
    deputy.get_by_label("Журнал").select_option(label="8Б · Алгебра")
    deputy.get_by_label("Причина").fill("больничный учителя")
    deputy.get_by_role("button", name="Открыть журнал").click()
    expect(deputy.get_by_text("Открыты сейчас")).to_be_visible()
    assert axe(deputy) == []
    page.reload()
    page.keyboard.press("5")
    expect(saved(page)).to_be_visible()
    assert Cell.objects.filter(lesson=cast.lessons["algebra"]).exists()


def test_outside_the_schools_network_edits_wait(journal: Page, cast: Cast) -> None:
    page = journal
    SchoolPolicy.objects.update(staff_networks="10.0.0.0/8")
    page.keyboard.press("5")
    expect(page.get_by_text("Вы не в сети школы.", exact=True)).to_be_visible()
    expect(page.get_by_text("1 изменение ждёт сети школы").first).to_be_visible()
    SchoolPolicy.objects.update(staff_networks="")
    page.get_by_role("button", name="Проверить сеть").click()
    expect(saved(page)).to_be_visible()


def test_the_briefing_is_ticked_in_the_panel(journal: Page, cast: Cast) -> None:
    page = journal
    page.get_by_label("Проведён инструктаж по ТБ").check()
    expect(saved(page)).to_be_visible()
    assert Lesson.objects.get(pk=cast.lessons["algebra"].pk).briefing
    page.get_by_label("Тема урока").fill("Present Perfect")
    page.get_by_label("Домашнее задание").click()
    expect(page.locator(".panel")).to_contain_text("записи в журнале ведутся на русском языке")
