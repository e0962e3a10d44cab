"""Cards of pupils and guardians [3.3]: kept by the class teacher of the class and by the office."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from parta.audit.readings import note, note_search
from parta.core import dates
from parta.core.actor import Actor
from parta.core.asked import number_of
from parta.core.audience import HOMEROOM, audience
from parta.people import card_access, cards, ties
from parta.people.card_history import card_history
from parta.people.card_queries import pupil_card as query
from parta.people.card_queries import pupil_list
from parta.people.consent_lists import card_lines
from parta.people.forms import GuardianshipForm, NewGuardianForm, PersonForm
from parta.people.models import Person
from parta.school.editing import REGISTRARS, actor_of, form_page, sent

KEEPERS = (*REGISTRARS, HOMEROOM)


def _back(actor: Actor, class_id: int | None) -> str:
    """The class page is of the office; the class teacher's own start is «Сегодня»."""
    return reverse("school-class", args=[class_id]) if class_id and actor.has(*REGISTRARS) else reverse("today")


def _review(request: HttpRequest, actor: Actor) -> str:
    """Where a card opened from «Сверка анкет» goes back to (`?review=<class>.<pupil>`); empty = it wasn't."""
    class_id, pupil_id = (number_of(part) for part in request.GET.get("review", "").partition(".")[::2])
    if class_id not in actor.homeroom_class_ids:
        return ""
    return f"{reverse('class-review', args=[class_id])}?pupil={pupil_id or ''}"


@require_GET
@audience(*REGISTRARS)
def pupils(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    text, without_class = request.GET.get("q", "").strip()[:100], "without" in request.GET
    page = pupil_list(card_access.pupil_cards(actor), text, without_class=without_class, on=actor.on)
    if text:
        note_search(actor, page.total)
    context = {"section": "school", "page": page, "text": text, "without_class": without_class}
    return render(request, "people/pupils.html", context)


@require_http_methods(["GET", "POST"])
@audience(*KEEPERS)
def pupil_card(request: HttpRequest, pupil_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    pupil = get_object_or_404(card_access.pupil_cards(by), pk=pupil_id)
    if request.method == "GET":
        note(by, "card", pupil.person)
    card = query(pupil, by.on)
    about = [(pupil.person, "анкета"), *((tie, f"связь: {tie.guardian.person.name}") for tie, _ in card.guardianships)]
    form = PersonForm(sent(request), instance=pupil.person)

    reviewing = _review(request, by)

    def save(form: Any) -> str:
        cards.change_person(pupil.person, form.values(), by=by, at=at)
        return reviewing or reverse("pupil-card", args=[pupil_id])

    return form_page(
        request,
        form,
        save,
        title=pupil.person.full_name,
        back=reviewing or _back(by, card.classes[0].school_class_id if card.classes else None),
        template="people/pupil_card.html",
        pupil=pupil,
        card=card,
        history=card_history(about, by.zone),
    )


@require_http_methods(["GET", "POST"])
@audience(*KEEPERS)
def new_guardian(request: HttpRequest, pupil_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    pupil = get_object_or_404(card_access.pupil_cards(by), pk=pupil_id)

    def save(form: Any) -> None:
        data = form.cleaned_data
        basis = {"basis": data["basis"], "basis_document": data["basis_document"]}
        signed = form.signed()
        cards.add_guardian(pupil, form.values(), data["relation"], data["starts_on"], signed, by=by, at=at, **basis)

    return form_page(
        request,
        NewGuardianForm(sent(request), instance=Person(), initial={"starts_on": by.on}),
        save,
        title=f"Родитель ученика: {pupil.person.name}",
        back=reverse("pupil-card", args=[pupil_id]),
        intro="Если родитель с таким именем и тем же телефоном или e-mail уже записан, добавится только связь.",
        saved="Родитель добавлен.",
    )


@require_http_methods(["GET", "POST"])
@audience(*KEEPERS)
def guardianship(request: HttpRequest, tie_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    tie = get_object_or_404(card_access.guardianships(by), pk=tie_id)

    def save(form: Any) -> None:
        ties.change_tie(tie, form.values(), by=by, at=at)

    return form_page(
        request,
        GuardianshipForm(sent(request), instance=tie),
        save,
        title=f"{tie.guardian.person.full_name} и {tie.pupil.person.name}",
        back=reverse("pupil-card", args=[tie.pupil_id]),
        intro="После последнего дня родитель больше не видит дневник этого ученика.",
    )


@require_http_methods(["GET", "POST"])
@audience(*KEEPERS)
def guardian_card(request: HttpRequest, guardian_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    guardian = get_object_or_404(card_access.guardian_cards(by), pk=guardian_id)
    if request.method == "GET":
        note(by, "card", guardian.person)
    found = list(card_access.guardianships(by).filter(guardian=guardian).order_by("pupil__person__sort_key"))
    form = PersonForm(sent(request), instance=guardian.person)

    reviewing = _review(request, by)

    def save(form: Any) -> str:
        cards.change_person(guardian.person, form.values(), by=by, at=at)
        return reviewing or reverse("guardian-card", args=[guardian_id])

    return form_page(
        request,
        form,
        save,
        title=guardian.person.full_name,
        back=reviewing or (reverse("pupil-card", args=[found[0].pupil_id]) if found else reverse("today")),
        template="people/guardian_card.html",
        guardian=guardian,
        ties=[(tie, ties.state(tie, by.on)) for tie in found],
        consents=card_lines(guardian.person, by.on),
        history=card_history([(guardian.person, "анкета")], by.zone),
    )
