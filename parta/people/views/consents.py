"""«Согласия»: who has which, printing forms, later consents and their withdrawal, scans."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from parta.audit.readings import note
from parta.core import dates
from parta.core.audience import HOMEROOM, audience
from parta.core.http import attachment
from parta.files.serving import download
from parta.people import card_access, consent_lists, consent_papers, consents
from parta.people.consent_papers import KINDS
from parta.people.models import ConsentScope, Person
from parta.people.signing import ConsentForm, TakeBackForm
from parta.school.calendar import year_of
from parta.school.editing import REGISTRARS, actor_of, form_page, sent
from parta.school.refusals import Refused

KEEPERS = (*REGISTRARS, HOMEROOM)
EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg"}


@require_GET
@audience(*REGISTRARS)
def consent_classes(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    found = consent_lists.classes(actor).filter(year=year_of(actor.on))
    context = {
        "section": "school",
        "lines": consent_lists.class_lines(found, actor.on),
        "endings": consent_lists.endings(actor.on),
        "scopes": ConsentScope.labels,
        "kinds": KINDS.items(),
    }
    return render(request, "people/consents.html", context)


@require_GET
@audience(*KEEPERS)
def class_consents(request: HttpRequest, class_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_object_or_404(consent_lists.classes(actor), pk=class_id)
    context = {
        "section": "school" if actor.has(*REGISTRARS) else "my-class",
        "class": found,
        "page": consent_lists.class_consents(found, actor.on),
        "scopes": ConsentScope.labels,
        "kinds": KINDS.items(),
        "office": card_access.is_office(actor),
    }
    return render(request, "people/class_consents.html", context)


@require_GET
@audience(*KEEPERS)
def blank_forms(request: HttpRequest) -> HttpResponse:
    return _paper(request, lambda: consent_papers.blank_forms(_kinds(request)), reverse("today"))


@require_GET
@audience(*KEEPERS)
def class_forms(request: HttpRequest, class_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_object_or_404(consent_lists.classes(actor), pk=class_id)
    everybody = request.GET.get("whom") == "all"

    def draw() -> bytes:
        pdf = consent_papers.forms_of_class(found, _kinds(request), actor.on, all_pupils=everybody)
        note(actor, "print", found, "бланки согласий класса")
        return pdf

    return _paper(request, draw, reverse("class-consents", args=[class_id]))


@require_GET
@audience(*KEEPERS)
def pupil_forms(request: HttpRequest, pupil_id: int) -> HttpResponse:
    actor = actor_of(request)
    pupil = get_object_or_404(card_access.pupil_cards(actor), pk=pupil_id)

    def draw() -> bytes:
        note(actor, "print", pupil.person, "бланки согласий")
        return consent_papers.forms_of_pupil(pupil, _kinds(request), actor.on)

    return _paper(request, draw, reverse("pupil-card", args=[pupil_id]))


def _kinds(request: HttpRequest) -> list[str]:
    """All, or the one asked for."""
    asked = request.GET.get("kind", "")
    if asked and asked not in KINDS:
        raise Http404
    return [asked] if asked else list(KINDS)


def _paper(request: HttpRequest, draw: Callable[[], bytes], back: str) -> HttpResponse:
    try:
        return attachment(draw(), "application/pdf", "soglasiya.pdf")
    except Refused as refusal:
        messages.warning(request, refusal.text)
        return redirect(back)


@require_http_methods(["GET", "POST"])
@audience(*KEEPERS)
def new_consent(request: HttpRequest, pupil_id: int) -> HttpResponse:
    pupil = get_object_or_404(card_access.pupil_cards(actor_of(request)), pk=pupil_id)
    return _new(request, pupil.person, reverse("pupil-card", args=[pupil_id]), own=False)


@require_http_methods(["GET", "POST"])
@audience(*KEEPERS)
def new_own_consent(request: HttpRequest, guardian_id: int) -> HttpResponse:
    guardian = get_object_or_404(card_access.guardian_cards(actor_of(request)), pk=guardian_id)
    return _new(request, guardian.person, reverse("guardian-card", args=[guardian_id]), own=True)


def _new(request: HttpRequest, person: Person, back: str, *, own: bool) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    form = ConsentForm(sent(request), own=own)
    form.take(request)

    def save(form: Any) -> None:
        consents.add_consents(person, form.signed(), form.scopes(), by=by, at=at)

    whose = "родителя на обработку его собственных данных" if own else "на обработку данных ученика"
    return form_page(
        request,
        form,
        save,
        title=f"{person.full_name}: согласие",
        back=back,
        saved="Согласие записано.",
        intro=f"Согласие {whose}. На каждую цель подписывают отдельный документ.",
    )


@require_http_methods(["GET", "POST"])
@audience(*KEEPERS)
def take_back(request: HttpRequest, consent_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    row = get_object_or_404(consent_lists.consents(by).exclude(scope=ConsentScope.JOURNAL), pk=consent_id)

    def save(form: Any) -> None:
        data = form.cleaned_data
        consents.take_back(row, data["withdrawn_on"], data["channel"], by=by, at=at)

    return form_page(
        request,
        TakeBackForm(
            sent(request),
            initial={"withdrawn_on": row.withdrawn_on or by.on, "channel": row.withdrawn_channel or "personal"},
        ),
        save,
        title=f"{row.person.full_name}: отзыв согласия",
        back=card_of(row.person),
        intro=f"{row.get_scope_display().capitalize()}, подписано {dates.full_date(row.given_on)}. "
        "Со дня отзыва болезнь показывается всем как «у». Согласие на журнал остаётся."
        if row.scope == ConsentScope.HEALTH
        else "Фотографии ребёнка из материалов уроков удаляют вручную. Согласие на журнал остаётся.",
        remove=(lambda: consents.not_taken_back(row, by=by, at=at)) if row.withdrawn_on else None,
        saved="Отзыв записан.",
        submit="Записать отзыв",
    )


def card_of(person: Person) -> str:
    pupil = getattr(person, "pupil", None)
    return reverse("pupil-card", args=[pupil.pk]) if pupil else reverse("guardian-card", args=[person.guardian.pk])


@require_GET
@audience(*KEEPERS)
def scan(request: HttpRequest, consent_id: int) -> HttpResponse:
    actor = actor_of(request)
    row = get_object_or_404(consent_lists.consents(actor).filter(scan__isnull=False), pk=consent_id)
    assert row.scan is not None
    note(actor, "card", row.person, "скан согласия")
    return download(row.scan, f"Согласие {row.given_on:%d.%m.%Y}.{EXTENSIONS.get(row.scan.media_type, 'pdf')}")
