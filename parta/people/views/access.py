"""«Доступ» (staff) and «Мой класс» (pupils and guardians): lists of accounts, and codes onto paper."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from parta.accounts.stepup import step_up
from parta.audit.readings import note_search
from parta.core import dates
from parta.core.asked import number_of
from parta.core.audience import HOMEROOM, audience
from parta.core.http import Request, attachment
from parta.core.roles import Role
from parta.people import access, access_lists
from parta.people.actions.slips import Addressee, print_slips
from parta.people.models import Person
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
        "states": access_lists.STATES,
    }
    return render(request, "people/access.html", context)


@require_POST
@audience(Role.DIRECTOR, Role.DEPUTY)
@step_up
def issue_to_staff(request: Request) -> HttpResponse:
    people = _chosen(request, access.staff_to_issue(request.actor))
    if "person" in request.POST and not people:
        raise Http404
    words = access_lists.staff_words(request.actor, people)
    return _slips(request, [[Addressee(one, words[one.pk]) for one in people]], "", reverse("access"))


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
    context = {
        "section": "my-class" if class_id in request.actor.homeroom_class_ids else "access",
        "list": access_lists.class_list(request.actor, school_class, dates.now()),
        "classes": classes,
        "waiting": access_lists.waiting_by_class(request.actor, dates.now()),
        "chosen": school_class,
    }
    return render(request, "people/class.html", context)


@require_POST
@audience(HOMEROOM, Role.DIRECTOR, Role.DEPUTY)
@step_up
def issue_to_class(request: Request, class_id: int) -> HttpResponse:
    school_class = get_object_or_404(access.classes(request.actor), pk=class_id)
    actor, kind, title = request.actor, request.POST.get("all", ""), school_class.title
    pupils, guardians = access.pupils_to_issue(actor, school_class), access.guardians_to_issue(actor, school_class)
    scopes = {"pupils": [pupils], "guardians": [guardians]}.get(kind, [pupils, guardians])
    words = access_lists.class_words(actor, school_class)
    groups = [[Addressee(one, words[one.pk]) for one in _chosen(request, scope)] for scope in scopes]
    if "person" in request.POST and not any(groups):
        raise Http404
    return _slips(request, groups, title, reverse("class-people", args=[class_id]))


def _chosen(request: Request, scope: QuerySet[Person]) -> list[Person]:
    """One person of the scope, or all in it who have neither a code nor an account."""
    given = request.POST.get("person", "")
    if not given:
        return list(access_lists.without_code(scope, dates.now())) if "all" in request.POST else []
    return list(scope.filter(pk=number_of(given) or 0))


def _slips(request: Request, groups: Sequence[Sequence[Addressee]], title: str, back: str) -> HttpResponse:
    if not any(groups):
        messages.warning(request, NOBODY)
        return redirect(back)
    address = request.build_absolute_uri(reverse("activate"))
    try:
        pdf = print_slips(groups, title, address, by=request.actor, at=dates.now())
    except Refused as refusal:
        messages.error(request, refusal.text)
        return redirect(back)
    return attachment(pdf, "application/pdf", "kody-dostupa.pdf")
