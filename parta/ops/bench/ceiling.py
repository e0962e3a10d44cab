"""The bare Django view: no middleware, no session, nobody's rights. As many queries and bytes as the page it bounds.

Served only under config/ceiling_settings.py, by a server of its own; never one of the product's addresses.
`PARTA_CEILING` holds what each page costs: {"journal": {"reads": 8, "writes": 0, "bytes": 90000, "grid": …}}.
"""

import json
import os
import secrets
from functools import cache
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from jinja2 import Template

from parta.accounts.models import User
from parta.audit.models import Operation
from parta.core import dates
from parta.journal.models import Cell

_TABLE = Template(
    "<table>{% for row in rows %}<tr>{% for cell in row %}"
    "<td data-v='{{ cell[0] }}'>{{ cell[2] or cell[1] or '' }}</td>{% endfor %}</tr>{% endfor %}</table>",
    autoescape=True,
)


@cache
def costs() -> dict[str, dict[str, Any]]:
    return json.loads(os.environ["PARTA_CEILING"])


def bare(request: HttpRequest, name: str) -> HttpResponse:
    cost = costs()[name]
    if cost["writes"]:
        json.loads(request.body)
        with transaction.atomic():
            _read(cost["reads"])
            for _ in range(cost["writes"]):
                Operation.objects.create(
                    user=0, op_id=secrets.token_hex(12), at=dates.now(), answer={"status": "saved"}
                )
        return _answer(b"", cost["bytes"])
    if "grid" in cost:  # the grid: one of the queries reads its cells, and Jinja2 draws them
        _read(cost["reads"] - 1)
        return _answer(_TABLE.render(rows=_grid(**cost["grid"])).encode(), cost["bytes"])
    _read(cost["reads"])
    return _answer(b"", cost["bytes"])


def _read(number: int) -> None:
    for _ in range(number):
        User.objects.filter(pk=1).values_list("pk", "login").get()


def _grid(course: int, start: str, end: str, columns: int, places: int) -> list[list[tuple[Any, ...]]]:
    """The page's cells and empty places up to `places`, in rows of `columns`."""
    found = Cell.objects.filter(lesson__course_id=course, lesson__date__range=(start, end))
    cells: list[tuple[Any, ...]] = list(
        found.order_by("pupil_id", "lesson_id").values_list("version", "absence", "marks__value")
    )
    cells += [("", "", "")] * (places - len(cells))
    return [cells[at : at + columns] for at in range(0, places, columns)]


def _answer(content: bytes, size: int) -> HttpResponse:
    answer = HttpResponse(content.ljust(size, b" "))
    answer.headers["Content-Length"] = str(len(answer.content))
    return answer


urlpatterns = [path("<str:name>/", bare)]
