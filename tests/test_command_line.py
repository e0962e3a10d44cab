"""`parta <command>` as an administrator meets it: Russian words, exit codes, a server that starts and stops."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
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
    return subprocess.run(
        command,
        env=environment | more,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


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


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[tuple[Any, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-u", "-P", "-m", "parta", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.fixture
def server(prepared: dict[str, str]) -> Iterator[tuple[Any, int]]:
    with serving(prepared) as running:
        yield running


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


# The demo


def migrated(environment: dict[str, str], home: Path, **more: str) -> dict[str, str]:
    environment = environment | {"PARTA_HOME": str(home)} | more
    done = parta(environment, "migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    return environment


@pytest.fixture(scope="module")
def demo(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], str]:
    """A data folder with the whole demo, and what the first start printed."""
    environment = migrated(environment, tmp_path_factory.mktemp("demo"), PARTA_DEMO="1")
    done = parta(environment, "demo")
    assert done.returncode == 0, done.stderr
    assert parta(environment, "collectstatic", "--noinput", "--verbosity", "0").returncode == 0
    return environment, done.stdout


def sign_ins(environment: dict[str, str]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((Path(environment["PARTA_HOME"]) / "demo-signins.json").read_text())
    return found


def test_demo_tells_who_can_sign_in(demo: tuple[dict[str, str], str]) -> None:
    environment, said = demo
    people = sign_ins(environment)
    roles = ["director", "deputy", "responsible", "class_teacher", "subject_teacher", "parent", "pupil"]
    assert [one["role"] for one in people] == roles
    assert all(one.keys() == {"role", "name", "login", "password"} for one in people)
    assert all(one[word] in said for one in people for word in ("name", "login", "password"))
    assert (Path(environment["PARTA_HOME"]) / "demo-signins.json").stat().st_mode & 0o777 == 0o600


def test_second_start_of_the_demo_adds_nothing_and_takes_seconds(demo: tuple[dict[str, str], str]) -> None:
    environment, said = demo
    people, begun = sign_ins(environment), time.monotonic()
    done = parta(environment, "demo")
    assert time.monotonic() - begun < 10
    assert done.returncode == 0, done.stderr
    assert said.endswith(done.stdout)
    assert sign_ins(environment) == people


def enter(port: int, login: str, password: str) -> tuple[int, str]:
    """Status and address of the page that signing in leads to."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    address = f"http://localhost:{port}/login/"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.open(address).read().decode())
    assert token
    body = {"csrfmiddlewaretoken": token[1], "login": login, "password": password}
    try:
        answer = browser.open(address, urllib.parse.urlencode(body).encode())
    except urllib.error.HTTPError as refused:
        answer = refused
    return answer.status, answer.url


@pytest.mark.parametrize(("as_demo", "inside"), [("1", True), ("0", False)])
def test_demo_passwords_open_the_demo_only(demo: tuple[dict[str, str], str], as_demo: str, inside: bool) -> None:
    environment, _ = demo
    (parent,) = [one for one in sign_ins(environment) if one["role"] == "parent"]
    with serving(environment | {"PARTA_DEMO": as_demo}) as (process, port):
        process.stdout.readline()
        _, url = enter(port, parent["login"], parent["password"])
    assert ("/login/" not in url) == inside


def test_demo_needs_its_switch_and_tables(environment: dict[str, str], tmp_path: Path) -> None:
    done = parta(environment, "demo", PARTA_HOME=str(tmp_path))
    assert (done.returncode, "PARTA_DEMO=1" in done.stderr) == (1, True)
    done = parta(environment, "demo", PARTA_HOME=str(tmp_path), PARTA_DEMO="1")
    assert (done.returncode, "parta migrate" in done.stderr) == (1, True)


def test_killed_while_making_the_demo_leaves_an_empty_database(environment: dict[str, str], tmp_path: Path) -> None:
    environment = migrated(environment, tmp_path, PARTA_DEMO="1")
    command = [sys.executable, "-u", "-P", "-m", "parta", "demo"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("Создаю")
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob("parta.sqlite3-journal")) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(1)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    done = parta(environment, "setup", "--new-code")
    assert (done.returncode, "ещё нет" in done.stderr) == (1, True)


# The first set-up

SCHOOL = ("--name", "Средняя школа № 3", "--short-name", "Школа № 3", "--director", "Щёголева Анна Петровна")


def test_setup_prints_a_code_and_keeps_the_demo_out(environment: dict[str, str], tmp_path: Path) -> None:
    environment = migrated(environment, tmp_path)
    done = parta(environment, "setup")
    assert (done.returncode, "--director: " in done.stderr) == (1, True)
    done = parta(environment, "setup", *SCHOOL, PARTA_TLS="1", PARTA_HOSTS="parta.shkola.example")
    assert done.returncode == 0, done.stderr
    assert re.search(r"Одноразовый код: ([АКМНРТХ2345679]{4} ?){3}", done.stdout)
    assert "https://parta.shkola.example/activate/" in done.stdout
    done = parta(environment, "setup", *SCHOOL)
    assert (done.returncode, "parta setup --new-code" in done.stderr) == (1, True)
    done = parta(environment, "demo", PARTA_DEMO="1")
    assert (done.returncode, "это не демонстрация" in done.stderr) == (1, True)


def test_setup_asks_at_a_terminal_until_the_answer_will_do(environment: dict[str, str], tmp_path: Path) -> None:
    environment = migrated(environment, tmp_path)
    ours, theirs = os.openpty()
    command = [sys.executable, "-u", "-P", "-m", "parta", "setup", "--city", "Тула"]
    with subprocess.Popen(command, env=environment, stdin=theirs, stdout=subprocess.PIPE, text=True) as process:
        os.write(ours, "\nСредняя школа № 3\nШкола № 3\n\nAnna\nЩёголева Анна Петровна\n".encode())
        assert process.stdout
        said = process.stdout.read()
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0, said
    assert said.count("Полное название школы: ") == 2
    assert said.count("Директор: фамилия, имя, отчество: ") == 2
    assert "Часовой пояс [Europe/Moscow]: " in said
    assert "Директор: Щёголева Анна Петровна" in said
