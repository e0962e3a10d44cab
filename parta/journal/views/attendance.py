"""«Посещаемость» [4.2]: a class by day, by week and in sum; the classes for the administration."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from parta.core.asked import date_of
from parta.core.audience import HOMEROOM, audience
from parta.core.http import Request
from parta.core.roles import Role
from parta.journal.attendance import access, overview, pages
from parta.journal.attendance.reasons import notices_on
from parta.people.paper_pupils import count_for
from parta.school.calendar import year_of
from parta.school.models import SchoolClass

READERS = (HOMEROOM, Role.DIRECTOR, Role.DEPUTY)


@require_safe
@audience(*READERS)
def home(request: Request) -> HttpResponse:
    """The class teacher's own class; all classes for the administration."""
    own = access.kept(request.actor).first()
    if own is not None and not request.actor.is_administration:
        return redirect("attendance-day", own.pk)
    context = {"section": "attendance", "lines": overview.lines(request.actor), "own": own}
    return render(request, "journal/attendance/overview.html", context)


@require_safe
@audience(*READERS)
def often(request: Request) -> HttpResponse:
    """Systematic absence in a month: `?month=2026-11-01`, the present one without it."""
    actor, year = request.actor, year_of(request.actor.on)
    months = list(overview.months(year.starts_on, min(actor.on, year.ends_on))) if year else []
    asked = request.GET.get("month", "")
    month = next((one for one in months if one.isoformat() == asked), months[0] if months else actor.on.replace(day=1))
    context = {
        "section": "attendance",
        "months": months,
        "month": month,
        "rows": overview.often_absent(actor, month),
        "several": actor.is_administration or len(actor.homeroom_class_ids) > 1,
    }
    return render(request, "journal/attendance/often.html", context)


@require_safe
@audience(*READERS)
def day(request: Request, class_id: int) -> HttpResponse:
    school_class = class_of(request, class_id)
    found = pages.day_page(request.actor, school_class, asked_day(request, school_class))
    told = notices_on(request.actor, school_class, found.day)
    context = context_of(request, school_class, "day") | {"page": found, "told": told}
    return render(request, "journal/attendance/day.html", context)


@require_safe
@audience(*READERS)
def week(request: Request, class_id: int) -> HttpResponse:
    school_class = class_of(request, class_id)
    found = pages.week_page(request.actor, school_class, asked_day(request, school_class))
    return render(request, "journal/attendance/week.html", context_of(request, school_class, "week") | {"page": found})


@require_safe
@audience(*READERS)
def summary(request: Request, class_id: int) -> HttpResponse:
    school_class = class_of(request, class_id)
    asked = request.GET.get("period", "")
    found = pages.summary_page(request.actor, school_class, asked)
    if found is None and asked:
        raise Http404
    on_paper = count_for(request.actor, class_id)
    context = context_of(request, school_class, "summary") | {"page": found, "on_paper": on_paper}
    return render(request, "journal/attendance/summary.html", context)


def class_of(request: Request, class_id: int) -> SchoolClass:
    return get_object_or_404(access.classes(request.actor), pk=class_id)


def asked_day(request: Request, school_class: SchoolClass) -> date:
    """`?day=2026-11-24`, kept within the school year; today without it or when there is no such day."""
    asked, year = date_of(request.GET.get("day", "")), school_class.year
    return min(max(asked, year.starts_on), year.ends_on) if asked else request.actor.on


def context_of(request: Request, school_class: SchoolClass, tab: str) -> dict[str, Any]:
    """What every page of a class shows around its own content."""
    actor = request.actor
    return {
        "section": "attendance",
        "tab": tab,
        "school_class": school_class,
        "classes": list(access.classes(actor).filter(year=school_class.year_id)),
        "keeps": school_class.pk in actor.homeroom_class_ids,
        "unresolved": pages.unresolved(actor, school_class).count(),
        "today": actor.on,
    }
