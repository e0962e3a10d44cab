"""The transfer sheet of one pupil, for the class teacher and the administration [8.2.2]."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from parta.core.audience import HOMEROOM, audience
from parta.core.http import Request
from parta.core.roles import Role
from parta.diary.transfer import paper
from parta.diary.transfer.query import Sheet
from parta.diary.transfer.query import sheet as query
from parta.journal import pupil_access


@require_safe
@audience(HOMEROOM, Role.DIRECTOR, Role.DEPUTY)
def sheet(request: Request, pupil_id: int) -> HttpResponse:
    answer = HttpResponse(paper.pdf(_sheet(request, pupil_id)), content_type="application/pdf")
    return _named(answer, "pdf")


@require_safe
@audience(HOMEROOM, Role.DIRECTOR, Role.DEPUTY)
def data(request: Request, pupil_id: int) -> HttpResponse:
    text = {"ensure_ascii": False, "indent": 1}
    return _named(JsonResponse(paper.as_json(_sheet(request, pupil_id)), json_dumps_params=text), "json")


def _sheet(request: Request, pupil_id: int) -> Sheet:
    pupil = get_object_or_404(pupil_access.pupils(request.actor), pk=pupil_id)
    found = query(request.actor, pupil, request.GET.get("period", "")[:20])
    if found is None:
        raise Http404
    return found


def _named(answer: HttpResponse, ending: str) -> HttpResponse:
    answer.headers["Content-Disposition"] = f'attachment; filename="vypiska.{ending}"'
    return answer
