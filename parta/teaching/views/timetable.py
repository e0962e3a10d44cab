"""«Расписание» и создание уроков."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from parta.core import dates
from parta.core.asked import date_of
from parta.core.audience import audience
from parta.core.russian import counted
from parta.school.calendar import year_of
from parta.school.editing import SCHEDULERS, actor_of, form_page, sent
from parta.school.models import AcademicYear, SchoolClass
from parta.teaching import setup_access
from parta.teaching.actions.lessons import LessonPlanResult, generate_lessons, preview_lessons
from parta.teaching.actions.timetable import set_day
from parta.teaching.forms import DayForm, LessonsForm
from parta.teaching.models import Course
from parta.teaching.rooms import room_names, strange_rooms
from parta.teaching.timetable import changes_after, courses_of, day_of, timetable_page
from parta.teaching.views.classes import NO_YEAR
from parta.teaching.working_days import working_lines


@require_GET
@audience(*SCHEDULERS)
def timetable(request: HttpRequest) -> HttpResponse:
    """To the first class; without classes a page that says so."""
    actor = actor_of(request)
    first = setup_access.classes(actor).filter(year=year_of(actor.on)).first()
    if first:
        return redirect("class-timetable", class_id=first.pk)
    return render(request, "teaching/timetable.html", {"section": "school", "class": None, "classes": []})


@require_GET
@audience(*SCHEDULERS)
def class_timetable(request: HttpRequest, class_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_object_or_404(setup_access.classes(actor), pk=class_id)
    on = _asked_day(request, actor.on, found.year)
    context = {
        "section": "school",
        "class": found,
        "classes": list(setup_access.classes(actor).filter(year=found.year)),
        "on": on,
        "page": timetable_page(found, on),
    }
    return render(request, "teaching/timetable.html", context)


def _asked_day(request: HttpRequest, on: date, year: AcademicYear) -> date:
    day = date_of(request.GET.get("on", "")) or on
    return min(max(day, year.starts_on), year.ends_on)


@require_http_methods(["GET", "POST"])
@audience(*SCHEDULERS)
def timetable_day(request: HttpRequest, class_id: int, weekday: int) -> HttpResponse:
    if weekday > 5:
        raise Http404
    by, at = actor_of(request), dates.now()
    found = get_object_or_404(setup_access.classes(by), pk=class_id)
    start = max(_asked_day(request, by.on, found.year), _first_free_day(by.on, found))
    form = DayForm(
        sent(request),
        courses=courses_of(found),
        standing=day_of(found, weekday, start),
        on=start,
        cycle_weeks=found.year.cycle_weeks,
    )
    back = reverse("class-timetable", args=[class_id])

    def save(form: Any) -> str:
        starts_on = form.cleaned_data["starts_on"]
        done = set_day(found, weekday, form.wanted(), starts_on, by=by, at=at)
        if done.changes:
            messages.success(request, said(done))
        if strange := strange_rooms(place.room for place in form.wanted()):
            messages.warning(request, f"В списке кабинетов нет: {', '.join(strange)}. Добавьте их или проверьте номер.")
        return f"{back}?on={starts_on.isoformat()}"

    return form_page(
        request,
        form,
        save,
        title=f"{found.title}, {dates.WEEKDAYS[weekday]}",
        back=back,
        template="teaching/timetable_day.html",
        intro="Прежнее расписание этого дня кончится накануне указанной даты. Прошедшие уроки не изменятся.",
        rooms=room_names(),
        later=changes_after(found, weekday, start),
        saved="Расписание записано.",
    )


def _first_free_day(on: date, school_class: SchoolClass) -> date:
    """Tomorrow, or the first day of a year that has not begun."""
    return max(on + timedelta(days=1), school_class.year.starts_on)


def said(done: LessonPlanResult) -> str:
    parts = [
        ("создано", done.created),
        ("перенесено", done.moved),
        ("убрано", done.removed),
    ]
    words = [f"{word} {counted(n, 'урок', 'урока', 'уроков')}" for word, n in parts if n]
    return ("Уроки: " + ", ".join(words) + ".") if words else "Уроки уже соответствуют расписанию и календарю."


@require_http_methods(["GET", "POST"])
@audience(*SCHEDULERS)
def lessons(request: HttpRequest) -> HttpResponse:
    """GET with dates shows what would be done, POST does it."""
    by, at = actor_of(request), dates.now()
    year = year_of(by.on)
    if year is None:
        messages.error(request, NO_YEAR)
        return redirect("school")
    asked = request.POST if request.method == "POST" else request.GET
    form = LessonsForm(
        asked if "start" in asked or request.method == "POST" else None,
        year=year,
        initial={"start": max(by.on, year.starts_on), "end": year.ends_on},
    )
    plan, working = None, []
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        courses = _courses(by, year, data["school_class"])
        if request.method == "POST":
            messages.success(request, said(generate_lessons(courses, data["start"], data["end"], by=by, at=at)))
            return redirect("lessons")
        plan = preview_lessons(courses, data["start"], data["end"], at=at)
        working = working_lines(data["start"], data["end"])
    context = {"section": "school", "form": form, "plan": plan, "working": working, "year": year, "said": said}
    return render(request, "teaching/lessons.html", context, status=422 if form.errors else 200)


def _courses(by: Any, year: AcademicYear, school_class: SchoolClass | None) -> list[Course]:
    rows = setup_access.courses(by).filter(year=year)
    return list(rows.filter(classes=school_class) if school_class else rows)
