"""«Предметы»."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from parta.core import dates
from parta.core.audience import audience
from parta.school import access, setup
from parta.school.editing import MANAGERS, actor_of, form_page, sent
from parta.school.forms import SubjectForm
from parta.school.models import Subject
from parta.school.queries import subject_rows


@require_GET
@audience(*MANAGERS)
def subjects(request: HttpRequest) -> HttpResponse:
    rows = subject_rows()
    return render(request, "school/subjects.html", {"section": "school", "rows": rows})


@require_http_methods(["GET", "POST"])
@audience(*MANAGERS)
def new_subject(request: HttpRequest) -> HttpResponse:
    return _edit(request, Subject(), "Новый предмет")


@require_http_methods(["GET", "POST"])
@audience(*MANAGERS)
def subject(request: HttpRequest, subject_id: int) -> HttpResponse:
    found = get_object_or_404(access.subjects(actor_of(request)), pk=subject_id)
    return _edit(request, found, found.name)


def _edit(request: HttpRequest, row: Subject, title: str) -> HttpResponse:
    by, at = actor_of(request), dates.now()

    def save(form: Any) -> None:
        setup.save_subject(row, form.values(), by=by, at=at)

    return form_page(
        request,
        SubjectForm(sent(request), instance=row),
        save,
        title=title,
        back=reverse("subjects"),
        remove=(lambda: setup.remove_subject(row, by=by, at=at)) if row.pk else None,
    )
