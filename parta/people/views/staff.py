"""«Сотрудники»."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from parta.accounts.stepup import step_up
from parta.audit.readings import note, note_search
from parta.core import dates
from parta.core.audience import STAFF, audience
from parta.core.roles import ADMINISTRATION, ROLE_TITLES, Role
from parta.people import administrators, card_access, cards
from parta.people.card_queries import role_lines, staff_lines
from parta.people.forms import NewRoleForm, NewStaffForm, PersonForm, RoleForm, WorkForm
from parta.people.models import Approval, Person
from parta.people.rules.roles import grantable
from parta.school.editing import REGISTRARS, actor_of, form_page, sent


@require_GET
@audience(*REGISTRARS)
def staff_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    text, former = request.GET.get("q", "").strip()[:100], "former" in request.GET
    rows = staff_lines(card_access.staff_cards(actor), text, former=former, on=actor.on)
    if text:
        note_search(actor, len(rows))
    context = {"section": "school", "rows": rows, "text": text, "former": former}
    return render(request, "people/staff.html", context)


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
@step_up
def new_staff(request: HttpRequest) -> HttpResponse:
    by, at = actor_of(request), dates.now()

    def save(form: Any) -> str:
        data = form.cleaned_data
        role = Role(data["role"]) if data["role"] else None
        made = cards.add_staff(form.values(), data["position"], data["starts_on"], role, by=by, at=at)
        return reverse("staff-card", args=[made.pk])

    return form_page(
        request,
        NewStaffForm(sent(request), instance=Person(), actor=by),
        save,
        title="Новый сотрудник",
        back=reverse("staff"),
        saved="Сотрудник добавлен.",
    )


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
def staff_card(request: HttpRequest, staff_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    staff = get_object_or_404(card_access.staff_cards(by), pk=staff_id)
    if request.method == "GET":
        note(by, "card", staff.person)
    form = PersonForm(sent(request), instance=staff.person)

    def save(form: Any) -> str:
        cards.change_person(staff.person, form.values(), by=by, at=at)
        return reverse("staff-card", args=[staff_id])

    return form_page(
        request,
        form,
        save,
        title=staff.person.full_name,
        back=reverse("staff"),
        template="people/staff_card.html",
        staff=staff,
        roles=role_lines(staff, grantable(by.roles), by.on),
    )


@require_GET
@audience(STAFF)
def own_card(request: HttpRequest) -> HttpResponse:
    """A member of the staff sees the own card; the office keeps it."""
    actor = actor_of(request)
    staff = get_object_or_404(card_access.own_staff_card(actor), pk=actor.staff_id)
    context = {"section": "own-card", "staff": staff, "roles": role_lines(staff, frozenset(), actor.on)}
    return render(request, "people/own_card.html", context)


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
@step_up
def staff_work(request: HttpRequest, staff_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    staff = get_object_or_404(card_access.staff_cards(by), pk=staff_id)

    def save(form: Any) -> None:
        cards.change_work(staff, form.values(), by=by, at=at)

    return form_page(
        request,
        WorkForm(sent(request), instance=staff),
        save,
        title=f"{staff.person.full_name}: работа",
        back=reverse("staff-card", args=[staff_id]),
    )


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
@step_up
def new_role(request: HttpRequest, staff_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    staff = get_object_or_404(card_access.staff_cards(by), pk=staff_id)

    def save(form: Any) -> None:
        data = dict(form.cleaned_data)
        reason = data.pop("reason", "")
        if data["role"] in ADMINISTRATION:
            _tell(request, administrators.ask_for_role(staff, **data, reason=reason, by=by, at=at))
            return
        cards.grant_role(staff, **data, by=by, at=at)
        messages.success(request, "Сохранено.")

    return form_page(
        request,
        NewRoleForm(sent(request), actor=by),
        save,
        title=f"{staff.person.full_name}: новая роль",
        back=reverse("staff-card", args=[staff_id]),
        intro="Роли складываются: завуч, который ведёт уроки, ещё и учитель.",
        saved="",
        submit="Дать роль",
    )


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
@step_up
def role(request: HttpRequest, role_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    row = get_object_or_404(card_access.staff_roles(by), pk=role_id)

    def save(form: Any) -> None:
        starts_on, ends_on = form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]
        if cards.gives_days(row, starts_on, ends_on, by.on):
            reason = form.cleaned_data["reason"]
            _tell(request, administrators.ask_for_days(row, starts_on, ends_on, reason, by=by, at=at))
            return
        cards.change_role(row, starts_on, ends_on, by=by, at=at)
        messages.success(request, "Сохранено.")

    return form_page(
        request,
        RoleForm(sent(request), instance=row),
        save,
        title=f"{row.staff.person.full_name}: {ROLE_TITLES[Role(row.role)]}",
        back=reverse("staff-card", args=[row.staff_id]),
        remove=lambda: cards.remove_role(row, by=by, at=at),
        saved="",
    )


def _tell(request: HttpRequest, approval: Approval) -> None:
    """What came of asking for an administrator."""
    if approval.approved:
        messages.success(
            request, "Сделано. Второго человека, который мог бы решить, нет: вы решили один, это записано."
        )
    else:
        messages.success(request, "Просьба записана и ждёт другого человека: «Решения вдвоём».")
