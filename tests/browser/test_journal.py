"""The journal as a teacher fills it: by keyboard, by finger, without network, and beside somebody else."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from parta.journal.models import Cell, Homework, Mark, Work, WorkKind
from parta.teaching.models import CourseTeacher, Lesson
from tests.browser.conftest import Visitors
from tests.browser.pages import DESKTOP, PHONE, axe, sign_in
from tests.cast import PASSWORD, START, TODAY, Cast

Open = Callable[..., Page]


@pytest.fixture
def opened(visitors: Visitors, cast: Cast) -> Open:
    """`opened("olga", phone=True)`: somebody signed in, the journal of алгебра open. The pupils: Ёжикова, Зайцев."""
    course = cast.courses["algebra"]
    for offset in (7, 14):
        Lesson.objects.create(
            course=course, date=TODAY.fromordinal(TODAY.toordinal() - offset), number=1, topic="Корни"
        )
    Lesson.objects.create(course=course, date=TODAY.fromordinal(TODAY.toordinal() + 2), number=1)

    def open_journal(who: str = "olga", phone: bool = False, **options: object) -> Page:
        touch = {"has_touch": True, "is_mobile": True} if phone else {}
        page = visitors.new(PHONE if phone else DESKTOP, **touch, **options)
        sign_in(page, cast.users[who].login, PASSWORD)
        page.goto(f"/journal/{course.pk}/")
        return page

    return open_journal


def cell(page: Page, pupil: str, column: int = 2) -> Locator:
    """A pupil's cell; the third column is today's."""
    return page.locator("tbody tr", has_text=pupil).locator("td:not(.sum)").nth(column)


def saved(page: Page) -> Locator:
    return page.locator(".workbench__bar .save", has_text="Сохранено")


def test_a_lesson_filled_by_keyboard_alone(opened: Open, cast: Cast) -> None:
    page = opened()
    expect(cell(page, "Ёжикова")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("5")
    expect(cell(page, "Зайцев")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.press("Shift+Digit4")
    expect(cell(page, "Зайцев")).to_have_text("4")
    page.keyboard.press("3")
    expect(cell(page, "Зайцев")).to_have_text("3/4")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("KeyY")
    expect(cell(page, "Зайцев", 1)).to_have_text("н")
    page.keyboard.press("KeyC")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Вторник, 24 ноября")).to_be_visible()
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.id") != "topic":
        page.keyboard.press("Tab")
    page.keyboard.type("Решение неравенств")
    while page.evaluate("document.activeElement.id") != "hw":
        page.keyboard.press("Tab")
    page.keyboard.type("№ 812")
    page.keyboard.press("Escape")
    expect(saved(page)).to_be_visible()
    expect(page.locator(".panel .done")).to_contain_text("Отметки")
    page.reload()
    expect(cell(page, "Зайцев")).to_have_text("3/4")
    expect(page.get_by_label("Тема урока")).to_have_value("Решение неравенств")
    lesson = Lesson.objects.get(pk=cast.lessons["algebra"].pk)
    assert (lesson.topic, Homework.objects.get(lesson=lesson).text) == ("Решение неравенств", "№ 812")
    assert sorted(Mark.objects.filter(cell__lesson=lesson).values_list("value", flat=True)) == [3, 4, 5]
    assert Cell.objects.get(absence="н").pupil == cast.pupils["petya"]


def test_two_browsers_in_one_cell(opened: Open, cast: Cast) -> None:
    CourseTeacher.objects.create(course=cast.courses["algebra"], staff=cast.staff["irina"], starts_on=START)
    olga, irina = opened("olga"), opened("irina")
    expect(cell(olga, "Зайцев")).to_be_visible()
    cell(irina, "Зайцев").click()
    irina.keyboard.press("4")
    expect(saved(irina)).to_be_visible()
    cell(olga, "Зайцев").click()
    olga.keyboard.press("5")
    card = olga.get_by_role("alertdialog")
    expect(card).to_contain_text("Зайцев Пётр, 24 ноября")
    expect(card).to_contain_text("Орлова И. П.")
    expect(olga.locator(".workbench__bar .save")).to_contain_text("1\u00a0отметка ждёт вашего решения")
    assert Mark.objects.get().value == 4, "nothing is overwritten silently"
    assert axe(olga) == []
    olga.keyboard.press("Escape")
    expect(olga.locator(".workbench__bar .save")).to_contain_text("ждёт вашего решения")
    expect(cell(olga, "Зайцев")).to_have_class(re.compile("clash"))
    olga.get_by_role("button", name="Решить").first.click()
    expect(card.get_by_role("button", name="Взять 4")).to_be_visible()
    card.get_by_role("button", name="Оставить мою 5").click()
    expect(saved(olga)).to_be_visible()
    assert Mark.objects.get().value == 5
    irina.reload()
    expect(cell(irina, "Зайцев")).to_have_text("5")


def test_without_network_edits_wait_and_go_by_themselves(opened: Open) -> None:
    page = opened()
    expect(cell(page, "Ёжикова")).to_have_attribute("aria-selected", "true")
    page.context.set_offline(True)
    page.keyboard.press("5")
    page.keyboard.press("4")
    expect(page.locator(".workbench__bar .save")).to_contain_text("2\u00a0изменения ждут сети")
    expect(page.locator("[data-bar]")).to_contain_text("уйдут сами")
    expect(cell(page, "Ёжикова")).to_have_class(re.compile("waits"))
    assert axe(page) == []
    assert not Mark.objects.exists()
    page.context.set_offline(False)
    expect(saved(page)).to_be_visible()
    expect(page.locator("[data-bar]")).to_be_hidden()
    assert sorted(Mark.objects.values_list("value", flat=True)) == [4, 5]


def test_edits_survive_a_reload_and_the_end_of_the_session(opened: Open, cast: Cast) -> None:
    page = opened()
    expect(cell(page, "Ёжикова")).to_have_attribute("aria-selected", "true")
    page.route("**/cells/", lambda route: route.abort())
    page.keyboard.press("5")
    expect(page.locator(".workbench__bar .save")).to_contain_text("ждёт сети")
    page.reload()
    expect(cell(page, "Ёжикова")).to_have_text("5, ждёт сети")
    page.unroute("**/cells/")
    page.context.clear_cookies()
    page.get_by_role("button", name="Проверить сеть").click()
    expect(page.locator("[data-bar]")).to_contain_text("Вы вышли")
    assert not Mark.objects.exists()
    page.get_by_role("button", name="Войти").first.click()
    dialog = page.get_by_role("dialog", name="Вы вышли")
    dialog.get_by_label("Логин").fill(cast.users["olga"].login)
    dialog.get_by_label("Пароль").fill("не тот пароль")
    dialog.get_by_label("Пароль").press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("не подошли")
    dialog.get_by_label("Пароль").fill(PASSWORD)
    dialog.get_by_label("Пароль").press("Enter")
    expect(dialog).to_be_hidden()
    expect(saved(page)).to_be_visible()
    assert Mark.objects.get().value == 5


def test_somebody_else_signed_in_over_the_page_sends_nothing(opened: Open, cast: Cast) -> None:
    page = opened()
    page.route("**/cells/", lambda route: route.abort())
    page.keyboard.press("5")
    expect(page.locator(".workbench__bar .save")).to_contain_text("ждёт сети")
    page.unroute("**/cells/")
    page.context.clear_cookies()
    page.get_by_role("button", name="Проверить сеть").click()
    page.get_by_role("button", name="Войти").first.click()
    dialog = page.get_by_role("dialog", name="Вы вышли")
    dialog.get_by_label("Логин").fill(cast.users["irina"].login)
    dialog.get_by_label("Пароль").fill(PASSWORD)
    dialog.get_by_label("Пароль").press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Это другой человек")
    assert not Mark.objects.exists()
    expect(cell(page, "Ёжикова")).to_contain_text("5")


def test_a_lost_right_keeps_what_was_typed_and_says_why(opened: Open, cast: Cast) -> None:
    page = opened()
    CourseTeacher.objects.filter(course=cast.courses["algebra"]).update(ends_on=START)
    page.keyboard.press("5")
    expect(page.locator(".workbench__bar .save")).to_contain_text("не сохранилась")
    expect(cell(page, "Ёжикова")).to_contain_text("5")
    page.get_by_role("button", name="Почему?").first.click()
    expect(page.get_by_role("alertdialog")).to_contain_text("Этот журнал вам больше не открыт")
    assert not Mark.objects.exists()


def test_unsent_edits_are_not_lost_on_the_way_out(opened: Open) -> None:
    page = opened()
    page.route("**/cells/", lambda route: route.abort())
    page.keyboard.press("5")
    expect(page.locator(".workbench__bar .save")).to_contain_text("ждёт сети")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.goto("/")
    notice = page.locator(".notice", has_text="Не все изменения журнала ушли")
    expect(notice).to_be_visible()
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Выйти").click()
    expect(page.locator("details.menu")).to_be_visible()  # still here
    assert "выход удалит их" in asked[0]
    page.unroute("**/cells/")
    notice.get_by_role("link").click()
    expect(saved(page)).to_be_visible()
    assert Mark.objects.get().value == 5


def test_others_changes_appear_by_themselves(opened: Open, cast: Cast) -> None:
    page = opened()
    expect(cell(page, "Зайцев")).to_have_text("")
    CourseTeacher.objects.create(course=cast.courses["algebra"], staff=cast.staff["irina"], starts_on=START)
    colleague = opened("irina")
    cell(colleague, "Зайцев").click()
    colleague.keyboard.press("4")
    expect(saved(colleague)).to_be_visible()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # somebody looks at the page again
    expect(cell(page, "Зайцев")).to_have_text("4")
    expect(page.locator("tbody tr", has_text="Зайцев").locator("td.sum").first).to_have_text("4,00")
    cell(page, "Зайцев").click()
    page.keyboard.press("Escape")
    page.locator("[data-past] summary").click()
    expect(page.locator("[data-past]")).to_contain_text("Орлова И.\xa0П.: 4")


def test_refused_value_stays_with_its_reason(opened: Open, cast: Cast) -> None:
    page = opened()
    cell(page, "Зайцев").click()
    Lesson.objects.filter(pk=cast.lessons["algebra"].pk).update(state="cancelled")
    page.keyboard.press("5")
    expect(page.locator(".workbench__bar .save")).to_contain_text("1\u00a0отметка не сохранилась.")
    expect(cell(page, "Зайцев")).to_have_class(re.compile("failed"))
    expect(cell(page, "Зайцев")).to_contain_text("5")
    page.get_by_role("button", name="Почему?").first.click()
    card = page.get_by_role("alertdialog")
    expect(card).to_contain_text("урок снят")
    card.get_by_role("button", name="Вернуть как было").click()
    expect(cell(page, "Зайцев")).to_have_text("")


def test_a_lost_answer_does_nothing_twice(opened: Open) -> None:
    page = opened()
    expect(cell(page, "Ёжикова")).to_have_attribute("aria-selected", "true")

    def lose_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/cells/", lose_answer, times=1)
    page.keyboard.press("5")
    expect(saved(page)).to_be_visible()
    assert (Cell.objects.get().version, Mark.objects.count(), Work.objects.count()) == (1, 1, 1)


def test_future_lesson_says_why_it_is_closed(opened: Open) -> None:
    page = opened()
    cell(page, "Зайцев", 3).click()
    page.keyboard.press("5")
    expect(page.locator(".workbench__foot")).to_contain_text("Урок ещё не начался")
    expect(cell(page, "Зайцев", 3)).to_have_text("")


def test_comment_and_minutes(opened: Open) -> None:
    page = opened()
    cell(page, "Зайцев").click()
    page.keyboard.press("KeyJ")
    page.keyboard.press("Shift+F2")
    page.get_by_role("textbox", name="Зайцев Пётр").fill("Опоздал из-за автобуса")
    page.get_by_label("Опоздал на, минут").fill("7")
    page.get_by_role("button", name="Записать").click()
    expect(saved(page)).to_be_visible()
    expect(cell(page, "Зайцев")).to_have_class(re.compile("late noted"))
    assert list(Cell.objects.values_list("comment", "late_minutes")) == [("Опоздал из-за автобуса", 7)]


def test_phone_keyboard_moves_to_the_next_pupil(opened: Open) -> None:
    page = opened(phone=True)
    cell(page, "Ёжикова").tap()
    palette = page.get_by_role("group", name=re.compile("Отметка"))
    expect(palette).to_contain_text("Ёжикова Мария, 24 ноября")
    palette.get_by_role("button", name="5", exact=True).tap()
    expect(palette).to_contain_text("Зайцев Пётр, 24 ноября")
    palette.get_by_role("button", name="н нет", exact=True).tap()
    expect(cell(page, "Зайцев")).to_contain_text("н")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    palette.get_by_role("button", name="Закрыть").tap()
    expect(palette).to_be_hidden()
    expect(page.locator(".panel .save").first).to_contain_text("Сохранено")


def test_class_teacher_reads_and_has_no_editors(opened: Open) -> None:
    page = opened("irina")
    expect(page.get_by_role("grid")).to_have_attribute("aria-readonly", "true")
    cell(page, "Зайцев").click()
    page.keyboard.press("5")
    page.keyboard.press("Space")
    expect(cell(page, "Зайцев")).to_have_text("")
    expect(page.locator("[data-palette], .panel textarea, .panel [data-work]")).to_have_count(0)
    assert axe(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True])
def test_pages_are_accessible_and_fit(opened: Open, phone: bool, theme: str) -> None:
    page = opened(phone=phone, color_scheme=theme)
    for step in ("journal", "palette", "keys", "list"):
        if step == "palette":
            cell(page, "Зайцев").click()
        if step == "keys":
            page.keyboard.press("Escape")
            page.keyboard.press("?")
            expect(page.get_by_role("heading", name="Клавиши журнала")).to_be_visible()
        if step == "list":
            page.goto("/journal/")
            expect(page.get_by_role("heading", name="Журналы", exact=True)).to_be_visible()
        assert axe(page) == [], step
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{step} scrolls sideways"


def test_without_javascript_everything_is_readable(opened: Open, cast: Cast) -> None:
    work = Work.objects.create(lesson=cast.lessons["algebra"], kind=WorkKind.objects.get(code="УО"), weight=1)
    stamp = {"lesson": cast.lessons["algebra"], "updated_at": "2026-11-24T08:00:00Z"}
    Mark.objects.create(cell=Cell.objects.create(pupil=cast.pupils["petya"], **stamp), work=work, value=4)
    page = opened("irina", java_script_enabled=False)
    expect(cell(page, "Зайцев")).to_have_text("4")
    page.get_by_role("columnheader", name="17").get_by_role("link").click()
    expect(page.locator(".panel")).to_contain_text("Корни")


def test_two_teachers_write_one_topic(opened: Open, cast: Cast) -> None:
    CourseTeacher.objects.create(course=cast.courses["algebra"], staff=cast.staff["irina"], starts_on=START)
    olga, irina = opened("olga"), opened("irina")
    irina.get_by_label("Тема урока").fill("Корни и степени")
    irina.get_by_label("Тема урока").press("Tab")
    expect(saved(irina)).to_be_visible()
    olga.get_by_label("Тема урока").fill("Степени")
    olga.get_by_label("Тема урока").press("Tab")
    card = olga.get_by_role("alertdialog")
    expect(card).to_contain_text("Орлова И. П.")
    expect(card).to_contain_text("«Степени»")
    expect(card).to_contain_text("«Корни и степени»")
    assert axe(olga) == []
    card.get_by_role("button", name="Взять новое").click()
    expect(olga.get_by_label("Тема урока")).to_have_value("Корни и степени")
    expect(card).to_be_hidden()
    assert Lesson.objects.get(pk=cast.lessons["algebra"].pk).topic == "Корни и степени"


def test_works_of_a_lesson(opened: Open, cast: Cast) -> None:
    page = opened()
    head = page.get_by_role("columnheader", name="24")
    page.get_by_label("Вид работы").select_option(label="Контрольная работа, вес 3")
    expect(head).to_contain_text("КР×3")
    page.locator("summary", has_text="Ещё работа").click()
    page.get_by_label("Ещё одна работа").select_option(label="Самостоятельная работа, вес 2")
    expect(head).to_contain_text("СР×2")
    cell(page, "Зайцев").click()
    page.keyboard.press("4")
    expect(saved(page)).to_be_visible()
    expect(cell(page, "Зайцев")).to_have_class(re.compile("main"))
    page.get_by_role("button", name="Убрать работу 2").click()
    expect(head).not_to_contain_text("СР")
    assert list(Work.objects.values_list("kind__code", "weight")) == [("КР", 3)]


def test_lesson_is_filled_without_javascript(opened: Open, cast: Cast) -> None:
    page = opened(java_script_enabled=False)
    page.get_by_label("Тема урока").fill("Квадратный корень")
    page.get_by_label("Домашнее задание").fill("№ 12")
    page.get_by_role("button", name="Записать урок").click()
    expect(page.get_by_label("Тема урока")).to_have_value("Квадратный корень")
    assert Homework.objects.get(lesson=cast.lessons["algebra"]).text == "№ 12"
