"""The school's roster as a file, for the director. By POST: each one leaves a line in the history."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from parta.accounts.stepup import step_up
from parta.core import dates
from parta.core.actor import Actor
from parta.core.audience import audience
from parta.core.http import XLSX, Request, attachment
from parta.ops import access
from parta.ops.exporting.actions import export_consents, export_set
from parta.school.refusals import Refused


@require_POST
@audience(*access.EXPORTERS)
@step_up
def oneroster(request: Request) -> HttpResponse:
    return _export(request, export_set, "application/zip", "zip", "oneroster")


@require_POST
@audience(*access.EXPORTERS)
@step_up
def consents(request: Request) -> HttpResponse:
    return _export(request, export_consents, XLSX, "xlsx", "soglasiya")


def _export(request: Request, export: Callable[..., bytes], kind: str, suffix: str, name: str) -> HttpResponse:
    at: datetime = dates.now()
    by: Actor = request.actor
    try:
        content = export(by=by, at=at)
    except Refused as refusal:
        messages.error(request, refusal.text)
        return redirect("import")
    return attachment(content, kind, f"{name}-{by.on:%Y-%m-%d}.{suffix}")
