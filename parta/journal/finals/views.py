"""«Итоговые отметки»: the list, a journal's page, one place with its explanation, the batch of edits."""

import json
import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from parta.core import dates
from parta.core.asked import number_of
from parta.core.audience import HOMEROOM, STAFF, audience
from parta.core.http import Request
from parta.core.russian import counted
from parta.journal.actions.operations import Busy
from parta.journal.attendance.access import classes
from parta.journal.finals import page as pages
from parta.journal.finals import reading, shelves
from parta.journal.finals.actions import FinalEdit, put_finals
from parta.journal.finals.class_page import load_class_page
from parta.journal.finals.page import Page, Row
from parta.journal.finals.sheet import Place, Scheme
from parta.journal.models import FinalKind
from parta.journal.protocol import BadBody
from parta.journal.rules.averages import lacking, shown
from parta.journal.rules.finals import EXEMPT, FAILED, NUMBERS, PASSED, UNRATED, explained
from parta.journal.rules.quality import percent, quality
from parta.journal.views.writing import BUSY
from parta.school.calendar import year_of
from parta.school.editing import MANAGERS
from parta.school.models import Scale

SAID = {"conflict": "Пока вы смотрели, здесь поставили «{mark}». Проверьте и выберите снова."}


@require_safe
@audience(STAFF)
def journal_finals(request: Request, course_id: int) -> HttpResponse:
    page = _page(request, course_id)
    context = {
        "section": "finals",
        "page": page,
        "course": page.course,
        "titles": {place: pages.title_of(page, place) for place in page.scheme.places},
        "marks": _marks(page),
        "quality": quality(row.entry(page.place).mark for row in page.rows),
        "percent": percent,
    }
    return render(request, "journal/finals/journal.html", context)


@require_POST
@audience(STAFF)
def put(request: Request, course_id: int) -> HttpResponse:
    """`{"edits": [{op_id, pupil, place, mark, reason, base_version}]}` → `{"results": {op_id: …}}`."""
    body = request.body  # before anybody asks for a field of a form, which would use it up
    page = _page(request, course_id, writing=True)
    try:
        edits = reading.read_edits(body, page)
        return JsonResponse(put_finals(pages.sheet_of(page), edits, by=request.actor, at=dates.now()))
    except BadBody as error:
        return JsonResponse({"error": str(error)}, status=400)
    except Busy:
        return JsonResponse({"error": BUSY}, status=503)


@require_POST
@audience(STAFF)
def accept(request: Request, course_id: int) -> HttpResponse:
    """«Принять рекомендуемые»: only pupils without anything to look at; says how many were left (FINAL-08)."""
    page = _page(request, course_id, writing=True)
    chosen = {row.pupil_id: pages.takes(row.entry(page.place), page.term) for row in page.rows}
    edits = [
        _edit(page, row, page.place, {"mark": chosen[row.pupil_id]}, secrets.token_urlsafe(16))
        for row in page.rows
        if chosen[row.pupil_id]
    ]
    try:
        found = put_finals(pages.sheet_of(page), edits, by=request.actor, at=dates.now())["results"] if edits else {}
    except Busy:
        messages.error(request, BUSY)
        return redirect(_address(page))
    saved = sum(one["status"] == "saved" for one in found.values())
    left = len(page.rows) - page.done - saved
    said = f"Выставлено: {counted(saved, 'отметка', 'отметки', 'отметок')}."
    messages.success(request, f"{said} Осталось посмотреть самим: {left}." if left else f"{said} Все отметки стоят.")
    return redirect(_address(page))


@require_safe
@audience(STAFF)
def place(request: Request, course_id: int, pupil_id: int, place: str) -> HttpResponse:
    """One place: why this mark is proposed, and for its teacher the form to set another with its reason."""
    page = _page(request, course_id)
    row, found = _found(page, pupil_id, place)
    return _place(request, page, row, found)


@require_POST
@audience(STAFF)
def set_place(request: Request, course_id: int, pupil_id: int, place: str) -> HttpResponse:
    """The form of one place. What isn't accepted stays in the fields, with the reason above."""
    page = _page(request, course_id, writing=True)
    row, found = _found(page, pupil_id, place)
    posted = {name: request.POST.get(name, "") for name in ("mark", "reason", "debt_document", "given_on")}
    try:
        edit = reading.edit_of_form(request.POST, page, pupil_id, found)
        answer = put_finals(pages.sheet_of(page), [edit], by=request.actor, at=dates.now())["results"][edit.op_id]
    except BadBody as error:
        return _place(request, page, row, found, posted, str(error), 422)
    except Busy:
        return _place(request, page, row, found, posted, BUSY, 503)
    if answer["status"] == "saved":
        said = f"{row.name}, {pages.title_of(page, found)}: {answer['mark'] or 'отметка снята'}."
        messages.success(request, said)
        return redirect(_address(page))
    problem = SAID.get(answer["status"], "{reason}").format(**answer)
    fresh = _page(request, course_id)
    row, found = _found(fresh, pupil_id, place)
    return _place(request, fresh, row, found, posted, problem, 409 if answer["status"] == "conflict" else 422)


def _found(page: Page, pupil_id: int, key: str) -> tuple[Row, Place]:
    found = pages.place_of(page, key)
    row = next((one for one in page.rows if one.pupil_id == pupil_id), None)
    if row is None or found is None:
        raise Http404
    return row, found


def _place(
    request: Request, page: Page, row: Row, place: Place, posted: dict[str, str] | None = None, problem: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    entry = row.entry(place)
    final = entry.final
    standing = {"mark": entry.mark or entry.proposal, "reason": final.reason if final else ""}
    standing |= {"given_on": "", "debt_document": ""}
    told = explained(entry.facts, entry.asked) if entry.facts and entry.asked else None
    context = {
        "section": "finals",
        "page": page,
        "course": page.course,
        "row": row,
        "place": place,
        "key": key_of(place),
        "entry": entry,
        "title": pages.title_of(page, place),
        "told": told,
        "reached": shown(told.reached) if told and told.reached else "",
        "lacking": lacking(told.to_higher) if told and told.to_higher is not None else "",
        "author": pages.author_of(entry),
        "marks": _marks(page) if place[0] != FinalKind.EXAM else list(NUMBERS),
        "posted": posted or standing,
        "problem": problem,
        "op_id": secrets.token_urlsafe(16),
        "closed": page.scheme.term(place).closed_at is not None,
    }
    template = "journal/finals/_place.html" if request.GET.get("part") else "journal/finals/place.html"
    return render(request, template, context, status=status)


def key_of(place: Place) -> str:
    return str(place[1]) if place[1] else place[0]


def _page(request: Request, course_id: int, *, writing: bool = False) -> Page:
    course = pages.find_course(request.actor, course_id)
    if course is None or not pages.has_finals(course):
        raise Http404
    asked = request.GET.get("period", "") or request.POST.get("period", "")
    page = pages.load_page(request.actor, course, number_of(asked) if asked else None)
    if page is None or (writing and not page.writable):
        raise Http404
    return page


def _marks(page: Page) -> list[str]:
    scale = page.course.subject.scale
    return [PASSED, FAILED, UNRATED, EXEMPT] if scale == Scale.PASS else [*NUMBERS, UNRATED, EXEMPT]


def _edit(page: Page, row: Row, place: Place, values: dict[str, Any], op_id: str) -> FinalEdit:
    return FinalEdit(
        op_id=op_id,
        pupil=row.pupil_id,
        subject=pages.subject_of(page, place),
        kind=place[0],
        period=place[1],
        base_version=row.entry(place).version,
        digest=json.dumps(values),
        **values,
    )


def _address(page: Page) -> str:
    return f"{reverse('journal-finals', args=[page.course.pk])}?period={page.period.pk}"


@require_safe
@audience(STAFF)
def finals(request: Request) -> HttpResponse:
    """Journals with how many marks of the present period are set; classes for class teachers and administration."""
    actor = request.actor
    year = year_of(actor.on)
    shelf = shelves.shelf(actor, year) if year else None
    only = shelf and shelf.only
    if only:
        return redirect("journal-finals", only)
    return render(request, "journal/finals/list.html", {"section": "finals", "shelf": shelf, "year": year})


@require_safe
@audience(HOMEROOM, *MANAGERS)
def class_finals(request: Request, class_id: int) -> HttpResponse:
    school_class = get_object_or_404(classes(request.actor), pk=class_id)
    key = request.GET.get("place", "")
    page = load_class_page(request.actor, school_class, key)
    if page is None:
        raise Http404
    context = {
        "section": "finals",
        "page": page,
        "school_class": school_class,
        "titles": [(key_of(one), _title(page.scheme, one)) for one in page.scheme.places],
        "key": key_of(page.place),
        "percent": percent,
        "shown": shown,
        "by_period": page.place[0] == FinalKind.PERIOD,
    }
    return render(request, "journal/finals/class.html", context)


def _title(scheme: Scheme, place: Place) -> str:
    kind, number = place
    return next((one.title for one in scheme.periods if one.pk == number), pages.TITLES.get(FinalKind(kind), ""))
