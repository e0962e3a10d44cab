"""From the printed code to «Сегодня», as a person with a browser goes."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from parta.notices.actions import tell
from parta.people.actions.invitations import issue
from parta.people.models import Person
from parta.people.rules.codes import grouped, latin
from tests.browser.conftest import Visitors
from tests.browser.pages import DESKTOP, PHONE, axe, sign_in
from tests.cast import PASSWORD, Cast
from tests.slips import CODE, text_of

AT = datetime(2026, 11, 24, 7, tzinfo=UTC)
PHRASE = "синий кит у окна"


def newcomer(cast: Cast, key: str) -> Person:
    person = cast.users[key].person
    Person.objects.filter(pk=person.pk).update(user=None)
    return Person.objects.get(pk=person.pk)


def code_of(cast: Cast, key: str) -> str:
    return grouped(issue([newcomer(cast, key)], by=None, at=AT)[0].code)


def box(page: Page, number: int):
    return page.locator("[data-code] input").nth(number)


def test_from_the_slip_to_today(visitors: Visitors, cast: Cast, tmp_path: Path) -> None:
    newcomer(cast, "olga")
    deputy = visitors.new(accept_downloads=True)
    sign_in(deputy, "deputy", PASSWORD)
    deputy.get_by_role("link", name="Доступ").first.click()
    with deputy.expect_download() as caught:
        deputy.get_by_role("button", name="Выдать код: Соколова Ольга Викторовна").click()
    paper = tmp_path / "slips.pdf"
    caught.value.save_as(paper)
    expect(deputy.get_by_role("row", name="Соколова")).to_contain_text("до 24")
    (code,) = CODE.findall(text_of(paper.read_bytes()))

    page = visitors.new()
    page.goto("/login/")
    page.get_by_role("link", name="Первый вход по коду").click()
    box(page, 0).click()
    page.keyboard.type(code.replace(" ", "").lower())  # runs on from field to field
    expect(box(page, 2)).to_have_value(code.split()[2])
    page.keyboard.press("Enter")
    page.get_by_label("Пароль", exact=True).fill(PHRASE)
    page.get_by_role("button", name="Сохранить и войти").click()
    expect(page.get_by_text("Соколова Ольга Викторовна")).to_be_visible()
    expect(page.get_by_label("Логин")).to_have_value("sokolova.ov")
    page.get_by_label("Логин").fill("sokolova")
    page.get_by_role("button", name="Сохранить и продолжить").click()
    expect(page).to_have_url(re.compile(r":\d+/$"))
    expect(page.get_by_role("navigation").first).to_contain_text("Сегодня")

    late = visitors.new()
    late.goto("/activate/")
    box(late, 0).fill(code)
    late.keyboard.press("Enter")
    expect(late.get_by_role("alert")).to_contain_text("Код не подошёл")
    sign_in(late, "sokolova", PHRASE)


def test_the_picture_fills_the_fields_and_leaves_no_trace(page: Page, cast: Cast) -> None:
    code = latin(code_of(cast, "petya"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + (request.headers.get("referer") or "")))
    page.goto(f"/activate/#{code.replace(' ', '')}")
    expect(box(page, 2)).to_have_value(code.split()[2])
    assert page.url.endswith("/activate/")
    expect(page.get_by_role("button", name="Дальше")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Придумайте пароль")).to_be_visible()
    assert not [url for url in asked if code.replace(" ", "") in url]


@pytest.mark.parametrize("into", [0, 1])
def test_a_code_is_pasted_whole(page: Page, cast: Cast, into: int) -> None:
    code = code_of(cast, "petya")
    page.goto("/activate/")
    box(page, into).focus()
    page.keyboard.insert_text(f" {code} ")  # as a paste does: one input event
    expect(box(page, 0)).to_have_value(code.split()[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Придумайте пароль")).to_be_visible()


def test_without_javascript_too(visitors: Visitors, cast: Cast) -> None:
    code = code_of(cast, "anna")
    page = visitors.new(java_script_enabled=False)
    page.goto("/activate/")
    box(page, 0).fill(code)
    page.get_by_role("button", name="Дальше").click()
    page.locator("input[autocomplete=new-password]").fill(PHRASE)
    page.get_by_role("button", name="Сохранить и войти").click()
    page.get_by_role("button", name="Сохранить и продолжить").click()
    expect(page).to_have_url(re.compile("/diary/"))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_pages_are_accessible(visitors: Visitors, cast: Cast, theme: str, size: str) -> None:
    code = code_of(cast, "anna")
    options = {"color_scheme": theme, "is_mobile": size == "phone"}
    page = visitors.new(PHONE if size == "phone" else DESKTOP, **options)
    page.goto("/login/forgotten/")
    assert axe(page) == []
    page.goto("/activate/")
    assert axe(page) == []
    box(page, 0).fill("КХ7М")
    page.get_by_role("button", name="Дальше").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert axe(page) == []
    box(page, 0).fill("")
    box(page, 0).fill(code)
    page.get_by_role("button", name="Дальше").click()
    page.get_by_label("Пароль", exact=True).wait_for()
    assert axe(page) == []
    page.get_by_label("Пароль", exact=True).fill(PHRASE)
    page.get_by_role("button", name="Сохранить и войти").click()
    page.get_by_label("Логин").wait_for()
    assert axe(page) == []
    tell([cast.users["deputy"].pk], "people.x", "Выдан код, по которому можно сменить ваш пароль.", "/", at=AT)
    issue([cast.users["olga"].person, newcomer(cast, "petya")], by=None, at=AT)
    staff = visitors.new(PHONE if size == "phone" else DESKTOP, **options)
    sign_in(staff, "deputy", PASSWORD)
    for address in ("/access/", f"/classes/{cast.classes['8Б'].pk}/people/", "/password/", "/notices/"):
        staff.goto(address)
        if staff.locator("details.classes").count():
            staff.locator("details.classes summary").click()
        assert axe(staff) == []
        assert staff.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
