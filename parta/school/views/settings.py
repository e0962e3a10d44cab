"""«Звонки», «Правила школы», «О школе»."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from parta.accounts.stepup import step_up
from parta.core import dates
from parta.core.audience import audience
from parta.core.http import client_address
from parta.school import access, setup
from parta.school.calendar import year_of
from parta.school.editing import MANAGERS, SCHEDULERS, actor_of, form_page, sent
from parta.school.forms import BellsForm, PolicyForm, SchoolForm
from parta.school.models import GRADE_LEVELS, SchoolPolicy
from parta.school.queries import bells_of, grades_with_own_bells, policy_rows, the_school
from parta.school.rules.bells import ALL_GRADES
from parta.school.views.calendar import check_lessons

SHIFTS = (1, 2, 3)


@require_http_methods(["GET", "POST"])
@audience(*SCHEDULERS)
def bells(request: HttpRequest, shift: int = 1, grade_level: int = ALL_GRADES) -> HttpResponse:
    if shift not in SHIFTS or grade_level not in (ALL_GRADES, *GRADE_LEVELS):
        raise Http404
    by = actor_of(request)
    standing = bells_of(shift, grade_level)
    here = reverse("bells-grade", args=[shift, grade_level])

    def write(wanted: Any) -> str:
        setup.set_bells(shift, grade_level, wanted, by=by, at=dates.now())
        return here

    return form_page(
        request,
        BellsForm(sent(request), bells=standing, may_be_empty=grade_level != ALL_GRADES),
        lambda form: write(form.bells()),
        title="Звонки",
        remove=(lambda: write([])) if grade_level and standing else None,
        back=reverse("school"),
        template="school/bells.html",
        shift=shift,
        shifts=SHIFTS,
        grade_level=grade_level,
        grade_levels=GRADE_LEVELS,
        own=grades_with_own_bells(shift),
    )


@require_GET
@audience(*MANAGERS)
def policies(request: HttpRequest) -> HttpResponse:
    rows = policy_rows(actor_of(request).on)
    return render(request, "school/policies.html", {"section": "school", "rows": rows})


@require_http_methods(["GET", "POST"])
@audience(*MANAGERS)
@step_up
def new_policy(request: HttpRequest) -> HttpResponse:
    """Starts from the rules in force, so that only what changes is to be entered."""
    latest = access.policies(actor_of(request)).first() or SchoolPolicy()
    latest.pk, latest.starts_on = None, None  # type: ignore[assignment]
    latest._state.adding = True
    return _policy(request, latest, "Новые правила с даты")


@require_http_methods(["GET", "POST"])
@audience(*MANAGERS)
@step_up
def policy(request: HttpRequest, policy_id: int) -> HttpResponse:
    found = get_object_or_404(access.policies(actor_of(request)), pk=policy_id)
    return _policy(request, found, f"Правила с {dates.full_date(found.starts_on)}")


def _policy(request: HttpRequest, row: SchoolPolicy, title: str) -> HttpResponse:
    by, at = actor_of(request), dates.now()

    before = row.week_days if row.pk else None

    def save(form: Any) -> str | None:
        done = form.write("school.save_policy", by=by, at=at)
        year = year_of(by.on)
        if year is None or done.week_days == before:
            return None
        return check_lessons(by.on, done.starts_on, year.ends_on)

    return form_page(
        request,
        PolicyForm(sent(request), instance=row, address=client_address(request)),
        save,
        title=title,
        back=reverse("policies"),
        remove=(lambda: setup.remove_policy(row, by=by, at=at)) if row.pk else None,
        intro="Правила действуют с указанного дня, пока не начнутся следующие.",
    )


@require_http_methods(["GET", "POST"])
@audience(*MANAGERS)
def about(request: HttpRequest) -> HttpResponse:
    school = the_school()
    if school is None:
        raise Http404
    by = actor_of(request)

    def save(form: Any) -> None:
        form.write("school.save_school", by=by, at=dates.now())

    return form_page(request, SchoolForm(sent(request), instance=school), save, title="О школе", back=reverse("school"))
