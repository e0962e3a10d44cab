"""«Журнал замен»: causes of absence are personal data of the staff, so only the administration opens it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from parta.audit.readings import note
from parta.core.asked import date_of
from parta.core.audience import audience
from parta.core.http import XLSX, Request, attachment
from parta.people.access_lists import school_line
from parta.school.editing import MANAGERS
from parta.teaching.papers.register import register_pdf, register_xlsx
from parta.teaching.register import Register, register


@require_GET
@audience(*MANAGERS)
def register_page(request: Request) -> HttpResponse:
    context = {"section": "substitutions", "register": _asked(request), "today": request.actor.on}
    return render(request, "teaching/register.html", context)


@require_GET
@audience(*MANAGERS)
def register_paper(request: Request) -> HttpResponse:
    found = _asked(request)
    return _file(request, register_pdf(found, school_line()), "application/pdf", found, "pdf")


@require_GET
@audience(*MANAGERS)
def register_sheet(request: Request) -> HttpResponse:
    found = _asked(request)
    return _file(request, register_xlsx(found, school_line()), XLSX, found, "xlsx")


def _asked(request: Request) -> Register:
    """The month asked for, «2026-11»; this one by default."""
    return register(date_of(f"{request.GET.get('month', '')}-01") or request.actor.on, request.actor.on)


def _file(request: Request, content: bytes, kind: str, found: Register, ending: str) -> HttpResponse:
    note(request.actor, "print", detail=f"журнал замен, {found.month:%m.%Y}")
    return attachment(content, kind, f"zhurnal-zamen-{found.month:%Y-%m}.{ending}")
