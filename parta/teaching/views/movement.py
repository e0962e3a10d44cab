"""Pupils come, leave and change class by an order [8.2.2]; «Книга движения»."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from parta.core import dates
from parta.core.audience import audience
from parta.people.card_access import pupil_cards
from parta.school.calendar import year_of
from parta.school.editing import REGISTRARS, actor_of, form_page, sent
from parta.teaching import movement_queries, setup_access
from parta.teaching.actions import movement as actions
from parta.teaching.models import MovementKind
from parta.teaching.movement_forms import BookForm, LeaveForm, MovementForm, PlaceForm, ReadmitForm

NO_YEAR = "Сначала создайте учебный год: классы и журналы относятся к нему."


@require_GET
@audience(*REGISTRARS)
def movements(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = BookForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    year = asked.get("year") or year_of(actor.on)
    if year is None:
        messages.error(request, NO_YEAR)
        return redirect("school")
    kind, chosen = asked.get("kind", ""), asked.get("school_class")
    context = {
        "section": "school",
        "book": movement_queries.book(setup_access.movements(actor), year, kind, chosen, actor.on),
        "classes": setup_access.classes(actor).filter(year=year),
        "years": form.fields["year"].queryset,  # type: ignore[attr-defined]
        "year": year,
        "kind": kind,
        "kinds": [*movement_queries.NOUNS.items(), (movement_queries.PASSED_ON, "перевод в следующий год")],
        "chosen": chosen,
    }
    return render(request, "teaching/movements.html", context)


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
def movement(request: HttpRequest, movement_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    row = get_object_or_404(setup_access.movements(by), pk=movement_id)

    def save(form: Any) -> None:
        actions.correct(row, form.order(), by=by, at=at)

    return form_page(
        request,
        MovementForm(sent(request), instance=row),
        save,
        title=f"{row.pupil.person.full_name}: {movement_queries.NOUNS[row.kind]} {dates.full_date(row.date)}",
        back=reverse("movements"),
        intro="Здесь правят приказ. День выбытия исправляют на странице класса, ошибочный перевод удаляют.",
        remove=(lambda: actions.undo_transfer(row, by=by, at=at)) if row.kind == MovementKind.MOVED else None,
    )


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
def readmit_pupil(request: HttpRequest, pupil_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    pupil = get_object_or_404(pupil_cards(by), pk=pupil_id)
    year = year_of(by.on)
    if year is None:
        messages.error(request, NO_YEAR)
        return redirect("classes")

    def save(form: Any) -> str:
        chosen = form.cleaned_data["school_class"]
        actions.readmit(pupil, chosen, form.cleaned_data["starts_on"], form.order(), by=by, at=at)
        return reverse("school-class", args=[chosen.pk])

    return form_page(
        request,
        ReadmitForm(sent(request), year=year, initial={"starts_on": max(by.on, year.starts_on)}),
        save,
        title=f"Зачислить: {pupil.person.name}",
        back=reverse("pupil-card", args=[pupil_id]),
        saved="Ученик зачислен и записан в журналы класса.",
        submit="Зачислить",
    )


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
def move_pupil(request: HttpRequest, member_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    member = get_object_or_404(setup_access.class_members(by), pk=member_id)

    def save(form: Any) -> None:
        data = form.cleaned_data
        actions.transfer(member, data["school_class"], data["starts_on"], form.order(), by=by, at=at)

    starts_on = member.starts_on if member.school_class.unassigned else by.on
    return form_page(
        request,
        PlaceForm(
            sent(request), year=member.school_class.year, but=member.school_class, initial={"starts_on": starts_on}
        ),
        save,
        title=f"Перевести: {member.pupil.person.name}",
        back=reverse("school-class", args=[member.school_class_id]),
        intro=f"Сейчас в {member.school_class.title}. Журналы прежнего класса кончатся накануне, "
        "отметки останутся в них и войдут в средний балл.",
        saved="Ученик переведён и записан в журналы класса. В подгруппы его определяет классный руководитель.",
        submit="Перевести",
    )


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
def leave_class(request: HttpRequest, member_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    member = get_object_or_404(setup_access.class_members(by), pk=member_id)
    noted = actions.leaving_of(member)

    def save(form: Any) -> None:
        actions.depart(member, form.cleaned_data["last_day"], form.order(), by=by, at=at)

    initial = {"last_day": member.ends_on or by.on}
    if noted:
        names = ("order_number", "order_date", "other_school")
        initial |= {name: getattr(noted, name) for name in names}
    return form_page(
        request,
        LeaveForm(sent(request), has_left=member.ends_on is not None, initial=initial),
        save,
        title=f"Выбывает: {member.pupil.person.name}",
        back=reverse("school-class", args=[member.school_class_id]),
        intro="Отметки и пропуски останутся в журналах до последнего дня включительно.",
        submit="Отметить выбытие",
    )
