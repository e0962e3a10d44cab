"""The journal's pages: the list, the grid, the lesson panel and its plain form."""

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from parta.core import dates
from parta.core.asked import number_of
from parta.core.audience import STAFF, audience
from parta.core.http import Request
from parta.journal import access, grid, rollcall, shelf
from parta.journal import panel as panels
from parta.journal.actions.lessons import put_lessons
from parta.journal.actions.operations import Busy
from parta.journal.news import OVERLAP
from parta.journal.protocol import BadBody, lesson_edit_of_form
from parta.journal.timing import Timing, timing_of
from parta.journal.views.writing import BUSY
from parta.school.calendar import year_of
from parta.teaching.models import Course

LONGEST_SEARCH = 80
CONFLICT = (
    "Пока вы писали, урок изменили ({by}, {at}). Сейчас записано: тема «{topic}», задание «{homework}». "
    "В полях ваш текст: запишите его ещё раз, если нужен он."
)


@require_safe
@audience(STAFF)
def journals(request: Request) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").split())[:LONGEST_SEARCH]
    class_id = number_of(request.GET.get("class", ""))
    years = shelf.years(request.actor)
    asked = number_of(request.GET.get("year", ""))
    year = next((one for one in years if one.pk == asked), None) or year_of(request.actor.on)
    found = shelf.shelf(request.actor, year, class_id, text)
    return render(
        request, "journal/journals.html", {"section": "journal", "shelf": found, "years": years, "year": year}
    )


@require_safe
@audience(STAFF)
def journal(request: Request, course_id: int) -> HttpResponse:
    course = course_of(request, course_id)
    return _page(request, course, request.GET.get("period", ""), number_of(request.GET.get("lesson", "")))


@require_safe
@audience(STAFF)
def panel(request: Request, course_id: int, lesson_id: int) -> HttpResponse:
    """The panel alone, for htmx."""
    course = course_of(request, course_id)
    found = panels.find(request.actor, course, _timing(request, course), lesson_id)
    if found is None:
        raise Http404
    period = request.GET.get("period", "")
    return render(request, "journal/_panel.html", _panel_context(request, course, found, period))


@require_POST
@audience(STAFF)
def lesson(request: Request, course_id: int, lesson_id: int) -> HttpResponse:
    """The panel's form sent without JavaScript. What can't be saved stays in the fields, with the reason above."""
    actor = request.actor
    if not access.may_write_some(actor, course_id):
        raise Http404
    course = course_of(request, course_id)
    if grid.lesson_date(course, lesson_id) is None:
        raise Http404
    period = request.POST.get("period", "")
    try:
        edit = lesson_edit_of_form(lesson_id, request.POST)
        found = put_lessons(course_id, period, [edit], by=actor, at=dates.now())["results"][edit.op_id]
    except BadBody as error:
        return _page(request, course, period, lesson_id, Refused(str(error), 400))
    except Busy:
        return _page(request, course, period, lesson_id, Refused(BUSY, 503, edit.topic, edit.homework))
    if found["status"] == "saved":
        messages.success(request, "Урок записан.")
        return redirect(f"{reverse('journal', args=[course_id])}?{urlencode({'period': period, 'lesson': lesson_id})}")
    clash = found["status"] == "conflict"
    problem, status = (CONFLICT.format(**found), 409) if clash else (found["reason"], 422)
    return _page(request, course, period, lesson_id, Refused(problem, status, edit.topic, edit.homework))


@dataclass(frozen=True)
class Refused:
    """Why the panel's form wasn't accepted, the status to answer with, and the texts to keep in its fields."""

    problem: str
    status: int
    topic: str | None = None
    homework: str | None = None


def _page(
    request: Request, course: Course, period: str, lesson_id: int | None, refused: Refused | None = None
) -> HttpResponse:
    spans = grid.spans_of(course, request.actor.on)
    span = _span(spans, request, course, period, lesson_id)
    timing = _timing(request, course)
    shown = grid.grid(request.actor, course, timing, spans, span)
    found = panels.of_grid(shown, timing, lesson_id)
    context = _panel_context(request, course, found, span.key) | {
        "section": "journal",
        "grid": shown,
        "choices": shelf.choices(request.actor, course),
        "asked": lesson_id,
        "since": (dates.now() - OVERLAP).isoformat(),
    }
    if refused:
        context["problem"] = refused.problem
        context["panel"] = found and panels.with_texts(found, refused.topic, refused.homework)
    return render(request, "journal/journal.html", context, status=refused.status if refused else 200)


def _panel_context(request: Request, course: Course, found: panels.Panel | None, period: str) -> dict[str, Any]:
    return {
        "course": course,
        "panel": found,
        "period": period,
        "problem": "",
        "op_id": secrets.token_hex(8),
        "today": request.actor.on,
        "roll_clock": _roll_clock(request, found),
    }


def _roll_clock(request: Request, found: panels.Panel | None) -> str:
    held_at = found.lesson.roll_at if found else None
    return rollcall.clock(held_at, request.actor, dates.now()) if held_at else ""


def course_of(request: Request, course_id: int) -> Course:
    found = grid.find_course(request.actor, course_id, request.actor.on)
    if found is None:
        raise Http404
    return found


def _timing(request: Request, course: Course) -> Timing:
    return timing_of(course, by=request.actor, at=dates.now())


def _span(spans: list[grid.Span], request: Request, course: Course, period: str, lesson_id: int | None) -> grid.Span:
    """The period asked for; that of the lesson asked for; the current one."""
    day = grid.lesson_date(course, lesson_id) if lesson_id and not period else None
    found = grid.choose_span(spans, period, day or request.actor.on)
    if found is None:
        raise Http404
    return found
