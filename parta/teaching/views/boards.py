"""«Расписание» for the whole staff: weeks of a class, a teacher, a room; a day of the school; clashes."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from parta.core import dates
from parta.core.asked import date_of, number_of
from parta.core.audience import STAFF, audience
from parta.core.http import Request
from parta.school.calendar import year_of
from parta.school.editing import SCHEDULERS
from parta.teaching import board_access
from parta.teaching.board_queries import (
    Whose,
    clash_page,
    day_page,
    known_room,
    permanent_page,
    room_names,
    week_page,
)

SECTION = "boards"
WEEK = timedelta(days=7)


@require_GET
@audience(STAFF)
def home(request: Request) -> HttpResponse:
    """To what was chosen in the list; to the own week, the own class or today's day otherwise."""
    actor = request.actor
    on = date_of(request.GET.get("on", ""))
    address = _chosen(request.GET.get("to", ""))
    if not address and actor.course_ids:
        address = reverse("week-of-teacher", args=[actor.staff_id])
    if not address and actor.homeroom_class_ids:
        address = reverse("week-of-class", args=[min(actor.homeroom_class_ids)])
    if not address:
        return redirect("day-of-school", day=(on or actor.on).isoformat())
    return HttpResponseRedirect(address + (f"?on={on.isoformat()}" if on else ""))


def _chosen(given: str) -> str:
    """The address of «class-7», «teacher-12», «room-214»."""
    kind, _, which = given.partition("-")
    if kind == "room" and known_room(which):
        return reverse("week-of-room", args=[which])
    names = {"class": "week-of-class", "teacher": "week-of-teacher"}
    number = number_of(which)
    return reverse(names[kind], args=[number]) if kind in names and number is not None else ""


@require_GET
@audience(STAFF)
def of_class(request: Request, class_id: int) -> HttpResponse:
    found = get_object_or_404(board_access.classes(request.actor), pk=class_id)
    return _week(request, Whose(school_class=found), f"class-{found.pk}", found.title, kind="класс")


@require_GET
@audience(STAFF)
def of_teacher(request: Request, staff_id: int) -> HttpResponse:
    found = get_object_or_404(board_access.staff(request.actor), pk=staff_id)
    return _week(request, Whose(staff=found), f"teacher-{found.pk}", found.person.full_name, kind="учитель")


@require_GET
@audience(STAFF)
def of_room(request: Request, name: str) -> HttpResponse:
    if not known_room(name):
        raise Http404
    return _week(request, Whose(room=name), f"room-{name}", f"Кабинет {name}", kind="кабинет")


def _week(request: Request, whose: Whose, chosen: str, title: str, *, kind: str) -> HttpResponse:
    actor = request.actor
    on = date_of(request.GET.get("on", "")) or actor.on
    permanent = "permanent" in request.GET
    page = (permanent_page if permanent else week_page)(whose, on, actor.on)
    monday = dates.monday_of(on)
    context = _shared(request, on) | {
        "page": page,
        "whose": whose,
        "title": title,
        "kind": kind,
        "chosen": chosen,
        "permanent": permanent,
        "this_week": monday == dates.monday_of(actor.on),
        "previous": on - WEEK,
        "next": on + WEEK,
    }
    return render(request, "teaching/board_week.html", context)


def _shared(request: Request, on: date) -> dict[str, Any]:
    """What every page of the section has: the list to choose from. Four queries."""
    actor = request.actor
    classes = list(board_access.classes(actor).filter(year=year_of(on)))
    return {
        "section": SECTION,
        "on": on,
        "today": actor.on,
        "classes": classes,
        "own_classes": [one for one in classes if one.pk in actor.homeroom_class_ids],
        "teachers": [(one.pk, one.person.short_name) for one in board_access.teachers(actor)],
        "rooms": room_names(),
        "schedules": actor.has(*SCHEDULERS),
        "opens": lambda one: board_access.opens(actor, one.course_id, one.entry.class_ids),
        "chosen": "",
    }


@require_GET
@audience(STAFF)
def day(request: Request, day: str) -> HttpResponse:
    found = date_of(day)
    if found is None:
        raise Http404
    shared = _shared(request, found)
    page = day_page(shared["classes"], found, request.actor.homeroom_class_ids)
    context = shared | {
        "page": page,
        "title": f"{dates.WEEKDAYS[found.weekday()].capitalize()}, {dates.day_month(found)}",
        "previous": found - timedelta(days=1),
        "next": found + timedelta(days=1),
    }
    return render(request, "teaching/board_day.html", context)


@require_GET
@audience(*SCHEDULERS)
def conflicts(request: Request) -> HttpResponse:
    on = date_of(request.GET.get("on", "")) or request.actor.on
    shared = _shared(request, on)
    context = shared | {"page": clash_page(shared["classes"], on), "previous": on - WEEK, "next": on + WEEK}
    return render(request, "teaching/board_conflicts.html", context)
