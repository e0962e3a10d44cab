"""The deputy's side of final marks: stages, empty places, the council's decisions."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parta.accounts.stepup import step_up
from parta.core import dates
from parta.core.asked import date_of, line_of
from parta.core.audience import HOMEROOM, audience
from parta.core.http import Request
from parta.core.russian import counted
from parta.journal import access
from parta.journal.attendance.access import classes
from parta.journal.finals import council, overview, stage_actions
from parta.journal.finals.terms import terms_of
from parta.school.calendar import year_of
from parta.school.editing import MANAGERS
from parta.school.models import AcademicYear, Period
from parta.school.refusals import Refused


def _do(request: Request, action: Callable[[], Any], done: str) -> HttpResponse:
    try:
        action()
    except Refused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, done)
    return redirect("periods")


def _period(request: Request, period_id: int) -> tuple[AcademicYear, Period]:
    period = get_object_or_404(access.periods(request.actor).select_related("year"), pk=period_id)
    return period.year, period


def _year(request: Request) -> AcademicYear:
    year = year_of(request.actor.on)
    if year is None:
        raise Http404
    return year


@require_POST
@audience(*MANAGERS)
def begin(request: Request, period_id: int) -> HttpResponse:
    year, period = _period(request, period_id)
    return _do(
        request,
        lambda: stage_actions.begin(year, period, by=request.actor, at=dates.now()),
        f"{period.title}: выставление началось.",
    )


@require_POST
@audience(*MANAGERS)
def publish(request: Request, period_id: int) -> HttpResponse:
    year, period = _period(request, period_id)
    return _do(
        request,
        lambda: stage_actions.publish(year, period, by=request.actor, at=dates.now()),
        f"{period.title}: отметки опубликованы, семьи их видят.",
    )


@require_POST
@audience(*MANAGERS)
def publish_year(request: Request) -> HttpResponse:
    year = _year(request)
    return _do(
        request,
        lambda: stage_actions.publish(year, None, by=request.actor, at=dates.now()),
        "Годовые и итоговые отметки опубликованы.",
    )


@require_POST
@audience(*MANAGERS)
def close_year(request: Request) -> HttpResponse:
    year = _year(request)
    return _do(
        request,
        lambda: stage_actions.close_year(year, by=request.actor, at=dates.now()),
        "Годовые и итоговые отметки закрыты.",
    )


@require_POST
@audience(*MANAGERS)
@step_up
def reopen_year(request: Request) -> HttpResponse:
    year, reason = _year(request), line_of(request.POST.get("reason", ""), 300)
    return _do(
        request,
        lambda: stage_actions.reopen_year(year, reason, by=request.actor, at=dates.now()),
        "Годовые и итоговые отметки открыты.",
    )


@require_safe
@audience(*MANAGERS)
def missing(request: Request, period_id: int) -> HttpResponse:
    year, period = _period(request, period_id)
    rows = overview.missing(period, request.actor.on)
    context = {
        "section": "finals",
        "period": period,
        "rows": rows,
        "left": sum(one.left for one in rows),
        "term": terms_of(year, [period], request.actor.on)[period.pk],
    }
    return render(request, "journal/finals/missing.html", context)


@require_POST
@audience(*MANAGERS)
def remind(request: Request, period_id: int) -> HttpResponse:
    year, period = _period(request, period_id)
    rows = overview.missing(period, request.actor.on)
    due_on = terms_of(year, [period], request.actor.on)[period.pk].due_on
    told = stage_actions.remind(rows, period, due_on, by=request.actor, at=dates.now())
    people = counted(told, "учителю", "учителям", "учителям")
    messages.success(request, f"Напоминание отправлено {people}." if told else "Напоминать некому.")
    return redirect("missing-finals", period.pk)


@require_safe
@audience(HOMEROOM, *MANAGERS)
def council_page(request: Request, class_id: int) -> HttpResponse:
    """Decisions on each pupil at the year's end; the class teacher reads them."""
    school_class = get_object_or_404(classes(request.actor), pk=class_id)
    return _council(request, council.load(request.actor, school_class), {}, "", 200)


@require_http_methods(["POST"])
@audience(*MANAGERS)
def decide(request: Request, class_id: int) -> HttpResponse:
    school_class = get_object_or_404(classes(request.actor), pk=class_id)
    page = council.load(request.actor, school_class)
    number = line_of(request.POST.get("protocol_number", ""), 40)
    day = date_of(request.POST.get("protocol_date", ""))
    if not number or day is None:
        return _council(request, page, request.POST, "Укажите номер и дату протокола педсовета.", 422)
    chosen = council.chosen(page, request.POST)
    try:
        count = stage_actions.decide(school_class.year, chosen, number, day, by=request.actor, at=dates.now())
    except Refused as refusal:
        return _council(request, page, request.POST, refusal.text, 422)
    messages.success(request, f"Записано решений: {count}.")
    return redirect("council", school_class.pk)


def _council(request: Request, page: council.Page, posted: Any, problem: str, status: int) -> HttpResponse:
    context = {
        "section": "finals",
        "page": page,
        "posted": posted,
        "problem": problem,
        "writable": request.actor.is_administration,
    }
    return render(request, "journal/finals/council.html", context, status=status)
