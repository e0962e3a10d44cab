"""The weekly stamp and exemptions from a journal: kept by the class teacher [4.2]."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from parta.core import dates
from parta.core.asked import date_of
from parta.core.audience import HOMEROOM, audience
from parta.core.http import Request
from parta.journal.attendance import access, actions, exemptions
from parta.journal.attendance.forms import ExemptionForm, NewExemptionForm
from parta.journal.views.attendance_reasons import kept_class
from parta.school.editing import form_page, sent
from parta.school.refusals import Refused


@require_POST
@audience(HOMEROOM)
def check(request: Request, class_id: int) -> HttpResponse:
    """«Проверено», or its withdrawal (`undo`), for the week of `monday`."""
    school_class = kept_class(request, class_id)
    day = date_of(request.POST.get("monday", ""))
    if day is None:
        messages.error(request, "Не понять, какая неделя. Откройте её ещё раз.")
        return redirect("attendance-week", class_id)
    monday = dates.monday_of(day)
    act = actions.uncheck_week if "undo" in request.POST else actions.check_week
    try:
        act(school_class, monday, by=request.actor, at=dates.now())
    except Refused as refusal:
        messages.error(request, refusal.text)
    return redirect(f"{reverse('attendance-week', args=[class_id])}?day={monday.isoformat()}")


@require_http_methods(["GET", "POST"])
@audience(HOMEROOM)
def new_exemption(request: Request, class_id: int) -> HttpResponse:
    by, at, school_class = request.actor, dates.now(), kept_class(request, class_id)
    form = NewExemptionForm(
        sent(request),
        pupils=access.pupils(by, school_class),
        courses=access.courses(by, school_class),
        year=school_class.year,
        initial={"starts_on": by.on},
    )

    def save(form: Any) -> None:
        exemptions.add_exemption(form.cleaned_data, by=by, at=at)

    return form_page(
        request,
        form,
        save,
        title="Освобождение от предмета",
        intro="На срок, по справке или приказу. Такие уроки в пропуски не считаются.",
        back=reverse("attendance-reasons", args=[class_id]),
        template="journal/attendance/edit.html",
        saved="Освобождение записано.",
    )


@require_http_methods(["GET", "POST"])
@audience(HOMEROOM)
def exemption(request: Request, class_id: int, exemption_id: int) -> HttpResponse:
    by, at, school_class = request.actor, dates.now(), kept_class(request, class_id)
    row = get_object_or_404(access.exemptions(by, school_class), pk=exemption_id)

    def save(form: Any) -> None:
        exemptions.change_exemption(row, form.values(), by=by, at=at)

    return form_page(
        request,
        ExemptionForm(sent(request), instance=row),
        save,
        title=f"{row.pupil.person.name}: {row.course.title}",
        back=reverse("attendance-reasons", args=[class_id]),
        template="journal/attendance/edit.html",
        remove=lambda: exemptions.remove_exemption(row, by=by, at=at),
    )
