"""The bench's school is a sound one, and its driver gets through to the pages. Nothing here is timed."""

import json
import subprocess
import sys
from datetime import date
from typing import Any

import pytest

from parta.audit import chain
from parta.audit.models import Change
from parta.core import dates
from parta.journal.models import Cell, Mark
from parta.ops.bench import ceiling, report
from parta.ops.bench.measuring import DRIVER
from parta.ops.bench.scenes import scenes
from parta.ops.bench.school import make_school, school_weeks


def test_year_ends_in_the_present_week() -> None:
    weeks = school_weeks(date(2026, 11, 23))
    assert [len(trimester) for trimester in weeks] == [12, 12, 10]
    assert weeks[-1][-1] == date(2026, 11, 23)
    assert weeks[0][0] == date(2026, 3, 23)  # 34 school weeks and two of vacation before


@pytest.mark.django_db(transaction=True)
def test_tiny_school_is_sound_and_driven(database_of_a_school: None, live_server: Any) -> None:
    on = dates.school_now(dates.DEFAULT_ZONE).date()
    made = make_school(50, on=on).rows
    assert (made["classes"], made["pupils"], made["journals"], made["lessons"]) == (2, 50, 20, 2040)
    assert made["pupil-lessons"] <= 34 * 30 * 50
    assert 0.03 < made["missed"] / made["pupil-lessons"] < 0.07
    assert 0.36 < made["marks"] / made["pupil-lessons"] < 0.43
    assert (made["cells"], made["marks"]) == (Cell.objects.count(), Mark.objects.count())
    assert chain.verify() == []

    found = {one.name: one for one in scenes(on)}
    assert list(found) == ["journal", "save", "diary", "averages", "login"]
    assert [name for name, one in found.items() if one.cost.writes] == ["save"]
    lines = Change.objects.count()
    port = int(live_server.url.rpartition(":")[2])
    figures = {name: driven(port, one.people[:1]) for name, one in found.items()}
    assert all(one["requests"] for one in figures.values())
    assert Change.objects.count() >= lines + figures["save"]["requests"]
    assert chain.verify() == []


def driven(port: int, people: list[dict[str, Any]]) -> dict[str, Any]:
    job = {"port": port, "people": people, "connections": 1, "seconds": 0.1, "warm": 0, "tag": "bench-test"}
    command = [sys.executable, str(DRIVER)]
    done = subprocess.run(command, input=json.dumps(job), capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.django_db
def test_bare_view_answers_with_as_many_bytes(rf: Any, monkeypatch: pytest.MonkeyPatch, cast: Any) -> None:
    monkeypatch.setattr(ceiling, "costs", lambda: {"diary": {"reads": 0, "writes": 0, "bytes": 700}})
    assert len(ceiling.bare(rf.get("/diary/"), "diary").content) == 700


def test_misses_are_named() -> None:
    def row(scene: str, rate: float) -> dict[str, Any]:
        return {
            "scene": scene,
            "title": scene,
            "connections": 8,
            "product": {"per_second": rate},
            "ceiling": {"per_second": 500},
        }

    said = report.verdicts({"postgresql": [row("journal", 200), row("save", 450)]})
    assert said[0] == (
        "journal: 200 req/s; aim 180 met; 40% of its ceiling, aim 60% **MISSED**; 9.1 × the known peer's 22"
    )
    assert "aim 400 met; 90% of its ceiling, aim 60% met" in said[1]
