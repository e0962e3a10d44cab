"""«Отменить занятия»: a preview first, then the step; and bringing them back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from parta.core import dates
from parta.core.audience import audience
from parta.core.http import Request
from parta.core.russian import counted
from parta.journal import cancelled_days as pages
from parta.journal.actions import cancelled_days as actions
from parta.journal.cancelled_days_forms import CancelDaysForm
from parta.school.calendar import year_of
from parta.school.editing import MANAGERS
from parta.school.refusals import Refused

NO_YEAR = "Сначала создайте учебный год."


@require_http_methods(["GET", "POST"])
@audience(*MANAGERS)
def cancel(request: Request) -> HttpResponse:
    """GET with dates shows what would be done, POST does it."""
    by, at = request.actor, dates.now()
    year = year_of(by.on)
    if year is None:
        messages.error(request, NO_YEAR)
        return redirect("calendar")
    asked = request.POST if request.method == "POST" else request.GET
    day = min(max(by.on, year.starts_on), year.ends_on)
    form = CancelDaysForm(
        asked if "starts_on" in asked else None, year=year, initial={"starts_on": day, "ends_on": day}
    )
    effect = None
    if form.is_bound and form.is_valid():
        if reason := actions.refusal(form.days):
            form.add_error("starts_on", reason)
        elif request.method == "POST":
            try:
                done = actions.cancel_days(form.days, form.title, by=by, at=at)
            except Refused as refusal:
                form.add_error(refusal.field, refusal.text)
            else:
                messages.success(request, _said(done))
                return redirect("calendar")
        else:
            effect = pages.effect(form.days, by.on)
    context = {"section": "school", "form": form, "effect": effect, "year": year}
    return render(request, "journal/cancel_days.html", context, status=422 if form.errors else 200)


def _said(done: actions.Done) -> str:
    parts = [("снято", done.cancelled), ("убрано", done.removed), ("осталось", done.stayed)]
    words = [f"{word} {counted(count, 'урок', 'урока', 'уроков')}" for word, count in parts if count]
    return f"Занятия отменены: {', '.join(words)}." if words else "Занятия отменены, уроков в эти дни не было."


@require_http_methods(["GET", "POST"])
@audience(*MANAGERS)
def cancelled(request: Request, day_id: int) -> HttpResponse:
    """One entry of the calendar: what it took, and the button that brings it back."""
    row = get_object_or_404(pages.days_off(request.actor), pk=day_id)
    if "return" in request.POST:
        try:
            done = actions.return_days(row, by=request.actor, at=dates.now())
        except Refused as refusal:
            messages.error(request, refusal.text)
        else:
            counts = f"возвращено {done.restored}, создано заново {done.created}"
            messages.success(request, f"Занятия возвращены. Уроки: {counts}.")
        return redirect("calendar")
    context = {"section": "school", "row": row, "lessons": len(pages.cancelled_by(row)), "today": request.actor.on}
    return render(request, "journal/cancelled_day.html", context)
