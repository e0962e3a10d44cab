"""Two teachers at random in the same cells: nothing acknowledged is ever overwritten without having been seen.

bin/long conflicts    the long form, with its figures
"""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import verify
from parta.audit.models import Change
from parta.journal.models import Cell
from parta.teaching.models import CourseTeacher, Lesson
from tests.cast import START, TODAY, Cast, make_cast
from tests.races import at_once
from tests.records import LONG, Bar, keep

from .conftest import op_id, post

EDITS = 10_000 if LONG else 160
VALUES = ("5", "4", "3", "2", "н", "оп", "оп/4", "5/4", "зач", ".", "")
BATCH = 4

Place = tuple[int, int]


@dataclass
class Writer:
    """Writes over what it knows; now and then repeats a request, sends it late, or keeps its own after a conflict."""

    client: Client
    address: str
    places: list[Place]
    random: random.Random
    known: dict[Place, int] = field(default_factory=dict)  # versions
    acknowledged: list[tuple[Place, int, int, str]] = field(default_factory=list)  # base, version, value
    count: Counter[str] = field(default_factory=Counter)

    def write(self, edits: int) -> None:
        late: list[dict[str, Any]] = []
        while self.count["edits"] < edits:
            chosen = self.random.sample(self.places, self.random.randint(1, BATCH))
            batch = [self.edit(place) for place in chosen]
            if self.random.random() < 0.05:
                late.append(batch.pop())  # reordered: it goes after later edits of other cells, over an old version
            if late and self.random.random() < 0.3:
                batch.append(late.pop(0))
            if batch and len({(one["lesson"], one["pupil"]) for one in batch}) == len(batch):
                self.send(batch)

    def edit(self, place: Place) -> dict[str, Any]:
        fields = {"op_id": op_id(), "lesson": place[0], "pupil": place[1], "base_version": self.known.get(place, 0)}
        return fields | {"value": self.random.choice(VALUES)}

    def send(self, batch: list[dict[str, Any]]) -> None:
        answer = post(self.client, self.address, {"edits": batch})
        if answer.status_code == 503:  # busy: the same edits once more
            self.count["busy"] += 1
            return self.send(batch)
        results = answer.json()["results"]
        if self.random.random() < 0.1:
            again = post(self.client, self.address, {"edits": batch}).json()["results"]
            assert again == results, "a repeat gets the first answer"
            self.count["repeats"] += 1
        for one in batch:
            self.take(one, results[one["op_id"]])
        return None

    def take(self, edit: dict[str, Any], result: dict[str, Any]) -> None:
        place, status = (edit["lesson"], edit["pupil"]), result["status"]
        self.count["edits"] += 1
        self.count[status] += 1
        if status == "rejected":
            return
        if status == "saved":
            self.acknowledged.append((place, edit["base_version"], result["version"], result["value"]))
        self.known[place] = result["version"]
        if status == "conflict" and self.random.random() < 0.5:
            self.send([edit | {"op_id": op_id(), "base_version": result["version"]}])  # «Оставить моё»


@pytest.fixture
def school(database_of_a_school: None) -> Cast:
    cast = make_cast()
    CourseTeacher.objects.create(course=cast.courses["algebra"], staff=cast.staff["irina"], starts_on=START)
    for number in (5, 6):
        Lesson.objects.create(course=cast.courses["algebra"], date=TODAY, number=number)
    return cast


def writer_of(cast: Cast, who: str) -> Writer:
    client = Client()
    client.force_login(cast.users[who], backend="parta.teaching.backends.SchoolBackend")
    lessons = Lesson.objects.filter(course=cast.courses["algebra"]).values_list("pk", flat=True)
    places = [(lesson, cast.pupils[pupil].pk) for lesson in lessons for pupil in ("petya", "masha")]
    address = reverse("journal-cells", args=[cast.courses["algebra"].pk])
    return Writer(client, address, places, random.Random(who))


def test_no_silent_overwrite(school: Cast) -> None:
    writers = [writer_of(school, who) for who in ("olga", "irina")]
    at_once(*(lambda writer=writer: writer.write(EDITS // 2) for writer in writers), timeout=3600)
    total = sum((writer.count for writer in writers), Counter[str]())
    assert total["edits"] >= EDITS
    assert total["conflict"] > EDITS // 50, "the writers did meet"

    changes: dict[Place, dict[int, str]] = defaultdict(dict)
    for writer in writers:
        for place, base, version, after in writer.acknowledged:
            # Written over exactly what its writer had seen, unless it changed nothing.
            assert version == base + 1 or changes[place].get(version, after) == after
            assert changes[place].setdefault(version, after) == after, "two different writes took one version"
    for cell in Cell.objects.all():
        history = changes[cell.lesson_id, cell.pupil_id]
        assert sorted(history)[-1] == cell.version
        assert Change.objects.filter(model="journal.Cell", object_id=cell.pk).count() == cell.version
    faults = Bar("faults of the chain", len(verify()), 0)
    keep("conflicts", {"edits": EDITS}, [faults], cells=Cell.objects.count(), changes=Change.objects.count(), **total)
