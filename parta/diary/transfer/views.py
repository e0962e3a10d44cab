"""The transfer sheet of one pupil, for the class teacher and the administration [8.2.2]."""

import json

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from parta.audit.readings import note
from parta.core.audience import HOMEROOM, audience
from parta.core.http import Request, attachment
from parta.core.roles import Role
from parta.diary.transfer import paper
from parta.diary.transfer.query import Sheet
from parta.diary.transfer.query import sheet as query
from parta.journal import pupil_access


@require_safe
@audience(HOMEROOM, Role.DIRECTOR, Role.DEPUTY)
def sheet(request: Request, pupil_id: int) -> HttpResponse:
    return attachment(paper.pdf(_sheet(request, pupil_id)), "application/pdf", "vypiska.pdf")


@require_safe
@audience(HOMEROOM, Role.DIRECTOR, Role.DEPUTY)
def data(request: Request, pupil_id: int) -> HttpResponse:
    text = json.dumps(paper.as_json(_sheet(request, pupil_id)), ensure_ascii=False, indent=1)
    return attachment(text.encode(), "application/json", "vypiska.json")


def _sheet(request: Request, pupil_id: int) -> Sheet:
    pupil = get_object_or_404(pupil_access.pupils(request.actor), pk=pupil_id)
    found = query(request.actor, pupil, request.GET.get("period", "")[:20])
    if found is None:
        raise Http404
    note(request.actor, "print", pupil.person, "выписка отметок")
    return found
