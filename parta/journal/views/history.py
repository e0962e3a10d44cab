"""Pages about the past of a journal: what was changed, and how the journal looked at some moment."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from parta.core import dates
from parta.core.asked import date_of, number_of
from parta.core.audience import STAFF, audience
from parta.core.http import Request
from parta.journal import access, grid, past
from parta.journal.actions.seen import see_changes
from parta.journal.history import NOTHING, Asked, history
from parta.journal.views.pages import course_of
from parta.teaching.models import Course

NO_MOMENT = "Укажите день и время: например, 10 ноября и 12:00."


@require_safe
@audience(STAFF)
def journal_history(request: Request, course_id: int) -> HttpResponse:
    course = course_of(request, course_id)
    given = request.GET
    asked = Asked(
        lesson=number_of(given.get("lesson", "")),
        foreign="foreign" in given,
        before=number_of(given.get("before", "")),
    )
    context = {
        "section": "journal",
        "course": course,
        "asked": asked,
        "history": history(request.actor, course, asked),
        "nothing": NOTHING,
        "lesson_day": grid.lesson_date(course, asked.lesson) if asked.lesson else None,
        "writable": access.may_write(request.actor, course.pk),
        "moment": dates.school_now(request.actor.zone),
    }
    return render(request, "journal/history.html", context)


@require_safe
@audience(STAFF)
def cell_history(request: Request, course_id: int, lesson_id: int, pupil_id: int) -> HttpResponse:
    """The changes of one cell, for the panel."""
    course = course_of(request, course_id)
    asked = Asked(lesson=lesson_id, pupil=pupil_id)
    mine = access.gives(request.actor, course_id, lesson_id)
    note = f"{reverse('behaviour-write', args=[course_id, lesson_id])}?pupil={pupil_id}" if mine else ""
    context = {
        "note": note,  # where a note on the pupil is written
        "history": history(request.actor, course, asked),
        "nothing": NOTHING,
        "today": dates.school_now(request.actor.zone).date(),
    }
    return render(request, "journal/_cell_history.html", context)


@require_POST
@audience(STAFF)
def changes_seen(request: Request, course_id: int) -> HttpResponse:
    if not access.may_write(request.actor, course_id):
        raise Http404
    see_changes(course_id, by=request.actor, at=dates.now())
    return redirect(reverse("journal", args=[course_id]))


@require_safe
@audience(STAFF)
def journal_past(request: Request, course_id: int) -> HttpResponse:
    """The journal at a moment of the school's clock: `on` 2026-11-10, `time` 12:00."""
    course = course_of(request, course_id)
    if "lesson" in request.GET:  # the head of a column leads to the lesson as it is now
        return redirect(f"{reverse('journal', args=[course_id])}?lesson={number_of(request.GET['lesson']) or ''}")
    try:
        at = _moment(request)
    except ValueError:
        return _past_page(request, course, None, NO_MOMENT)
    return _past_page(request, course, at, "")


def _moment(request: Request) -> datetime:
    """ValueError when there is none in our century."""
    day, clock = date_of(request.GET.get("on", "")), request.GET.get("time", "") or "23:59"
    return datetime.strptime(f"{day} {clock}", "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(request.actor.zone))


def _past_page(request: Request, course: Course, at: datetime | None, problem: str) -> HttpResponse:
    spans = grid.spans_of(course, request.actor.on)
    now = dates.school_now(request.actor.zone)
    span = grid.choose_span(spans, request.GET.get("period", ""), (at or now).date())
    if span is None:
        raise Http404
    at = min(at, now) if at else None
    context = {
        "section": "journal",
        "course": course,
        "span": span,
        "spans": spans,
        "at": at or now,
        "grid": past.grid_at(request.actor, course, spans, span, at) if at else None,
        "problem": problem,
    }
    return render(request, "journal/past.html", context, status=400 if problem else 200)
