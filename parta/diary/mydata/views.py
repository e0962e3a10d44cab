"""«Мои данные»: of a child for the family, of oneself for everybody. By POST: each one leaves a line in the history."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from parta.accounts.stepup import step_up
from parta.core import dates
from parta.core.audience import FAMILY, SIGNED_IN, audience
from parta.core.http import Request, attachment
from parta.diary import access
from parta.diary.mydata.actions import take_child, take_own


@require_POST
@audience(FAMILY)
@step_up
def of_child(request: Request, pupil_id: int) -> HttpResponse:
    pupil = get_object_or_404(access.pupils(request.actor).select_related("person"), pk=pupil_id)
    return _zip(request, take_child(pupil, by=request.actor, at=dates.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@audience(SIGNED_IN)
def own(request: Request) -> HttpResponse:
    """The page says what is in the archive; its button gives it."""
    return own_archive(request) if request.method == "POST" else render(request, "diary/own_data.html", {})


@step_up
def own_archive(request: Request) -> HttpResponse:
    return _zip(request, take_own(access.own_person(request.actor), by=request.actor, at=dates.now()))


def _zip(request: Request, content: bytes) -> HttpResponse:
    return attachment(content, "application/zip", f"moi-dannye-{request.actor.on:%Y-%m-%d}.zip")
