"""The deputy head imports the filled template, looks, applies and takes it back; a phone; without JavaScript."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from parta.people.models import Person
from tests.browser.conftest import Visitors
from tests.browser.pages import DESKTOP, PHONE, axe, sign_in
from tests.cast import PASSWORD, Cast
from tests.rosters import book

FILES = "Таблица .xlsx, .xls, .ods, .csv, архив .zip или расписание .xml"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "Списки.xlsx"
    path.write_bytes(book())
    return path


@pytest.fixture
def deputy(visitors: Visitors, cast: Cast) -> Callable[..., Page]:
    """`deputy(phone=True)`: the deputy head, signed in, at «Импорт списков»."""

    def open_import(phone: bool = False, **options: object) -> Page:
        touch = {"has_touch": True, "is_mobile": True} if phone else {}
        page = visitors.new(PHONE if phone else DESKTOP, **touch, **options)
        sign_in(page, cast.users["deputy"].login, PASSWORD)
        page.goto("/import/")
        return page

    return open_import


def check_page(page: Page, step: str) -> None:
    assert axe(page) == [], step
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{step} scrolls sideways"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True])
def test_upload_look_apply_undo(deputy: Callable[..., Page], roster: Path, phone: bool, theme: str) -> None:
    page = deputy(phone, color_scheme=theme)
    check_page(page, "start")
    page.get_by_label(FILES).set_input_files(roster)
    page.get_by_role("button", name="Проверить файл").click()
    expect(page.get_by_role("heading", name="Списки.xlsx")).to_be_visible()
    expect(page.get_by_text("Лисицын Ян").first).to_be_visible()  # refusals come first
    check_page(page, "dry run")
    page.get_by_role("link", name="Будет создано").click()
    expect(page.get_by_text("Волков Тимофей Андреевич").first).to_be_visible()
    page.get_by_role("button", name="Внести в школу").click()
    expect(page.get_by_role("heading", name="Что дальше")).to_be_visible()
    check_page(page, "applied")
    page.get_by_text("Отменить импорт…").click()
    page.get_by_role("button", name="Да, отменить").click()
    expect(page.get_by_text("Импорт отменён").first).to_be_visible()
    check_page(page, "undone")


def test_without_javascript_and_by_keyboard(deputy: Callable[..., Page], roster: Path) -> None:
    page = deputy(java_script_enabled=False)
    page.get_by_label(FILES).set_input_files(roster)
    page.get_by_role("button", name="Проверить файл").press("Enter")
    page.get_by_role("button", name="Внести в школу").press("Enter")
    expect(page.get_by_role("heading", name="Что дальше")).to_be_visible()


def test_a_long_step_says_that_it_goes_on(deputy: Callable[..., Page], roster: Path) -> None:
    page = deputy()
    page.get_by_label(FILES).set_input_files(roster)
    page.locator("form[data-busy]").evaluate("form => form.addEventListener('submit', event => event.preventDefault())")
    page.get_by_role("button", name="Проверить файл").click()  # the answer never comes
    expect(page.get_by_role("status").filter(has_text="Читаем файл")).to_be_visible()


def test_a_refused_file_is_explained_in_place(deputy: Callable[..., Page], tmp_path: Path) -> None:
    page = deputy(phone=True)
    path = tmp_path / "приказ.xlsx"
    path.write_bytes(b"%PDF-1.7\n")
    page.get_by_label(FILES).set_input_files(path)
    page.get_by_role("button", name="Проверить файл").click()
    expect(page.get_by_role("alert")).to_contain_text("PDF")
    check_page(page, "refused")


LIST = (
    "МБОУ «Школа № 5»;;;;\n\nФИО;Класс;Дата рожд.;Согласие от;Кто подписал\n{};8Б;03.04.2012;01.09.2026;Барсукова Ия\n"
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_columns_of_another_program_are_named_once(deputy: Callable[..., Page], tmp_path: Path, theme: str) -> None:
    page = deputy(phone=theme == "dark", color_scheme=theme)
    for number, name in enumerate(("Барсуков Глеб", "Выдрина Зоя")):
        path = tmp_path / f"Список {number}.csv"
        path.write_text(LIST.format(name))
        page.goto("/import/")
        page.get_by_label(FILES).set_input_files(path)
        page.get_by_role("button", name="Проверить файл").click()
        if not number:
            expect(page.get_by_label("Поле для столбца «Дата рожд.»")).to_have_value("birth")
            check_page(page, "columns")
            page.get_by_role("button", name="Показать, что загрузится").click()
        expect(page.get_by_role("link", name="изменить")).to_be_visible()  # the dry run
        check_page(page, "dry run")
        page.get_by_role("button", name="Внести в школу").click()
        expect(page.get_by_role("heading", name="Что дальше")).to_be_visible()
    assert Person.objects.filter(last_name__in=("Барсуков", "Выдрина")).count() == 2
