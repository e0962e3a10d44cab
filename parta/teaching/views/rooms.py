"""«Кабинеты»."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parta.core import dates
from parta.core.audience import audience
from parta.core.russian import counted
from parta.school.editing import SCHEDULERS, actor_of, form_page, sent
from parta.school.models import Room
from parta.teaching import setup_access
from parta.teaching.actions import rooms as actions
from parta.teaching.room_forms import RoomForm
from parta.teaching.rooms import rooms_page


@require_GET
@audience(*SCHEDULERS)
def rooms(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = rooms_page(setup_access.rooms(actor), actor.on)
    return render(request, "teaching/rooms.html", {"section": "school", "page": page})


@require_POST
@audience(*SCHEDULERS)
def adopt(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    made = actions.adopt_rooms(rooms_page(setup_access.rooms(by), by.on).unknown, by=by, at=dates.now())
    messages.success(request, f"Добавлено: {counted(made, 'кабинет', 'кабинета', 'кабинетов')}.")
    return redirect("rooms")


@require_http_methods(["GET", "POST"])
@audience(*SCHEDULERS)
def new_room(request: HttpRequest) -> HttpResponse:
    return _edit(request, Room(), "Новый кабинет")


@require_http_methods(["GET", "POST"])
@audience(*SCHEDULERS)
def room(request: HttpRequest, room_id: int) -> HttpResponse:
    found = get_object_or_404(setup_access.rooms(actor_of(request)), pk=room_id)
    return _edit(request, found, f"Кабинет {found.name}")


def _edit(request: HttpRequest, row: Room, title: str) -> HttpResponse:
    by, at = actor_of(request), dates.now()

    def save(form: Any) -> None:
        actions.save_room(row, form.values(), by=by, at=at)

    return form_page(
        request,
        RoomForm(sent(request), instance=row),
        save,
        title=title,
        back=reverse("rooms"),
        remove=(lambda: actions.remove_room(row, by=by, at=at)) if row.pk else None,
    )
