"""«Решения вдвоём»: what waits for another's decision."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from parta.accounts.stepup import step_up
from parta.core import dates
from parta.core.audience import audience
from parta.core.http import Request
from parta.people import approval_queries, approvals
from parta.people.approval_access import DECIDERS, approvals_of
from parta.school.refusals import Refused


@require_safe
@audience(*DECIDERS)
def pairs(request: Request) -> HttpResponse:
    page = approval_queries.page(request.actor, dates.now())
    return render(request, "people/approvals.html", {"section": "approvals", "page": page})


@require_POST
@audience(*DECIDERS)
@step_up
def decide(request: Request, approval_id: int) -> HttpResponse:
    approval = get_object_or_404(approvals_of(request.actor), pk=approval_id)
    answer = request.POST.get("answer")
    if answer not in ("yes", "no"):
        messages.error(request, "Нажмите «Разрешить» или «Отклонить».")
        return redirect("approvals")
    try:
        approvals.decide(approval, answer == "yes", by=request.actor, at=dates.now())
    except Refused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, "Разрешено." if answer == "yes" else "Отклонено.")
    return redirect("approvals")


@require_POST
@audience(*DECIDERS)
def withdraw(request: Request, approval_id: int) -> HttpResponse:
    approval = get_object_or_404(approvals_of(request.actor), pk=approval_id)
    try:
        approvals.withdraw(approval, by=request.actor, at=dates.now())
    except Refused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, "Просьба отозвана.")
    return redirect("approvals")
