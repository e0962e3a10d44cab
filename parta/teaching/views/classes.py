"""«Классы»: list, page of a class, its class teachers. Who comes and goes: views/movement.py."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from parta.core import dates
from parta.core.audience import audience
from parta.people import cards, paper_pupils
from parta.people.models import Homeroom
from parta.school.calendar import year_of
from parta.school.classes import remove_class
from parta.school.editing import REGISTRARS, SCHEDULERS, actor_of, form_page, sent
from parta.school.models import SchoolClass
from parta.teaching import setup_access
from parta.teaching.actions.classes import save_class
from parta.teaching.forms import ClassForm, HomeroomForm
from parta.teaching.queries import class_lines, class_page
from parta.teaching.views.movement import NO_YEAR
from parta.teaching.views.overview import asked_year


@require_GET
@audience(*REGISTRARS)
def classes(request: HttpRequest) -> HttpResponse:
    on = actor_of(request).on
    years, year = asked_year(request)
    rows = class_lines(year, on)
    context = {"section": "school", "rows": rows, "year": year, "years": years}
    return render(request, "teaching/classes.html", context)


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
def new_class(request: HttpRequest) -> HttpResponse:
    year = year_of(actor_of(request).on)
    if year is None:
        messages.error(request, NO_YEAR)
        return redirect("classes")
    return _edit(request, SchoolClass(year=year), "Новый класс")


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
def edit_class(request: HttpRequest, class_id: int) -> HttpResponse:
    found = get_object_or_404(setup_access.classes(actor_of(request)).filter(unassigned=False), pk=class_id)
    return _edit(request, found, found.title)


def _edit(request: HttpRequest, row: SchoolClass, title: str) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    week_before = row.week_days

    def save(form: Any) -> str:
        save_class(row, form.values(), by=by, at=at)
        return _lessons_to_check(request, row, week_before) or reverse("school-class", args=[row.pk])

    return form_page(
        request,
        ClassForm(sent(request), instance=row),
        save,
        title=title,
        back=reverse("classes"),
        remove=(lambda: remove_class(row, by=by, at=at)) if row.pk else None,
    )


def _lessons_to_check(request: HttpRequest, row: SchoolClass, week_before: int | None) -> str | None:
    """Another week means other lessons: whoever may make them is led there, another is told whom to ask."""
    by = actor_of(request)
    if row.week_days == week_before or row.year.ends_on < by.on or not row.courses.exists():
        return None
    if by.has(*SCHEDULERS):
        start = max(by.on, row.year.starts_on).isoformat()
        span = {"start": start, "end": row.year.ends_on.isoformat(), "school_class": row.pk}
        return f"{reverse('lessons')}?{urlencode(span)}"
    messages.warning(request, "Учебная неделя другая. Попросите диспетчера расписания создать уроки класса заново.")
    return None


@require_GET
@audience(*REGISTRARS)
def school_class(request: HttpRequest, class_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_object_or_404(setup_access.classes(actor), pk=class_id)
    context = {"section": "school", "class": found, "page": class_page(found, actor.on), "on": actor.on}
    context["paper"] = paper_pupils.of_class(actor, found)
    return render(request, "teaching/class.html", context)


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
def new_homeroom(request: HttpRequest, class_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    found = get_object_or_404(setup_access.classes(by), pk=class_id)
    row = Homeroom(school_class=found)

    def save(form: Any) -> None:
        for name, value in form.values().items():
            setattr(row, name, value)
        cards.appoint(row, by=by, at=at)

    return form_page(
        request,
        HomeroomForm(sent(request), instance=row, on=by.on, initial={"starts_on": by.on}),
        save,
        title=f"Классный руководитель {found.title}",
        back=reverse("school-class", args=[class_id]),
        intro="Прежний классный руководитель заканчивает накануне.",
        submit="Назначить",
    )


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
def homeroom(request: HttpRequest, homeroom_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    row = get_object_or_404(setup_access.homerooms(by), pk=homeroom_id)

    def save(form: Any) -> None:
        cards.change_homeroom(row, form.values(), by=by, at=at)

    return form_page(
        request,
        HomeroomForm(sent(request), instance=row, on=by.on),
        save,
        title=f"{row.school_class.title}: {row.staff.person.full_name}",
        back=reverse("school-class", args=[row.school_class_id]),
        remove=lambda: cards.remove_homeroom(row, by=by, at=at),
    )
