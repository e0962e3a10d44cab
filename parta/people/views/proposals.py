"""«Сообщения родителей об изменениях»: taken into the card by one button, or answered why not [4.1]."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from parta.core import dates
from parta.core.asked import line_of
from parta.core.audience import HOMEROOM, audience
from parta.people import card_access, proposals
from parta.school.editing import REGISTRARS, actor_of
from parta.school.refusals import Refused


@require_safe
@audience(*REGISTRARS, HOMEROOM)
def waiting(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    lines = proposals.waiting_lines(card_access.proposals(actor), actor.on, actor.zone)
    own = bool(actor.homeroom_class_ids)
    context = {"section": "my-class" if own else "school", "back": reverse("my-class" if own else "pupils")}
    return render(request, "people/proposals.html", context | {"lines": lines})


@require_POST
@audience(*REGISTRARS, HOMEROOM)
def decide(request: HttpRequest, proposal_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    row = get_object_or_404(card_access.proposals(by), pk=proposal_id)
    try:
        if "accept" in request.POST:
            proposals.accept(row, request.POST.get("seen", ""), by=by, at=at)
            messages.success(
                request, "Внесено в карточку." if row.field != "other" else "Отмечено, родитель это увидит."
            )
        else:
            proposals.decline(row, line_of(request.POST.get("answer", ""), 300), by=by, at=at)
            messages.success(request, "Ответ отправлен родителю.")
    except Refused as refusal:
        messages.error(request, refusal.text)
    return redirect("card-proposals")
