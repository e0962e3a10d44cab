"""Fixtures of all tests: the cast, clients signed in as one of it, a fixed day, query counting."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings

from tests.cast import Cast, make_cast

# A loaded machine is no fault of the code: no test measures time.
settings.register_profile("parta", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("parta")

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


@pytest.fixture
def database_of_a_school(transactional_db: Any, tmp_path: Path) -> Iterator[None]:
    """SQLite as a school has it, a file: the tests' own one in memory is shared by the threads and locks otherwise."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    memory, name = connection.connection, connection.settings_dict["NAME"]
    with closing(sqlite3.connect(tmp_path / "school.sqlite3")) as file:
        memory.backup(file)
    connection.connection = None
    connection.settings_dict["NAME"] = str(tmp_path / "school.sqlite3")  # one dictionary for all threads
    yield
    connection.close()
    connection.settings_dict["NAME"], connection.connection = name, memory


_stepped_aside: list[str] = []  # SQL of the history's triggers while they are away


@pytest.fixture(autouse=True)
def flushable_history(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that commit are cleaned by emptying every table; the history's triggers refuse that, so they step aside."""
    if not {"transactional_db", "live_server"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db")  # so that this fixture ends before the tables are emptied
    with connection.cursor() as cursor:
        while _stepped_aside:
            cursor.execute(_stepped_aside.pop())
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_change DISABLE TRIGGER USER")
            _stepped_aside.append("ALTER TABLE audit_change ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_change'")
        for name, sql in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
            _stepped_aside.append(sql)
