"""Pages of pupils and parents [3.6]. They read, and parents tell of absences; whose diary is in the address."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parta.core import dates, errors
from parta.core.asked import date_of, number_of
from parta.core.audience import FAMILY, audience
from parta.core.http import Request
from parta.diary import access, homework, owners, queries
from parta.diary.finals import family_finals
from parta.diary.forms import AbsenceForm
from parta.files.serving import download
from parta.journal import notices
from parta.journal.actions.notices import send_notice, withdraw_notice
from parta.journal.behaviour.queries import family_notes
from parta.notices.queries import unread_lines
from parta.school.calendar import year_at
from parta.school.editing import form_page, sent
from parta.school.models import AcademicYear

WRONG_WEEK = (
    "Неделя не найдена",
    "В адресе неделя пишется датой любого её дня, например ?week=2026-11-23. Исправьте дату.",
)


def owner_of(request: Request, pupil_id: int, on: date) -> owners.Owner:
    owner = owners.find_owner(access.pupils(request.actor), pupil_id, on)
    if owner is None:
        raise Http404
    return owner


@require_safe
@audience(FAMILY)
def home(request: Request) -> HttpResponse:
    return redirect("diary", access.first_pupil_id(request.actor))


@require_safe
@audience(FAMILY)
def home_marks(request: Request) -> HttpResponse:
    return redirect("diary-marks", access.first_pupil_id(request.actor))


@require_safe
@audience(FAMILY)
def week(request: Request, pupil_id: int) -> HttpResponse:
    actor = request.actor
    monday = chosen_monday(request.GET.get("week", ""), actor.on)
    owner = owner_of(request, pupil_id, (monday or actor.on) + timedelta(days=queries.SUNDAY))
    if monday is None:
        return errors.page(request, 400, WRONG_WEEK)
    context = {
        "section": "diary",
        "owner": owner,
        "choices": owners.choices(actor, owner),
        "week": queries.week(owner, monday, actor.on),
        "notes": family_notes(pupil_id, monday, monday + timedelta(days=queries.SUNDAY), actor.zone),
        "notices": unread_lines(actor, request.user.unread),
        "may_announce": pupil_id in {child.pupil_id for child in actor.children},
        "today": actor.on,
        "tomorrow": actor.on + timedelta(days=1),
        "previous": monday - timedelta(days=7),
        "next": monday + timedelta(days=7),
    }
    return render(request, "diary/week.html", context)


def chosen_monday(given: str, on: date) -> date | None:
    """Monday of the week asked for; by default of the current one, on Sunday of the coming one. None: no such date."""
    if not given:
        return dates.monday_of(on + timedelta(days=1))
    day = date_of(given)
    return dates.monday_of(day) if day else None


@require_safe
@audience(FAMILY)
def file(request: Request, pupil_id: int, file_id: int) -> HttpResponse:
    """A file of the homework."""
    if not access.pupils(request.actor).filter(pk=pupil_id).exists():
        raise Http404
    found = homework.find_file(pupil_id, file_id)
    if found is None:
        raise Http404
    return download(found.file, found.name)


@require_safe
@audience(FAMILY)
def marks(request: Request, pupil_id: int) -> HttpResponse:
    actor = request.actor
    if pupil_id not in actor.family_pupil_ids:
        raise Http404
    years, year, owner = _year(request, pupil_id)
    asked = request.GET.get("period", "")
    period_id = number_of(asked)
    if asked and period_id is None:
        raise Http404
    page = queries.marks(owner, year, period_id, actor.on)
    if page is None:
        raise Http404
    context = {"section": "averages", "owner": owner, "choices": owners.choices(actor, owner), "page": page}
    context |= {"years": years, "year": year}
    return render(request, "diary/marks.html", context)


def _year(request: Request, pupil_id: int) -> tuple[list[AcademicYear], AcademicYear | None, owners.Owner]:
    """The pupil's years, the one asked for (the present one by default), and the pupil as a member of a class then."""
    on = request.actor.on
    years = queries.years(pupil_id, on)
    chosen = request.GET.get("year", "")
    year = next((one for one in years if str(one.pk) == chosen), None)
    if chosen and year is None:
        raise Http404
    year = year or year_at(on)
    return years, year, owner_of(request, pupil_id, min(on, year.ends_on) if year else on)


@require_safe
@audience(FAMILY)
def finals(request: Request, pupil_id: int) -> HttpResponse:
    """Final marks of a year as far as they are published, and the forecast of the running period."""
    actor = request.actor
    if pupil_id not in actor.family_pupil_ids:
        raise Http404
    years, year, owner = _year(request, pupil_id)
    context = {
        "section": "averages",
        "owner": owner,
        "choices": owners.choices(actor, owner),
        "page": family_finals(owner, year, actor.on) if year else None,
        "years": years,
        "year": year,
    }
    return render(request, "diary/finals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@audience(FAMILY)
def absence(request: Request, pupil_id: int) -> HttpResponse:
    """A parent tells the class teacher beforehand; pupils don't [4.5]."""
    actor = request.actor
    owner = owners.find_owner(access.children(actor), pupil_id, actor.on)
    if owner is None:
        raise Http404
    here = reverse("diary-absence", args=[pupil_id])

    def save(form: Any) -> str:
        data = form.cleaned_data
        days = (data["starts_on"], data["ends_on"] or data["starts_on"])
        send_notice(pupil_id, *days, data["text"], ill=data.get("ill", False), by=actor, at=dates.now())
        return here

    health = notices.health_consent(pupil_id, actor.on)
    return form_page(
        request,
        AbsenceForm(sent(request), health=health, initial={"starts_on": actor.on}),
        save,
        title="Предупредить об отсутствии",
        back=reverse("diary", args=[pupil_id]),
        saved="Отправлено классному руководителю.",
        template="diary/absence.html",
        section="diary",
        submit="Отправить",
        owner=owner,
        notices=notices.notices_of_pupil(pupil_id, actor.on, actor.zone),
    )


@require_POST
@audience(FAMILY)
def withdraw(request: Request, pupil_id: int, notice_id: int) -> HttpResponse:
    notice = get_object_or_404(access.notices(request.actor).filter(pupil_id=pupil_id), pk=notice_id)
    withdraw_notice(notice, by=request.actor, at=dates.now())
    messages.success(request, "Сообщение отозвано.")
    return redirect("diary-absence", pupil_id)
