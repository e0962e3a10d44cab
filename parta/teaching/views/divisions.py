"""«Деление на подгруппы» [4.3] [5.5]: the class teacher proposes, the groups' teachers confirm, the deputy decides."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parta.core import dates
from parta.core.audience import HOMEROOM, STAFF, audience
from parta.core.http import Request
from parta.core.roles import Role
from parta.school.refusals import Refused
from parta.teaching import division_access, division_queries
from parta.teaching.actions import divisions as actions
from parta.teaching.division_forms import ListsForm, NewDivisionForm
from parta.teaching.division_queries import DivisionPage
from parta.teaching.models import Division, DivisionState

UNKNOWN = "Не понято, что сделать. Откройте страницу заново и нажмите кнопку ещё раз."


@require_safe
@audience(STAFF)
def divisions(request: Request) -> HttpResponse:
    page = division_queries.divisions_page(request.actor)
    return render(request, "teaching/divisions.html", {"section": _section(request), "page": page})


@require_POST
@audience(HOMEROOM, Role.DIRECTOR, Role.DEPUTY)
def new_division(request: Request, class_id: int) -> HttpResponse:
    school_class = get_object_or_404(division_access.classes(request.actor), pk=class_id)
    form = NewDivisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Выберите предмет и период из списка.")
        return redirect("divisions")
    try:
        made = actions.start(school_class, **form.cleaned_data, by=request.actor, at=dates.now())
    except Refused as refusal:
        messages.error(request, refusal.text)
        return redirect("divisions")
    return redirect("division", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@audience(STAFF)
def division(request: Request, division_id: int) -> HttpResponse:
    found = get_object_or_404(division_access.divisions(request.actor), pk=division_id)
    page = division_queries.division_page(request.actor, found)
    if request.method != "POST":
        return _show(request, page, ListsForm(None, page=page))
    form = ListsForm(request.POST, page=page)
    do = request.POST.get("do", "")
    if do not in _DEEDS:
        form.add_error(None, UNKNOWN)
    if not form.is_valid():
        return _show(request, page, form, status=422)
    try:
        said = _DEEDS[do](request, page, form)
    except actions.Stale as refusal:
        return _stale(request, division_id, refusal)
    except Refused as refusal:
        form.add_error(None, refusal.text)
        return _show(request, page, form, status=422)
    messages.success(request, said)
    return redirect("divisions") if do == "discard" else redirect("division", division_id)


def _stale(request: Request, division_id: int, refusal: actions.Stale) -> HttpResponse:
    """The page as it is by now, with the caller's own choices and what stands instead of them."""
    found = get_object_or_404(division_access.divisions(request.actor), pk=division_id)
    page = division_queries.division_page(request.actor, found)
    form = ListsForm(request.POST, page=page)
    differing = form.differing() if page.may_compose else []
    form.add_error(None, " ".join([refusal.text, *(f"{one}." for one in differing)]))
    return _show(request, page, form, status=409)


def _show(request: Request, page: DivisionPage, form: ListsForm, status: int = 200) -> HttpResponse:
    context = {"section": _section(request), "page": page, "division": page.division, "form": form}
    return render(request, "teaching/division.html", context, status=status)


def _section(request: Request) -> str:
    return "my-class" if request.actor.homeroom_class_ids else "today"


Deed = Callable[[Request, DivisionPage, ListsForm], str]


def _composer(request: Request, page: DivisionPage) -> Division:
    if not page.may_compose:
        raise PermissionDenied
    return page.division


def _save(request: Request, page: DivisionPage, form: ListsForm) -> str:
    version, places = form.cleaned_data["version"], form.places()
    actions.save_draft(_composer(request, page), version, places, by=request.actor, at=dates.now())
    return "Черновик сохранён. Учителя подгрупп его ещё не видят."


def _copy(request: Request, page: DivisionPage, form: ListsForm) -> str:
    division = _composer(request, page)
    places = actions.former_places(division, request.actor.on)
    actions.save_draft(division, form.cleaned_data["version"], places, by=request.actor, at=dates.now())
    return "Списки взяты из прошлого периода: как ученики занимаются сейчас."


def _propose(request: Request, page: DivisionPage, form: ListsForm) -> str:
    division = _composer(request, page)
    actions.propose(division, form.cleaned_data["version"], form.places(), by=request.actor, at=dates.now())
    if division.state == DivisionState.PROPOSED:
        return "Деление отправлено учителям подгрупп. Пока не подтвердят все, действует прежнее."
    return "Деление согласовано: подтверждать больше некому."


def _confirm(request: Request, page: DivisionPage, form: ListsForm) -> str:
    groups = list(division_access.own_groups(request.actor, page.division))
    if not groups:
        raise PermissionDenied
    actions.confirm(page.division, form.cleaned_data["version"], groups, by=request.actor, at=dates.now())
    return "Список подтверждён."


def _decide(request: Request, page: DivisionPage, form: ListsForm) -> str:
    if not request.actor.is_administration:
        raise PermissionDenied
    version, places = form.cleaned_data["version"], form.places()
    actions.decide(page.division, version, places, by=request.actor, at=dates.now())
    return "Решение записано, деление действует."


def _discard(request: Request, page: DivisionPage, form: ListsForm) -> str:
    division = _composer(request, page)
    actions.discard(division, form.cleaned_data["version"], by=request.actor, at=dates.now())
    return "Черновик удалён."


_DEEDS: dict[str, Deed] = {
    "save": _save,
    "copy": _copy,
    "propose": _propose,
    "confirm": _confirm,
    "decide": _decide,
    "discard": _discard,
}
