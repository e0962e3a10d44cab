"""Somebody's second step of signing in, in the hands of whoever issues that person's codes: in person only."""

from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from parta.accounts.factor import actions, queries
from parta.accounts.factor.papers.sheet import Sheet, sheet_pdf
from parta.accounts.stepup import step_up
from parta.core import dates
from parta.core.audience import HOMEROOM, audience
from parta.core.http import Request, attachment
from parta.core.roles import Role
from parta.people import access
from parta.people.models import Person

IN_PERSON = "Отметьте, что человек пришёл сам: так его учётную запись не отнимет тот, кто им назвался."


@require_http_methods(["GET", "POST"])
@audience(HOMEROOM, Role.DIRECTOR, Role.DEPUTY)
@step_up
def second_step(request: Request, person_id: int) -> HttpResponse:
    """What the person has, and taking it all away when it is lost."""
    person = get_object_or_404(access.factor_owners(request.actor).select_related("user"), pk=person_id)
    user: Any = person.user  # the scope leaves out whoever has none
    kinds, error = queries.kinds_of(user), ""
    if request.method == "POST":
        error = "" if "in_person" in request.POST else IN_PERSON
        if not error:
            actions.reset(user, by=request.actor, at=dates.now())
            messages.success(request, "Второй шаг снят. Человек войдёт по паролю, ему придёт уведомление.")
            return redirect("person-factor", person_id)
    context = {
        "section": "access" if request.actor.is_administration else "my-class",
        "person": person,
        "titles": [queries.TITLES[kind] for kind in kinds],
        "may_print": _staff(request).filter(pk=person_id).exists(),
        "error": error,
    }
    return render(request, "people/factor.html", context, status=422 if error else 200)


def _staff(request: Request) -> QuerySet[Person]:
    return access.staff_to_issue(request.actor).exclude(user=None).exclude(pk=request.actor.person_id or 0)


@require_POST
@audience(Role.DIRECTOR, Role.DEPUTY)
@step_up
def code_sheet(request: Request, person_id: int) -> HttpResponse:
    """Twenty new codes for one of the staff, to be handed over in person."""
    person = get_object_or_404(_staff(request).select_related("user"), pk=person_id)
    actor, user = request.actor, cast(Any, person.user)
    made = actions.new_sheet(user, by=actor, at=dates.now())
    facts = Sheet(person.short_name, actor.school_name, dates.full_date(actor.on), tuple(made))
    return attachment(sheet_pdf(facts), "application/pdf", "kody-vhoda.pdf")
