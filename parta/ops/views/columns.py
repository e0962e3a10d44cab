"""Which column of another program's file is what."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from parta.core import dates
from parta.core.audience import audience
from parta.ops import access, mappings, uploads
from parta.ops.columns_form import Page, choose
from parta.ops.dry_run import preview_of, read_held
from parta.ops.roster.rows import RosterRefused
from parta.school.editing import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@audience(*access.IMPORTERS)
def columns(request: HttpRequest, token: str) -> HttpResponse:
    """The headings of the file, each with a choice of our fields; a POST remembers them and goes to the dry run."""
    by = actor_of(request)
    held = access.own_upload(by, token, dates.now())
    try:
        preview = preview_of(held)
    except RosterRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("import")
    kept = held.options.mapping
    asked = request.POST if request.method == "POST" else request.GET
    page = Page(preview, choose(preview, asked, kept), access.sees_names(by), kept, request.POST or None)
    error = ""
    if request.method == "POST" and page.form.is_valid():
        changed = uploads.change(held, mapping=asdict(page.mapping), remembered=False)
        try:
            read_held(changed)
        except RosterRefused as refusal:
            uploads.change(held)
            error = str(refusal)
        else:
            mappings.remember(page.mapping, preview, held.title, by=by, at=dates.now())
            return redirect("import-check", token)
    context = {"section": "import", "held": held, "page": page, "error": error}
    return render(request, "ops/import_columns.html", context, status=422 if request.method == "POST" else 200)
