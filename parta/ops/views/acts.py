"""Acts of destruction: the draft with the name before the erasure, the kept ones without it afterwards."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST, require_safe

from parta.accounts.stepup import step_up
from parta.audit import readings
from parta.core import dates
from parta.core.audience import audience
from parta.core.http import Request, attachment
from parta.ops import access
from parta.ops.erasure import acts as papers
from parta.ops.erasure import queries
from parta.school.refusals import Refused


@require_safe
@audience(*access.ERASERS)
def acts(request: Request) -> HttpResponse:
    lines = queries.act_lines(access.acts(request.actor), request.actor)
    return render(request, "ops/acts.html", {"section": "school", "lines": lines})


@require_safe
@audience(*access.ERASERS)
def act(request: Request, act_id: int) -> HttpResponse:
    row = get_object_or_404(access.acts(request.actor), pk=act_id)
    return attachment(papers.reprint(row, request.actor.zone), "application/pdf", f"akt-{row.number}.pdf")


@require_GET
@audience(*access.ERASERS)
@step_up
def draft(request: Request, withdrawal_id: int) -> HttpResponse:
    row = get_object_or_404(access.withdrawals(request.actor), pk=withdrawal_id)
    try:
        pdf = papers.draft(row, by=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.text)
        return redirect("withdrawal", withdrawal_id)
    readings.note(request.actor, "print", row)
    return attachment(pdf, "application/pdf", f"akt-{row.pk}-proekt.pdf")


@require_POST
@audience(*access.ERASERS)
@step_up
def forget(request: Request, act_id: int) -> HttpResponse:
    row = get_object_or_404(access.acts(request.actor), pk=act_id)
    try:
        papers.forget(row, by=request.actor, at=dates.now())
    except Refused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, "Акт удалён: срок его хранения истёк.")
    return redirect("destruction-acts")
