"""«Передать журналы» and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from parta.core import dates
from parta.core.asked import number_of
from parta.core.audience import audience
from parta.school.editing import SCHEDULERS, actor_of, form_page, sent
from parta.school.refusals import Refused
from parta.teaching import setup_access
from parta.teaching.actions import handover as actions
from parta.teaching.forms import HandOverForm
from parta.teaching.handover import clashes, led_by


@require_http_methods(["GET", "POST"])
@audience(*SCHEDULERS)
def hand_over(request: HttpRequest, staff_id: int) -> HttpResponse:
    """?course=… chooses one journal; by default all are chosen."""
    by, at = actor_of(request), dates.now()
    staff = get_object_or_404(setup_access.teachers(by), pk=staff_id)
    rows = led_by(setup_access.course_teachers(by), staff, by.on)
    asked = number_of(request.GET.get("course", ""))
    back = reverse("course-setup", args=[asked]) if asked in {row.course_id for row in rows} else reverse("courses")

    def save(form: Any) -> None:
        chosen, data = form.chosen(), form.cleaned_data
        actions.hand_over(chosen, data["staff"], data["starts_on"], data["order"], by=by, at=at)
        for text in clashes(data["staff"].pk, {row.course_id for row in chosen}, data["starts_on"]):
            messages.warning(request, f"Накладка. {text}.")

    return form_page(
        request,
        HandOverForm(sent(request), rows=rows, course_id=asked, former=staff, on=by.on),
        save,
        title=f"{staff.person.full_name}: передать журналы",
        back=back,
        template="teaching/handover.html",
        intro="С указанного дня журналы ведёт другой учитель, прежний кончает накануне. Записи остаются за теми, "
        "кто их сделал.",
        submit="Передать",
        saved="Журналы переданы.",
    )


@require_POST
@audience(*SCHEDULERS)
def take_back(request: HttpRequest, teacher_id: int) -> HttpResponse:
    by = actor_of(request)
    row = get_object_or_404(setup_access.course_teachers(by), pk=teacher_id)
    try:
        actions.take_back(row, by=by, at=dates.now())
    except Refused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, "Смена учителя отменена: журнал ведёт прежний.")
    return redirect("course-setup", course_id=row.course_id)
