"""Slips for a whole school at once: one of the administration asks with a reason, another allows. CODE-09."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from parta.accounts.stepup import step_up
from parta.audit.readings import note
from parta.core import dates
from parta.core.asked import line_of
from parta.core.audience import audience
from parta.core.http import Request, attachment
from parta.core.roles import Role
from parta.people import large_exports
from parta.people.actions.slips import print_school
from parta.people.approval_access import approved_exports_of
from parta.people.large_exports import SLIPS
from parta.school.refusals import Refused

ASKED = "Просьба записана. Когда другой человек её разрешит, карточки можно скачать здесь один раз в течение суток."


@require_POST
@audience(Role.DIRECTOR, Role.DEPUTY)
@step_up
def ask(request: Request) -> HttpResponse:
    try:
        large_exports.ask_for(SLIPS, line_of(request.POST.get("reason", ""), 300), by=request.actor, at=dates.now())
    except Refused as refusal:
        messages.error(request, refusal.text)
        return redirect("access")
    messages.success(request, ASKED)
    return redirect("approvals")


@require_POST
@audience(Role.DIRECTOR, Role.DEPUTY)
@step_up
def take(request: Request, approval_id: int) -> HttpResponse:
    approval = get_object_or_404(approved_exports_of(request.actor), pk=approval_id, facts={"what": SLIPS})
    address = request.build_absolute_uri(reverse("activate"))
    try:
        pdf = print_school(approval, address, by=request.actor, at=dates.now())
    except Refused as refusal:
        messages.error(request, refusal.text)
        return redirect("approvals")
    note(request.actor, "export", approval, "карточки доступа всей школы")
    return attachment(pdf, "application/pdf", "kody-dostupa-shkola.pdf")
