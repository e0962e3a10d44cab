"""The roll-call page: a plain form, or the same as JSON from its script."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from parta.core import dates
from parta.core.audience import STAFF, audience, wants_json
from parta.core.http import Request
from parta.journal import access, grid, rollcall
from parta.journal.actions.operations import Busy
from parta.journal.actions.rollcall import RollUndo, take_roll, undo_roll
from parta.journal.protocol import BadBody, RollEdit, op_id_of, read_roll, reason_of, roll_of_form
from parta.journal.rollcall import RollPage

BUSY = "Журнал сейчас занят, перекличка не принята. Нажмите «Готово» ещё раз."
NOT_ALL = "Кто-то уже отмечен: проверьте список и нажмите «Готово»."


@require_http_methods(["GET", "HEAD", "POST"])
@audience(STAFF)
def roll_call(request: Request, course_id: int, lesson_id: int) -> HttpResponse:
    page = _page(request, course_id, lesson_id)
    if request.method != "POST":
        return _render(request, page)
    try:
        roll = _roll(request, page)
        found = take_roll(course_id, roll, by=request.actor, at=dates.now())
    except BadBody as error:
        return _answer(request, page, {"status": "rejected", "reason": str(error)}, 400)
    except Busy:
        return _answer(request, page, {"status": "rejected", "reason": BUSY}, 503)
    if found["status"] != "saved":
        return _answer(request, page, found, 409 if found["status"] == "conflict" else 422, roll)
    told = found | {"next": _journal(course_id, lesson_id)}
    if wants_json(request):
        return JsonResponse(told)
    messages.success(request, _words(found))
    return redirect(told["next"])


@require_POST
@audience(STAFF)
def undo(request: Request, course_id: int, lesson_id: int) -> HttpResponse:
    page = _page(request, course_id, lesson_id)
    try:
        asked = RollUndo(op_id_of(request.POST), page.lesson.pk, reason_of(request.POST))
        found = undo_roll(course_id, asked, by=request.actor, at=dates.now())
    except BadBody as error:
        return _answer(request, page, {"status": "rejected", "reason": str(error)}, 400)
    except Busy:
        return _answer(request, page, {"status": "rejected", "reason": BUSY}, 503)
    if found["status"] != "saved":
        return _answer(request, page, found, 409)
    messages.success(request, _undone(found))
    return redirect("roll-call", course_id, lesson_id)


def _page(request: Request, course_id: int, lesson_id: int) -> RollPage:
    actor = request.actor
    mine = access.gives(actor, course_id, lesson_id)
    course = grid.find_course(actor, course_id, actor.on) if mine else None
    page = rollcall.find(actor, course, lesson_id, dates.now()) if course else None
    if page is None:
        raise Http404
    return page


def _roll(request: Request, page: RollPage) -> RollEdit:
    if request.content_type == "application/json":
        return read_roll(page.lesson.pk, request.body)
    if "all" not in request.POST:
        return roll_of_form(page.lesson.pk, request.POST)
    if page.away or page.late:
        raise BadBody(NOT_ALL)
    return RollEdit(op_id_of(request.POST), page.lesson.pk, rollcall.all_here(page), digest="all")


def _answer(
    request: Request, page: RollPage, found: dict[str, Any], status: int, roll: RollEdit | None = None
) -> HttpResponse:
    """What keeps the roll-call from being written: for the script, or the page with what was tapped."""
    if wants_json(request):
        return JsonResponse(found | {"error": found["reason"]}, status=200 if roll else status)
    if roll:
        page = rollcall.with_answers(page, roll.rows, found.get("rows", {}))
    return _render(request, page, found["reason"], status)


def _render(request: Request, page: RollPage, problem: str = "", status: int = 200) -> HttpResponse:
    context = {"page": page, "problem": problem, "op_id": secrets.token_hex(8), "today": request.actor.on}
    context["reason"] = request.POST.get("reason", "")
    return render(request, "journal/rollcall.html", context, status=status)


def _journal(course_id: int, lesson_id: int) -> str:
    return f"{reverse('journal', args=[course_id])}?lesson={lesson_id}"


def _words(found: dict[str, Any]) -> str:
    counts = [f"{word} {found[key]}" for key, word in (("away", "нет"), ("late", "опоздали")) if found[key]]
    return f"Перекличка проведена: {', '.join(counts) or 'все здесь'}."


def _undone(found: dict[str, Any]) -> str:
    parts = ["Перекличка отменена."]
    if found["restored"]:
        parts.append(f"Снова как было до неё: {', '.join(found['restored'])}.")
    if found["kept"]:
        parts.append(f"Осталось записанным, потому что потом изменено: {', '.join(found['kept'])}.")
    return " ".join(parts)
