"""Fixtures of all tests: the cast, clients signed in as one of it, a fixed day, query counting."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, make_cast

NOW = "2026-11-24T07:00:00Z"  # Tuesday, 10:00 in Moscow


@pytest.fixture(autouse=True)
def fixed_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def cast(db: Any) -> Cast:
    return make_cast()


@pytest.fixture
def as_(cast: Cast) -> Callable[[str], Client]:
    """`as_("olga")`: a client signed in as one of the cast; `as_("")`: nobody."""

    def sign_in(key: str) -> Client:
        client = Client()
        if key:
            client.force_login(cast.users[key], backend="parta.teaching.backends.SchoolBackend")
        return client

    return sign_in


@pytest.fixture
def count_queries() -> Callable[..., Any]:
    """`with count_queries() as queries: …; queries()` — queries but for BEGIN and SAVEPOINT, as budgets count them."""

    @contextmanager
    def counting() -> Iterator[Callable[[], list[str]]]:
        with CaptureQueriesContext(connection) as captured:
            yield lambda: [
                query["sql"]
                for query in captured.captured_queries
                if not query["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK"))
            ]

    return counting
