"""«Тексты согласий»: the versions of the school's wording, a new one with a look at it first. CONS-03."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from parta.core import dates
from parta.core.audience import audience
from parta.core.http import attachment
from parta.people import consent_papers, consent_texts
from parta.people.models import ConsentScope
from parta.people.rules.consents import FIELDS, paragraphs, text_fault
from parta.people.signing import TextForm
from parta.school.editing import MANAGERS, actor_of, form_page, sent


@require_GET
@audience(*MANAGERS)
def texts(request: HttpRequest) -> HttpResponse:
    found = [
        (
            scope,
            _preview(scope, one.body if (one := consent_texts.current(scope)) else ""),
            consent_texts.history(scope),
        )
        for scope in ConsentScope
    ]
    context = {"section": "school", "scopes": found, "no_address": not consent_texts.school_values().get("адрес")}
    return render(request, "people/consent_texts.html", context)


@require_http_methods(["GET", "POST"])
@audience(*MANAGERS)
def new_text(request: HttpRequest, scope: str) -> HttpResponse:
    if scope not in ConsentScope.values:
        raise Http404
    by, at, what = actor_of(request), dates.now(), ConsentScope(scope)
    last = consent_texts.current(scope)
    form = TextForm(sent(request), initial={"body": last.body if last else "", "after": last.version if last else 0})
    looking = request.method == "POST" and "look" in request.POST

    def save(form: Any) -> None:
        consent_texts.new_version(what, form.cleaned_data["body"], form.cleaned_data["after"], by=by, at=at)

    shown = []
    if looking and form.is_valid():
        if said := text_fault(form.cleaned_data["body"], both=what == ConsentScope.JOURNAL):
            form.add_error("body", said)
        else:
            shown = _preview(what, form.cleaned_data["body"])
    context: dict[str, Any] = {"preview": shown, "fields": FIELDS.items(), "section": "school"}
    title, back = f"Новая версия: {what.label}", reverse("consent-texts")
    template = "people/consent_text.html"
    if looking:
        context |= {"form": form, "title": title, "back": back, "can_remove": False}
        return render(request, template, context, status=422 if form.errors else 200)
    return form_page(
        request, form, save, title=title, back=back, template=template, saved="Новая версия готова.", **context
    )


def _preview(scope: ConsentScope, body: str) -> list[tuple[str, list[str]]]:
    """The forms that this text makes, each with its name."""
    values = consent_texts.school_values()
    forms = [("Данные ребёнка", False), ("Данные родителя", True)] if scope == ConsentScope.JOURNAL else [("", False)]
    return [(name, paragraphs(body, values, own=own)) for name, own in forms] if body else []


@require_GET
@audience(*MANAGERS)
def text_paper(request: HttpRequest, scope: str, version: int) -> HttpResponse:
    found = consent_texts.versions(scope).filter(version=version).first()
    if found is None:
        raise Http404
    return attachment(consent_papers.forms_of_text(found), "application/pdf", f"soglasie-{scope}-{version}.pdf")
