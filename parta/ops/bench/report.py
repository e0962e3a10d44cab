"""The figures as a table for the eyes, and into docs/performance.md between its marks."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
# Requests a second wanted on PostgreSQL at 8 connections, and of known peers there.
AIMS = {"journal": 180, "save": 400, "diary": 400, "login": 2000}
PEERS = {"journal": 22, "save": 52, "averages": 45, "login": 230}
SHARE = 0.6  # of its own ceiling
FLAT = 0.2
_HEAD = (
    "page", "conn.", "req/s", "ceiling", "share", "p50 / p95 / p99 ms", "CPU ms", "of the database", "ceiling's CPU ms",
    "queries", "bytes (gzip)", "memory MB",
)  # fmt: skip


def markdown(result: dict[str, Any]) -> str:
    parts = [f"Made {result['made']} on {result['machine']}; {result['load']}."]
    for engine, title in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        if rows := result.get(engine):
            parts += [f"### {title}, {result['pupils']} pupils", _table(_HEAD, map(_row, rows))]
    if flat := result.get("flat"):
        parts += ["### PostgreSQL at 8 connections by size of the school", _flat(flat)]
    parts += ["### Against the aims", "\n".join(f"- {line}" for line in verdicts(result))]
    return "\n\n".join(parts) + "\n"


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    ours, bare = row["product"], row["ceiling"]
    times = " / ".join(f"{ours[name]:.1f}" for name in ("p50", "p95", "p99"))
    return (
        row["title"], str(row["connections"]), f"{ours['per_second']:.0f}", f"{bare['per_second']:.0f}",
        f"{share(row):.0%}", times, f"{ours['cpu_ms']:.2f}", f"{ours['database_cpu_ms']:.2f}",
        f"{bare['cpu_ms'] + bare['database_cpu_ms']:.2f}", _queries(row), f"{row['bytes']} ({row['gzip_bytes']})",
        f"{ours['memory_mb']:.0f}",
    )  # fmt: skip


def _queries(row: dict[str, Any]) -> str:
    return f"{row['reads']} + {row['writes']} writes" if row["writes"] else str(row["reads"])


def share(row: dict[str, Any]) -> float:
    return row["product"]["per_second"] / row["ceiling"]["per_second"]


def _flat(flat: dict[str, list[dict[str, Any]]]) -> str:
    sizes = list(flat)
    rows = []
    for place, first in enumerate(flat[sizes[0]]):
        found = [flat[size][place] for size in sizes]
        rate = [f"{one['product']['per_second']:.0f}" for one in found]
        cpu = [f"{_cpu(one):.2f}" for one in found]
        rows.append((first["title"], *(f"{one} ({ms} ms)" for one, ms in zip(rate, cpu, strict=True))))
    return _table(("page: req/s (CPU ms with the database's)", *(f"{size} pupils" for size in sizes)), rows)


def _cpu(row: dict[str, Any]) -> float:
    return row["product"]["cpu_ms"] + row["product"]["database_cpu_ms"]


def verdicts(result: dict[str, Any]) -> list[str]:
    """Each aim met or missed, misses named."""
    found = []
    for row in result.get("postgresql", []):
        if row["connections"] != max(one["connections"] for one in result["postgresql"]):
            continue
        rate = row["product"]["per_second"]
        said = [f"{rate:.0f} req/s"]
        if aim := AIMS.get(row["scene"]):
            said.append(f"aim {aim} {_met(rate >= aim)}")
        said.append(f"{share(row):.0%} of its ceiling, aim {SHARE:.0%} {_met(share(row) >= SHARE)}")
        if peer := PEERS.get(row["scene"]):
            said.append(f"{rate / peer:.1f} × the known peer's {peer}")
        found.append(f"{row['title']}: {'; '.join(said)}")
    return found + list(_flatness(result.get("flat", {})))


def _flatness(flat: dict[str, list[dict[str, Any]]]) -> Iterable[str]:
    for found in zip(*flat.values(), strict=True):
        rates = [one["product"]["per_second"] for one in found]
        middle = sum(rates) / len(rates)
        worst = max(abs(rate - middle) / middle for rate in rates)
        sizes = f"{min(map(int, flat))} to {max(map(int, flat))} pupils"
        yield f"{found[0]['title']}, {sizes}: within ±{worst:.0%}, aim ±{FLAT:.0%} {_met(worst <= FLAT)}"


def _met(met: bool) -> str:
    return "met" if met else "**MISSED**"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write_into(path: Path, text: str) -> None:
    """Put the figures between the marks of a document."""
    document = path.read_text(encoding="utf-8")
    marked = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    if not marked.search(document):
        raise ValueError(f"{path}: нет места для таблицы ({BEGIN} … {END})")
    path.write_text(marked.sub(lambda _: f"{BEGIN}\n\n{text}\n{END}", document), encoding="utf-8")
