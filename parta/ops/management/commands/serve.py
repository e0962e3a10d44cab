"""`parta serve`: the web server. One supervising process, worker processes under it (granian, WSGI)."""

import errno
import ipaddress
import socket
import threading
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from parta.core import dates
from parta.ops import uploads
from parta.ops.erasure import erasing
from parta.ops.ready import refuse_unmigrated

# More Python threads than this per worker only wait for the interpreter.
THREADS = 2
# How long a worker may finish its requests after a stop signal, seconds.
GRACE = 10


class Command(BaseCommand):
    help = "Запускает веб-сервер"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="адрес, по умолчанию 127.0.0.1")
        parser.add_argument("--port", type=int, default=8000, help="порт, по умолчанию 8000")
        parser.add_argument("--workers", type=int, default=2, help="рабочих процессов, по умолчанию 2")
        parser.add_argument("--access-log", action="store_true", help="писать каждый запрос в журнал сервера")

    def handle(self, *args: Any, host: str, port: int, workers: int, access_log: bool, **options: Any) -> None:
        address = address_of(host)
        if settings.DEMO and not address.is_loopback:
            raise CommandError("демонстрация работает только на этом компьютере: --host 127.0.0.1")
        refuse_unready()
        refuse_busy(str(address), port)
        server = Granian(
            "config.wsgi:application",
            address=str(address),
            port=port,
            interface=Interfaces.WSGI,
            workers=max(1, workers),
            blocking_threads=THREADS,
            websockets=False,
            respawn_failed_workers=True,
            workers_kill_timeout=GRACE,
            log_level=LogLevels.warning,
            log_access=access_log,
        )
        erasing.again(at=dates.now())  # this may be an older copy of the database
        uploads.sweep(dates.now())  # what an import left behind when the server was stopped
        shown = "localhost" if address.is_loopback else str(address)
        server.on_startup(lambda: announce(str(address), port, f"http://{shown}:{port}"))
        leave_database()
        server.serve()


def address_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        return ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise CommandError(f"--host {host}: нужен IP-адрес, например 127.0.0.1") from None


def refuse_unready() -> None:
    """The server doesn't start on an old database or without collected static files."""
    refuse_unmigrated()
    if not settings.PLAIN_STATIC and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        raise CommandError("стили и скрипты не собраны. Выполните: parta collectstatic")


def refuse_busy(address: str, port: int) -> None:
    """Granian's workers share a port (SO_REUSEPORT), so a second server would silently take half of the requests."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == errno.EADDRINUSE:
                raise CommandError(f"порт {port} занят другой программой. Укажите другой: --port") from None
            raise CommandError(f"нельзя открыть {address}, порт {port}: {error}") from None


def leave_database() -> None:
    """Workers are forked: two on one connection would get each other's rows. PostgreSQL's pool keeps some open."""
    connections.close_all()
    for one in connections.all(initialized_only=True):
        if one.vendor == "postgresql":
            one.close_pool()  # type: ignore[attr-defined]


def announce(address: str, port: int, url: str) -> None:
    """Print the address once a worker answers there."""

    def wait_and_print() -> None:
        for _ in range(300):
            try:
                socket.create_connection((address, port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
                continue
            print(f"Парта работает: {url}\nОстановить: Ctrl-C", flush=True)
            return

    threading.Thread(target=wait_and_print, daemon=True).start()
