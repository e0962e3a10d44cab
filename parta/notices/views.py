"""«Уведомления»: what the product told this person. Reading one is a button, so that no page view writes."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from parta.core import dates
from parta.core.audience import SIGNED_IN, audience
from parta.core.http import Request
from parta.notices import access, actions, queries


@require_safe
@audience(SIGNED_IN)
def page(request: Request) -> HttpResponse:
    return render(request, "notices/page.html", {"section": "notices", "lines": queries.lines(request.actor)})


@require_POST
@audience(SIGNED_IN)
def read(request: Request, notice_id: int) -> HttpResponse:
    """Marks it read, and leads to what it is about if asked to, else back: to the list or the start page."""
    notice = get_object_or_404(access.notices(request.actor), pk=notice_id)
    actions.read(notice, at=dates.now())
    if "open" in request.POST and notice.url:
        return redirect(notice.url)
    return redirect("notices" if "list" in request.POST else "today")


@require_POST
@audience(SIGNED_IN)
def read_all(request: Request) -> HttpResponse:
    actions.read_all(by=request.actor, at=dates.now())
    return redirect("notices")
