"""«Журналы»: list, editing, teachers, members, subgroups."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from parta.core import dates
from parta.core.audience import audience
from parta.school.calendar import year_of
from parta.school.editing import REGISTRARS, SCHEDULERS, actor_of, form_page, sent
from parta.teaching import setup_access
from parta.teaching.actions import courses as actions
from parta.teaching.actions.handover import former_of
from parta.teaching.actions.members import set_members
from parta.teaching.forms import CourseForm, DivideForm, MembersForm, NewTeacherForm, TeacherForm
from parta.teaching.models import Course
from parta.teaching.queries import course_lines, group_of_pupils, member_ids, pupils_of_classes
from parta.teaching.views.movement import NO_YEAR
from parta.teaching.views.overview import SETTERS, asked_year


@require_GET
@audience(*SETTERS)
def courses(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    years, year = asked_year(request)
    classes = list(setup_access.classes(actor).filter(year=year))
    asked = request.GET.get("class", "")
    chosen = next((one for one in classes if str(one.pk) == asked), classes[0] if classes else None)
    class_id = None if asked == "all" or chosen is None else chosen.pk
    rows = course_lines(setup_access.courses(actor), year, class_id, actor.on)
    context = {"section": "school", "rows": rows, "classes": classes, "class_id": class_id, "year": year}
    context |= {"may_edit": actor.has(*SCHEDULERS), "may_move": actor.has(*REGISTRARS)}
    return render(request, "teaching/courses.html", context | {"years": years})


@require_http_methods(["GET", "POST"])
@audience(*SCHEDULERS)
def new_course(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    year = year_of(actor.on)
    if year is None:
        messages.error(request, NO_YEAR)
        return redirect("courses")
    asked = request.GET.get("class", "")
    initial = {"classes": [asked]} if asked.isdecimal() else {}
    return _edit(request, Course(year=year), "Новый журнал", initial)


@require_http_methods(["GET", "POST"])
@audience(*SCHEDULERS)
def course(request: HttpRequest, course_id: int) -> HttpResponse:
    found = get_object_or_404(setup_access.courses(actor_of(request)), pk=course_id)
    return _edit(request, found, found.full_title, {})


def _edit(request: HttpRequest, row: Course, title: str, initial: dict[str, Any]) -> HttpResponse:
    by, at = actor_of(request), dates.now()

    def save(form: Any) -> str:
        data = form.cleaned_data
        made = actions.save_course(row, form.values(), data["classes"], since=data.get("since"), by=by, at=at)
        return reverse("course-setup", args=[made.pk])

    teachers = list(setup_access.course_teachers(by).filter(course=row).order_by("-starts_on")) if row.pk else []
    return form_page(
        request,
        CourseForm(sent(request), instance=row, year=row.year, on=by.on, initial=initial),
        save,
        title=title,
        back=reverse("courses"),
        remove=(lambda: actions.remove_course(row, by=by, at=at)) if row.pk else None,
        template="teaching/course.html",
        course=row,
        teachers=teachers,
        changes={one.pk for one in teachers if one.starts_on > by.on and former_of(one)},
        may_move=by.has(*REGISTRARS),
    )


@require_http_methods(["GET", "POST"])
@audience(*SCHEDULERS)
def new_teacher(request: HttpRequest, course_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    found = get_object_or_404(setup_access.courses(by), pk=course_id)

    def save(form: Any) -> None:
        actions.add_teacher(found, **form.cleaned_data, by=by, at=at)

    return form_page(
        request,
        NewTeacherForm(sent(request), on=by.on, initial={"starts_on": max(by.on, found.year.starts_on)}),
        save,
        title=f"{found.full_title}: учитель",
        back=reverse("course-setup", args=[course_id]),
        intro="У журнала может быть два учителя сразу, и учитель может смениться среди года.",
    )


@require_http_methods(["GET", "POST"])
@audience(*SCHEDULERS)
def teacher(request: HttpRequest, teacher_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    row = get_object_or_404(setup_access.course_teachers(by), pk=teacher_id)

    def save(form: Any) -> None:
        actions.change_teacher(row, form.cleaned_data["starts_on"], form.cleaned_data["ends_on"], by=by, at=at)

    return form_page(
        request,
        TeacherForm(sent(request), instance=row),
        save,
        title=f"{row.course.full_title}: {row.staff.person.full_name}",
        back=reverse("course-setup", args=[row.course_id]),
        remove=lambda: actions.remove_teacher(row, by=by, at=at),
    )


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
def members(request: HttpRequest, course_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    found = get_object_or_404(setup_access.courses(by), pk=course_id)
    form = MembersForm(sent(request), pupils=pupils_of_classes(found, by.on), chosen=member_ids(found, by.on), on=by.on)

    def save(form: Any) -> str:
        set_members(found, form.ids(), form.cleaned_data["starts_on"], by=by, at=at)
        return reverse("course-members", args=[course_id])

    return form_page(
        request,
        form,
        save,
        title=f"{found.full_title}: ученики",
        back=reverse("courses"),
        template="teaching/members.html",
        course=found,
        intro="Кто отмечен, тот в журнале с указанного дня. Прежние отметки остаются.",
    )


@require_http_methods(["GET", "POST"])
@audience(*REGISTRARS)
def divide(request: HttpRequest, course_id: int) -> HttpResponse:
    by, at = actor_of(request), dates.now()
    found = get_object_or_404(setup_access.courses(by), pk=course_id)
    groups = actions.groups_of(found)
    form = DivideForm(
        sent(request),
        pupils=pupils_of_classes(found, by.on),
        labels=[group.label for group in groups],
        now=group_of_pupils(groups, by.on),
        on=by.on,
    )

    def save(form: Any) -> None:
        actions.divide(found, form.wanted(), form.cleaned_data["starts_on"], by=by, at=at)

    return form_page(
        request,
        form,
        save,
        title=f"{found.class_names} · {found.own_title or found.subject.name}: подгруппы",
        back=reverse("courses"),
        template="teaching/divide.html",
        intro="У каждой подгруппы свой журнал. Журнала, которого ещё нет, не нужно заводить заранее: он появится сам.",
        saved="Подгруппы записаны. Назначьте учителей их журналов.",
    )
