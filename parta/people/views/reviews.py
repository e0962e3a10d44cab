"""«Сверка анкет»: the class teacher's page, one key a family; what the deputy sees of all classes [4.1]."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from parta.audit.readings import note
from parta.core import dates
from parta.core.asked import number_of
from parta.core.audience import HOMEROOM, audience
from parta.core.http import Request
from parta.people import access, card_access, reviews
from parta.school.editing import MANAGERS
from parta.school.models import SchoolClass
from parta.school.refusals import Refused


def _own_class(request: Request, class_id: int) -> SchoolClass:
    own = access.classes(request.actor).filter(pk__in=request.actor.homeroom_class_ids).select_related("year")
    return get_object_or_404(own, pk=class_id)


@require_safe
@audience(HOMEROOM)
def class_review(request: Request, class_id: int) -> HttpResponse:
    actor = request.actor
    school_class = _own_class(request, class_id)
    page = reviews.review_page(school_class, number_of(request.GET.get("pupil", "")), actor.on)
    if page:
        note(actor, "card", page.family.pupil.person, "сверка анкет")
    context = {"section": "my-class", "school_class": school_class, "page": page, "back": reverse("my-class")}
    return render(request, "people/review.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@audience(HOMEROOM)
def review_pupil(request: Request, class_id: int, pupil_id: int) -> HttpResponse:
    """«Всё верно», and on to the next family; or the stamp taken off again."""
    actor, at = request.actor, dates.now()
    school_class = _own_class(request, class_id)
    here = reverse("class-review", args=[class_id])
    pupils = card_access.pupil_cards(actor).filter(class_members__school_class=school_class).distinct()
    pupil = get_object_or_404(pupils, pk=pupil_id)
    if request.method != "POST":
        return redirect(f"{here}?pupil={pupil_id}")
    if "undo" in request.POST:
        reviews.undo_review(pupil, by=actor, at=at)
        return redirect(f"{here}?pupil={pupil_id}")
    try:
        reviews.review(pupil, by=actor, at=at)
    except Refused as refusal:
        messages.error(request, refusal.text)
        return redirect(here)
    following = reviews.next_left(school_class, pupil_id, actor.on)
    return redirect(f"{here}?pupil={following or pupil_id}")


@require_safe
@audience(*MANAGERS)
def overview(request: Request) -> HttpResponse:
    actor = request.actor
    states = reviews.with_teachers(reviews.class_states(access.classes(actor), actor.on), actor.on)
    context = {"section": "school", "states": states, "back": reverse("school")}
    return render(request, "people/reviews.html", context)
