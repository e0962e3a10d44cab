"""Starts the product's server and the bare view's, drives them by turns, reads processor time and memory from /proc."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from parta.ops.bench.scenes import Scene

ROOT = Path(__file__).resolve().parents[3]
DRIVER = ROOT / "parta/ops/bench/driver.py"
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
BARE = "config.ceiling_settings"


@dataclass(frozen=True)
class Length:
    """Seconds of one measurement and before it."""

    seconds: float
    warm: float


class Server:
    """`parta serve` with two workers, as in production but for the settings module."""

    def __init__(self, settings_module: str, **environment: str):
        self.port = free_port()
        command = [sys.executable, "-P", "-m", "parta", "serve", "--port", str(self.port)]
        env = os.environ | {"DJANGO_SETTINGS_MODULE": settings_module} | environment
        self.process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL)

    def wait(self) -> None:
        for _ in range(300):
            if self.process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
                continue
            return
        raise RuntimeError("сервер не запустился")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@contextmanager
def servers(found: Iterable[Scene]) -> Iterator[dict[str, Server]]:
    costs = {
        one.name: {"reads": one.cost.reads, "writes": one.cost.writes, "bytes": one.cost.bytes}
        | ({"grid": one.grid} if one.grid else {})
        for one in found
    }
    started = {
        "product": Server(settings.SETTINGS_MODULE),
        "ceiling": Server(BARE, PARTA_CEILING=json.dumps(costs)),
    }
    try:
        for one in started.values():
            one.wait()
        yield started
    finally:
        for one in started.values():
            one.stop()


def measure(found: list[Scene], connections: Iterable[int], length: Length) -> list[dict[str, Any]]:
    """One row for each scene and number of connections: the product's figures and, right after, the ceiling's."""
    rows = []
    connections = list(connections)
    with servers(found) as started:
        for one in found:
            for number in connections:
                rows.append({
                    "scene": one.name,
                    "title": one.title,
                    "connections": number,
                    **asdict(one.cost),
                    "product": drive(started["product"], one.people, number, length),
                    "ceiling": drive(started["ceiling"], one.bare, number, length),
                })  # fmt: skip
    return rows


def drive(server: Server, people: list[dict[str, Any]], connections: int, length: Length) -> dict[str, Any]:
    job = {
        "port": server.port, "people": people, "connections": connections, "seconds": length.seconds,
        "warm": length.warm, "tag": f"bench-{time.time_ns()}",
    }  # fmt: skip
    driver = subprocess.Popen(
        [sys.executable, str(DRIVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert driver.stdin
    assert driver.stdout
    with driver:
        driver.stdin.write(json.dumps(job))
        driver.stdin.close()
        driver.stdout.readline()  # warm
        before = _spent(server.process.pid), _spent(_postmaster())
        said = driver.stdout.read()
        after = _spent(server.process.pid), _spent(_postmaster())
    if driver.returncode:
        raise RuntimeError("измерение прервано: причина строкой выше")
    figures = json.loads(said)
    requests = figures["requests"]
    return {
        "requests": requests,
        "per_second": requests / figures["seconds"],
        **{name: figures[name] for name in ("p50", "p95", "p99")},
        "cpu_ms": (after[0] - before[0]) / requests * 1000,
        "database_cpu_ms": (after[1] - before[1]) / requests * 1000,
        "driver_cpu_share": figures["driver_cpu"] / figures["seconds"],
        "memory_mb": sum(_resident(pid) for pid in _family(server.process.pid)) / 2**20,
    }


def _spent(pid: int | None) -> float:
    """Processor seconds of a process and its children so far."""
    return sum(sum(map(int, _stat(one)[11:13])) for one in _family(pid)) / TICK if pid else 0.0


def _family(pid: int) -> list[int]:
    """The process, its children and theirs."""
    parents = {int(one): _stat(int(one)) for one in os.listdir("/proc") if one.isdigit()}
    found = [pid]
    for parent in found:
        found += [child for child, stat in parents.items() if stat and int(stat[1]) == parent]
    return found


def _stat(pid: int) -> list[str]:
    """Fields of /proc/PID/stat after the name: state, parent, …; none for a process that has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _resident(pid: int) -> int:
    return int(stat[21]) * PAGE if (stat := _stat(pid)) else 0


def _postmaster() -> int | None:
    """The parent of the process that serves our own connection; None on SQLite."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(_stat(cursor.fetchone()[0])[1])


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
