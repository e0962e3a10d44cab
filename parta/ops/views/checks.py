"""The steps between an upload and its import: school, grade levels, consents, the dry run, applying."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from parta.audit.readings import note
from parta.core import dates
from parta.core.audience import audience
from parta.core.http import XLSX, attachment
from parta.ops import access, mappings, uploads
from parta.ops.dry_run import DryRun, compare, preview_of, read_held
from parta.ops.forms import GradesForm, SchoolForm, SubjectsForm
from parta.ops.importing.apply import apply_roster
from parta.ops.importing.marks import subjects_to_match
from parta.ops.importing.parts import KINDS, Action
from parta.ops.roster.mapping import SUBJECT
from parta.ops.roster.read import read_consents
from parta.ops.roster.rows import Roster, RosterRefused
from parta.ops.showing import GROUPS, KIND_WORDS, count_table, lines, nothing_to_do, sizes
from parta.ops.uploads import Held
from parta.ops.views.imports import received
from parta.school.editing import actor_of
from parta.school.refusals import Refused

PAGE = 200  # rows of the file on one page


@require_http_methods(["GET", "HEAD", "POST"])
@audience(*access.IMPORTERS)
def check(request: HttpRequest, token: str) -> HttpResponse:
    """What the upload would do; a POST applies exactly that, or gives it up."""
    held = _held(request, token)
    do = request.POST.get("do")
    if do == "cancel":
        uploads.drop(held)
        messages.success(request, "Загрузка отменена, файл удалён. В школу ничего не внесено.")
        return redirect("import")
    return _apply(request, held) if do == "apply" else _page(request, held)


@require_POST
@audience(*access.IMPORTERS)
def school(request: HttpRequest, token: str) -> HttpResponse:
    """One school of a set that holds several."""
    held = _held(request, token)
    schools = read_held(held.without_choices()).schools
    form = SchoolForm(schools, request.POST)
    if not form.is_valid():
        return _page(request, held, school_form=form)
    key = form.cleaned_data["school"]
    name = next(one.name for one in schools if one.key == key)
    uploads.change(held, school_key=key, school_name=name, grades={})
    return redirect("import-check", token)


@require_POST
@audience(*access.IMPORTERS)
def grades(request: HttpRequest, token: str) -> HttpResponse:
    """What stands for a grade that is none of ours."""
    held = _held(request, token)
    form = GradesForm(read_held(held), held.grades, request.POST)
    if not form.is_valid():
        return _page(request, held, grades_form=form)
    uploads.change(held, grades=form.mapping)
    return redirect("import-check", token)


@require_POST
@audience(*access.IMPORTERS)
def subjects(request: HttpRequest, token: str) -> HttpResponse:
    """Which subject of ours stands for one of another diary; remembered with the columns."""
    held, by = _held(request, token), actor_of(request)
    form = _subjects_form(read_held(held), request.POST)
    if not form.is_valid() or not held.mapping:
        return _page(request, held, subjects_form=form)
    fixed = {name: value for name, value in held.mapping["fixed"].items() if not name.startswith(SUBJECT)}
    fixed |= {f"{SUBJECT}{name}": str(pk) for name, pk in form.mapping.items()}
    changed = uploads.change(held, mapping=held.mapping | {"fixed": fixed})
    if mapping := changed.options.mapping:
        mappings.remember(mapping, preview_of(held), held.title, by=by, at=dates.now())
    return redirect("import-check", token)


def _subjects_form(roster: Roster, *args: Any) -> SubjectsForm:
    unknown, ours = subjects_to_match(roster) if roster.marks else ([], [])
    return SubjectsForm(unknown, ours, dict(roster.subjects_named), *args)


@require_http_methods(["GET", "HEAD", "POST"])
@audience(*access.IMPORTERS)
def consents(request: HttpRequest, token: str) -> HttpResponse:
    """GET: the list to fill in, with those who have none yet. POST: a filled one, or away with all of them."""
    held = _held(request, token)
    if request.method != "POST":
        note(actor_of(request), "export", detail="список согласий к своей загрузке")
        return attachment(_dry_run(request, held).list_to_fill(), XLSX, "soglasiya.xlsx")
    if "forget" in request.POST:
        uploads.forget_consents(held)
        return redirect("import-check", token)
    try:
        (upload, *more) = received(request)
        if more:
            raise RosterRefused("Загрузите списки согласий по одному.")
        read_consents(upload)
    except RosterRefused as refusal:
        return _page(request, held, consents_error=str(refusal))
    uploads.add_consents(held, upload)
    return redirect("import-check", token)


def _held(request: HttpRequest, token: str) -> Held:
    return access.own_upload(actor_of(request), token, dates.now())


def _dry_run(request: HttpRequest, held: Held) -> DryRun:
    by = actor_of(request)
    return compare(read_held(held), access.rights(by), by.on)


def _apply(request: HttpRequest, held: Held) -> HttpResponse:
    by = actor_of(request)
    try:
        run = apply_roster(
            read_held(held),
            access.rights(by),
            title=held.title,
            shown=request.POST.get("fingerprint", ""),
            by=by,
            at=dates.now(),
        )
    except (Refused, RosterRefused) as refusal:
        return _page(request, held, error=str(refusal), status=409)
    uploads.drop(held)
    return redirect("import-run", run.pk)


def _page(request: HttpRequest, held: Held, *, status: int = 0, **extra: Any) -> HttpResponse:
    """The dry run as it is now; `extra`: a form that was refused, or why something was not done."""
    try:
        found = _dry_run(request, held)
    except RosterRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("import")
    context = {"section": "import", "held": held, "address": reverse("import-check", args=[held.token])}
    context |= {"error": "", "consents_error": ""} | extra
    status = status or (422 if extra else 200)
    if found.plan is None:
        context = {"school_form": SchoolForm(found.roster.schools)} | context
        return render(request, "ops/import_school.html", context, status=status)
    if not extra and not all(name.chosen for name in found.plan.names):
        return redirect("import-names", held.token)
    context = {"grades_form": GradesForm(found.roster, held.grades)} | context
    context = {"subjects_form": _subjects_form(found.roster)} | context
    context |= _shown(request, found) | {"found": found, "plan": found.plan}
    return render(request, "ops/import_check.html", context, status=status)


def _shown(request: HttpRequest, found: DryRun) -> dict[str, Any]:
    """The rows of the chosen group, kind and page."""
    plan = found.plan
    assert plan is not None
    names = access.sees_names(actor_of(request))
    counts = {group: size for group, size in sizes(plan).items() if size}
    group = request.GET.get("show", "")
    if group not in counts:
        group = next(iter(counts), "")
    rows = lines(plan, group, names=names) if group else []
    kinds = {kind: title for kind, title in KINDS.items() if any(row.kind == kind for row in rows)}
    kind = request.GET.get("kind", "")
    if kind in kinds:
        rows = [row for row in rows if row.kind == kind]
    return {
        "table": count_table(plan.counts),
        "groups": [(one, GROUPS[one], size) for one, size in counts.items()],
        "group": group,
        "group_title": GROUPS.get(group, ""),
        "refused": plan.total(Action.REFUSED),
        "nothing": nothing_to_do(plan),
        "kind_titles": KIND_WORDS,
        "kinds": kinds,
        "kind": kind if kind in kinds else "",
        "rows": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "names": names,
    }
