"""«Год и периоды»."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from parta.core import dates
from parta.core.audience import audience
from parta.school import access, actions, setup
from parta.school.editing import MANAGERS, actor_of, form_page, sent
from parta.school.forms import NewYearForm, YearForm
from parta.school.queries import periods_in_order
from parta.school.views.calendar import check_lessons


@require_GET
@audience(*MANAGERS)
def years(request: HttpRequest) -> HttpResponse:
    rows = [(one, periods_in_order(one)) for one in access.years(actor_of(request)).prefetch_related("periods")]
    return render(request, "school/years.html", {"section": "school", "rows": rows})


@require_http_methods(["GET", "POST"])
@audience(*MANAGERS)
def new_year(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)

    def save(form: Any) -> str:
        made = actions.create_year(**form.cleaned_data, by=by, at=dates.now())
        return reverse("year", args=[made.pk])

    return form_page(
        request,
        NewYearForm(sent(request)),
        save,
        title="Новый учебный год",
        back=reverse("years"),
        intro="Триместры и полугодия получат обычные даты, их можно будет изменить.",
        submit="Создать год",
        saved="Год создан. Проверьте даты периодов.",
    )


@require_http_methods(["GET", "POST"])
@audience(*MANAGERS)
def year(request: HttpRequest, year_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    found = get_object_or_404(access.years(by), pk=year_id)
    before = (found.starts_on, found.ends_on, found.cycle_weeks)
    form = YearForm(sent(request), year=found, periods=periods_in_order(found))

    def save(form: Any) -> str | None:
        spans = {period: form.span(period) for period in form.periods}
        after = form.cleaned_data["starts_on"], form.cleaned_data["ends_on"], form.cleaned_data["cycle_weeks"]
        setup.change_year(found, *after, spans, by=by, at=at)
        if after == before:
            return None
        first = by.on if after[2] != before[2] else min(before[1], after[1])
        return check_lessons(by.on, first, max(before[1], after[1]))

    return form_page(
        request,
        form,
        save,
        title=f"Учебный год {found.title}",
        back=reverse("years"),
        remove=lambda: setup.remove_year(found, by=by, at=at),
    )
