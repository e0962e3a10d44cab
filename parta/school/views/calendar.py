"""«Каникулы и праздники», рабочие дни."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parta.core import dates
from parta.core.audience import audience
from parta.school import access, actions, setup
from parta.school.calendar import year_of
from parta.school.editing import MANAGERS, actor_of, form_page, sent
from parta.school.forms import DayOffForm, PrefillForm, WorkingDayForm
from parta.school.models import DayOff, DayOffKind, WorkingDay
from parta.school.queries import calendar_page

NO_YEAR = "Сначала создайте учебный год: каникулы и праздники относятся к нему."


@require_GET
@audience(*MANAGERS)
def calendar(request: HttpRequest) -> HttpResponse:
    year = year_of(actor_of(request).on)
    context = {"section": "school", "year": year, "page": calendar_page(year) if year else None, "form": PrefillForm()}
    return render(request, "school/calendar.html", context)


@require_POST
@audience(*MANAGERS)
def prefill(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    year = year_of(by.on)
    form = PrefillForm(request.POST)
    if year is None:
        messages.error(request, NO_YEAR)
    elif not form.is_valid():
        messages.error(request, "Выберите, какие каникулы поставить.")
    else:
        done = actions.prefill_calendar(year, by=by, at=dates.now(), habit=form.cleaned_data["habit"])
        added = done.vacations + done.holidays + done.working_days
        messages.success(request, f"Добавлено строк: {added}." if added else "Всё уже стоит, добавлять нечего.")
        if added:
            return redirect(check_lessons(by.on, max(by.on, year.starts_on), year.ends_on) or reverse("calendar"))
    return redirect("calendar")


@require_http_methods(["GET", "POST"])
@audience(*MANAGERS)
def new_day_off(request: HttpRequest) -> HttpResponse:
    return _day_off(request, DayOff(), "Новые дни без занятий")


@require_http_methods(["GET", "POST"])
@audience(*MANAGERS)
def day_off(request: HttpRequest, day_id: int) -> HttpResponse:
    found = get_object_or_404(access.days_off(actor_of(request)), pk=day_id)
    if found.kind == DayOffKind.CANCELLED:
        return redirect("cancelled-days", day_id=day_id)
    return _day_off(request, found, found.title)


def _day_off(request: HttpRequest, row: DayOff, title: str) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    year = year_of(row.starts_on or by.on)
    if year is None:
        messages.error(request, NO_YEAR)
        return redirect("new-year")
    before = (row.starts_on, row.ends_on)

    def save(form: Any) -> str | None:
        done = form.write("school.save_day_off", by=by, at=at)
        days = [day for day in (*before, done.starts_on, done.ends_on) if day]
        return check_lessons(by.on, min(days), max(days))

    return form_page(
        request,
        DayOffForm(sent(request), instance=row, year=year),
        save,
        title=title,
        back=reverse("calendar"),
        remove=(lambda: _removed(request, row, *before)) if row.pk else None,
        intro="Без параллели и класса это вся школа.",
    )


@require_http_methods(["GET", "POST"])
@audience(*MANAGERS)
def new_working_day(request: HttpRequest) -> HttpResponse:
    return _working_day(request, WorkingDay(), "Новый рабочий день")


@require_http_methods(["GET", "POST"])
@audience(*MANAGERS)
def working_day(request: HttpRequest, day_id: int) -> HttpResponse:
    found = get_object_or_404(access.working_days(actor_of(request)), pk=day_id)
    return _working_day(request, found, f"Рабочий день {dates.full_date(found.date)}")


def _working_day(request: HttpRequest, row: WorkingDay, title: str) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    before = row.date

    def save(form: Any) -> str | None:
        done = form.write("school.save_working_day", by=by, at=at)
        days = [day for day in (before, done.date) if day]
        return check_lessons(by.on, min(days), max(days))

    return form_page(
        request,
        WorkingDayForm(sent(request), instance=row),
        save,
        title=title,
        back=reverse("calendar"),
        remove=(lambda: _removed(request, row, before, before)) if row.pk else None,
    )


def _removed(request: HttpRequest, row: DayOff | WorkingDay, start: date, end: date) -> str | None:
    by = actor_of(request)
    setup.remove_day(row, by=by, at=dates.now())
    return check_lessons(by.on, start, end)


def check_lessons(on: date, start: date, end: date) -> str | None:
    """Where to see what the change does to lessons of today and the days to come; None = to nothing."""
    if end < on:
        return None
    span = {"start": max(start, on).isoformat(), "end": end.isoformat()}
    return f"{reverse('lessons')}?{urlencode(span)}"
