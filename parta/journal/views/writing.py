"""The batch protocol (ARCHITECTURE.md, the journal grid): edits in, an answer for each out."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from parta.core import dates
from parta.core.asked import YEARS
from parta.core.audience import STAFF, audience
from parta.core.http import Request
from parta.journal import access
from parta.journal.actions.cells import put_cells
from parta.journal.actions.lessons import put_lessons
from parta.journal.actions.operations import Busy
from parta.journal.news import news as find_news
from parta.journal.protocol import BadBody, Batch, Edit, read_cell_edits, read_lesson_edits

BUSY = "Журнал сейчас занят, записи не приняты. Они будут отправлены снова."


@require_POST
@audience(STAFF)
def cells(request: Request, course_id: int) -> HttpResponse:
    return _answer(request, course_id, read_cell_edits, put_cells)


@require_POST
@audience(STAFF)
def lessons(request: Request, course_id: int) -> HttpResponse:
    return _answer(request, course_id, read_lesson_edits, put_lessons)


@require_safe
@audience(STAFF)
def news(request: Request, course_id: int) -> HttpResponse:
    """What others wrote since `since`, for an open page that asks now and then."""
    if not access.courses(request.actor).filter(pk=course_id).exists():
        raise Http404
    try:
        since = datetime.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        since = None
    if since is None or since.tzinfo is None or since.year not in YEARS:
        return JsonResponse({"error": "Не понятно, с какого времени. Обновите страницу."}, status=400)
    period = request.GET.get("period", "")
    return JsonResponse(find_news(course_id, period, since, by=request.actor, at=dates.now()))


def _answer(
    request: Request, course_id: int, read: Callable[[bytes], Batch[Edit]], put: Callable[..., dict[str, Any]]
) -> HttpResponse:
    if not access.may_write_some(request.actor, course_id):
        raise Http404
    try:
        batch = read(request.body)
        return JsonResponse(put(course_id, batch.period, batch.edits, by=request.actor, at=dates.now()))
    except BadBody as error:
        return JsonResponse({"error": str(error)}, status=400)
    except Busy:
        return JsonResponse({"error": BUSY}, status=503)
