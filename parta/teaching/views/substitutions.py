"""«Замены»: who is away, who gives their lessons."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parta.core import dates
from parta.core.asked import date_of, number_of
from parta.core.audience import audience
from parta.core.http import Request
from parta.core.russian import counted
from parta.school.editing import MANAGERS, SCHEDULERS, form_page, sent
from parta.school.refusals import Refused
from parta.teaching import setup_access
from parta.teaching.absence_forms import AbsenceForm, ReturnForm
from parta.teaching.absences import AbsencePage, absence_page, overview
from parta.teaching.actions.absences import change_absence, note_absence, remove_absence
from parta.teaching.actions.substitutions import Wish, set_substitutes
from parta.teaching.models import TeacherAbsence

SECTION = "substitutions"


@require_GET
@audience(*SCHEDULERS)
def substitutions(request: Request) -> HttpResponse:
    context = {"section": SECTION, "page": overview(request.actor.on), "manages": request.actor.has(*MANAGERS)}
    return render(request, "teaching/substitutions.html", context)


@require_http_methods(["GET", "POST"])
@audience(*MANAGERS)
def new_absence(request: Request) -> HttpResponse:
    by, at = request.actor, dates.now()
    row = TeacherAbsence(starts_on=by.on)

    def save(form: Any) -> str:
        made = note_absence(row, form.values(), by=by, at=at)
        return reverse("absence", args=[made.pk])

    return form_page(
        request,
        AbsenceForm(sent(request), instance=row, on=by.on),
        save,
        title="Отметить отсутствие учителя",
        back=reverse("substitutions"),
        section=SECTION,
        saved="Отсутствие отмечено. Назначьте замены.",
        submit="Отметить",
    )


@require_http_methods(["GET", "POST"])
@audience(*MANAGERS)
def edit_absence(request: Request, absence_id: int) -> HttpResponse:
    by, at = request.actor, dates.now()
    row = get_object_or_404(setup_access.absences(by), pk=absence_id)

    def save(form: Any) -> None:
        change_absence(row, form.values(), by=by, at=at)

    def remove() -> str:
        remove_absence(row, by=by, at=at)
        return reverse("substitutions")

    return form_page(
        request,
        AbsenceForm(sent(request), instance=row, on=min(by.on, row.starts_on)),
        save,
        title=f"Отсутствие: {row.staff.person.full_name}",
        back=reverse("absence", args=[absence_id]),
        section=SECTION,
        remove=remove,
        intro="Замены в днях, которые больше не входят в отсутствие, снимаются.",
    )


@require_POST
@audience(*MANAGERS)
def end_absence(request: Request, absence_id: int) -> HttpResponse:
    """Back at work earlier than was thought: the absence ends the day before."""
    by, at = request.actor, dates.now()
    row = get_object_or_404(setup_access.absences(by), pk=absence_id)
    form = ReturnForm(request.POST)
    back = redirect("absence", absence_id=absence_id)
    if not form.is_valid():
        messages.error(request, "Укажите день выхода на работу: число, месяц и год.")
        return back
    returned_on = form.cleaned_data["returned_on"]
    if returned_on <= row.starts_on or (row.ends_on and returned_on > row.ends_on):
        messages.error(request, "День выхода должен быть позже первого дня отсутствия и не позже последнего.")
        return back
    last = returned_on - timedelta(days=1)
    try:
        change_absence(row, {"ends_on": last}, by=by, at=at)
    except Refused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, f"Отсутствие закончено {dates.day_month(last)}. Замены после этого дня сняты.")
    return back


@require_http_methods(["GET", "POST"])
@audience(*SCHEDULERS)
def absence(request: Request, absence_id: int) -> HttpResponse:
    """A week of the absence: lessons and who gives them. GET with `fill` proposes, POST saves."""
    by, at = request.actor, dates.now()
    row = get_object_or_404(setup_access.absences(by), pk=absence_id)
    week = _week(request, row, by.on)
    problem, status = "", 200
    page = absence_page(row, week, fill="fill" in request.GET and request.method == "GET")
    if request.method == "POST":
        wishes = [_wish(request.POST, pk) for pk in _lesson_ids(request.POST)]
        try:
            count = set_substitutes(row, wishes, by=by, at=at)
        except Refused as refusal:
            problem, status = refusal.text, 422
            page = absence_page(row, week).choosing({one.lesson_id: one.chosen for one in wishes})
        else:
            done = f"Записано: {counted(count, 'урок', 'урока', 'уроков')}." if count else "Ничего не изменилось."
            messages.success(request, done)
            return redirect(f"{reverse('absence', args=[absence_id])}?week={page.monday.isoformat()}")
    context = _context(request, row, page) | {"problem": problem}
    return render(request, "teaching/absence.html", context, status=status)


def _context(request: Request, row: TeacherAbsence, page: AbsencePage) -> dict[str, Any]:
    return {
        "section": SECTION,
        "absence": row,
        "page": page,
        "filled": "fill" in request.GET,
        "manages": request.actor.has(*MANAGERS),
        "going": row.ends_on is None or row.ends_on >= request.actor.on,
        "today": request.actor.on,
    }


def _week(request: Request, row: TeacherAbsence, on: date) -> date:
    """The week asked for; else today's, within the absence."""
    day = date_of(request.GET.get("week", "")) or on
    day = min(day, row.ends_on) if row.ends_on else day
    return max(day, row.starts_on)


def _lesson_ids(data: QueryDict) -> list[int]:
    found = (number_of(name.removeprefix("lesson_")) for name in data if name.startswith("lesson_"))
    return [pk for pk in found if pk is not None]


def _wish(data: QueryDict, pk: int) -> Wish:
    return Wish(pk, data.get(f"was_{pk}", ""), data.get(f"lesson_{pk}", ""), f"sure_{pk}" in data)
