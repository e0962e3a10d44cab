"""The step between the upload of a timetable and its dry run: what its names are in the school."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from parta.core import dates
from parta.core.audience import audience
from parta.ops import access, uploads
from parta.ops.dry_run import compare, read_held
from parta.ops.names_form import NamesForm
from parta.ops.roster.rows import RosterRefused
from parta.school.editing import actor_of, sent


@require_http_methods(["GET", "HEAD", "POST"])
@audience(*access.IMPORTERS)
def names(request: HttpRequest, token: str) -> HttpResponse:
    by = actor_of(request)
    held = access.own_upload(by, token, dates.now())
    try:
        found = compare(read_held(held), access.rights(by), by.on)
    except RosterRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("import")
    if found.plan is None or not found.plan.names:
        return redirect("import-check", token)
    form = NamesForm(found.plan.names, sent(request))
    if form.is_bound and form.is_valid():
        uploads.change(held, choices=form.choices)
        return redirect("import-check", token)
    context = {"section": "import", "held": held, "form": form, "address": reverse("import-check", args=[token])}
    return render(request, "ops/import_names.html", context, status=422 if form.errors else 200)
