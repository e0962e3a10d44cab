"""«Новый год»: what passing the year on will do, the decisions about it, carrying it out and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from parta.accounts.stepup import step_up
from parta.core import dates
from parta.core.asked import line_of
from parta.core.audience import audience
from parta.core.roles import Role
from parta.ops.importing.undo import blockers
from parta.ops.rollover import actions
from parta.ops.rollover.state import load, year_to_pass_on
from parta.ops.rollover_forms import ClassForm, DaysForm, title_of
from parta.ops.showing import moment
from parta.school import access
from parta.school.editing import MANAGERS, actor_of, form_page, sent
from parta.school.refusals import Refused
from parta.school.years import reopen_year


@require_http_methods(["GET", "HEAD", "POST"])
@audience(*MANAGERS)
def rollover(request: HttpRequest) -> HttpResponse:
    """The dry run. A POST keeps the days and the order, carries out what was shown, or takes it back."""
    do = request.POST.get("do") if request.method == "POST" else ""
    if do == "apply":
        return _apply(request)
    if do == "undo":
        return _undo(request)
    by = actor_of(request)
    year, found = year_to_pass_on(by.on), actions.check(by.on)
    if year is None or found is None:
        return _page(request, None)
    draft = actions.draft_of(year)
    form = DaysForm(request.POST if do == "days" else None, choices=actions.choices_of(draft), found=found)
    if do == "days" and form.is_valid():
        try:
            actions.decide(draft, form.decided(), by=by, at=dates.now())
        except Refused as refusal:
            return _page(request, form, refusal.text, 409)
        messages.success(request, "Сохранено.")
        return redirect("rollover")
    return _page(request, form)


def _page(request: HttpRequest, form: Any, error: str = "", status: int = 0) -> HttpResponse:
    by = actor_of(request)
    run = actions.last_run()
    context = {
        "section": "school",
        "error": error,
        "form": form,
        "year": year_to_pass_on(by.on),
        "found": actions.check(by.on),
        "run": run,
        "applied": moment(run.applied_at, by.zone) if run else "",
        "obstacles": blockers(run) if run else [],
        "closed": access.years(by).exclude(closed_at=None),
        "may_open": by.has(Role.DIRECTOR),
    }
    return render(request, "ops/rollover.html", context, status=status or (422 if form and form.errors else 200))


def _shown(request: HttpRequest, error: str) -> HttpResponse:
    by = actor_of(request)
    year, found = year_to_pass_on(by.on), actions.check(by.on)
    form = DaysForm(None, choices=actions.choices_of(actions.draft_of(year)), found=found) if year and found else None
    return _page(request, form, error, 409)


@step_up
def _apply(request: HttpRequest) -> HttpResponse:
    try:
        actions.roll_over(shown=request.POST.get("fingerprint", ""), by=actor_of(request), at=dates.now())
    except Refused as refusal:
        return _shown(request, refusal.text)
    messages.success(request, "Готово: школа переведена, прежний год закрыт.")
    return redirect("rollover")


@step_up
def _undo(request: HttpRequest) -> HttpResponse:
    run = actions.last_run()
    try:
        if run is None:
            raise Refused("Отменять нечего.")
        actions.take_back(run, by=actor_of(request), at=dates.now())
    except Refused as refusal:
        return _shown(request, refusal.text)
    messages.success(request, "Перевод отменён: школа снова такая, как до него.")
    return redirect("rollover")


@require_http_methods(["GET", "HEAD", "POST"])
@audience(*MANAGERS)
def rollover_class(request: HttpRequest, class_id: int) -> HttpResponse:
    """Where one class goes, and those of its pupils who go another way."""
    by, at = actor_of(request), dates.now()
    year, found = year_to_pass_on(by.on), actions.check(by.on)
    if year is None or found is None:
        raise Http404
    state, draft = load(year, by.on), actions.draft_of(year)
    row = state.old["school.SchoolClass"].get(class_id)
    if row is None:
        raise Http404

    def save(form: Any) -> None:
        actions.decide(draft, form.decided(), by=by, at=at)

    return form_page(
        request,
        ClassForm(sent(request), row=row, state=state, choices=actions.choices_of(draft), found=found),
        save,
        title=f"{title_of(row)} в новом году",
        back=reverse("rollover"),
        template="ops/rollover_class.html",
        unassigned=row["unassigned"],
    )


@require_POST
@audience(Role.DIRECTOR)
@step_up
def open_year(request: HttpRequest, year_id: int) -> HttpResponse:
    """A closed year can be written in again, till it is closed on the same page. YEAR-03."""
    by = actor_of(request)
    year = get_object_or_404(access.years(by).exclude(closed_at=None), pk=year_id)
    try:
        reopen_year(year, line_of(request.POST.get("reason", ""), 300), by=by, at=dates.now())
    except Refused as refusal:
        return _shown(request, refusal.text)
    messages.success(request, f"Учебный год {year.title} открыт. Закройте его на этой же странице, когда закончите.")
    return redirect("rollover")
