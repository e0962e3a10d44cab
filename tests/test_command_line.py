"""`parta <command>` as an administrator meets it: Russian words, exit codes, a server that starts and stops."""

import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif("PARTA_DATABASE_URL" in os.environ, reason="starts servers of its own, on SQLite")
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PARTA_", "DJANGO_"))}
    return kept | {"PARTA_HOME": str(home), "PYTHONPATH": str(ROOT)}


def parta(environment: dict[str, str], *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "parta", *arguments]
    return subprocess.run(command, env=environment | more, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def prepared(environment: dict[str, str]) -> dict[str, str]:
    """A data folder with tables and static files."""
    for arguments in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
        done = parta(environment, *arguments)
        assert done.returncode == 0, done.stderr
    return environment


def test_help_lists_our_commands_only(environment: dict[str, str]) -> None:
    done = parta(environment, "help")
    assert done.returncode == 0
    assert re.search(r"^  serve +Запускает веб-сервер$", done.stdout, re.MULTILINE)
    assert "runserver" not in done.stdout


def test_unknown_command_gets_a_suggestion(environment: dict[str, str]) -> None:
    done = parta(environment, "serv")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Нет команды «serv». Может быть, serve? Список команд: parta help\n"


def test_wrong_call_is_explained_in_russian(environment: dict[str, str]) -> None:
    done = parta(environment, "serve", "--nonsense")
    assert done.returncode == 2
    assert "ошибка: непонятные аргументы: --nonsense" in done.stderr


def test_wrong_settings_are_explained(environment: dict[str, str]) -> None:
    done = parta(environment, "check", PARTA_DATABASE_URL="mysql://localhost/parta")
    assert done.returncode == 1
    assert done.stderr.startswith("Ошибка: настройки: PARTA_DATABASE_URL")
    assert "Traceback" not in done.stderr


def test_server_refuses_to_start_without_tables(environment: dict[str, str], tmp_path: Path) -> None:
    done = parta(environment, "serve", PARTA_HOME=str(tmp_path))
    assert (done.returncode, "parta migrate" in done.stderr) == (1, True)


def test_demo_serves_this_computer_only(prepared: dict[str, str]) -> None:
    done = parta(prepared, "serve", "--host", "0.0.0.0", PARTA_DEMO="1")
    assert (done.returncode, "только на этом компьютере" in done.stderr) == (1, True)


@pytest.fixture
def server(prepared: dict[str, str]) -> Iterator[tuple[Any, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-u", "-P", "-m", "parta", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=prepared, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    yield process, port
    if process.poll() is None:
        process.kill()
        process.wait()


def test_server_answers_and_stops_cleanly(server: tuple[Any, int], prepared: dict[str, str]) -> None:
    process, port = server
    assert process.stdout.readline() == f"Парта работает: http://localhost:{port}\n"
    with urllib.request.urlopen(f"http://localhost:{port}/login/") as answer:
        page = answer.read().decode()
    style = re.search(r'href="(/static/core/css/[^"]+)"', page)
    assert style
    with urllib.request.urlopen(f"http://localhost:{port}{style[1]}") as answer:
        assert "immutable" in answer.headers["Cache-Control"]
    second = parta(prepared, "serve", "--port", str(port))
    assert (second.returncode, f"порт {port} занят" in second.stderr) == (1, True)
    process.terminate()
    assert process.wait(timeout=20) == 0
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=1)
