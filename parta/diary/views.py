"""Pages of pupils and parents [3.6]. They only read; whose diary is in the address, never in the session."""

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from parta.core import dates, errors
from parta.core.audience import FAMILY, audience
from parta.core.http import Request
from parta.diary import access, homework, owners, queries
from parta.files.serving import download

YEARS = range(2000, 2100)
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
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return None
    return dates.monday_of(day) if day.year in YEARS else None


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
    owner = owner_of(request, pupil_id, actor.on)
    asked = request.GET.get("period", "")
    if asked and not (asked.isascii() and asked.isdecimal() and len(asked) < 18):
        raise Http404
    page = queries.marks(owner, int(asked) if asked else None, actor.on)
    if page is None:
        raise Http404
    context = {"section": "averages", "owner": owner, "choices": owners.choices(actor, owner), "page": page}
    return render(request, "diary/marks.html", context)
