"""«Классные часы всех классов»."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from parta.core import dates
from parta.core.audience import audience
from parta.core.russian import counted
from parta.school.calendar import year_of
from parta.school.editing import SCHEDULERS, actor_of, form_page, sent
from parta.teaching.actions.class_hours import make_class_hours
from parta.teaching.forms import ClassHoursForm
from parta.teaching.views.movement import NO_YEAR


@require_http_methods(["GET", "POST"])
@audience(*SCHEDULERS)
def class_hours(request: HttpRequest) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    year = year_of(by.on)
    if year is None:
        messages.error(request, NO_YEAR)
        return redirect("courses")

    def save(form: Any) -> str | None:
        starts_on, place = form.cleaned_data["starts_on"], form.place()
        made = make_class_hours(year, starts_on, place, by=by, at=at)
        messages.success(request, f"Заведено: {counted(len(made.classes), 'журнал', 'журнала', 'журналов')}.")
        if made.without_teacher:
            messages.warning(request, f"Классного руководителя нет: {', '.join(made.without_teacher)}.")
        if not place or not made.classes or year.ends_on <= by.on:
            return None
        span = {"start": max(starts_on, by.on).isoformat(), "end": year.ends_on.isoformat()}
        return f"{reverse('lessons')}?{urlencode(span)}"

    return form_page(
        request,
        ClassHoursForm(sent(request), year=year, initial={"starts_on": max(by.on, year.starts_on)}),
        save,
        title="Классные часы",
        back=f"{reverse('courses')}?class=all",
        intro="Журнал «Классный час» получит каждый класс, у которого его ещё нет; ведёт классный руководитель. "
        "Отметок и домашнего задания в нём нет.",
        submit="Завести",
        saved="Готово.",
    )
