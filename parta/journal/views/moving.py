"""Moving and cancelling one lesson, and the week of a class from which it is chosen."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parta.core import dates
from parta.core.asked import date_of
from parta.core.audience import audience
from parta.core.http import Request
from parta.journal import moving
from parta.journal.actions import moving as actions
from parta.journal.moving_forms import MoveForm, ReasonForm
from parta.school.editing import SCHEDULERS, form_page, sent
from parta.school.refusals import Refused
from parta.teaching import setup_access
from parta.teaching.models import Lesson


@require_safe
@audience(*SCHEDULERS)
def week(request: Request, class_id: int) -> HttpResponse:
    found = get_object_or_404(setup_access.classes(request.actor), pk=class_id)
    day = date_of(request.GET.get("on", "")) or request.actor.on
    day = min(max(day, found.year.starts_on), found.year.ends_on)
    shown = moving.week_page(found, dates.monday_of(day), request.actor.on)
    return render(request, "journal/class_lessons.html", {"section": "school", "class": found, "page": shown})


@require_http_methods(["GET", "POST"])
@audience(*SCHEDULERS)
def move(request: Request, lesson_id: int) -> HttpResponse:
    by, at = request.actor, dates.now()
    lesson = _lesson(request, lesson_id)
    warnings: list[str] = []

    def save(form: Any) -> str:
        target = form.target
        given = {"opened": form.cleaned_data["opened"], "sure": request.POST.get("sure", "")}
        try:
            actions.move_lesson(lesson, target, form.cleaned_data["reason"], **given, by=by, at=at)
        except actions.Unsure as unsure:
            warnings.extend(unsure.warnings)
            raise
        return _week_of(lesson, target.date.isoformat())

    return form_page(
        request,
        MoveForm(sent(request), lesson=lesson),
        save,
        title="Перенести урок",
        back=_week_of(lesson),
        saved="Урок перенесён.",
        submit="Перенести",
        template="journal/lesson_move.html",
        lesson=lesson,
        lesson_title=moving.title(lesson),
        home=moving.home_of(lesson),
        warnings=warnings,
        sure_of=actions.sure_of,
    )


@require_http_methods(["GET", "POST"])
@audience(*SCHEDULERS)
def cancel(request: Request, lesson_id: int) -> HttpResponse:
    by, at = request.actor, dates.now()
    lesson = _lesson(request, lesson_id)
    return form_page(
        request,
        ReasonForm(sent(request)),
        lambda form: actions.cancel_lesson(lesson, form.cleaned_data["reason"], by=by, at=at),
        title="Снять урок",
        back=_week_of(lesson),
        saved="Урок снят.",
        submit="Снять урок",
        template="journal/lesson_cancel.html",
        lesson=lesson,
        lesson_title=moving.title(lesson),
    )


@require_POST
@audience(*SCHEDULERS)
def back(request: Request, lesson_id: int) -> HttpResponse:
    lesson = _lesson(request, lesson_id)
    home = moving.home_of(lesson)
    day = home.date.isoformat() if home else ""
    return _do(request, actions.return_lesson, lesson, "Урок вернулся на своё место.", day)


@require_POST
@audience(*SCHEDULERS)
def restore(request: Request, lesson_id: int) -> HttpResponse:
    return _do(request, actions.restore_lesson, _lesson(request, lesson_id), "Урок возвращён.")


def _lesson(request: Request, lesson_id: int) -> Lesson:
    """The lesson itself when the address names the empty place it was moved from."""
    found = get_object_or_404(setup_access.lessons(request.actor), pk=lesson_id)
    if found.moved_to_id:
        found = get_object_or_404(setup_access.lessons(request.actor), pk=found.moved_to_id)
    return found


def _week_of(lesson: Lesson, day: str = "") -> str:
    """The week of the lesson's first class; without classes the page the timetable begins with."""
    first = lesson.course.classes.first()
    if first is None:
        return reverse("timetable")
    return f"{reverse('class-lessons', args=[first.pk])}?on={day or lesson.date.isoformat()}"


def _do(request: Request, action: Callable[..., None], lesson: Lesson, done: str, day: str = "") -> HttpResponse:
    try:
        action(lesson, by=request.actor, at=dates.now())
    except Refused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, done)
    return redirect(_week_of(lesson, day))
