"""The school's roster as a file: asked for by the director or the deputy, allowed by another, taken once. By POST."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from parta.accounts.stepup import step_up
from parta.audit.readings import note
from parta.core import dates
from parta.core.asked import line_of
from parta.core.audience import audience
from parta.core.http import XLSX, Request, attachment
from parta.ops import access
from parta.ops.exporting.actions import export_consents, export_set, with_approval
from parta.people import large_exports
from parta.people.approval_access import approved_exports_of
from parta.school.refusals import Refused

ASKED = "Просьба записана. Когда другой человек её разрешит, файл можно будет скачать здесь один раз в течение суток."


@require_POST
@audience(*access.EXPORTERS)
@step_up
def ask(request: Request) -> HttpResponse:
    what = "consents" if "consents" in request.POST else "oneroster"
    try:
        large_exports.ask_for(what, line_of(request.POST.get("reason", ""), 300), by=request.actor, at=dates.now())
    except Refused as refusal:
        messages.error(request, refusal.text)
        return redirect("import")
    messages.success(request, ASKED)
    return redirect("approvals")


@require_POST
@audience(*access.EXPORTERS)
@step_up
def oneroster(request: Request, approval_id: int) -> HttpResponse:
    return _export(request, approval_id, "oneroster", export_set, ("application/zip", "zip"))


@require_POST
@audience(*access.EXPORTERS)
@step_up
def consents(request: Request, approval_id: int) -> HttpResponse:
    return _export(request, approval_id, "consents", export_consents, (XLSX, "xlsx"))


def _export(
    request: Request, approval_id: int, what: str, export: Callable[..., bytes], form: tuple[str, str]
) -> HttpResponse:
    approval = get_object_or_404(approved_exports_of(request.actor), pk=approval_id, facts={"what": what})
    try:
        content = with_approval(approval, export, by=request.actor, at=dates.now())
    except Refused as refusal:
        messages.error(request, refusal.text)
        return redirect("approvals")
    note(request.actor, "export", approval, f"вся школа: {large_exports.title(approval)}")
    kind, suffix = form
    name = {"oneroster": "oneroster", "consents": "soglasiya"}[what]
    return attachment(content, kind, f"{name}-{request.actor.on:%Y-%m-%d}.{suffix}")
