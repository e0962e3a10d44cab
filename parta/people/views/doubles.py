"""«Возможные двойники»: compared side by side, told apart or made one [3.3]."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from parta.accounts.stepup import step_up
from parta.audit.readings import note
from parta.core import dates
from parta.core.actor import Actor
from parta.core.audience import audience
from parta.people import card_access, merging
from parta.people.card_queries import guardian_side, pupil_side
from parta.people.doubles import KINDS, Double, find_doubles, tell_apart
from parta.school.editing import REGISTRARS, actor_of
from parta.school.refusals import SAME_TIME, Refused


def _found(actor: Actor) -> list[Double]:
    return find_doubles(card_access.pupil_cards(actor), card_access.guardian_cards(actor), actor)


@require_safe
@audience(*REGISTRARS)
def doubles(request: HttpRequest) -> HttpResponse:
    found = _found(actor_of(request))
    groups = [(title, [one for one in found if one.kind == kind]) for kind, title in KINDS.items()]
    context = {"section": "school", "back": reverse("school"), "groups": groups, "total": len(found)}
    return render(request, "people/doubles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@audience(*REGISTRARS)
@step_up
def double(request: HttpRequest, kind: str, first_id: int, second_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    pair = next((d for d in _found(by) if (d.kind, d.first.id, d.second.id) == (kind, first_id, second_id)), None)
    if pair is None:
        raise Http404
    scope: Any = card_access.pupil_cards(by) if kind == "pupils" else card_access.guardian_cards(by)
    one, other = (get_object_or_404(scope, pk=pk) for pk in (first_id, second_id))
    if request.method == "POST" and "apart" in request.POST:
        tell_apart(pair, by=by, at=at)
        messages.success(request, "Запомнили: это разные люди.")
        return redirect("doubles")
    if request.method == "POST" and "merge" in request.POST:
        try:
            kept = merging.merge(one, other, by=by, at=at)
        except Refused as refusal:
            messages.error(request, refusal.text)
        except IntegrityError:
            messages.error(request, SAME_TIME)
        else:
            messages.success(request, f"Записи объединены: {kept.person.full_name}.")
            return redirect("pupil-card" if kind == "pupils" else "guardian-card", kept.pk)
    for human in (one, other):
        note(by, "card", human.person, "возможные двойники")
    side: Any = pupil_side if kind == "pupils" else guardian_side
    plan = merging.plan(one, other)
    context = {"section": "school", "back": reverse("doubles"), "pair": pair, "plan": plan, "kind": kind}
    return render(request, "people/double.html", context | {"sides": [side(plan.keep), side(plan.gone)]})
