"""«Отметки ученика»: what the pupil brought from a former school, and the way to the transfer sheet [8.2.2]."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from parta.core import dates
from parta.core.audience import HOMEROOM, audience
from parta.core.http import Request
from parta.core.roles import Role
from parta.core.russian import counted
from parta.journal import pupil_access
from parta.journal.actions import former as actions
from parta.journal.brought import brought_finals
from parta.journal.former_forms import FormerMarkForm, FormerMarksForm
from parta.journal.pupil_spans import class_of, spans_of
from parta.school.editing import form_page, sent
from parta.school.refusals import Refused

LARGEST = 2**20  # bytes of an uploaded statement


@require_http_methods(["GET", "POST"])
@audience(HOMEROOM, Role.DIRECTOR, Role.DEPUTY)
def pupil_marks(request: Request, pupil_id: int) -> HttpResponse:
    by, at = request.actor, dates.now()
    pupil = get_object_or_404(pupil_access.pupils(by), pk=pupil_id)

    def save(form: Any) -> str:
        actions.add_marks(pupil, form.cleaned_data["marks"], form.rest(), by=by, at=at)
        return reverse("pupil-marks", args=[pupil_id])

    return form_page(
        request,
        FormerMarksForm(sent(request), initial={"given_on": by.on}),
        save,
        title=f"Отметки: {pupil.person.name}",
        back=reverse("pupil-card", args=[pupil_id]),
        template="journal/pupil_marks.html",
        pupil=pupil,
        marks=pupil_access.former_marks(by).filter(pupil=pupil).order_by("subject__sort_key", "given_on", "pk"),
        finals=brought_finals(pupil.pk, by.on),
        periods=spans_of(class_of(pupil, by.on), by.on),
        saved="Отметки записаны и входят в средний балл.",
        submit="Записать отметки",
    )


@require_POST
@audience(HOMEROOM, Role.DIRECTOR, Role.DEPUTY)
def take_statement(request: Request, pupil_id: int) -> HttpResponse:
    """A transfer sheet another school issued as JSON."""
    pupil = get_object_or_404(pupil_access.pupils(request.actor), pk=pupil_id)
    sent_file = request.FILES.get("statement")
    try:
        if sent_file is None or not sent_file.size or sent_file.size > LARGEST:
            raise Refused("Выберите файл выписки JSON, не больше мегабайта.")
        count = actions.take_statement(pupil, sent_file.read(), by=request.actor, at=dates.now())
    except Refused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, f"Из выписки взято: {counted(count, 'отметка', 'отметки', 'отметок')}.")
    return redirect("pupil-marks", pupil_id)


@require_http_methods(["GET", "POST"])
@audience(HOMEROOM, Role.DIRECTOR, Role.DEPUTY)
def former_mark(request: Request, mark_id: int) -> HttpResponse:
    by, at = request.actor, dates.now()
    row = get_object_or_404(pupil_access.former_marks(by), pk=mark_id)

    def save(form: Any) -> None:
        actions.change_mark(row, form.values(), by=by, at=at)

    return form_page(
        request,
        FormerMarkForm(sent(request), instance=row),
        save,
        title=f"{row.pupil.person.name}: {row.subject.name}, отметка прежней школы",
        back=reverse("pupil-marks", args=[row.pupil_id]),
        remove=lambda: actions.remove_mark(row, by=by, at=at),
    )
