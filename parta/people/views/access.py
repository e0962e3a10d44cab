"""«Доступ» (staff) and «Мой класс» (pupils and guardians): lists of accounts, and codes onto paper."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from parta.accounts.stepup import step_up
from parta.audit.readings import note, note_search
from parta.core import dates
from parta.core.asked import number_of
from parta.core.audience import HOMEROOM, audience
from parta.core.http import Request, attachment
from parta.core.roles import Role
from parta.people import access, access_lists, account_states, addressees
from parta.people.actions.invitations import revoke
from parta.people.actions.slips import print_slips
from parta.people.addressees import Addressee
from parta.people.models import Person
from parta.people.paper_pupils import count_for
from parta.school.refusals import Refused

NOBODY = "Коды выдавать некому: у всех в этом списке уже есть код или вход."


@require_safe
@audience(Role.DIRECTOR, Role.DEPUTY)
def staff(request: Request) -> HttpResponse:
    text, state = request.GET.get("q", "")[:80], request.GET.get("state", "")
    found = access_lists.staff_list(request.actor, text, state, dates.now())
    if text:
        note_search(request.actor, len(found.rows))
    context = {
        "section": "access",
        "list": found,
        "classes": access.classes(request.actor),
        "waiting": access_lists.waiting_by_class(request.actor, dates.now()),
        "text": text,
        "state": state,
        "states": account_states.STATES,
    }
    return render(request, "people/access.html", context)


@require_POST
@audience(Role.DIRECTOR, Role.DEPUTY)
@step_up
def issue_to_staff(request: Request) -> HttpResponse:
    people = _chosen(request, access.staff_to_issue(request.actor))
    if "person" in request.POST and not people:
        raise Http404
    return _slips(request, [addressees.of_staff(request.actor, people)], "сотрудникам", reverse("access"))


@require_POST
@audience(Role.DIRECTOR, Role.DEPUTY)
def revoke_of_staff(request: Request) -> HttpResponse:
    return _revoke(request, [access.staff_to_issue(request.actor)], reverse("access"))


@require_safe
@audience(HOMEROOM)
def my_class(request: Request) -> HttpResponse:
    """The own class; the first of them if there are two."""
    first = access.classes(request.actor).filter(pk__in=request.actor.homeroom_class_ids).first()
    if first is None:
        raise Http404
    return redirect("class-people", first.pk)


@require_safe
@audience(HOMEROOM, Role.DIRECTOR, Role.DEPUTY)
def class_people(request: Request, class_id: int) -> HttpResponse:
    classes = access.classes(request.actor)
    school_class = get_object_or_404(classes, pk=class_id)
    state = request.GET.get("state", "")
    context = {
        "section": "my-class" if class_id in request.actor.homeroom_class_ids else "access",
        "list": access_lists.class_list(request.actor, school_class, state, dates.now()),
        "classes": classes,
        "waiting": access_lists.waiting_by_class(request.actor, dates.now()),
        "chosen": school_class,
        "state": state,
        "states": account_states.STATES,
        "on_paper": count_for(request.actor, class_id),
    }
    return render(request, "people/class.html", context)


@require_POST
@audience(HOMEROOM, Role.DIRECTOR, Role.DEPUTY)
@step_up
def issue_to_class(request: Request, class_id: int) -> HttpResponse:
    school_class = get_object_or_404(access.classes(request.actor), pk=class_id)
    actor, kind = request.actor, request.POST.get("all", "")
    pupils = guardians = list[Person]()
    if kind != "guardians":
        pupils = _chosen(request, access.pupils_to_issue(actor, school_class))
    if kind != "pupils":
        guardians = _chosen(request, access.guardians_to_issue(actor, school_class))
    groups = [
        addressees.of_pupils(school_class, pupils),
        addressees.of_guardians(actor, school_class, guardians),
    ]
    if "person" in request.POST and not any(groups):
        raise Http404
    return _slips(request, groups, school_class.title, reverse("class-people", args=[class_id]))


@require_POST
@audience(HOMEROOM, Role.DIRECTOR, Role.DEPUTY)
def revoke_of_class(request: Request, class_id: int) -> HttpResponse:
    school_class = get_object_or_404(access.classes(request.actor), pk=class_id)
    scopes = [
        access.pupils_to_issue(request.actor, school_class),
        access.guardians_to_issue(request.actor, school_class),
    ]
    return _revoke(request, scopes, reverse("class-people", args=[class_id]))


def _chosen(request: Request, scope: QuerySet[Person]) -> list[Person]:
    """One person of the scope, or all in it who have neither a code nor an account."""
    given = request.POST.get("person", "")
    if not given:
        waiting = account_states.without_code(scope, dates.now()).order_by("sort_key", "pk")
        return list(waiting) if "all" in request.POST else []
    return list(scope.filter(pk=number_of(given) or 0))


def _slips(request: Request, groups: Sequence[Sequence[Addressee]], whom: str, back: str) -> HttpResponse:
    if not any(groups):
        messages.warning(request, NOBODY)
        return redirect(back)
    address = request.build_absolute_uri(reverse("activate"))
    try:
        pdf = print_slips(groups, whom, address, by=request.actor, at=dates.now())
    except Refused as refusal:
        messages.error(request, refusal.text)
        return redirect(back)
    note(request.actor, "print", None, f"карточки доступа: {sum(map(len, groups))}")
    return attachment(pdf, "application/pdf", "kody-dostupa.pdf")


def _revoke(request: Request, scopes: Sequence[QuerySet[Person]], back: str) -> HttpResponse:
    if "person" not in request.POST:
        return redirect(back)
    number = number_of(request.POST["person"]) or 0
    person = next((one for scope in scopes for one in scope.filter(pk=number)), None)
    if person is None:
        raise Http404
    try:
        revoke(person, by=request.actor, at=dates.now())
    except Refused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, f"Код отозван: {person.name}. Карточка с ним больше не действует.")
    return redirect(back)
