"""Papers of final marks. Who may print one is who may see the page it is made of."""

from collections.abc import Sequence

from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from parta.audit.readings import note
from parta.core.asked import number_of
from parta.core.audience import HOMEROOM, STAFF, audience
from parta.core.http import XLSX, Request, attachment
from parta.journal.attendance.access import classes
from parta.journal.finals import page as pages
from parta.journal.finals.page import Page
from parta.journal.finals.sheet import Scheme, scheme_of
from parta.journal.models import FinalKind
from parta.reports.justification import justification
from parta.reports.printed import Printed, pdf, xlsx
from parta.reports.progress import reports_of
from parta.reports.subject import subject_sheet
from parta.reports.summary import summary
from parta.school.editing import MANAGERS
from parta.school.models import SchoolClass

PDF = "application/pdf"


def _file(request: Request, papers: Sequence[Printed], ending: str, name: str, obj: Model, what: str) -> HttpResponse:
    note(request.actor, "print", obj, what)
    content, kind = (pdf(papers), PDF) if ending == "pdf" else (xlsx(papers), XLSX)
    return attachment(content, kind, f"{name}.{ending}")


def _scheme(request: Request, class_id: int) -> tuple[SchoolClass, Scheme]:
    school_class = get_object_or_404(classes(request.actor), pk=class_id)
    return school_class, scheme_of(school_class.year, school_class.grade_level, request.actor.on)


@require_safe
@audience(HOMEROOM, *MANAGERS)
def class_summary(request: Request, class_id: int, ending: str) -> HttpResponse:
    school_class, scheme = _scheme(request, class_id)
    place = scheme.place(request.GET.get("place", "") or FinalKind.YEAR.value)
    if place is None:
        raise Http404
    paper = summary(school_class, scheme, place, request.actor)
    return _file(request, [paper], ending, "svodnaya-vedomost", school_class, "сводная ведомость")


@require_safe
@audience(HOMEROOM, *MANAGERS)
def class_reports(request: Request, class_id: int, ending: str) -> HttpResponse:
    """Табели of the whole class, or of one pupil (?pupil=)."""
    school_class, scheme = _scheme(request, class_id)
    asked = request.GET.get("pupil", "")
    papers = reports_of(school_class, scheme, request.actor, number_of(asked) if asked else None)
    if not papers:
        raise Http404
    return _file(request, papers, ending, "tabel", school_class, "табель")


def _page(request: Request, course_id: int) -> Page:
    course = pages.find_course(request.actor, course_id)
    asked = request.GET.get("period", "")
    page = None
    if course is not None and pages.has_finals(course):
        page = pages.load_page(request.actor, course, number_of(asked) if asked else None)
    if page is None:
        raise Http404
    return page


@require_safe
@audience(STAFF)
def subject(request: Request, course_id: int, ending: str) -> HttpResponse:
    page = _page(request, course_id)
    papers = [subject_sheet(page, request.actor)]
    return _file(request, papers, ending, "vedomost", page.course, "ведомость итоговых отметок")


@require_safe
@audience(STAFF)
def why(request: Request, course_id: int, pupil_id: int, place: str) -> HttpResponse:
    """«Обоснование» of one final mark."""
    page = _page(request, course_id)
    found = pages.place_of(page, place)
    row = next((one for one in page.rows if one.pupil_id == pupil_id), None)
    if row is None or found is None:
        raise Http404
    note(request.actor, "print", page.course, "обоснование итоговой отметки")
    return attachment(justification(page, row, found, request.actor), PDF, "obosnovanie.pdf")
