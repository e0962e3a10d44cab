"""«Причины»: what the class teacher does about the absences of the own class [4.2]."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parta.core import dates
from parta.core.asked import date_of, number_of
from parta.core.audience import HOMEROOM, audience
from parta.core.http import Request
from parta.core.russian import counted
from parta.journal.actions.operations import Busy
from parta.journal.attendance import access, actions
from parta.journal.attendance.actions import Given, Outcome
from parta.journal.attendance.forms import ExcuseForm, ReasonDocumentForm, ReasonForm
from parta.journal.attendance.reasons import reasons_page, shown_code
from parta.journal.models import Absence
from parta.journal.rules.attendance import choices
from parta.journal.rules.entries import EXEMPT
from parta.journal.rules.visibility import shown_absence
from parta.journal.views.attendance import READERS, class_of, context_of
from parta.people.models import Pupil
from parta.school.editing import form_page, sent
from parta.school.models import SchoolClass
from parta.school.refusals import Refused
from parta.teaching.models import Lesson

BUSY = "Журнал сейчас занят, ничего не записано. Повторите через минуту."


@require_safe
@audience(*READERS)
def reasons(request: Request, class_id: int) -> HttpResponse:
    school_class = class_of(request, class_id)
    page = reasons_page(request.actor, school_class)
    context = context_of(request, school_class, "reasons") | {"page": page}
    return render(request, "journal/attendance/reasons.html", context)


@require_http_methods(["GET", "POST"])
@audience(HOMEROOM)
def new_reason(request: Request, class_id: int) -> HttpResponse:
    """`?pupil=…&pupil=…&from=…&till=…` fill the form beforehand."""
    by, at, school_class = request.actor, dates.now(), kept_class(request, class_id)
    names = {one.pk: one.person.name for one in access.pupils(by, school_class)}
    asked = request.GET
    initial = {"pupils": asked.getlist("pupil"), "starts_on": asked.get("from"), "ends_on": asked.get("till")}
    form = ReasonForm(sent(request), names=names, year=school_class.year, initial=initial)

    def save(form: Any) -> None:
        chosen = {pk: names[pk] for pk in form.cleaned_data["pupils"]}
        tell(request, actions.explain(school_class, chosen, form.given(), by=by, at=at))

    return _form_page(
        request,
        form,
        save,
        title="Причина отсутствия",
        back=reverse("attendance-reasons", args=[class_id]),
        template="journal/attendance/reason.html",
        without_health=names.keys() - actions.with_health(names, by.on),
        saved="",
        submit="Записать причину",
    )


@require_http_methods(["GET", "POST"])
@audience(HOMEROOM)
def reason(request: Request, class_id: int, reason_id: int) -> HttpResponse:
    """The last day and the certificate, which come later."""
    by, at, school_class = request.actor, dates.now(), kept_class(request, class_id)
    row = get_object_or_404(access.reasons(by, school_class), pk=reason_id)
    code = shown_code(row).label

    def save(form: Any) -> None:
        actions.change_reason(row, form.values(), by=by, at=at)

    return _form_page(
        request,
        ReasonDocumentForm(sent(request), instance=row),
        save,
        title=f"{row.pupil.person.name}: {code}",
        intro=f"С {dates.full_date(row.starts_on)}. Причину и первый день не меняют: отмените её и запишите заново.",
        back=reverse("attendance-reasons", args=[class_id]),
        template="journal/attendance/edit.html",
    )


@require_POST
@audience(HOMEROOM)
def undo_reason(request: Request, class_id: int, reason_id: int) -> HttpResponse:
    """`sure`: the button behind «Отменить…»."""
    school_class = kept_class(request, class_id)
    row = get_object_or_404(access.reasons(request.actor, school_class), pk=reason_id)

    def act() -> None:
        if "sure" not in request.POST:
            raise Refused("Причина не отменена: подтвердите отмену.")
        outcome = actions.undo(school_class, row, by=request.actor, at=dates.now())
        messages.success(request, f"Причина отменена. Возвращено как было: {lessons_words(outcome.changed)}.")
        tell_left(request, outcome)

    return _act(request, act, class_id)


@require_POST
@audience(HOMEROOM)
def apply_reason(request: Request, class_id: int, reason_id: int) -> HttpResponse:
    school_class = kept_class(request, class_id)
    row = get_object_or_404(access.reasons(request.actor, school_class), pk=reason_id)
    return _act(
        request,
        lambda: tell(request, actions.apply_again(school_class, row, by=request.actor, at=dates.now())),
        class_id,
    )


@require_POST
@audience(HOMEROOM)
def accept_notice(request: Request, class_id: int, notice_id: int) -> HttpResponse:
    school_class = kept_class(request, class_id)
    row = get_object_or_404(access.notices(request.actor, school_class), pk=notice_id)
    return _act(
        request,
        lambda: tell(request, actions.accept_notice(school_class, row, by=request.actor, at=dates.now())),
        class_id,
    )


@require_http_methods(["GET", "POST"])
@audience(HOMEROOM)
def excuse(request: Request, class_id: int) -> HttpResponse:
    """«осв» from single lessons of a day: first the pupil and the day, then the lessons."""
    by, at, school_class = request.actor, dates.now(), kept_class(request, class_id)
    pupils = access.pupils(by, school_class)
    pupil = pupils.filter(pk=number_of(request.GET.get("pupil", "")) or 0).first()
    day = _past_day(request, school_class)
    found = access.lessons(pupil).filter(date=day).order_by("number", "pk")
    lessons = [(one.pk, f"{one.number}-й урок, {one.course.title}") for one in found.select_related("course__subject")]
    form = ExcuseForm(sent(request), lessons=lessons)

    def save(form: Any) -> None:
        if pupil is None:
            raise Refused("Сначала выберите ученика.")
        data = form.cleaned_data
        given = Given(EXEMPT, day, day, data["document"], data["document_date"])
        tell(request, actions.excuse(school_class, pupil, data["lessons"], given, by=by, at=at))

    return _form_page(
        request,
        form,
        save,
        title="Освобождение от уроков дня",
        intro="По справке или записке: был ученик на уроке или нет. Освобождение от предмета на срок — в «Причинах».",
        back=reverse("attendance-reasons", args=[class_id]),
        template="journal/attendance/excuse.html",
        pupils=pupils,
        pupil=pupil,
        day=day,
        today=by.on,
        lessons=lessons,
        saved="",
        submit="Освободить",
    )


@require_http_methods(["GET", "POST"])
@audience(HOMEROOM)
def cell(request: Request, class_id: int, pupil_id: int, lesson_id: int) -> HttpResponse:
    """One cell: why the pupil was away."""
    by, at, school_class = request.actor, dates.now(), kept_class(request, class_id)
    pupil = get_object_or_404(access.pupils(by, school_class), pk=pupil_id)
    lesson = get_object_or_404(access.lessons(pupil).select_related("course__subject"), pk=lesson_id, date__lte=by.on)
    problem, status = _put_code(request, school_class, lesson, pupil) if request.method == "POST" else ("", 200)
    if status == 302:
        messages.success(request, f"{pupil.person.name}, {lesson.number}-й урок: записано.")
        return redirect(f"{reverse('attendance-day', args=[class_id])}?day={lesson.date.isoformat()}")
    stored, agreed = actions.place(school_class, lesson, pupil, by=by, at=at), actions.with_health([pupil.pk], by.on)
    context = context_of(request, school_class, "day") | {
        "pupil": pupil,
        "lesson": lesson,
        "stored": stored,
        "codes": [Absence(one) for one in choices(stored.absence, marked=stored.marked)],
        "now": Absence(shown_absence(stored.absence, pupil.pk in agreed)),
        "without_health": pupil.pk not in agreed,
        "problem": problem,
    }
    return render(request, "journal/attendance/cell.html", context, status=status)


def _put_code(request: Request, school_class: SchoolClass, lesson: Lesson, pupil: Pupil) -> tuple[str, int]:
    """What hinders, and the status to answer with."""
    code, version = request.POST.get("code", ""), number_of(request.POST.get("version", "")) or 0
    try:
        clash = actions.put_code(school_class, lesson, pupil, code, version, by=request.actor, at=dates.now())
    except Refused as refusal:
        return refusal.text, 422
    except Busy:
        return BUSY, 503
    return clash, 409 if clash else 302


def kept_class(request: Request, class_id: int) -> SchoolClass:
    return get_object_or_404(access.kept(request.actor), pk=class_id)


def tell(request: Request, outcome: Outcome) -> None:
    text = f"Причина записана: {lessons_words(outcome.changed)}."
    messages.success(
        request, text if outcome.changed else "Причина записана. Отмеченных отсутствий в эти дни пока нет."
    )
    tell_left(request, outcome)


def tell_left(request: Request, outcome: Outcome) -> None:
    for text in outcome.left:
        messages.warning(request, text)


def lessons_words(count: int) -> str:
    return counted(count, "урок", "урока", "уроков")


def _past_day(request: Request, school_class: SchoolClass) -> date:
    asked = date_of(request.GET.get("day", "")) or request.actor.on
    return min(max(asked, school_class.year.starts_on), request.actor.on)


def _act(request: Request, act: Callable[[], None], class_id: int) -> HttpResponse:
    """A button's POST: what it did or why it could not, on the page it came from."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.text)
    except Busy:
        messages.error(request, BUSY)
    return redirect("attendance-reasons", class_id)


def _form_page(request: Request, form: Any, save: Callable[[Any], None], **context: Any) -> HttpResponse:
    def guarded(form: Any) -> None:
        try:
            save(form)
        except Busy:
            raise Refused(BUSY) from None

    return form_page(request, form, guarded, **context)
