"""Browser flows: pytest and playwright's synchronous API on Debian's Chromium against Django's live server."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.browser.pages import CHROMIUM, CHROMIUM_ARGUMENTS, DESKTOP, PHONE


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).resolve().parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}: apt-get install chromium, or name one in PARTA_CHROMIUM")
    # The synchronous API runs an event loop in this thread; Django would take our queries for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file: the threads of a live server can't share one in-memory connection as the product uses it."""
    database: dict[str, Any] = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        name = tmp_path_factory.mktemp("database") / "test.sqlite3"
        database["TEST"] = {**database.get("TEST", {}), "NAME": str(name)}


class Visitors:
    """Makes separate people's browsers: each visitor has cookies of their own."""

    def __init__(self, browser: Browser, address: str):
        self.browser = browser
        self.address = address
        self.contexts: list[BrowserContext] = []

    def new(self, viewport: ViewportSize = DESKTOP, **options: Any) -> Page:
        context = self.browser.new_context(
            base_url=self.address,
            viewport=viewport,
            locale="ru-RU",
            timezone_id="Europe/Moscow",
            **{"accept_downloads": False, **options},
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        return context.new_page()

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def visitors(browser: Browser, live_server: Any) -> Iterator[Visitors]:
    made = Visitors(browser, live_server.url)
    yield made
    made.close()


@pytest.fixture
def page(visitors: Visitors) -> Page:
    """A desktop visitor (1440×900), not signed in."""
    return visitors.new()


@pytest.fixture
def phone(visitors: Visitors) -> Page:
    """A visitor on a phone (390×844, touch), not signed in."""
    return visitors.new(PHONE, has_touch=True, is_mobile=True)
