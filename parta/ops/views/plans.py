"""Import of a КТП: read the file, show what was read, write it. All of it or nothing."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from parta.core import dates
from parta.core.audience import STAFF, audience
from parta.core.http import Request
from parta.journal import access
from parta.journal.actions.plans import MOST_TOPICS, PlanRow, kind_codes, put_plan, row_refusal
from parta.journal.plans import plan_page
from parta.ops import uploads
from parta.ops.roster.plans import TopicList
from parta.ops.roster.read import read_plan
from parta.ops.roster.rows import Problem, RosterRefused
from parta.ops.views.imports import received
from parta.school.refusals import Refused
from parta.teaching.models import Course

GONE = "Этого файла здесь уже нет: план из него записан или прошёл час. Если план прежний, загрузите файл снова."


@require_POST
@audience(STAFF)
def upload_plan(request: Request, course_id: int) -> HttpResponse:
    """Takes the file, keeps it for the next step."""
    _own(request, course_id)
    try:
        files = received(request)[:1]
        read_plan(files[0])
    except RosterRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("journal-plan", course_id)
    held = uploads.hold(files, user_id=request.actor.user_id, at=dates.now())
    return redirect("check-plan", course_id, held.token)


@require_http_methods(["GET", "HEAD", "POST"])
@audience(STAFF)
def check_plan(request: Request, course_id: int, token: str) -> HttpResponse:
    """What was read; a POST makes it the plan."""
    course = _own(request, course_id)
    held = uploads.find(token, user_id=request.actor.user_id, at=dates.now())
    if held is None:  # the button was pressed twice, or the upload is too old
        messages.warning(request, GONE)
        return redirect("journal-plan", course.pk)
    try:
        found = read_plan(held.files()[0])
    except (RosterRefused, IndexError):
        raise Http404 from None
    rows, problems = _rows(found)
    if request.method == "POST" and not problems:
        try:
            given = put_plan(course, rows, by=request.actor, at=dates.now())
            messages.success(request, f"План записан: тем — {len(rows)}, из них уже дано — {given}.")
        except Refused as refusal:
            messages.error(request, refusal.text)
        uploads.drop(held)
        return redirect("journal-plan", course.pk)
    context = {
        "section": "journal",
        "course": course,
        "title": held.title,
        "rows": rows,
        "problems": problems,
        "before": len(plan_page(course.pk, request.actor.on).items),
    }
    return render(request, "ops/check_plan.html", context, status=422 if request.method == "POST" else 200)


def _own(request: Request, course_id: int) -> Course:
    course = access.courses(request.actor).filter(pk=course_id).select_related("subject").first()
    if course is None or not access.may_write(request.actor, course_id):
        raise Http404
    return course


def _rows(found: TopicList) -> tuple[list[PlanRow], list[Problem]]:
    """Rows of one hour each, and what is wrong with the file."""
    kinds = kind_codes()
    problems = list(found.problems)
    rows: list[PlanRow] = []
    for one in found.rows:
        row = PlanRow(one.topic, one.section, one.homework, one.kind, one.planned_on)
        if reason := row_refusal(row, kinds):
            problems.append(Problem(one.place, reason[:1].upper() + reason[1:]))
        # The dates of a topic's further hours are laid down when the plan is.
        rows += [row, *[PlanRow(one.topic, one.section, one.homework, one.kind)] * (one.hours - 1)]
    if len(rows) > MOST_TOPICS and found.rows:
        problems.append(Problem(found.rows[-1].place, f"Часов в плане больше {MOST_TOPICS}: это план не на один год."))
    return rows, problems
