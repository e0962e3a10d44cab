"""What is asked of the server, and by whom: eight people signed in, each with pages and cells of their own."""

import gzip
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parta.accounts.models import User
from parta.core.dates import monday_of
from parta.journal.models import Cell
from parta.ops.bench.school import HOURS, SIZES, TRIMESTERS
from parta.people.models import Guardianship
from parta.school.models import Period
from parta.teaching.models import Course, CourseMember, Lesson

PEOPLE = 8
RECENT = timedelta(days=6)  # lessons no older are changed without a reason (TIME-02)
MOST_CELLS = 400  # of one person
HOST = "localhost"
_UNCOUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Cost:
    """One answer, seen from inside: queries (without BEGIN and COMMIT) and bytes of the body."""

    reads: int
    writes: int
    bytes: int
    gzip_bytes: int


@dataclass(frozen=True)
class Scene:
    """One kind of request. `people` is what driver.py takes of the product, `bare` of the bare view."""

    name: str
    title: str
    people: list[dict[str, Any]]
    bare: list[dict[str, Any]]
    cost: Cost
    grid: dict[str, Any] | None = None  # what the bare view of the journal draws


@dataclass(frozen=True)
class SignedIn:
    """A person with a session and a CSRF token, as the sign-in page leaves them in a browser."""

    client: Client
    cookies: str
    token: str

    def visit(self, address: str) -> str:
        return f"GET {address} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {self.cookies}\r\n\r\n"

    def save_head(self) -> str:
        """With places for the journal and the length of the body."""
        address = reverse("journal-cells", args=[0]).replace("/0/", "/{course}/")
        return (
            f"POST {address} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {self.cookies}\r\nX-CSRFToken: {self.token}\r\n"
            "Content-Type: application/json\r\nAccept: application/json\r\nContent-Length: {length}\r\n\r\n"
        )

    def save(self, cell: dict[str, Any]) -> Any:
        body = {"period": cell["period"], "edits": [edit_of(cell, secrets.token_hex(8))]}
        address = reverse("journal-cells", args=[cell["course"]])
        headers = {"X-CSRFToken": self.token}
        return self.client.post(address, json.dumps(body), content_type="application/json", headers=headers)


def edit_of(cell: dict[str, Any], op_id: str) -> dict[str, Any]:
    value = "4" if cell["value"] == "5" else "5"
    wanted = {"lesson": cell["lesson"], "pupil": cell["pupil"], "base_version": cell["version"]}
    return {"op_id": op_id, "value": value, **wanted}


def sign_in(user_id: int) -> SignedIn:
    client = Client(SERVER_NAME=HOST, enforce_csrf_checks=True)
    client.force_login(User.objects.get(pk=user_id))
    token = secrets.token_hex(16)
    client.cookies["parta-csrf"] = token
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return SignedIn(client, cookies, token)


def scenes(on: date) -> Iterator[Scene]:
    """All of them for this school, `on` being today."""
    journals = big_journals(on)
    teachers = {user: sign_in(user) for user in journals}
    families = [(sign_in(user), pupil) for user, pupil in parents()]
    week = monday_of(on).isoformat()
    yield pages(
        "journal",
        f"journal, {SIZES[-1]} pupils × {TRIMESTERS[-1] * max(HOURS.values())} lessons",
        [(teachers[user], [reverse("journal", args=[pk]) for pk in mine]) for user, mine in journals.items()],
        grid=_bare_grid(next(iter(journals.values()))[0], on),
    )
    yield saving([(teachers[user], list(cells(user, on))) for user in journals])
    yield pages(
        "diary", "diary, a week", [(one, [f"{reverse('diary', args=[pupil])}?week={week}"]) for one, pupil in families]
    )
    yield pages(
        "averages", "a pupil's averages", [(one, [reverse("diary-marks", args=[pupil])]) for one, pupil in families]
    )
    nobody = SignedIn(Client(SERVER_NAME=HOST), "theme=", "")
    yield pages("login", "login page", [(nobody, [reverse("login")])] * PEOPLE)


def pages(
    name: str, title: str, visitors: list[tuple[SignedIn, list[str]]], grid: dict[str, Any] | None = None
) -> Scene:
    who, addresses = visitors[0]
    return Scene(
        name=name,
        title=title,
        people=[{"requests": [one.visit(address) for address in found]} for one, found in visitors],
        bare=[{"requests": [f"GET /{name}/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n"]}] * len(visitors),
        cost=cost_of(lambda: who.client.get(addresses[0])),
        grid=grid,
    )


def saving(teachers: list[tuple[SignedIn, list[dict[str, Any]]]]) -> Scene:
    first, own = teachers[0]
    spare = [own.pop(), own.pop()]
    body = json.dumps({"period": own[0]["period"], "edits": [edit_of(own[0], secrets.token_hex(8))]})
    head = (
        f"POST /save/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return Scene(
        name="save",
        title="save of one mark",
        people=[{"head": one.save_head(), "cells": found} for one, found in teachers],
        bare=[{"requests": [head + body]}] * len(teachers),
        cost=cost_of(lambda: first.save(spare.pop())),
    )


def cost_of(ask: Any) -> Cost:
    ask()  # what is only made once in a process is there now
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    if answer.status_code != 200:
        raise ValueError(f"{answer.status_code}: {answer.content[:300]!r}")
    queries = [one["sql"].lstrip() for one in captured.captured_queries if not one["sql"].startswith(_UNCOUNTED)]
    writes = sum(sql.startswith(_WRITES) for sql in queries)
    return Cost(len(queries) - writes, writes, len(answer.content), len(gzip.compress(answer.content, 6)))


def big_journals(on: date) -> dict[int, list[int]]:
    """Teachers (User.pk) with their journals of the largest classes and the most lessons, for `PEOPLE` of them."""
    large = (
        Course.objects.filter(hours_per_week=max(HOURS.values()))
        .annotate(size=Count("members"))
        .filter(size=SIZES[-1])
        .order_by("pk")
    )
    found: dict[int, list[int]] = {}
    for pk, user in large.values_list("pk", "teachers__staff__person__user_id"):
        found.setdefault(user, []).append(pk)
    return dict(islice(found.items(), PEOPLE))


def parents() -> list[tuple[int, int]]:
    """(User.pk, Pupil.pk) of families, each of another class."""
    rows = Guardianship.objects.order_by("pk").values_list(
        "guardian__person__user_id", "pupil_id", "pupil__class_members__school_class_id"
    )
    first: dict[int, tuple[int, int]] = {}
    for user, pupil, school_class in rows:
        first.setdefault(school_class, (user, pupil))
    return list(first.values())[:PEOPLE]


def cells(user: int, on: date) -> Iterator[dict[str, Any]]:
    """Places of the teacher's latest lessons as the page knows them: version, and the mark when it is the only one."""
    lessons = Lesson.objects.filter(course__teachers__staff__person__user_id=user, date__range=(on - RECENT, on))
    places = list(lessons.order_by("pk").values_list("pk", "course_id"))
    stored = {
        (lesson, pupil): (version, value)
        for lesson, pupil, version, value in Cell.objects.filter(lesson__in=[pk for pk, _ in places]).values_list(
            "lesson_id", "pupil_id", "version", "marks__value"
        )
    }
    members: dict[int, list[int]] = {}
    for course, pupil in CourseMember.objects.filter(course__in={one for _, one in places}).values_list(
        "course_id", "pupil_id"
    ):
        members.setdefault(course, []).append(pupil)
    period = str(Period.objects.get(starts_on__lte=on, ends_on__gte=on).pk)
    for lesson, course, pupil in islice(((pk, one, pupil) for pk, one in places for pupil in members[one]), MOST_CELLS):
        version, value = stored.get((lesson, pupil), (0, None))
        known = {"version": version, "value": str(value or "")}
        yield {"course": course, "lesson": lesson, "pupil": pupil, "period": period, **known}


def _bare_grid(course: int, on: date) -> dict[str, Any]:
    period = Period.objects.get(starts_on__lte=on, ends_on__gte=on)
    columns = Lesson.objects.filter(course=course, date__range=(period.starts_on, period.ends_on)).count()
    dated = {"start": period.starts_on.isoformat(), "end": period.ends_on.isoformat()}
    return {"course": course, "columns": columns, "places": columns * SIZES[-1], **dated}
