"""The КТП of a journal: the plan, one row of it, a shift, a copy from a parallel class."""

import hashlib
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parta.core import dates
from parta.core.asked import number_of
from parta.core.audience import STAFF, audience
from parta.core.http import Request
from parta.journal import access, plans
from parta.journal.actions.plans import PlanRow, add_item, put_plan, remove_item, save_item, shift_plan
from parta.journal.models import PlanItem
from parta.journal.views.pages import course_of
from parta.school.editing import native_pickers
from parta.school.refusals import Refused
from parta.teaching.models import Course

OUTRUN = "Пока страница была открыта, тему изменили. Сейчас: «{}». Сохраните ещё раз, если верно ваше."


class PlanItemForm(forms.Form):
    section = forms.CharField(label="Раздел", max_length=300, required=False)
    topic = forms.CharField(label="Тема урока", max_length=500)
    homework = forms.CharField(label="Домашнее задание", max_length=2000, required=False)
    kind = forms.CharField(label="Вид контроля", max_length=10, required=False, help_text="КР, СР, ЛР… или ничего")
    planned_on = forms.DateField(label="Дата по плану", required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        native_pickers(self.fields)

    def row(self) -> PlanRow:
        return PlanRow(**self.cleaned_data)


@require_safe
@audience(STAFF)
def plan(request: Request, course_id: int) -> HttpResponse:
    course = course_of(request, course_id)
    context = {
        "section": "journal",
        "course": course,
        "plan": plans.plan_page(course.pk, request.actor.on),
        "writable": access.may_write(request.actor, course.pk),
        "models": plans.models_for(request.actor, course) if access.may_write(request.actor, course.pk) else [],
        "today": request.actor.on,
    }
    return render(request, "journal/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@audience(STAFF)
def plan_item(request: Request, course_id: int, item_id: int) -> HttpResponse:
    """One row: change it; `remove` takes it out."""
    course = _own(request, course_id)
    item = plans.item_of(course.pk, item_id)
    if item is None:
        raise Http404
    if request.method == "POST" and "remove" in request.POST:
        return _done(request, course, lambda: remove_item(item, by=request.actor, at=dates.now()), "Тема убрана.")
    values = {name: getattr(item, name) for name in ("section", "topic", "homework", "planned_on")}
    form = PlanItemForm(request.POST or None, initial=values | {"kind": item.kind.code if item.kind else ""})
    return _edit(request, course, form, item, lambda row: save_item(item, row, by=request.actor, at=dates.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@audience(STAFF)
def new_plan_item(request: Request, course_id: int) -> HttpResponse:
    """A row behind position `after`."""
    course = _own(request, course_id)
    after = number_of(request.GET.get("after", "")) or 0
    form = PlanItemForm(request.POST or None)
    return _edit(
        request, course, form, None, lambda row: add_item(course, after, row, by=request.actor, at=dates.now())
    )  # fmt: skip


@require_POST
@audience(STAFF)
def shift(request: Request, course_id: int) -> HttpResponse:
    course = _own(request, course_id)
    try:
        moved = shift_plan(course, by=request.actor, at=dates.now())
        messages.success(request, f"План сдвинут: новых дат — {moved}." if moved else "Даты плана уже верны.")
    except Refused as refusal:
        messages.error(request, refusal.text)
    return redirect("journal-plan", course.pk)


@require_POST
@audience(STAFF)
def copy(request: Request, course_id: int) -> HttpResponse:
    """The plan of another journal of the teacher becomes this one's."""
    course = _own(request, course_id)
    source = number_of(request.POST.get("source", ""))
    if source is None:
        messages.error(request, "Выберите журнал, план которого взять.")
        return redirect("journal-plan", course.pk)
    if source not in {model.pk for model in plans.models_for(request.actor, course)}:
        raise Http404
    rows = [
        PlanRow(item.topic, item.section, item.homework, item.kind)
        for item in plans.plan_page(source, request.actor.on).items
    ]
    try:
        given = put_plan(course, rows, by=request.actor, at=dates.now())
        messages.success(request, f"План взят: тем — {len(rows)}, из них уже дано — {given}.")
    except Refused as refusal:
        messages.error(request, refusal.text)
    return redirect("journal-plan", course.pk)


def _own(request: Request, course_id: int) -> Course:
    """The journal, of whoever writes in all of it."""
    if not access.may_write(request.actor, course_id):
        raise Http404
    return course_of(request, course_id)


def _edit(request: Request, course: Course, form: PlanItemForm, item: PlanItem | None, save: Any) -> HttpResponse:
    shown = _shown(item) if item else ""
    if request.method == "POST" and item and request.POST.get("shown", shown) != shown:
        form.add_error(None, OUTRUN.format(item.topic))  # saving once more is then a decision
    elif request.method == "POST" and form.is_valid():
        try:
            save(form.row())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Тема записана.")
            return redirect("journal-plan", course.pk)
    context = {"section": "journal", "course": course, "form": form, "item": item, "shown": shown}
    return render(request, "journal/plan_item.html", context, status=422 if form.errors else 200)


def _shown(item: PlanItem) -> str:
    """Tells whether the row still is what its page showed."""
    facts = (item.section, item.topic, item.homework, item.kind_id, item.planned_on)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _done(request: Request, course: Course, act: Any, said: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("journal-plan", course.pk)
