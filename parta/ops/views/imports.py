"""«Импорт списков»: the template, an upload, what was imported and how to take it back."""

from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from parta.core import dates
from parta.core.audience import audience
from parta.core.http import XLSX, attachment
from parta.core.uploads import too_big
from parta.ops import access, mappings, uploads
from parta.ops.dry_run import preview_of, read_held
from parta.ops.importing import queries
from parta.ops.importing.undo import blockers, undo_run
from parta.ops.models import ImportRun
from parta.ops.next_steps import next_steps
from parta.ops.roster import limits, template
from parta.ops.roster.rows import HeadingsUnknown, RosterRefused
from parta.ops.roster.tables import Upload
from parta.ops.showing import DONE, count_table, run_line
from parta.ops.uploads import Held
from parta.school.editing import actor_of
from parta.school.refusals import Refused

ALL = 10_000  # more imports than a school will ever make
_MEGABYTES = limits.UPLOAD_BYTES // (1024 * 1024)
TOO_BIG = f"Загрузка больше {_MEGABYTES} МБ, поэтому файл не принят. Оставьте только списки одной школы."


@require_http_methods(["GET", "HEAD", "POST"])
@audience(*access.IMPORTERS)
def start(request: HttpRequest) -> HttpResponse:
    """The first page; a POST takes the files, reads them once and keeps them for the next step."""
    if request.method != "POST":
        uploads.sweep(dates.now())
        return _first_page(request)
    try:
        held = uploads.hold(received(request), user_id=actor_of(request).user_id, at=dates.now())
    except RosterRefused as refusal:
        return _first_page(request, str(refusal))
    try:
        read_held(held)
    except HeadingsUnknown:
        return _to_columns(request, held)
    except RosterRefused as refusal:
        uploads.drop(held)
        return _first_page(request, str(refusal))
    return redirect("import-check", held.token)


def _to_columns(request: HttpRequest, held: Held) -> HttpResponse:
    """A file of another program: by the columns of the last time, else to the page that asks for them."""
    try:
        found = mappings.remembered(preview_of(held))
        if found:
            held = uploads.change(held, mapping=asdict(found), remembered=True)
        if found and not found.unsure:
            read_held(held)
            return redirect("import-check", held.token)
    except RosterRefused as refusal:
        uploads.drop(held)
        return _first_page(request, str(refusal))
    return redirect("import-columns", held.token)


def received(request: HttpRequest) -> list[Upload]:
    """The files of a form; raises `RosterRefused`."""
    if too_big(request):
        raise RosterRefused(TOO_BIG)
    files = request.FILES.getlist("files")
    if not files:
        raise RosterRefused("Файл не выбран. Выберите книгу Excel, архив ZIP или файлы CSV.")
    return [Upload(one.name or "файл", one.read()) for one in files]


@require_http_methods(["GET", "HEAD", "POST"])
@audience(*access.IMPORTERS)
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One import: what it brought, what to do next; a POST takes it back."""
    by, found = actor_of(request), queries.run(run_id)
    if found is None:
        raise Http404
    if request.method == "POST" and "undo" in request.POST:
        try:
            undo_run(found, by=by, at=dates.now())
        except Refused as refusal:
            return _run_page(request, found, refusal.text)
        return redirect("import-run", run_id)
    return _run_page(request, found)


def _run_page(request: HttpRequest, found: ImportRun, error: str = "") -> HttpResponse:
    by = actor_of(request)
    context = {
        "section": "import",
        "error": error,
        "run": run_line(next(one for one in queries.runs(ALL) if one.pk == found.pk), by.zone),
        "table": count_table(found.counts, DONE),
        "steps": list(next_steps(by, found.counts)),
        "obstacles": blockers(found),
    }
    return render(request, "ops/import_run.html", context, status=409 if error else 200)


def _first_page(request: HttpRequest, error: str = "") -> HttpResponse:
    runs = [run_line(one, actor_of(request).zone) for one in queries.runs()]
    context = {"section": "import", "error": error, "megabytes": _MEGABYTES, "runs": runs}
    context["exports"] = access.may_export(actor_of(request))
    return render(request, "ops/import.html", context, status=422 if error else 200)


@require_safe
@audience(*access.IMPORTERS)
def template_book(request: HttpRequest) -> HttpResponse:
    return attachment(template.workbook(), XLSX, "parta-spiski.xlsx")


@require_safe
@audience(*access.IMPORTERS)
def template_csv(request: HttpRequest) -> HttpResponse:
    return attachment(template.csv_zip(), "application/zip", "parta-spiski-csv.zip")
