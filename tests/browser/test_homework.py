"""Homework in the panel: minutes, a later lesson, files, tasks of single pupils, the parallel; then the diary."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from parta.journal.models import Homework, LessonFile, PersonalTask
from parta.teaching.models import Course, CourseTeacher, Lesson
from tests.browser.conftest import Visitors
from tests.browser.pages import DESKTOP, PHONE, axe, sign_in
from tests.cast import PASSWORD, START, TODAY, Cast
from tests.uploads import picture


@pytest.fixture
def lessons(cast: Cast) -> Cast:
    """Алгебра of 8Б tomorrow and in a week; of 8В, taught by Ольга too, yesterday."""
    course = cast.courses["algebra"]
    for days in (1, 7):
        Lesson.objects.create(course=course, date=TODAY + timedelta(days=days), number=1)
    like = Course.objects.create(year=cast.year, subject=course.subject, class_names="8В", sort_key=course.sort_key)
    like.classes.add(cast.classes["8Б"])
    CourseTeacher.objects.create(course=like, staff=cast.staff["olga"], starts_on=START)
    lesson = Lesson.objects.create(course=like, date=TODAY - timedelta(days=1), number=2, topic="Решение неравенств")
    Homework.objects.create(lesson=lesson, text="№ 812, 815", minutes=25)
    return cast


def open_journal(visitors: Visitors, cast: Cast, *, phone: bool = False) -> Page:
    touch = {"has_touch": True, "is_mobile": True} if phone else {}
    page = visitors.new(PHONE if phone else DESKTOP, **touch)
    sign_in(page, cast.users["olga"].login, PASSWORD)
    page.goto(f"/journal/{cast.courses['algebra'].pk}/?lesson={cast.lessons['algebra'].pk}")
    if phone:
        page.get_by_role("button", name="Свернуть или развернуть").click()
    return page


def test_homework_from_the_parallel_to_the_diary(visitors: Visitors, lessons: Cast) -> None:
    page = open_journal(visitors, lessons)
    panel = page.locator(".panel")
    page.get_by_role("link", name="Взять из параллели").click()
    expect(panel).to_contain_text("8В · Алгебра, пн, 23\u00a0ноября")
    assert axe(page) == []
    page.get_by_role("button", name="Взять тему и задание").click()
    expect(page.get_by_label("Тема урока")).to_have_value("Решение неравенств")
    expect(page.get_by_label("Домашнее задание")).to_have_value("№ 812, 815")
    expect(panel).to_contain_text("25 мин, норма до 150")
    page.get_by_label("Минут", exact=True).fill("30")
    page.get_by_label("К уроку").select_option(label="вт, 1\u00a0декабря")
    expect(panel).to_contain_text("Домашнее задание на вторник, 1\u00a0декабря")
    page.get_by_label("Добавить файлы").set_input_files(
        [{"name": "Схема «А».png", "mimeType": "image/png", "buffer": picture()}]
    )
    expect(panel.get_by_role("link", name="Схема «А».png")).to_be_visible()
    page.get_by_label("Добавить файлы").set_input_files(
        [{"name": "страница.html", "mimeType": "text/html", "buffer": b"<html>"}]
    )
    expect(panel).to_contain_text("«страница.html»: такие файлы не принимаются")
    page.get_by_text("Задать отдельно").click()
    page.get_by_label("Зайцев Пётр").check()
    page.get_by_label("Что задано").fill("Доклад о дробях")
    assert axe(page) == []
    page.get_by_role("button", name="Задать").click()
    expect(panel.locator("summary", has_text="Зайцев Пётр:")).to_contain_text("Доклад о дробях")
    row = Homework.objects.get(lesson=lessons.lessons["algebra"])
    assert (row.text, row.minutes, row.due.date) == ("№ 812, 815", 30, TODAY + timedelta(days=7))

    mother = visitors.new(PHONE, has_touch=True, is_mobile=True, accept_downloads=True)
    sign_in(mother, "anna", PASSWORD)
    mother.goto(f"/diary/{lessons.pupils['petya'].pk}/?week=2026-12-01")
    day = mother.locator(".day", has_text="1\u00a0декабря")
    expect(day).to_contain_text("№ 812, 815")
    expect(day).to_contain_text("30 мин")
    expect(day).to_contain_text("Доклад о дробях")
    assert axe(mother) == []
    with mother.expect_download() as download:
        day.get_by_role("link", name="Схема «А».png").click()
    assert download.value.suggested_filename == "Схема «А».png"


def test_on_the_phone_task_is_changed_and_taken_away(visitors: Visitors, lessons: Cast) -> None:
    PersonalTask.objects.create(lesson=lessons.lessons["algebra"], pupil=lessons.pupils["petya"], text="Доклад")
    page = open_journal(visitors, lessons, phone=True)
    summary = page.locator("summary", has_text="Зайцев Пётр:")
    summary.click()
    page.get_by_label("Задание: Зайцев Пётр").fill("Доклад на две минуты")
    assert axe(page) == []
    page.get_by_role("button", name="Изменить").click()
    expect(summary).to_contain_text("Доклад на две минуты")
    summary.click()
    page.get_by_role("button", name="Убрать", exact=True).click()
    expect(summary).to_be_hidden()
    assert PersonalTask.objects.get().text == ""
    page.get_by_role("button", name="Без задания").click()
    expect(page.get_by_label("Домашнее задание")).to_have_value("Без задания")
    expect(page.locator(".panel .done")).to_contain_text("Задание")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_without_scripts(visitors: Visitors, lessons: Cast) -> None:
    page = visitors.new(java_script_enabled=False)
    page.goto("/login/")
    page.locator("input[autocomplete=username]").fill("olga")
    page.locator("input[autocomplete=current-password]").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    page.goto(f"/journal/{lessons.courses['algebra'].pk}/?lesson={lessons.lessons['algebra'].pk}")
    page.get_by_role("link", name="Взять из параллели").click()
    page.get_by_role("button", name="Взять тему и задание").click()
    expect(page.get_by_label("Домашнее задание")).to_have_value("№ 812, 815")
    page.get_by_label("Добавить файлы").set_input_files(
        [{"name": "слова.txt", "mimeType": "text/plain", "buffer": "пёс".encode()}]
    )
    page.get_by_role("button", name="Отправить файлы").click()
    expect(page.get_by_role("link", name="слова.txt")).to_be_visible()
    assert LessonFile.objects.get().name == "слова.txt"
