"""«Наши данные»: what the school holds about a family, and a parent's «у нас изменилось» [4.1]."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parta.core import dates
from parta.core.audience import FAMILY, audience
from parta.core.http import Request
from parta.diary import access, owners
from parta.diary.card.forms import ProposalForm
from parta.diary.card.query import card_page
from parta.people import proposals, ties
from parta.people.models import Pupil
from parta.school.refusals import Refused


@require_safe
@audience(FAMILY)
def home(request: Request) -> HttpResponse:
    return redirect("diary-card", access.first_pupil_id(request.actor))


@require_safe
@audience(FAMILY)
def card(request: Request, pupil_id: int) -> HttpResponse:
    pupil = get_object_or_404(access.pupils(request.actor).select_related("person"), pk=pupil_id)
    return _page(request, pupil, ProposalForm())


@require_http_methods(["GET", "HEAD", "POST"])
@audience(FAMILY)
def tell(request: Request, pupil_id: int) -> HttpResponse:
    """A parent tells what has changed; a pupil doesn't."""
    actor = request.actor
    pupil = get_object_or_404(access.children(actor).select_related("person"), pk=pupil_id)
    if request.method != "POST":
        return redirect("diary-card", pupil_id)  # the page of a refusal, loaded again
    form = ProposalForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        person = pupil.person if data["whose"] == "child" else access.own_person(actor)
        try:
            proposals.propose(pupil, person, data["field"], data["value"], by=actor, at=dates.now())
        except Refused as refusal:
            form.add_error(None, refusal.text)
        else:
            messages.success(request, "Отправлено классному руководителю. Когда он решит, ответ появится здесь.")
            return redirect("diary-card", pupil_id)
    return _page(request, pupil, form)


def _page(request: Request, pupil: Pupil, form: ProposalForm) -> HttpResponse:
    actor = request.actor
    owner = owners.find_owner(access.pupils(actor), pupil.pk, actor.on)
    if owner is None:
        raise Http404
    context = {
        "section": "own-card",
        "owner": owner,
        "choices": owners.choices(actor, owner),
        "page": card_page(pupil, actor),
        "form": form,
        "tried": (form.data.get("whose"), form.data.get("field")),
        "typed": form.data.get("value", ""),
        "today": actor.on,
    }
    return render(request, "diary/card.html", context, status=422 if form.errors else 200)


@require_POST
@audience(FAMILY)
def take_back(request: Request, pupil_id: int, proposal_id: int) -> HttpResponse:
    row = get_object_or_404(access.proposals(request.actor).filter(pupil_id=pupil_id), pk=proposal_id)
    try:
        proposals.take_back(row, by=request.actor, at=dates.now())
        messages.success(request, "Сообщение отозвано.")
    except Refused as refusal:
        messages.error(request, refusal.text)
    return redirect("diary-card", pupil_id)


@require_POST
@audience(FAMILY)
def reader(request: Request, pupil_id: int, tie_id: int) -> HttpResponse:
    """«Кому виден мой дневник»: the pupil of 18 decides on one parent."""
    tie = get_object_or_404(access.own_ties(request.actor).filter(pupil_id=pupil_id), pk=tie_id)
    try:
        ties.allow(tie, allowed="allow" in request.POST, by=request.actor, at=dates.now())
        messages.success(request, "Решение записано и уже действует.")
    except Refused as refusal:
        messages.error(request, refusal.text)
    return redirect("diary-card", pupil_id)
