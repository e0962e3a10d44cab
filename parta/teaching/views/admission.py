"""«Приём» [3.2]: what the parent answers, then the new pupil with the consents, or one more on paper."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from parta.core import dates
from parta.core.asked import date_of, number_of
from parta.core.audience import audience
from parta.people import consent_lists, paper_pupils
from parta.people.models import PaperPupil, Person
from parta.school.calendar import year_of
from parta.school.editing import REGISTRARS, actor_of, form_page, sent
from parta.school.models import SchoolClass
from parta.teaching import setup_access
from parta.teaching.actions.admission import admit
from parta.teaching.admission_forms import AdmitForm, AnswersForm, PaperForm

NO_CONSENT = "Записано только, что в классе на одного ученика на бумаге больше. Ничего личного не сохранено."


@require_GET
@audience(*REGISTRARS)
def admission_classes(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    classes = setup_access.classes(actor).filter(year=year_of(actor.on), unassigned=False)
    context = {"section": "school", "lines": consent_lists.class_lines(classes, actor.on)}
    return render(request, "teaching/admission_classes.html", context)


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
def answers(request: HttpRequest, class_id: int) -> HttpResponse:
    """Answers only. A «нет» ends here, so nobody types a name that must not be kept. CONS-07."""
    by, at = actor_of(request), dates.now()
    found = get_object_or_404(setup_access.classes(by), pk=class_id)
    paper = _paper(request, found)

    def save(form: Any) -> str:
        starts_on, agreed = form.cleaned_data["starts_on"], form.answers()
        if "child" in agreed:
            asked = agreed | {"from": starts_on.isoformat()} | ({"paper": paper.pk} if paper else {})
            return f"{reverse('new-pupil', args=[class_id])}?{urlencode(asked)}"
        if paper is None:
            paper_pupils.add_paper(found, starts_on, by=by, at=at)
            messages.success(request, NO_CONSENT)
        return reverse("school-class", args=[class_id])

    return form_page(
        request,
        AnswersForm(sent(request), initial={"starts_on": by.on}),
        save,
        title=f"Приём в {found.title}",
        back=reverse("school-class", args=[class_id]),
        template="teaching/admission.html",
        saved="",
        submit="Дальше",
        paper=paper,
    )


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
def new_pupil(request: HttpRequest, class_id: int) -> HttpResponse:
    """After the yes for the child: who it is, what was signed, by which order."""
    by, at = actor_of(request), dates.now()
    found = get_object_or_404(setup_access.classes(by), pk=class_id)
    if request.GET.get("child") != "yes":
        return redirect("admission", class_id)
    own, health, photo = (request.GET.get(name) == "yes" for name in ("own", "health", "photo"))
    paper = _paper(request, found)

    def save(form: Any) -> str:
        signed = form.consent(health=health, photo=photo)
        starts_on = form.cleaned_data["starts_on"]
        made = admit(found, form.values(), signed, form.parent(), starts_on, form.order(), paper=paper, by=by, at=at)
        return reverse("pupil-card", args=[made.pk])

    starts_on = date_of(request.GET.get("from", "")) or by.on
    form = AdmitForm(sent(request), instance=Person(), own=own, initial={"starts_on": starts_on})
    form.take(request)
    return form_page(
        request,
        form,
        save,
        title=f"Новый ученик {found.title}",
        back=reverse("admission", args=[class_id]),
        template="teaching/admission_pupil.html",
        saved="Ученик зачислен и записан в журналы класса." + ("" if own else " Родителей добавляют с их согласия."),
        submit="Зачислить",
        told=(("журнал и дневник", True), ("данные родителя", own), ("здоровье", health), ("фотографии", photo)),
    )


def _paper(request: HttpRequest, school_class: SchoolClass) -> PaperPupil | None:
    """Whose consent has come at last. A row of another class is none, nor one that is over."""
    by, asked = actor_of(request), request.GET.get("paper")
    if asked is None:
        return None
    row = next((one for one in paper_pupils.of_class(by, school_class) if one.pk == number_of(asked)), None)
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
def paper_pupil(request: HttpRequest, paper_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    row = get_object_or_404(paper_pupils.rows(by), pk=paper_id)

    def save(form: Any) -> None:
        paper_pupils.end_paper(row, form.cleaned_data["ends_on"], by=by, at=at)

    initial = {"starts_on": row.starts_on, "ends_on": row.ends_on or by.on}
    return form_page(
        request,
        PaperForm(sent(request), initial=initial),
        save,
        title=f"Ученик на бумаге, {row.school_class.title}",
        back=reverse("school-class", args=[row.school_class_id]),
        intro="Кто это, в журнале не записано. Если строку добавили по ошибке, удалите её.",
        remove=lambda: paper_pupils.remove_paper(row, by=by, at=at),
        submit="Отметить выбытие",
    )
