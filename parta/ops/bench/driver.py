"""Sends requests over kept-alive connections and times the answers: a process of its own, without Django.

Reads a job as JSON from stdin, writes figures as JSON to stdout. A job: `port`, `connections`, `seconds`, `warm` and
`people`, each with `requests` (whole HTTP requests as text) or, for saving marks, `head` and `cells`. With one
connection the people take turns on it; with as many connections as people each has an own one.
Any answer but 200, and any mark that isn't `saved`, ends the measurement.
"""

import json
import resource
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any

READ = 1 << 18
OTHER = {"5": "4", "4": "3", "3": "5"}


class WrongAnswer(Exception):
    """The server said something else than it should."""


@dataclass
class Saves:
    """Marks of one teacher: the cells in turn, each with the version it has by now."""

    head: str
    cells: list[dict[str, Any]]
    tag: str
    numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.turn = cycle(self.cells)

    def request(self) -> bytes:
        self.cell = cell = next(self.turn)
        cell["value"] = OTHER.get(cell["value"], "5")
        edit = {
            "op_id": f"{self.tag}-{next(self.numbers)}", "lesson": cell["lesson"], "pupil": cell["pupil"],
            "value": cell["value"], "base_version": cell["version"],
        }  # fmt: skip
        body = json.dumps({"period": cell["period"], "edits": [edit]})
        return (self.head.format(course=cell["course"], length=len(body)) + body).encode()

    def check(self, body: bytes) -> None:
        (answer,) = json.loads(body)["results"].values()
        if answer["status"] != "saved":
            raise WrongAnswer(f"отметка не записана: {answer}")
        self.cell["version"] = answer["version"]


class Visits:
    """The same pages in turn. A save of the bare view has nothing to check either."""

    def __init__(self, requests: list[str]):
        self.turn = cycle([one.encode() for one in requests])

    def request(self) -> bytes:
        return next(self.turn)

    def check(self, body: bytes) -> None:
        pass


class Connection:
    """One kept-alive connection on which its people take turns."""

    def __init__(self, port: int, people: list[Any]):
        self.people = cycle(people)
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self) -> None:
        self.person = next(self.people)
        request = self.person.request()
        self.received, self.whole = 0, 0
        self.parts: list[bytes] = []
        self.began = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Whether the answer is there."""
        got = self.socket.recv(READ)
        if not got:
            raise WrongAnswer("сервер закрыл соединение")
        self.parts.append(got)
        self.received += len(got)
        if not self.whole:
            self._read_head()
        return bool(self.whole) and self.received >= self.whole

    def _read_head(self) -> None:
        text = b"".join(self.parts)
        head, blank, _ = text.partition(b"\r\n\r\n")
        if not blank:
            return
        if not head.startswith(b"HTTP/1.1 200"):
            raise WrongAnswer(text[:300].decode(errors="replace"))
        lower = head.lower()
        at = lower.find(b"content-length:")
        if at < 0:
            raise WrongAnswer("в ответе нет Content-Length")
        self.whole = len(head) + 4 + int(lower[at + 15 :].split(b"\r\n", 1)[0])
        self.parts = [text[len(head) + 4 :]]

    def finish(self) -> float:
        """The answer is checked; how long it took, in seconds."""
        took = time.perf_counter() - self.began
        self.person.check(b"".join(self.parts))
        return took


def run(connections: list[Connection], seconds: float) -> tuple[list[float], float]:
    """Times of the answers, and how long it went on."""
    times = []
    with selectors.DefaultSelector() as selector:
        for one in connections:
            selector.register(one.socket, selectors.EVENT_READ, one)
            one.send()
        began = time.perf_counter()
        end = began + seconds
        busy = len(connections)
        while busy:
            for key, _ in selector.select(30):
                one = key.data
                if not one.receive():
                    continue
                times.append(one.finish())
                if time.perf_counter() < end:
                    one.send()
                else:
                    selector.unregister(one.socket)
                    busy -= 1
        return times, time.perf_counter() - began


def percentile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def main() -> None:
    job = json.load(sys.stdin)
    people = [
        Saves(one["head"], one["cells"], f"{job['tag']}-{number}") if "cells" in one else Visits(one["requests"])
        for number, one in enumerate(job["people"])
    ]
    wanted = job["connections"]
    connections = [Connection(job["port"], people[number::wanted]) for number in range(wanted)]
    run(connections, job["warm"])
    sys.stdout.write("warm\n")
    sys.stdout.flush()
    own = resource.getrusage(resource.RUSAGE_SELF)
    times, took = run(connections, job["seconds"])
    now = resource.getrusage(resource.RUSAGE_SELF)
    times.sort()
    figures = {
        "requests": len(times),
        "seconds": took,
        "p50": percentile(times, 0.5) * 1000,
        "p95": percentile(times, 0.95) * 1000,
        "p99": percentile(times, 0.99) * 1000,
        "driver_cpu": now.ru_utime + now.ru_stime - own.ru_utime - own.ru_stime,
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    try:
        main()
    except WrongAnswer as wrong:
        sys.stderr.write(f"{wrong}\n")
        sys.exit(1)
