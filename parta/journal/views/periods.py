"""Closing periods and opening journals in them: the deputy and the director."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parta.accounts.stepup import step_up
from parta.core import dates
from parta.core.asked import line_of
from parta.core.audience import audience
from parta.core.http import Request
from parta.journal import access
from parta.journal import periods as pages
from parta.journal.actions import closing
from parta.journal.closing_forms import UnlockForm
from parta.journal.finals import overview
from parta.school.calendar import year_of
from parta.school.editing import MANAGERS, form_page, sent
from parta.school.refusals import Refused


@require_safe
@audience(*MANAGERS)
def periods(request: Request) -> HttpResponse:
    actor = request.actor
    year = year_of(actor.on)
    unlocks = pages.unlock_rows(actor, dates.now())
    context = {
        "section": "school",
        "year": year,
        "rows": pages.period_rows(year, actor) if year else [],
        "running": [one for one in unlocks if one.running],
        "past": [one for one in unlocks if not one.running],
        "stages": overview.stages(actor, year) if year else (),
    }
    return render(request, "journal/periods.html", context)


@require_POST
@audience(*MANAGERS)
def close(request: Request, period_id: int) -> HttpResponse:
    period = get_object_or_404(access.periods(request.actor), pk=period_id)
    return _do(request, lambda: closing.close_period(period, by=request.actor, at=dates.now()), "Период закрыт.")


@require_POST
@audience(*MANAGERS)
@step_up
def reopen(request: Request, period_id: int) -> HttpResponse:
    period = get_object_or_404(access.periods(request.actor), pk=period_id)
    reason = line_of(request.POST.get("reason", ""), 300)
    return _do(
        request, lambda: closing.reopen_period(period, reason, by=request.actor, at=dates.now()), "Период открыт."
    )


@require_POST
@audience(*MANAGERS)
def end_unlock(request: Request, unlock_id: int) -> HttpResponse:
    found = get_object_or_404(access.unlocks(request.actor), pk=unlock_id)
    return _do(request, lambda: closing.end_unlock(found, by=request.actor, at=dates.now()), "Журнал снова закрыт.")


def _do(request: Request, action: Callable[[], None], done: str) -> HttpResponse:
    try:
        action()
    except Refused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, done)
    return redirect("periods")


@require_http_methods(["GET", "POST"])
@audience(*MANAGERS)
@step_up
def unlock(request: Request, period_id: int) -> HttpResponse:
    actor = request.actor
    period = get_object_or_404(access.periods(actor), pk=period_id)
    courses = {one.pk: one for one in pages.courses_of(period, actor)}

    def save(form: Any) -> None:
        wanted = form.cleaned_data
        course = courses[wanted["course"]]
        closing.unlock(course, period, wanted["hours"], wanted["reason"], by=actor, at=dates.now())

    return form_page(
        request,
        UnlockForm(sent(request), courses=courses.values(), chosen=request.GET.get("course", "")),
        save,
        title="Открыть журнал на время",
        back=reverse("periods"),
        saved="Журнал открыт. Директор увидит это на своей странице.",
        intro=f"{period.title}: период закрыт. На время открывается один журнал, остальные останутся закрыты.",
        submit="Открыть журнал",
    )
