"""Notes on behaviour: written at a lesson, decided by the class teacher."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parta.core import dates
from parta.core.audience import STAFF, audience
from parta.core.http import Request
from parta.journal import access, grid
from parta.journal.actions.behaviour import decide, write_note
from parta.journal.behaviour import access as notes_access
from parta.journal.behaviour import queries
from parta.journal.rules.behaviour import LONGEST
from parta.school.editing import PlainForm, form_page, sent
from parta.school.refusals import Refused

NOT_YET = "Урок ещё не начался: запись делают в день урока или позже."


class NoteForm(PlainForm):
    pupil = forms.ChoiceField(label="Ученик")
    text = forms.CharField(
        label="Что произошло",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Прочтут классный руководитель и администрация. Сообщать ли семье, решит классный руководитель.",
    )

    def __init__(self, data: Any, pupils: list[grid.PupilRow], **kwargs: Any):
        super().__init__(data, **kwargs)
        self.fields["pupil"].choices = [("", "— выберите"), *((str(one.pk), one.name) for one in pupils)]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@audience(STAFF)
def write(request: Request, course_id: int, lesson_id: int) -> HttpResponse:
    actor = request.actor
    course = grid.find_course(actor, course_id, actor.on) if access.gives(actor, course_id, lesson_id) else None
    day = grid.lesson_date(course, lesson_id) if course else None
    if course is None or day is None:
        raise Http404
    back = f"{reverse('journal', args=[course_id])}?lesson={lesson_id}"

    def save(form: Any) -> str:
        if refusal := actor.outside or (NOT_YET if day > actor.on else ""):
            raise Refused(refusal)
        pupil_id = int(form.cleaned_data["pupil"])
        write_note(pupil_id, lesson_id, form.cleaned_data["text"], by=actor, at=dates.now())
        return reverse("behaviour")

    pupils = grid.load_pupils(grid.members_between(actor, course_id, day, day))
    return form_page(
        request,
        NoteForm(sent(request), pupils, initial={"pupil": request.GET.get("pupil", "")}),
        save,
        title="Запись о поведении",
        intro=f"{course.full_title}, {dates.day_month(day)}",
        back=back,
        saved="Запись передана классному руководителю.",
        submit="Передать",
        section="journal",
    )


@require_safe
@audience(STAFF)
def notes(request: Request) -> HttpResponse:
    return _page(request)


@require_POST
@audience(STAFF)
def decided(request: Request, note_id: int) -> HttpResponse:
    note = get_object_or_404(notes_access.decided_by(request.actor), pk=note_id)
    text = request.POST.get("family_text", "").replace("\x00", "").strip()
    try:
        if request.actor.outside:
            raise Refused(request.actor.outside)
        decide(note, request.POST.get("decision", ""), text, by=request.actor, at=dates.now())
    except Refused as refusal:
        return _page(request, refused=(note_id, refusal.text, text))
    told = "Семья увидит запись в дневнике." if request.POST["decision"] == "family" else "Запись оставлена в школе."
    messages.success(request, told)
    return redirect("behaviour")


def _page(request: Request, refused: tuple[int, str, str] | None = None) -> HttpResponse:
    """`refused`: the note whose decision wasn't taken, why, and the text to keep."""
    context = {"section": "behaviour", "lines": queries.lines(request.actor), "refused": refused}
    return render(request, "journal/behaviour.html", context, status=422 if refused else 200)
