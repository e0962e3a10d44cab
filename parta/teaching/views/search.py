"""The search of the staff, from the head of every page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from parta.audit.readings import note_search
from parta.core import dates
from parta.core.audience import STAFF, audience
from parta.core.http import Request
from parta.people.finding import MOST_LETTERS
from parta.school.editing import REGISTRARS
from parta.teaching.search import search


@require_GET
@audience(STAFF)
def search_page(request: Request) -> HttpResponse:
    actor = request.actor
    text = " ".join(request.GET.get("q", "").split())[:MOST_LETTERS]
    found = search(actor, text, dates.school_now(actor.zone))
    if found.text:
        note_search(actor, len(found.pupils) + len(found.staff))
    registers = actor.has(*REGISTRARS)
    return render(request, "teaching/search.html", {"section": "search", "found": found, "registers": registers})
