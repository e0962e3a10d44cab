"""«Журнал просмотров», for the administration."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parta.core.asked import date_of, number_of
from parta.core.audience import audience
from parta.core.http import Request
from parta.people import reading_queries
from parta.people.finding import MOST_LETTERS
from parta.people.reading_queries import Filter
from parta.school.editing import MANAGERS


@require_safe
@audience(*MANAGERS)
def readings(request: Request) -> HttpResponse:
    given = request.GET
    chosen = Filter(
        text=" ".join(given.get("q", "").split())[:MOST_LETTERS],
        user=number_of(given.get("user", "")),
        what=given.get("what", "") if given.get("what") in reading_queries.KINDS else "",
        day=date_of(given.get("day", "")),
        before=number_of(given.get("before", "")),
    )
    context = {
        "section": "school",
        "page": reading_queries.page(request.actor, chosen),
        "chosen": chosen,
        "kinds": reading_queries.KINDS,
        "readers": reading_queries.readers(),
        "filtered": chosen != Filter(),
        "same": urlencode(_address(replace(chosen, before=None))),
    }
    return render(request, "people/readings.html", context)


def _address(chosen: Filter) -> dict[str, str]:
    """The filter as it stands in the address."""
    found = {"q": chosen.text, "user": chosen.user, "what": chosen.what, "day": chosen.day and chosen.day.isoformat()}
    return {name: str(value) for name, value in found.items() if value}
